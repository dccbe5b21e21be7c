/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clip_vote.h - is this video, or a part of it, a part of that one? And which
 * part of which: by the hashes of frames that agree on one time offset and one
 * speed, turned or mirrored the same way throughout.
 */
#ifndef VIDIMUS_FINGERPRINT_CLIP_VOTE_H
#define VIDIMUS_FINGERPRINT_CLIP_VOTE_H

#include "fingerprint/frame_series.h"
#include "fingerprint/hash_scan.h"
#include "fingerprint/line_vote.h"

/* Different pictures that must lie on the line, and the time they must cover (FINDINGS 5.5). */
#define CLIP_LEAST_DISTINCT 5
#define CLIP_LEAST_SECONDS 3.0

/*
 * When the shorter of the two is shorter than 5 s, less is asked for: one
 * different picture a second, at least three, over three fifths of it, but
 * never over less than half a second.
 */
#define CLIP_SHORT_SECONDS 5.0
#define CLIP_SHORT_LEAST_DISTINCT 3
#define CLIP_SHORT_SHARE 0.6
#define CLIP_SHORT_LEAST_SECONDS 0.5

/* Frames to search with: of longer videos a choice of bursts (frame_series_query). */
#define CLIP_QUERY_FRAMES 600

/* Along a line that was found, frames this near at their time belong to it: unrelated ones are not (HASH_SIMILAR). */
#define CLIP_SUPPORT HASH_SIMILAR

/* Where there is no segment, but this share of the frames is alike to some, clip_place.h looks at still scenes. */
#define CLIP_ALIKE_SHARE 0.5

/* A longer time without any support ends a segment. */
#define CLIP_LONGEST_GAP_SECONDS 2.5

#define CLIP_SEGMENTS 8

struct clip_segment {
	double        query_from, query_to;         /* seconds of presentation time */
	double        reference_from, reference_to;
	double        slope;         /* seconds of the reference a second of the query */
	unsigned      distinct;      /* different pictures that agree; 1 of a still scene */
	unsigned      frames;        /* of the query that are near at their time */
	double        mean_distance; /* of these */
	enum dihedral transform;     /* what makes the query's picture the reference's */
};

struct clip_result {
	struct clip_segment segments[CLIP_SEGMENTS]; /* by query time */
	size_t              n;
	double              alike;    /* share of the frames searched with that are somewhere in the other, 0 to 1 */
	unsigned            pictures; /* different pictures among them; few: too still to be placed in time */
	bool                still;    /* the scene hardly changes; the segments, if any, are told by small differences */
};

/*
 * Compares two series by brute force; either may be the longer one. Frames of
 * a quality below PDQ_LEAST_QUALITY count for nothing. Nothing in common is
 * STATUS_OK and no segment; STATUS_MEMORY.
 */
CHECKED enum status clip_compare(const struct frame_hash *query, size_t query_n,
                                 const struct frame_hash *reference, size_t reference_n,
                                 struct clip_result *out, struct error *err);

#endif
