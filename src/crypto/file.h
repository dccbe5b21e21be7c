/* SPDX-License-Identifier: Apache-2.0 */
/* file.h - small files of keys: read whole within a bound, written new and durable. */
#ifndef VIDIMUS_CRYPTO_FILE_H
#define VIDIMUS_CRYPTO_FILE_H

#include "base/buffer.h"

#include <vidimus/types.h>

#include <sys/stat.h>

/*
 * Reads the regular file at `path`, following links, into `out` (empty), whose
 * room is reserved first so that no copy of a secret stays behind in freed
 * memory. `about` receives what fstat says of it. STATUS_NOT_FOUND when there
 * is none, STATUS_INVALID when it is not a regular file, STATUS_LIMIT above
 * `limit` bytes, STATUS_IO. On failure `out` may hold a part.
 */
CHECKED enum status file_read_small(const char *path, size_t limit, struct buffer *out,
                                    struct stat *about, struct error *err);

/*
 * Writes a new file of that mode (less the umask), made without a name,
 * synced, given its name, the folder synced. STATUS_EXISTS when the name is
 * taken, even by a link to nothing; it is never replaced. On any failure
 * nothing stays; nor after a crash, but on a file system without O_TMPFILE,
 * where it may leave a ".vidimus-….new" of the same mode.
 */
CHECKED enum status file_write_new(const char *path, mode_t mode, struct text bytes,
                                   struct error *err);

#endif
