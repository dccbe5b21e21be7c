/* SPDX-License-Identifier: Apache-2.0 */
/* hash_check.h - "do you have this?": which items stand in a list that somebody gave. */
#ifndef VIDIMUS_EXCHANGE_HASH_CHECK_H
#define VIDIMUS_EXCHANGE_HASH_CHECK_H

#include "casework/catalogue.h"
#include "casework/view.h"
#include "exchange/hash_list.h"

/* Held hashes that are compared in one reading of the list: memory is some 40 MB at most. */
#define HASH_CHECK_BATCH 131072

/* All borrowed. */
struct hash_check {
	int                file;      /* the list: a regular file */
	const char        *name;      /* what it is called */
	enum hash_kind     kind;      /* HASHES_UNKNOWN: as its lines tell */
	bool               recording; /* hits become events; else they are only told */
	bool               read_originals; /* for MD5 that the catalogue does not keep */
	size_t             batch;     /* 0: HASH_CHECK_BATCH */
	const atomic_bool *stop;
};

struct hash_check_summary {
	struct hash_list_facts list;
	uint64_t hits;    /* items that stand in the list */
	uint64_t added;   /* of these, now recorded */
	uint64_t unknown; /* items that have no such hash yet */
};

/*
 * Reads the list twice or more often: first whether all of it is one, then
 * against what is held, in batches. Hashes of bytes must be equal; pictures at
 * most HASH_SAME bits apart, turned or mirrored in any of eight ways, those of
 * quality below PDQ_LEAST_QUALITY never; of films, film_check.h. Of each item the nearest entry counts
 * and is emitted: {"item","kind","list_name","list","entry","distance",
 * "transform","recorded"}; recorded is "added", "known" or null. Hits are
 * recorded before they are emitted, in several changes; asked again, the same
 * list adds what is missing. STATUS_INVALID for what is no list,
 * STATUS_CHANGED when it changed meanwhile.
 */
CHECKED enum status hash_check_run(struct catalogue *catalogue, const struct hash_check *check,
                                   const struct view_output *to, struct hash_check_summary *out,
                                   struct error *err);

#endif
