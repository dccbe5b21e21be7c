/* SPDX-License-Identifier: Apache-2.0 */
/* unread.h - items that could not be compared, as the files of their fingerprints in derived/ are missing or damaged. */
#ifndef VIDIMUS_UNREAD_H
#define VIDIMUS_UNREAD_H

#include <vidimus/types.h>
#include <vidimus/record.h>

#define VIDIMUS_UNREAD_NAMED 10

/* vidimus_rebuild_derived makes their files again. */
struct vidimus_unread {
	uint64_t count;
	bool     more; /* at least so many */
	size_t   named;
	char     items[VIDIMUS_UNREAD_NAMED][VIDIMUS_ID_SIZE]; /* the first of them */
};

#endif
