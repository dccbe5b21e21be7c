/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clip_still.h - films of a scene that hardly changes: a camera on a tripod or
 * a wall. Every frame of one is near to every frame of the other, so hits vote
 * for any time, and another hour before the same camera looks like a copy.
 * What little moves tells them apart: at the right time, and only there, the
 * two differ much less than at all others.
 */
#ifndef VIDIMUS_FINGERPRINT_CLIP_STILL_H
#define VIDIMUS_FINGERPRINT_CLIP_STILL_H

#include "fingerprint/clip_vote.h"

/*
 * The mean distance at the right time is so many bits below that at all others
 * (measured on tripods, walls and at night: copies 13 to 58, of other hours of the
 * same camera 4 to 18) …
 */
#define CLIP_STILL_CONTRAST 6.0

/*
 * … and either it is as small as between two encodings of one film (measured
 * 2 to 9 bits; other hours 17 and more), or it is that of the same pictures
 * (HASH_SAME), most of the shorter film lies within the other, and no other
 * time comes near: the next best is this share of the contrast above it (copies
 * 0.40 to 0.65, other hours 0 to 0.34).
 */
#define CLIP_STILL_EQUAL 10.0
#define CLIP_STILL_ALONE 0.35
#define CLIP_STILL_MOST 0.8

/* Times this near are the same moment. */
#define CLIP_STILL_MOMENT_SECONDS 1.5

/* At least this share of the shorter film has to lie within the other at a time that is tried. */
#define CLIP_STILL_OVERLAP 0.5

/* Two series whose frames are in order of time; borrowed. */
struct clip_pair {
	const struct frame_hash *query, *reference;
	size_t                   query_n, reference_n;
	enum dihedral            transform; /* what makes the query's picture the reference's */
};

/* Mean distances of the query's frames within segments from what the reference shows … */
struct clip_means {
	double here;      /* at their time */
	double elsewhere; /* a moment and up to a minute away from it; HASH256_BITS where there is nothing */
};

/* `within`: elsewhere is only what belongs to the same segment. STATUS_MEMORY. */
CHECKED enum status clip_means_of(const struct clip_pair *pair, const struct clip_segment *segments,
                                  size_t n, bool within, struct clip_means *out, struct error *err);

/*
 * Tries all times, and all speeds of line_vote.h where the films are not too long
 * for it. STATUS_FALSE when no time is better than the others, or the films are
 * too long to be tried; STATUS_MEMORY.
 */
CHECKED enum status clip_still_line(const struct clip_pair *pair, struct line *out,
                                    struct error *err);

#endif
