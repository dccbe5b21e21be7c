/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derived.h - what was made from originals: files by the SHA-256 of their
 * bytes, derived/ab/<sha256>, mode 0440. They can be made again, so anybody
 * may delete them; what is there is whole and durable before it is named.
 */
#ifndef VIDIMUS_STORE_DERIVED_H
#define VIDIMUS_STORE_DERIVED_H

#include "crypto/digest.h"
#include "store/newfile.h"

#include "base/buffer.h"

#include <vidimus/types.h>

/* A file on its way in; its members are private. { .folder = -1, .file = { .fd = -1 } } is none. */
struct derived {
	int              folder; /* derived/ */
	struct newfile   file;
	struct digester *digester; /* NULL when `digest` is known */
	struct digest    digest;
	uint64_t         bytes;
};

/* Begins one in the catalogue whose folder is open (borrowed). Makes derived/ where it was deleted. */
CHECKED enum status derived_begin(struct derived *out, int catalogue_fd, struct error *err);

/* Adds bytes. */
CHECKED enum status derived_write(struct derived *derived, const void *bytes, size_t n,
                                  struct error *err);

/* The digest of what was written, before it is named; nothing more may be written then. */
CHECKED enum status derived_digest(struct derived *derived, struct digest *digest,
                                   struct error *err);

/* Names it by what was written: *digest, *bytes. Fine when it is there already. */
CHECKED enum status derived_finish(struct derived *derived, struct digest *digest,
                                   uint64_t *bytes, struct error *err);

/* Ends it; what was not finished is gone. */
void derived_end(struct derived *derived);

/*
 * Appends the bytes of the file, of which there are at most `limit`, once their
 * SHA-256 is what the name says. STATUS_NOT_FOUND; STATUS_FALSE when it has
 * others.
 */
CHECKED enum status derived_read(int catalogue_fd, const struct digest *digest, size_t limit,
                                 struct buffer *out, struct error *err);

/*
 * Is the file there, with the bytes that its name says? STATUS_NOT_FOUND;
 * STATUS_FALSE when it has others.
 */
CHECKED enum status derived_check(int catalogue_fd, const struct digest *digest,
                                  struct error *err);

/*
 * Removes one, as before it is made again. Fine when there is none. STATUS_FALSE
 * where a folder with something in it stands under its name, or its shelf is no
 * folder: these are left as they are.
 */
CHECKED enum status derived_remove(int catalogue_fd, const struct digest *digest,
                                   struct error *err);

/* What killed processes left in derived/, where files need names, as newfile_leftovers does. Fine without the folder. */
CHECKED enum status derived_leftovers(int catalogue_fd, bool remove, newfile_found *found,
                                      void *context, struct error *err);

#endif
