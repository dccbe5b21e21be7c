/* SPDX-License-Identifier: Apache-2.0 */
/* source_archive.c - TAR and compressed archives. */
#include "bundle/source_archive.h"

#include "base/error.h"

enum status
source_read_archive(struct bundle_source *source, uint64_t size, bool listed, struct error *err)
{
	(void)source;
	(void)size;
	return fail(err, STATUS_UNUSABLE, "%s are not read yet: unpack it first", listed ? "compressed ZIPs" : "TAR files");
}
