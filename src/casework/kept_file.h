/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kept_file.h - a file that a record brings. It is copied before a change
 * begins, and gets its place in the vault at the end of it, when nothing can
 * refuse the record any more and before the event that names it is committed.
 */
#ifndef VIDIMUS_CASEWORK_KEPT_FILE_H
#define VIDIMUS_CASEWORK_KEPT_FILE_H

#include "casework/catalogue.h"

#include "base/json.h"

#include <stdatomic.h>

struct kept_file {
	struct digest  digest;
	uint64_t       bytes;
	char           media_type[128]; /* that its signature tells */
	struct text    name;            /* borrowed: last component of its path, bytes */
	struct staged *staged;          /* owned until it is kept */
};

/* Removes the copy unless it was kept. */
void kept_file_end(struct kept_file *file);

/*
 * Copies all of a regular file (borrowed descriptor) to where it has no place
 * yet; fills digest, bytes and staged. Failures as vault_stage.
 */
CHECKED enum status kept_file_stage(struct catalogue *catalogue, int file, const atomic_bool *stop,
                                    struct kept_file *out, struct error *err);

/*
 * Gives the copy its place, durably. Should the change that names it be undone
 * after that, audit tells of an unreferenced file. Nothing for NULL.
 */
CHECKED enum status kept_file_keep(struct catalogue *catalogue, struct kept_file *file,
                                   struct error *err);

/* {"object","bytes","media_type"}, as events have it; owned, NULL when memory ran out. null for NULL. */
CHECKED json_t *kept_file_json(const struct kept_file *file);

#endif
