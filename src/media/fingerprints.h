/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fingerprints.h - what a locked-in child told of how a file looks and sounds:
 * bounded by the wire's limits, and of unknown honesty.
 */
#ifndef VIDIMUS_MEDIA_FINGERPRINTS_H
#define VIDIMUS_MEDIA_FINGERPRINTS_H

#include "fingerprint/frame_series.h"
#include "fingerprint/picture_detail.h"
#include "wire/report_read.h"

#include "base/json.h"

/* Hashes of a still picture, or of a part of it. */
struct picture_hashes {
	struct report_box box; /* { 0 }: all of it */
	unsigned          quality;
	struct hash256    hashes[DIHEDRAL_COUNT];
	struct picture_detail detail; /* of what is drawn or written; else none */
};

/* A film's frames in the order told. */
struct film_series {
	struct report_box  box; /* { 0 }: all of the picture */
	struct frame_hash *frames; /* owned */
	size_t             n, room;
};

struct fingerprints {
	/*
	 * First of the whole, as PDQ's reference makes them; all others by areas (PDQ_AREA):
	 * of the whole, where the first show enough, and of its parts.
	 */
	struct picture_hashes pictures[REPORT_BOXES];
	size_t                picture_count;
	struct film_series    films[REPORT_SERIES];
	size_t                film_count;
	uint32_t             *sound; /* owned; raw items of Chromaprint */
	size_t                sound_count, sound_room;
	uint32_t              sound_nanoseconds; /* from one item to the next; 0: not told */
	int64_t               sound_begins;      /* microseconds of presentation time */
};
void fingerprints_end(struct fingerprints *fingerprints);

/* Takes a fact of the kinds that tell of fingerprints. */
CHECKED enum status fingerprints_take(struct fingerprints *fingerprints,
                                      const struct report_fact *fact, struct error *err);

/* Takes from what was measured, {name: text}, when the sound begins and how long its items are. */
void fingerprints_take_times(struct fingerprints *fingerprints, const json_t *measured);

#endif
