/* SPDX-License-Identifier: Apache-2.0 */
/* hash_make.h - a list of the hashes of items, to be given away. */
#ifndef VIDIMUS_EXCHANGE_HASH_MAKE_H
#define VIDIMUS_EXCHANGE_HASH_MAKE_H

#include "casework/catalogue.h"
#include "exchange/hash_line.h"

/* All borrowed. */
struct hash_making {
	const char *const *filters;     /* which items, as item_list takes them; at least one */
	size_t             filter_count;
	enum hash_kind     kind;
	const char        *path;        /* of the list, which must not exist, outside of the catalogue */
	const char        *recipient;   /* whom it is for */
	bool               read_originals; /* for MD5 that the catalogue does not keep */
	const atomic_bool *stop;
};

struct hash_making_summary {
	struct digest sha256;  /* of the list */
	uint64_t      items;   /* that have a hash in it */
	uint64_t      entries; /* lines */
	uint64_t      without; /* items chosen that have no such hash */
	bool          mode_kept; /* false where the file system keeps no permissions */
};

/*
 * Writes the list with mode 0600: HEX, of pictures HEX,QUALITY, one a line, in
 * the order of the hashes and each once, so that it tells neither ids nor the
 * order in which items came. Of a picture both the whole and what is inside
 * bars; of a quality below PDQ_LEAST_QUALITY none. HASHES_VPDQ: the kept frames
 * of one film by time, FRAME,QUALITY,HEX,SECONDS; STATUS_INVALID for several. It is in the log
 * (list.made) before it has its name. STATUS_NOT_FOUND when no item has a
 * hash, STATUS_EXISTS when something has that name, STATUS_REFUSED inside of
 * the catalogue; nothing is made then.
 */
CHECKED enum status hash_make_run(struct catalogue *catalogue, const struct hash_making *making,
                                  struct hash_making_summary *out, struct error *err);

#endif
