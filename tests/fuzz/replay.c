/* SPDX-License-Identifier: Apache-2.0 */
/* replay.c - the ordinary run of a fuzzer: every file of the folders given as arguments, once. */
#include "fuzz/fuzz.h"

#include "base/buffer.h"
#include "base/scoped.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

/* Tries the file in a block of exactly its size, so that a sanitizer sees what is read beyond. */
static void
replay(const char *path)
{
	SCOPED(buffer) whole = { 0 };
	SCOPED_FREE uint8_t *exact = NULL;
	FILE *file = fopen(path, "rb");
	char bytes[4096];
	size_t n;

	if (file == NULL) {
		perror(path);
		exit(1);
	}
	while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
		buffer_append(&whole, bytes, n);
	fclose(file);
	exact = malloc(whole.n ? whole.n : 1);
	if (exact == NULL || whole.failed)
		exit(1);
	if (whole.n > 0)
		memcpy(exact, whole.p, whole.n);
	LLVMFuzzerTestOneInput(exact, whole.n);
}

static size_t
replay_folder(const char *folder)
{
	DIR *open = opendir(folder);
	struct dirent *entry;
	size_t count = 0;

	if (open == NULL) {
		perror(folder);
		exit(1);
	}
	while ((entry = readdir(open)) != NULL) {
		char path[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		replay(path);
		count++;
	}
	closedir(open);
	return count;
}

int
main(int argc, char **argv)
{
	size_t count = 0;

	for (int i = 1; i < argc; i++)
		count += replay_folder(argv[i]);
	printf("%zu inputs\n", count);
	return count > 0 ? 0 : 1;
}
