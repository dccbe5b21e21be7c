/* SPDX-License-Identifier: Apache-2.0 */
/* index_internal.h - an open index, for the files that read it and make its segments. */
#ifndef VIDIMUS_MATCH_INDEX_INTERNAL_H
#define VIDIMUS_MATCH_INDEX_INTERNAL_H

#include "match/index.h"

#include "base/json.h"

/* Of one kind. */
struct index_shelf {
	struct segment       *segments[INDEX_SEGMENTS]; /* owned, one after the other */
	size_t                n;
	int64_t               covered; /* last seq of these; -1 */
	struct hash256       *hashes;  /* owned: INDEX_TAIL of them, or NULL */
	struct segment_label *labels;
	size_t                tail;      /* how many */
	bool                  tail_read; /* and they are all there are */
	bool                  too_long;  /* there are more */
};

struct index {
	struct catalogue  *catalogue;
	char              *folder; /* owned: derived/match */
	int64_t            head;   /* seq of the last fingerprints */
	int64_t            asked;
	json_t            *state;  /* owned: an object */
	struct unread      unread;
	bool               astray; /* index_place_check finds something wrong: nothing there is read */
	struct index_shelf shelves[SEGMENT_KINDS + 1]; /* by kind */
};

/* Reads state and segments anew; `thorough` also hashes what is below INDEX_CHECKED_BYTES. */
CHECKED enum status index_load(struct index *index, bool thorough, struct error *err);

/* Writes down, in memory, that the segment is of this log, and who is missing in it. */
CHECKED enum status index_know_segment(struct index *index, const struct segment *segment,
                                       const struct unread *unread, struct error *err);

/* Adds to index_unread whom a segment that the state knows left out, unless fingerprinted anew since. */
CHECKED enum status index_take_unread(struct index *index, const struct segment *segment,
                                      struct error *err);

/* Writes them down beside what is known of a segment (borrowed). */
CHECKED enum status index_know_unread(json_t *known, const struct unread *unread, struct error *err);

/* Makes the state durable. */
CHECKED enum status index_write_state(struct index *index, struct error *err);

#endif
