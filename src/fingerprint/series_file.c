/* SPDX-License-Identifier: Apache-2.0 */
/* series_file.c - frame hashes and sound as bytes, and back from bytes that anybody may have written. */
#include "fingerprint/series_file.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#define MAGIC_SIZE 16

_Static_assert(sizeof FRAMES_FILE_MAGIC == MAGIC_SIZE + 1 && sizeof SOUND_FILE_MAGIC == MAGIC_SIZE + 1,
               "forms are told apart by as many letters");

/* Writes `size` bytes of a number; returns where the next one goes. */
static unsigned char *
put(unsigned char *out, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = (unsigned char)(number >> (8 * i));
	return out + size;
}

static uint64_t
take(const unsigned char **at, size_t size)
{
	uint64_t number = 0;

	for (size_t i = size; i-- > 0;)
		number = number << 8 | (*at)[i];
	*at += size;
	return number;
}

void
frames_file_begin(unsigned char out[FRAMES_FILE_HEADER], size_t n)
{
	memcpy(out, FRAMES_FILE_MAGIC, MAGIC_SIZE);
	put(out + MAGIC_SIZE, n, 4);
}

void
frames_file_frame(unsigned char out[FRAMES_FILE_FRAME], const struct frame_hash *frame)
{
	out = put(out, (uint64_t)frame->microseconds, 8);
	out = put(out, frame->number, 4);
	out = put(out, frame->quality, 1);
	out = put(out, frame->burst, 1);
	hash256_to_bytes(out, &frame->hash);
}

void
sound_file_begin(unsigned char out[SOUND_FILE_HEADER], const struct sound_items *sound)
{
	memcpy(out, SOUND_FILE_MAGIC, MAGIC_SIZE);
	out = put(out + MAGIC_SIZE, sound->n, 4);
	out = put(out, sound->nanoseconds, 4);
	put(out, (uint64_t)sound->begins, 8);
}

void
sound_file_item(unsigned char out[SOUND_FILE_ITEM], uint32_t item)
{
	put(out, item, SOUND_FILE_ITEM);
}

/* What tells one form from the other. */
struct form {
	const char *magic;
	size_t      header, entry, limit;
};

/* Is it of this form, and as long as its count says? *at is then behind the count. */
static enum status
begin_reading(struct text bytes, const struct form *form, const unsigned char **at, size_t *n,
              struct error *err)
{
	*at = (const unsigned char *)bytes.p + MAGIC_SIZE;
	if (bytes.n < form->header || memcmp(bytes.p, form->magic, MAGIC_SIZE) != 0)
		return fail(err, STATUS_INVALID, "no file of the form \"%s\"", form->magic);
	*n = (size_t)take(at, 4);
	if (*n > form->limit || bytes.n != form->header + *n * form->entry)
		return fail(err, STATUS_INVALID, "it says that it has %zu entries, and has %zu bytes", *n,
		            bytes.n);
	return STATUS_OK;
}

static struct frame_hash
take_frame(const unsigned char **at)
{
	struct frame_hash frame = { .microseconds = (int64_t)take(at, 8) };

	frame.number = (uint32_t)take(at, 4);
	frame.quality = (uint16_t)take(at, 1);
	frame.burst = (uint16_t)take(at, 1);
	frame.hash = hash256_of_bytes(*at);
	*at += HASH256_SIZE;
	return frame;
}

static enum status
take_frames(const unsigned char *at, struct frame_hash *frames, size_t n, struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		frames[i] = take_frame(&at);
		if (frames[i].quality > 100 || frames[i].burst > 1)
			return fail(err, STATUS_INVALID, "frame %zu has a quality of %u and a burst of %u",
			            i, frames[i].quality, frames[i].burst);
		if (i > 0 && frames[i].microseconds < frames[i - 1].microseconds)
			return fail(err, STATUS_INVALID, "frame %zu is before the one before it", i);
	}
	return STATUS_OK;
}

enum status
frames_file_read(struct text bytes, struct frame_hash **frames, size_t *n, struct error *err)
{
	static const struct form form = { FRAMES_FILE_MAGIC, FRAMES_FILE_HEADER, FRAMES_FILE_FRAME,
		                          FRAMES_FILE_LIMIT };
	const unsigned char *at;
	struct frame_hash *read;
	size_t count;
	enum status st = begin_reading(bytes, &form, &at, &count, err);

	if (st != STATUS_OK)
		return st;
	read = calloc(count + 1, sizeof *read);
	if (read == NULL)
		return fail_memory(err);
	st = take_frames(at, read, count, err);
	if (st != STATUS_OK) {
		free(read);
		return st;
	}
	*frames = read;
	*n = count;
	return STATUS_OK;
}

enum status
sound_file_read(struct text bytes, struct sound_items *out, struct error *err)
{
	static const struct form form = { SOUND_FILE_MAGIC, SOUND_FILE_HEADER, SOUND_FILE_ITEM,
		                          SOUND_FILE_LIMIT };
	struct sound_items sound = { 0 };
	const unsigned char *at;
	enum status st = begin_reading(bytes, &form, &at, &sound.n, err);

	if (st != STATUS_OK)
		return st;
	sound.nanoseconds = (uint32_t)take(&at, 4);
	sound.begins = (int64_t)take(&at, 8);
	if (sound.nanoseconds == 0)
		return fail(err, STATUS_INVALID, "its items take no time");
	sound.items = calloc(sound.n + 1, sizeof *sound.items);
	if (sound.items == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < sound.n; i++)
		sound.items[i] = (uint32_t)take(&at, SOUND_FILE_ITEM);
	*out = sound;
	return STATUS_OK;
}
