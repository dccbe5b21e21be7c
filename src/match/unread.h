/* SPDX-License-Identifier: Apache-2.0 */
/* unread.h - items that could not be compared, as their files in derived/ are missing or damaged. */
#ifndef VIDIMUS_MATCH_UNREAD_H
#define VIDIMUS_MATCH_UNREAD_H

#include <vidimus/types.h>

/* Numbers of short ids, ascending, each once. { 0 } is empty. */
struct unread {
	int64_t *numbers; /* owned */
	size_t   n, room;
	bool     more; /* others besides, which were not written down */
};
void unread_end(struct unread *unread);

/* Adds an item, once. STATUS_MEMORY. */
CHECKED enum status unread_add(struct unread *unread, int64_t number, struct error *err);

/* Adds all of `other` but the item `except`. */
CHECKED enum status unread_join(struct unread *unread, const struct unread *other, int64_t except,
                                struct error *err);

#endif
