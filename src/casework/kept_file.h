/* SPDX-License-Identifier: Apache-2.0 */
/* kept_file.h - a file that a record brings, as an object of the vault before an event names it. */
#ifndef VIDIMUS_CASEWORK_KEPT_FILE_H
#define VIDIMUS_CASEWORK_KEPT_FILE_H

#include "casework/catalogue.h"

#include "base/json.h"

#include <stdatomic.h>

struct kept_file {
	struct digest digest;
	uint64_t      bytes;
	char          media_type[128]; /* that its signature tells */
	struct text   name;       /* borrowed: last component of its path, bytes */
};

/*
 * Copies all of a regular file (borrowed descriptor) into the vault, durably;
 * fills digest and bytes. Failures as vault_stage. Should no event name it
 * after all, audit tells of an unreferenced file.
 */
CHECKED enum status kept_file_put(struct catalogue *catalogue, int file, const atomic_bool *stop,
                                  struct kept_file *out, struct error *err);

/* {"object","bytes","media_type"}, as events have it; owned, NULL when memory ran out. null for NULL. */
CHECKED json_t *kept_file_json(const struct kept_file *file);

#endif
