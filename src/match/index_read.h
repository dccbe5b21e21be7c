/* SPDX-License-Identifier: Apache-2.0 */
/* index_read.h - the hashes and sounds of a part of the log, from the tables and from derived/. */
#ifndef VIDIMUS_MATCH_INDEX_READ_H
#define VIDIMUS_MATCH_INDEX_READ_H

#include "casework/catalogue.h"
#include "match/segment.h"
#include "match/unread.h"

/* Items of sound in place of a hash. */
#define SOUND_BLOCK 8
_Static_assert(SOUND_BLOCK * sizeof(uint32_t) == sizeof(struct hash256), "a block is as long as a hash");

/* Takes one; what it returns besides STATUS_OK ends the reading. */
typedef enum status index_put(void *context, const struct hash256 *hash,
                              const struct segment_label *label, struct error *err);

struct index_range {
	enum segment_kind kind;
	int64_t           after, upto; /* seq: those beyond `after`, up to `upto` */
};

/*
 * Reads all hashes of PDQ_LEAST_QUALITY and better, or all sounds, that were
 * recorded in a part of the log and still count, in order of the log. Whose
 * files in derived/ are missing or damaged is left out and added to `unread`.
 * Returns what `put` returned.
 */
CHECKED enum status index_read(struct catalogue *catalogue, const struct index_range *range,
                               index_put *put, void *context, struct unread *unread,
                               struct error *err);

#endif
