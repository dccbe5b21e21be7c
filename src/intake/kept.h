/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kept.h - the values of an event that wait to be recorded: as they are where
 * they are few, so that they are not written and read again in between, else
 * as canonical bytes, which take a tenth of the memory.
 */
#ifndef VIDIMUS_INTAKE_KEPT_H
#define VIDIMUS_INTAKE_KEPT_H

#include "base/buffer.h"
#include "base/json.h"

/* About the most memory in bytes that values take that are kept as they are. */
#define KEPT_TREE_LIMIT ((size_t)128 << 10)

/* { 0 } keeps nothing. */
struct kept {
	json_t       *tree;  /* owned, or NULL: then */
	struct buffer bytes; /* canonical JSON */
};

void kept_end(struct kept *kept);

/* Keeps `values` (borrowed; changed by nobody from now on) in the place of what was kept. */
CHECKED enum status kept_set(struct kept *kept, json_t *values, struct error *err);

/* An object of its own, whose members are shared and must not be changed. Owned by the caller. */
CHECKED enum status kept_get(const struct kept *kept, json_t **out, struct error *err);

#endif
