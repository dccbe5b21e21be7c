/* SPDX-License-Identifier: Apache-2.0 */
/* embedded.c - finds data files that the build placed in the program. */
#include "base/embedded.h"

#include <string.h>

const struct embedded_file *
embedded_next(const struct embedded_file *previous, const char *prefix)
{
	const struct embedded_file *file = previous ? previous + 1 : embedded_files;

	for (; file->path != NULL; file++) {
		if (strncmp(file->path, prefix, strlen(prefix)) == 0)
			return file;
	}
	return NULL;
}

const struct embedded_file *
embedded_find(const char *path)
{
	const struct embedded_file *file = embedded_next(NULL, path);

	return file != NULL && strcmp(file->path, path) == 0 ? file : NULL;
}

struct text
embedded_text(const struct embedded_file *file)
{
	return (struct text){ (const char *)file->bytes, file->size };
}
