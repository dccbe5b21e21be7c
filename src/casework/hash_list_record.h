/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash_list_record.h - lists of hashes as records: that an item stands in a
 * list that somebody gave, which is a proposal to look, and that a list of
 * ours was given away.
 */
#ifndef VIDIMUS_CASEWORK_HASH_LIST_RECORD_H
#define VIDIMUS_CASEWORK_HASH_LIST_RECORD_H

#include "casework/catalogue.h"

/* An item that stands in a list. All borrowed. */
struct list_hit {
	const char          *name;      /* of the list */
	const struct digest *list;      /* SHA-256 of the list as given */
	const char          *kind;      /* sha256, md5, pdq, vpdq */
	const char          *entry;     /* the hash in the list, hex */
	unsigned             distance;  /* bits; 0 for hashes of bytes */
	const char          *transform; /* of enum dihedral; NULL where it has no sense */
};

/* Was it recorded before that the item stands in this very list, by this kind of hash? */
CHECKED enum status list_hit_known(struct catalogue *catalogue, const struct uuid *item,
                                   const struct list_hit *hit, bool *known, struct error *err);

/* Adds item.listed to the item's chain. STATUS_EXISTS when it was recorded before. */
CHECKED enum status list_hit_add(struct catalogue *catalogue, struct change *change,
                                 const struct uuid *item, const struct list_hit *hit,
                                 struct error *err);

/* A list of ours on its way out. All borrowed. */
struct made_list {
	const char          *kind;
	const char          *recipient; /* whom it is for */
	const char          *path;      /* absolute, where it is written */
	const char          *ranges;    /* which items, E-1..E-22,E-30; NULL: too many to write down */
	struct digest        sha256;    /* of its bytes */
	int64_t              items;     /* that have a hash in it */
	int64_t              entries;   /* lines */
};

/* The longest `ranges` that the event takes, in bytes. */
#define LIST_RANGES_LIMIT 60000

/* Adds list.made, in a change of its own. */
CHECKED enum status made_list_add(struct catalogue *catalogue, const struct made_list *list,
                                  struct error *err);

#endif
