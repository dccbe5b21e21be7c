/* SPDX-License-Identifier: Apache-2.0 */
/* held.h - a group of files that the vault has, to be examined and recorded together. */
#ifndef VIDIMUS_INTAKE_HELD_H
#define VIDIMUS_INTAKE_HELD_H

#include "intake/examiners.h"

#include "store/database.h"

#include <vidimus/types.h>

/* Files that are examined and recorded in one change. */
#define HELD_FILES 64

#define HELD_MEDIA_TYPE_SIZE 128

struct held_file {
	int64_t         number;  /* of the item or acquisition, as the caller chose */
	bool            wanted;  /* to be examined */
	char            media_type[HELD_MEDIA_TYPE_SIZE];
	struct buffer   path;    /* as received last; bytes */
	struct examinee examinee;
};

struct held_group {
	struct held_file files[HELD_FILES];
	size_t           count;
};

/* Empties it. */
void held_clear(struct held_group *group);

/*
 * Adds the file of a row: number, object, bytes, media type, path. `now` is
 * our clock. A group has room for HELD_FILES.
 */
CHECKED enum status held_add(struct held_group *group, struct statement *row, struct instant now,
                             struct error *err);

/* Examines those that are wanted; a file that cannot be read has examinee.failure. */
CHECKED enum status held_examine(struct held_group *group, struct examiners *examiners,
                                 struct error *err);

/*
 * Adds item.examined and item.fingerprinted of a file to the exhibit. STATUS_STALE when no event can
 * hold it: it is not examined then, says why, and the change must begin anew.
 */
CHECKED enum status held_record(struct catalogue *catalogue, struct change *change,
                                struct held_file *file, const struct uuid *item,
                                struct error *err);

#endif
