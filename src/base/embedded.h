/* SPDX-License-Identifier: Apache-2.0 */
/* embedded.h - data files that the build placed in the program. */
#ifndef VIDIMUS_BASE_EMBEDDED_H
#define VIDIMUS_BASE_EMBEDDED_H

#include <vidimus/types.h>

struct embedded_file {
	const char          *path; /* relative to the source tree, "catalog/events/x.json" */
	const unsigned char *bytes;
	size_t               size;
};

/* All of them, sorted by path; ends with an entry whose path is NULL. */
extern const struct embedded_file embedded_files[];

/* The file of exactly that path, or NULL. */
const struct embedded_file *embedded_find(const char *path);

/* The first file after `previous` (NULL: from the start) whose path begins with `prefix`, or NULL. */
const struct embedded_file *embedded_next(const struct embedded_file *previous, const char *prefix);

/* The file's bytes as a view. */
struct text embedded_text(const struct embedded_file *file);

#endif
