/* SPDX-License-Identifier: Apache-2.0 */
/* source_archive.h - archives that are streamed apart, by vidimus-worker-archive. */
#ifndef VIDIMUS_BUNDLE_SOURCE_ARCHIVE_H
#define VIDIMUS_BUNDLE_SOURCE_ARCHIVE_H

#include "bundle/source_internal.h"

/*
 * Streams an archive of `size` bytes: everything in it is hashed here and
 * now, and what is not below data/ is kept in a file without a name, which
 * takes the place of the source's own. `listed`: it is a ZIP whose members are
 * there already, and what comes must be exactly these.
 */
CHECKED enum status source_read_archive(struct bundle_source *source, uint64_t size, bool listed,
                                        struct error *err);

#endif
