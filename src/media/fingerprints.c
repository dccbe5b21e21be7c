/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprints.c - facts of a report as hashes, series and sound. */
#include "media/fingerprints.h"

#include "base/error.h"

#include <stdlib.h>

_Static_assert(REPORT_TURNS == DIHEDRAL_COUNT && REPORT_DETAILS == DETAIL_BLOCKS && REPORT_HASH_SIZE == HASH256_SIZE,
               "the wire carries what PDQ makes");

/* Seconds: beyond these a child's word for them is none. */
#define LONGEST_ITEM 4.0
#define LATEST_SOUND 1e9

void
fingerprints_end(struct fingerprints *fingerprints)
{
	for (size_t i = 0; i < fingerprints->film_count; i++)
		free(fingerprints->films[i].frames);
	free(fingerprints->sound);
	*fingerprints = (struct fingerprints){ 0 };
}

static void
take_hashes(struct fingerprints *fingerprints, const struct report_hashes *told)
{
	struct picture_hashes *picture = &fingerprints->pictures[fingerprints->picture_count++];

	*picture = (struct picture_hashes){ .box = told->box, .quality = told->quality };
	for (size_t i = 0; i < DIHEDRAL_COUNT; i++)
		picture->hashes[i] = hash256_of_bytes(told->hashes[i]);
	for (size_t i = 0; i < DETAIL_BLOCKS; i++)
		picture->detail.blocks[i] = hash256_of_bytes(told->details[i]);
}

/* Room for `more` entries of `size` bytes; false without memory. */
static bool
make_room(void **entries, size_t *room, size_t wanted, size_t size)
{
	size_t larger = *room ? *room : 512;
	void *grown;

	if (wanted <= *room)
		return true;
	while (larger < wanted)
		larger *= 2;
	grown = reallocarray(*entries, larger, size);
	if (grown == NULL)
		return false;
	*entries = grown;
	*room = larger;
	return true;
}

static enum status
take_frames(struct film_series *film, struct text batch, struct error *err)
{
	size_t wanted = film->n + batch.n / REPORT_FRAME_SIZE;
	struct report_frame told;
	void *frames = film->frames;

	if (!make_room(&frames, &film->room, wanted, sizeof *film->frames))
		return fail_memory(err);
	film->frames = frames;
	while (report_frame_take(&batch, &told))
		film->frames[film->n++] =
			(struct frame_hash){ .microseconds = told.microseconds,
			                     .hash = hash256_of_bytes(told.hash),
			                     .number = told.number,
			                     .quality = (uint16_t)told.quality,
			                     .burst = told.burst };
	return STATUS_OK;
}

static enum status
take_sound(struct fingerprints *fingerprints, struct text batch, struct error *err)
{
	size_t wanted = fingerprints->sound_count + batch.n / sizeof(uint32_t);
	void *sound = fingerprints->sound;
	uint32_t number;

	if (!make_room(&sound, &fingerprints->sound_room, wanted, sizeof number))
		return fail_memory(err);
	fingerprints->sound = sound;
	while (report_number_take(&batch, &number))
		fingerprints->sound[fingerprints->sound_count++] = number;
	return STATUS_OK;
}

enum status
fingerprints_take(struct fingerprints *fingerprints, const struct report_fact *fact,
                  struct error *err)
{
	switch (fact->kind) {
	case FRAME_HASHES:
		take_hashes(fingerprints, &fact->hashes);
		return STATUS_OK;
	case FRAME_SERIES:
		fingerprints->films[fingerprints->film_count++] =
			(struct film_series){ .box = fact->hashes.box };
		return STATUS_OK;
	case FRAME_FRAMES:
		return take_frames(&fingerprints->films[fingerprints->film_count - 1], fact->batch,
		                   err);
	case FRAME_SOUND:
		return take_sound(fingerprints, fact->batch, err);
	default:
		return STATUS_OK;
	}
}

/* A measured number of seconds within these; 0 where there is none. */
static double
measured_seconds(const json_t *measured, const char *name, double least, double most)
{
	const char *text = json_string_value(json_object_get(measured, name));
	double seconds = text ? strtod(text, NULL) : 0;

	return seconds >= least && seconds <= most ? seconds : 0;
}

void
fingerprints_take_times(struct fingerprints *fingerprints, const json_t *measured)
{
	fingerprints->sound_nanoseconds = (uint32_t)(
		measured_seconds(measured, "chromaprint_item_seconds", 0, LONGEST_ITEM) * 1e9 + 0.5);
	fingerprints->sound_begins = (int64_t)(
		measured_seconds(measured, "chromaprint_begins", -LATEST_SOUND, LATEST_SOUND) * 1e6);
}
