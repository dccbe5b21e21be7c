/* SPDX-License-Identifier: Apache-2.0 */
/* item_object.h - which object an item is, and what must be known before anything is made of it. */
#ifndef VIDIMUS_CASEWORK_ITEM_OBJECT_H
#define VIDIMUS_CASEWORK_ITEM_OBJECT_H

#include "casework/catalogue.h"
#include "casework/short_id.h"

struct item_object {
	char          id[SHORT_ID_SIZE]; /* E-000001 */
	struct digest object;
	bool          has_bytes;
	uint64_t      bytes; /* that the log says; where has_bytes */
	char          media_type[128], level[64], sound[64]; /* "" for unknown */
};

/* Reads it; STATUS_NOT_FOUND also where which file it was has been destroyed. */
CHECKED enum status item_object_read(struct catalogue *catalogue, const struct uuid *item,
                                     struct item_object *out, struct error *err);

/* The same, and opens the object; *fd is owned. STATUS_FALSE when it has another length than the log says. */
CHECKED enum status item_object_open(struct catalogue *catalogue, const struct uuid *item,
                                     struct item_object *out, int *fd, struct error *err);

#endif
