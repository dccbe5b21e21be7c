/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_zip.c - a ZIP of any bytes is refused or read, as a bag too; what is read lies within it. */
#include "fuzz/fuzz.h"

#include "bundle/bag_check.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

/* No program is there: what needs the worker is refused. */
static const struct bundle_source_options options = { .workers = "/nonexistent" };

static void
read_all(const char *path, size_t size)
{
	struct bundle_source *source = NULL;
	struct bag_verdict verdict = { 0 };
	uint64_t all = 0;

	if (bundle_source_open(&source, path, &options, NULL) != STATUS_OK)
		return;
	for (size_t i = 0; i < bundle_source_count(source); i++)
		all += bundle_source_member(source, i)->size;
	if (all > size)
		abort();
	if (bag_check(source, &verdict, NULL) == STATUS_OK)
		bag_verdict_end(&verdict);
	bundle_source_close(source);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED_FD file = memfd_create("zip", MFD_CLOEXEC);
	char path[64];

	if (file < 0 || file_write_all(file, data, size, NULL) != STATUS_OK)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	read_all(path, size);
	return 0;
}
