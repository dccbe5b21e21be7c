/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kept_files.h - what was made for a bundle, kept as one object of the vault:
 * a POSIX.1-1988 tar (ustar) of every generated file, the manifests, the seal
 * and its stamps, with fixed owners and times. The originals lie in the vault
 * anyway; manifest-sha256.txt says which.
 */
#ifndef VIDIMUS_BUNDLE_KEPT_FILES_H
#define VIDIMUS_BUNDLE_KEPT_FILES_H

#include "base/buffer.h"
#include "base/scoped.h"

#include <vidimus/types.h>

/* Appends one file from memory, or `size` bytes of `fd` (pread), to the open tar. */
CHECKED enum status kept_files_add(int tar, const char *name, struct text bytes, struct error *err);
CHECKED enum status kept_files_copy(int tar, const char *name, int fd, uint64_t size,
                                    struct error *err);

/* Ends it. */
CHECKED enum status kept_files_finish(int tar, struct error *err);

/* One file in a tar that this program wrote. */
struct kept_entry {
	char     name[101];
	uint64_t offset, size; /* of its bytes in the tar */
};

struct kept_entries {
	struct kept_entry *all; /* owned, in the order in which they stand there */
	size_t             count;
};
void kept_entries_end(struct kept_entries *entries);

/* Reads which there are. STATUS_UNUSABLE for anything that this program does not write. */
CHECKED enum status kept_entries_read(int tar, uint64_t size, struct kept_entries *out,
                                      struct error *err);

const struct kept_entry *kept_entries_find(const struct kept_entries *entries, const char *name);

/* Appends the bytes of one of at most `limit` bytes. STATUS_NOT_FOUND, STATUS_LIMIT. */
CHECKED enum status kept_entry_text(int tar, const struct kept_entries *entries, const char *name,
                                    uint64_t limit, struct buffer *out, struct error *err);

/* Copies the bytes of one to an empty file, with their SHA-256. */
CHECKED enum status kept_entry_copy(int tar, const struct kept_entry *entry, int out,
                                    struct digest *digest, struct error *err);

#endif
