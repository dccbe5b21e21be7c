/* SPDX-License-Identifier: Apache-2.0 */
/*
 * size_hint.h - whether an object of some size may be held: a file whose size
 * is new is copied at once, another is hashed first and copied only if its
 * bytes are new, so that known files are not written anywhere.
 */
#ifndef VIDIMUS_INTAKE_SIZE_HINT_H
#define VIDIMUS_INTAKE_SIZE_HINT_H

#include "store/database.h"

#include <vidimus/types.h>

struct size_hint;

/* Owned; ends by size_hint_close. Takes a megabyte. */
CHECKED enum status size_hint_open(struct size_hint **out, struct error *err);
void size_hint_close(struct size_hint *hint);

/* Adds the sizes of all objects of the catalogue. */
CHECKED enum status size_hint_load(struct size_hint *hint, struct database *database,
                                   struct error *err);

/* Any thread, at any time. `may_have` is true for every size that was added, and for a few others. */
void size_hint_add(struct size_hint *hint, uint64_t bytes);
bool size_hint_may_have(const struct size_hint *hint, uint64_t bytes);

#endif
