/* SPDX-License-Identifier: Apache-2.0 */
/* tally.h - votes for items: how many of the hashes that were asked with are near one of theirs, and how near. */
#ifndef VIDIMUS_MATCH_TALLY_H
#define VIDIMUS_MATCH_TALLY_H

#include <vidimus/types.h>

struct vote {
	uint64_t item;
	uint32_t votes;    /* of different voters */
	uint32_t voter;    /* the last one; voters come one after the other */
	uint32_t distance; /* the least */
};

/* { 0 } is empty. Owned memory. */
struct tally {
	struct vote *votes; /* a table of `room`, votes 0: free */
	size_t       n, room;
};
void tally_end(struct tally *tally);

/* Counts a voter for an item, once however often it comes in a row. STATUS_MEMORY. */
CHECKED enum status tally_add(struct tally *tally, uint64_t item, uint32_t voter,
                              uint32_t distance, struct error *err);

/* Adds all of `other`, whose voters are different ones. */
CHECKED enum status tally_join(struct tally *tally, const struct tally *other, struct error *err);

/* Puts the entries at the table's begin, most votes first, of as many the nearest, then by item; nothing may be added after. */
void tally_sort(struct tally *tally);

#endif
