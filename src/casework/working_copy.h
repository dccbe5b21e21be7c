/* SPDX-License-Identifier: Apache-2.0 */
/*
 * working_copy.h - an item's bytes as they are, in a folder outside, under a
 * name that says what they are, with a label in words beside them.
 *
 * Order: the copy is complete, durable and hashed again, and still without a
 * name; then copy.made is committed; then copy and label get their names. So
 * no copy is without its event, and no name stands for half a copy. A failure
 * after the commit leaves an event that says more than there is, never less.
 */
#ifndef VIDIMUS_CASEWORK_WORKING_COPY_H
#define VIDIMUS_CASEWORK_WORKING_COPY_H

#include "casework/catalogue.h"

#define WORKING_COPY_NAME_SIZE 64

struct working_copy_place {
	int         folder; /* borrowed descriptor, open for reading */
	const char *path;   /* the same, absolute, as bytes: for the log */
	const struct stage_options *options; /* progress and stop; or NULL */
};

struct working_copy {
	char          name[WORKING_COPY_NAME_SIZE];  /* E-000001-WORKING-COPY.mp4 */
	char          label[WORKING_COPY_NAME_SIZE]; /* E-000001-WORKING-COPY.txt */
	struct digest sha256;
	uint64_t      bytes;
	bool          mode_kept; /* false where the folder's file system keeps no permissions */
};

/*
 * Makes one, mode 0640. STATUS_EXISTS when either name is taken; STATUS_FALSE
 * when the held object, or the copy as read back, has other bytes;
 * STATUS_NOT_FOUND when the item or its object is not there.
 */
CHECKED enum status working_copy_make(struct catalogue *catalogue, const struct uuid *item,
                                      const struct working_copy_place *place,
                                      struct working_copy *out, struct error *err);

#endif
