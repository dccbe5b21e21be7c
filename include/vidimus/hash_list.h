/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash_list.h - lists of hashes: "do you have this?" without sending media.
 * Kinds are "sha256", "md5", "pdq" and "vpdq".
 */
#ifndef VIDIMUS_HASH_LIST_H
#define VIDIMUS_HASH_LIST_H

#include <vidimus/view.h>

/* A list that somebody gave. All borrowed. */
struct vidimus_hash_check {
	const char        *path;      /* a regular file */
	const char        *name;      /* what the list is called; no person's name */
	const char        *kind;      /* NULL: as its lines tell */
	bool               recording; /* hits become events of the items; needs a key */
	bool               read_originals; /* makes MD5 of files of which the catalogue keeps none, by reading them */
	const atomic_bool *stop;      /* NULL: never */
};

struct vidimus_hash_check_summary {
	const char   *kind;    /* static */
	struct digest list;    /* SHA-256 of the list */
	uint64_t      entries; /* hashes in it */
	uint64_t      weak;    /* of these, of a picture too poor to be compared */
	uint64_t      hits;    /* items that stand in it */
	uint64_t      added;   /* of these, now recorded */
	uint64_t      unknown; /* items that have no such hash yet, though they could */
	uint64_t      odd;     /* hashes taken for PDQ that hardly are: nobody said the kind, and they may be SHA-256 */
};

/*
 * Emits each item that stands in the list: {"item","kind","list_name","list",
 * "entry","distance","transform","recorded"}; recorded is "added", "known"
 * (from before) or null. STATUS_INVALID, naming the line, for what is no list.
 */
CHECKED enum status vidimus_hash_check(struct vidimus_catalogue *catalogue,
                                       const struct vidimus_hash_check *check,
                                       const struct vidimus_output *to,
                                       struct vidimus_hash_check_summary *out, struct error *err);

/* A list of ours. All borrowed. */
struct vidimus_hash_making {
	const char *const *filters;   /* which items, as vidimus_item_list takes them; at least one */
	size_t             filter_count;
	const char        *kind;      /* vpdq: of one item */
	const char        *path;      /* which must not exist, outside of the catalogue */
	const char        *recipient; /* whom it is for: an organisation or a code */
	bool               read_originals;
	const atomic_bool *stop;
};

struct vidimus_hash_making_summary {
	struct digest sha256;    /* of the list */
	uint64_t      items;     /* that have a hash in it */
	uint64_t      entries;   /* lines */
	uint64_t      without;   /* chosen items that have none */
	bool          mode_kept; /* false where the file system keeps no permissions */
};

/*
 * Writes the list, mode 0600, which tells its reader what is held; an event
 * says so before it has its name. STATUS_NOT_FOUND when there is no hash,
 * STATUS_EXISTS, STATUS_REFUSED inside of the catalogue.
 */
CHECKED enum status vidimus_hash_make(struct vidimus_catalogue *catalogue,
                                      const struct vidimus_hash_making *making,
                                      struct vidimus_hash_making_summary *out,
                                      struct error *err);

#endif
