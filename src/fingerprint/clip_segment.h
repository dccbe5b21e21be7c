/* SPDX-License-Identifier: Apache-2.0 */
/* clip_segment.h - along a line between two videos, where they agree and where no more. */
#ifndef VIDIMUS_FINGERPRINT_CLIP_SEGMENT_H
#define VIDIMUS_FINGERPRINT_CLIP_SEGMENT_H

#include "fingerprint/clip_vote.h"

struct clip_walk {
	const struct frame_hash *query, *reference;
	size_t                   query_n, reference_n;
	struct line              line;
	enum dihedral            transform;
	bool                     exact;     /* frames of the reference count only while they were shown */
	const struct clip_result *found; /* whose segments are left out */
	size_t                   next;      /* of query */
	size_t                   reference_next; /* a place at or before what is near in time */
};

/*
 * The next stretch of the query, by time, whose frames are near to those of
 * the reference at their time; `distinct` is left to the caller. False when
 * there is none.
 */
bool clip_walk_next(struct clip_walk *walk, struct clip_segment *out);

/* The same segment seen from the other side. */
struct clip_segment clip_segment_exchanged(const struct clip_segment *segment);

/* Microseconds as seconds. */
double clip_seconds(int64_t microseconds);

#endif
