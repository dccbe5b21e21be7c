/* SPDX-License-Identifier: Apache-2.0 */
/*
 * newfolder.h - a folder that appears whole or not at all, under a name that
 * nothing had; the counterpart of store/newfile.h.
 *
 *	newfolder_open      it stands as NEWFILE_PREFIX and digits, locked
 *	…                   write below `fd`, and sync
 *	newfolder_publish   it has its name, and that is durable
 *	newfolder_end       always
 */
#ifndef VIDIMUS_BUNDLE_NEWFOLDER_H
#define VIDIMUS_BUNDLE_NEWFOLDER_H

#include "store/newfile.h"

struct newfolder {
	int  parent; /* borrowed */
	int  fd;     /* the folder itself; its lock (flock(2)) says that we live */
	char name[NEWFILE_NAME_SIZE]; /* until it is published; "" when it has none */
};

/* Makes it in the folder `parent` (borrowed, until the end). */
CHECKED enum status newfolder_open(struct newfolder *out, int parent, struct error *err);

/* Gives it a name beside, durably. STATUS_EXISTS when the name is taken, by whatever. */
CHECKED enum status newfolder_publish(struct newfolder *folder, const char *name, struct error *err);

/*
 * Takes back the name when the folder bears it, though it was published: it is
 * unfinished again, and gone with its end. Whatever else has that name stays.
 */
void newfolder_withdraw(struct newfolder *folder, const char *name);

/* Removes the unfinished folders in `parent` that no living process holds, as far as it can. */
void newfolder_leftovers(int parent);

/* Ends it; what was not published is gone with all in it. { .fd = -1 } is allowed. */
void newfolder_end(struct newfolder *folder);

#endif
