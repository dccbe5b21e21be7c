/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bag_writer.h - writes a BagIt 1.0 bag (RFC 8493) as a folder or as a ZIP of
 * stored members, streaming. Nothing stands under the name asked for until
 * bag_writer_finish; whatever fails or is interrupted before leaves nothing
 * behind.
 *
 * Files are given in ascending order of their names' bytes, so that a ZIP is
 * written in one pass: the manifests, which need every hash, come after data/.
 * bag_writer makes bagit.txt's two manifests itself.
 */
#ifndef VIDIMUS_BUNDLE_BAG_WRITER_H
#define VIDIMUS_BUNDLE_BAG_WRITER_H

#include "base/buffer.h"
#include "base/scoped.h"
#include "crypto/digest.h"

#include <stdatomic.h>

struct bag_writer;

struct bag_options {
	const char        *path; /* where; nothing may be there: STATUS_EXISTS */
	const char        *top;  /* the folder inside a ZIP; the name of the bag */
	bool               zip;
	const atomic_bool *stop; /* STATUS_INTERRUPTED soon after it becomes true */
	void             (*progress)(void *context, uint64_t bytes); /* `bytes` more are written */
	void              *context;
};

/*
 * Whether a bag could be made there, before anything else is done: STATUS_EXISTS where something lies there,
 * STATUS_NOT_FOUND without the folder above, STATUS_INVALID when it is no name. `folder` gets the folder above,
 * resolved.
 */
CHECKED enum status bag_writer_check(const char *path, struct buffer *folder, struct error *err);

CHECKED enum status bag_writer_open(struct bag_writer **out, const struct bag_options *options,
                                    struct error *err);

/* Ends it; removes everything it wrote unless it was finished. NULL is allowed. */
void bag_writer_close(struct bag_writer *writer);
DEFINE_SCOPED_POINTER(bag_writer, bag_writer_close);

/*
 * Takes back the name that bag_writer_finish gave, where what came after it
 * failed; the end then removes the bag. Whatever else has that name stays.
 */
void bag_writer_withdraw(struct bag_writer *writer);

/*
 * Writes one file from memory. `name` is relative, made of letters, digits,
 * '.', '-', '_' and '/', at most 120 bytes, above the last one's in byte order:
 * anything else is STATUS_FAULT. Below data/ it is payload, else a tag file.
 */
CHECKED enum status bag_writer_text(struct bag_writer *writer, const char *name, struct text bytes,
                                    struct error *err);

/*
 * Copies a file of `size` bytes (borrowed descriptor, read by pread), hashing
 * it while it is written. STATUS_FALSE when its SHA-256 is not `expected`: the
 * original is damaged, and the words name it.
 */
CHECKED enum status bag_writer_object(struct bag_writer *writer, const char *name, int fd,
                                      uint64_t size, const struct digest *expected,
                                      struct error *err);

/* Writes manifest-sha256.txt; no payload may follow. */
CHECKED enum status bag_writer_manifest(struct bag_writer *writer, struct error *err);

/*
 * Writes tagmanifest-sha256.txt and gives its bytes, owned, to be sealed. It
 * lists verify.sh too, which follows it in order and so is given here.
 */
CHECKED enum status bag_writer_tag_manifest(struct bag_writer *writer, struct text verify_script,
                                            struct buffer *tag_manifest, struct error *err);

/*
 * The seal and its stamps: tagmanifest-sha256.txt.p7s, ….p7s.tsr; listed
 * nowhere. NULL views: none. Then verify.sh, the sync to disk and the name.
 */
CHECKED enum status bag_writer_finish(struct bag_writer *writer, struct text seal,
                                      struct text stamp, struct error *err);

#endif
