/* SPDX-License-Identifier: Apache-2.0 */
/* test_series_file.c - what is written is read back, and nothing else is read. */
#include "fingerprint/series_file.h"

#include "support/random.h"
#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static uint64_t seed = 11;

static struct frame_hash
some_frame(size_t i)
{
	struct frame_hash frame = { .microseconds = (int64_t)(i / 2) * 125000 - 40000,
		                    .number = (uint32_t)(i * 3),
		                    .quality = (uint16_t)(i % 101),
		                    .burst = i % 16 == 0 };

	for (size_t k = 0; k < HASH256_WORDS; k++)
		frame.hash.words[k] = random_next(&seed);
	return frame;
}

static void
write_frames(struct buffer *out, const struct frame_hash *frames, size_t n)
{
	unsigned char header[FRAMES_FILE_HEADER], entry[FRAMES_FILE_FRAME];

	frames_file_begin(header, n);
	buffer_append(out, header, sizeof header);
	for (size_t i = 0; i < n; i++) {
		frames_file_frame(entry, &frames[i]);
		buffer_append(out, entry, sizeof entry);
	}
	assert_false(out->failed);
}

static void
write_sound(struct buffer *out, const struct sound_items *sound)
{
	unsigned char header[SOUND_FILE_HEADER], entry[SOUND_FILE_ITEM];

	sound_file_begin(header, sound);
	buffer_append(out, header, sizeof header);
	for (size_t i = 0; i < sound->n; i++) {
		sound_file_item(entry, sound->items[i]);
		buffer_append(out, entry, sizeof entry);
	}
	assert_false(out->failed);
}

static enum status
read_frames(struct text bytes)
{
	SCOPED_FREE struct frame_hash *frames = NULL;
	struct error err;
	size_t n;

	return frames_file_read(bytes, &frames, &n, &err);
}

static enum status
read_sound(struct text bytes)
{
	struct sound_items sound = { 0 };
	struct error err;
	enum status st = sound_file_read(bytes, &sound, &err);

	free(sound.items);
	return st;
}

static void
frames_come_back(void **state)
{
	struct frame_hash frames[100];
	SCOPED_FREE struct frame_hash *read = NULL;
	SCOPED(buffer) bytes = { 0 };
	struct error err;
	size_t n;

	(void)state;
	for (size_t i = 0; i < 100; i++)
		frames[i] = some_frame(i);
	write_frames(&bytes, frames, 100);
	assert_int_equal(bytes.n, FRAMES_FILE_HEADER + 100 * FRAMES_FILE_FRAME);
	assert_ok(frames_file_read(text_of_buffer(&bytes), &read, &n, &err), &err);
	assert_int_equal(n, 100);
	for (size_t i = 0; i < 100; i++) {
		assert_true(read[i].microseconds == frames[i].microseconds);
		assert_int_equal(read[i].number, frames[i].number);
		assert_int_equal(read[i].quality, frames[i].quality);
		assert_int_equal(read[i].burst, frames[i].burst);
		assert_true(hash256_equal(&read[i].hash, &frames[i].hash));
	}
}

/* So that other programs can read it: the very bytes. */
static void
a_frame_is_written_as_documented(void **state)
{
	static const unsigned char wanted[] = {
		'v', 'i', 'd', 'i', 'm', 'u', 's', ' ', 'f', 'r', 'a', 'm', 'e', 's', ' ', '1', /* form */
		1, 0, 0, 0,                   /* one frame */
		0xc0, 0xbd, 0xf0, 0xff, 0xff, 0xff, 0xff, 0xff, /* -1,000,000 us */
		4, 3, 2, 1, 99, 1,            /* number, quality, burst */
		0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* bit 255 first */
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
	};
	const struct frame_hash frame = { .microseconds = -1000000,
		                          .number = 0x01020304,
		                          .quality = 99,
		                          .burst = 1,
		                          .hash = { { 2, 0, 0, UINT64_C(1) << 63 } } };
	SCOPED(buffer) bytes = { 0 };

	(void)state;
	write_frames(&bytes, &frame, 1);
	assert_int_equal(bytes.n, sizeof wanted);
	assert_memory_equal(bytes.p, wanted, sizeof wanted);
}

static void
sound_comes_back(void **state)
{
	uint32_t items[] = { 0, 1, 0xdeadbeef, UINT32_MAX };
	const struct sound_items sound = { items, 4, 123809524, -23000 };
	struct sound_items read = { 0 };
	SCOPED(buffer) bytes = { 0 };
	struct error err;

	(void)state;
	write_sound(&bytes, &sound);
	assert_int_equal(bytes.n, 32 + 4 * 4);
	assert_memory_equal(bytes.p, "vidimus sound 1 \4\0\0\0\xf4\x2e\x61\x07", 24);
	assert_ok(sound_file_read(text_of_buffer(&bytes), &read, &err), &err);
	assert_int_equal(read.n, 4);
	assert_int_equal(read.nanoseconds, 123809524);
	assert_true(read.begins == -23000);
	assert_memory_equal(read.items, items, sizeof items);
	free(read.items);
}

static void
nothing_at_all_is_a_file_of_none(void **state)
{
	const struct sound_items none = { NULL, 0, 1, 0 };
	SCOPED(buffer) frames = { 0 }, sound = { 0 };

	(void)state;
	write_frames(&frames, NULL, 0);
	write_sound(&sound, &none);
	assert_int_equal(read_frames(text_of_buffer(&frames)), STATUS_OK);
	assert_int_equal(read_sound(text_of_buffer(&sound)), STATUS_OK);
	assert_int_equal(read_frames(text_of_buffer(&sound)), STATUS_INVALID);
	assert_int_equal(read_sound(text_of_buffer(&frames)), STATUS_INVALID);
}

/* Cut anywhere, or with one more byte behind. */
static void
another_length_is_refused(void **state)
{
	struct frame_hash frames[3];
	uint32_t items[3] = { 1, 2, 3 };
	const struct sound_items sound = { items, 3, 123809524, 0 };
	SCOPED(buffer) film = { 0 }, heard = { 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++)
		frames[i] = some_frame(i);
	write_frames(&film, frames, 3);
	write_sound(&heard, &sound);
	for (size_t n = 0; n < film.n; n++) {
		SCOPED_FREE char *cut = malloc(n + 1); /* of its very length, for the sanitizer */

		memcpy(cut, film.p, n);
		assert_int_equal(read_frames((struct text){ cut, n }), STATUS_INVALID);
	}
	for (size_t n = 0; n < heard.n; n++)
		assert_int_equal(read_sound((struct text){ heard.p, n }), STATUS_INVALID);
	buffer_append_byte(&film, 0);
	buffer_append_byte(&heard, 0);
	assert_int_equal(read_frames(text_of_buffer(&film)), STATUS_INVALID);
	assert_int_equal(read_sound(text_of_buffer(&heard)), STATUS_INVALID);
}

/* One byte changed: another form, more frames than there are, no quality, no burst. */
static void
other_values_are_refused(void **state)
{
	static const struct { size_t at; unsigned char byte; } changes[] = {
		{ 0, 'V' }, { 15, '2' }, { 16, 4 }, { 16, 2 }, { 19, 0xff },
		{ FRAMES_FILE_HEADER + 12, 101 }, { FRAMES_FILE_HEADER + 13, 2 },
	};
	struct frame_hash frames[3];
	SCOPED(buffer) film = { 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++)
		frames[i] = some_frame(i);
	write_frames(&film, frames, 3);
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		char before = film.p[changes[i].at];

		film.p[changes[i].at] = (char)changes[i].byte;
		assert_int_equal(read_frames(text_of_buffer(&film)), STATUS_INVALID);
		film.p[changes[i].at] = before;
	}
	assert_int_equal(read_frames(text_of_buffer(&film)), STATUS_OK);
}

static void
frames_out_of_order_are_refused(void **state)
{
	struct frame_hash frames[2] = { some_frame(4), some_frame(4) };
	SCOPED(buffer) equal = { 0 }, back = { 0 };

	(void)state;
	write_frames(&equal, frames, 2);
	assert_int_equal(read_frames(text_of_buffer(&equal)), STATUS_OK);
	frames[1].microseconds--;
	write_frames(&back, frames, 2);
	assert_int_equal(read_frames(text_of_buffer(&back)), STATUS_INVALID);
}

static void
items_without_length_are_refused(void **state)
{
	uint32_t item = 7;
	const struct sound_items sound = { &item, 1, 0, 0 };
	SCOPED(buffer) bytes = { 0 };

	(void)state;
	write_sound(&bytes, &sound);
	assert_int_equal(read_sound(text_of_buffer(&bytes)), STATUS_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_come_back),
		cmocka_unit_test(a_frame_is_written_as_documented),
		cmocka_unit_test(sound_comes_back),
		cmocka_unit_test(nothing_at_all_is_a_file_of_none),
		cmocka_unit_test(another_length_is_refused),
		cmocka_unit_test(other_values_are_refused),
		cmocka_unit_test(frames_out_of_order_are_refused),
		cmocka_unit_test(items_without_length_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
