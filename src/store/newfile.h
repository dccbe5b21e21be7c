/* SPDX-License-Identifier: Apache-2.0 */
/*
 * newfile.h - a file that appears whole or not at all, under a name that
 * nothing had, in any folder: of ours, or on a stick that is about to leave.
 *
 *	newfile_open       nothing is to be seen of it yet
 *	…                  write to `fd`
 *	newfile_sync       its bytes are durable
 *	newfile_publish    it has its name, and that is durable
 *	newfile_end        always
 */
#ifndef VIDIMUS_STORE_NEWFILE_H
#define VIDIMUS_STORE_NEWFILE_H

#include "base/scoped.h"

#include <vidimus/types.h>

/*
 * Where files without a name cannot be made, a file is called so until it is
 * published, with 16 hex digits behind, and is locked (flock(2)) while its
 * process lives. A kill in that time leaves it; newfile_leftovers removes it.
 */
#define NEWFILE_PREFIX    ".vidimus-unfinished-"
#define NEWFILE_NAME_SIZE (sizeof NEWFILE_PREFIX + 16)

struct newfile {
	int  folder; /* borrowed */
	int  fd;     /* empty at first, open for reading and writing */
	char name[NEWFILE_NAME_SIZE]; /* until it is published; "" when it has none */
	bool mode_kept; /* false where the file system keeps no permissions */
};

/* Makes it in the folder (borrowed descriptor, until the end) with this mode. */
CHECKED enum status newfile_open(struct newfile *out, int folder, unsigned mode,
                                 struct error *err);

/* Makes its bytes durable. A failure is final: the file must be ended (fsync(2)). */
CHECKED enum status newfile_sync(struct newfile *file, struct error *err);

/*
 * Gives it a name in that folder, which may be another one of the same file
 * system, durably. STATUS_EXISTS when the name is taken, by whatever; nothing
 * is ever replaced.
 */
CHECKED enum status newfile_publish(struct newfile *file, int folder, const char *name,
                                    struct error *err);

/* An unfinished file in a folder. */
struct newfile_leftover {
	const char *name; /* borrowed for the call */
	uint64_t    size; /* bytes */
	bool        removed;
	int         os; /* errno when it could not be removed, else 0 */
};
typedef void newfile_found(void *context, const struct newfile_leftover *leftover);

/*
 * Tells `found` (NULL: nobody) of the unfinished files in the folder that no living process holds,
 * after removing each where `remove` says so. Where files cannot be locked, none is told or removed.
 */
CHECKED enum status newfile_leftovers(int folder, bool remove, newfile_found *found, void *context,
                                      struct error *err);

/* Ends it; what was not published is gone. { .fd = -1 } is allowed. */
void newfile_end(struct newfile *file);

#endif
