/* SPDX-License-Identifier: Apache-2.0 */
/*
 * index.h - all hashes and sounds of a catalogue, to be searched: immutable
 * segments in derived/match/, and what is newer than they from the database.
 *
 * The segments of a kind follow each other without a gap; from the first one
 * on that is missing, damaged, or not of this log, the database tells the rest.
 * So nothing is ever hidden by a lost file: the search only takes longer,
 * until index_refresh has made it anew.
 *
 * derived/match/state.json: {"asked","asked_event","unread","segments"}: the seq
 * up to which items were asked about, the id of the event there, whether some
 * could not be read from derived/ meanwhile, and for each segment by name
 * {"event","sha256","unread","more"}: the id of the event at its last seq, by
 * which another log is told, segment_digest, by which another's segment is, and
 * the numbers of up to INDEX_UNREAD items that are missing in it.
 */
#ifndef VIDIMUS_MATCH_INDEX_H
#define VIDIMUS_MATCH_INDEX_H

#include "match/index_read.h"

/* Hashes that wait in memory for a segment of their own. */
#define INDEX_TAIL ((size_t)1 << 16)

/* Segments of one kind: their sizes at least halve from each to the next. */
#define INDEX_SEGMENTS 48

/* Segments that are smaller are read whole and hashed when the index is refreshed; larger ones by their header. */
#define INDEX_CHECKED_BYTES ((uint64_t)256 << 20)

/* Items that could not be read are written down by number up to so many a segment. */
#define INDEX_UNREAD 1000

struct index;

/* A run of hashes and what they belong to: of a segment, or of the database. Borrowed for a call. */
struct index_part {
	const struct segment       *segment; /* with tables; NULL of the database */
	const struct hash256       *hashes;
	const struct segment_label *labels;
	size_t                      n;
};

/* What it returns besides STATUS_OK ends the visit. */
typedef enum status index_visit(void *context, const struct index_part *part, struct error *err);

/* Opens what there is, up to the log's present end; owned. */
CHECKED enum status index_open(struct index **out, struct catalogue *catalogue, struct error *err);

/* NULL is allowed. */
void index_close(struct index *index);

/*
 * Calls `visit` for all hashes of a kind, part by part, at most INDEX_TAIL of the
 * database at once. Items of which there is nothing to visit, as their files in
 * derived/ are or were missing or damaged, are added to index_unread.
 */
CHECKED enum status index_each(struct index *index, enum segment_kind kind, index_visit *visit,
                               void *context, struct error *err);

/*
 * Makes segments of what waits, where there is enough of it, and of whose
 * segment is missing or damaged; forgets those that no log or state knows. For
 * the holder of the stage's lock only. A run out of room is STATUS_IO, and the
 * index works as it was.
 */
CHECKED enum status index_refresh(struct index *index, struct error *err);

/* Whom the visits since the index was opened or refreshed left out; borrowed. */
const struct unread *index_unread(const struct index *index);

/* The seq of the last fingerprints that it knows. */
int64_t index_head(const struct index *index);

/*
 * Forgets segments and watermark, durably, so that all is read and asked anew:
 * what could not be read from derived/ when they were made is missing in them.
 */
CHECKED enum status index_forget(const struct catalogue *catalogue, struct error *err);

/* --- the watermark --- */

/* The seq up to which items were asked about; -1: none were, or nobody knows. */
int64_t index_asked(const struct index *index);

/* Keeps it, durably; `unread`: some item could not be asked about, or compared. */
CHECKED enum status index_set_asked(struct index *index, int64_t seq, bool unread,
                                    struct error *err);

/* Was there ever such an item since all was asked anew? */
CHECKED enum status index_was_unread(struct catalogue *catalogue, bool *out, struct error *err);

#endif
