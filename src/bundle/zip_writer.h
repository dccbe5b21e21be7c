/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zip_writer.h - a ZIP (APPNOTE.TXT 6.3.10) of stored members that is the same
 * to the bit wherever and whenever it is made: names are UTF-8, times are
 * 1980-01-01, there is no extra field but Zip64, and that only where it is
 * needed, and no data descriptor; so readers that stream can read it too.
 */
#ifndef VIDIMUS_BUNDLE_ZIP_WRITER_H
#define VIDIMUS_BUNDLE_ZIP_WRITER_H

#include "base/buffer.h"
#include "base/scoped.h"
#include "bundle/member_pass.h"

struct zip_writer;

/*
 * Will write to an empty file (borrowed, open for writing). `watch` (copied) is
 * told; `scratch` (borrowed) as in struct member_work.
 */
CHECKED enum status zip_writer_open(struct zip_writer **out, int fd, const struct member_watch *watch,
                                    char *scratch, struct error *err);
void zip_writer_close(struct zip_writer *writer);
DEFINE_SCOPED_POINTER(zip_writer, zip_writer_close);

/*
 * Adds a member. `name` is UTF-8 of 1 to 65,535 bytes. STATUS_CHANGED when the
 * source has fewer bytes; after any failure the file is worth nothing.
 */
CHECKED enum status zip_writer_add(struct zip_writer *writer, struct text name,
                                   const struct member_bytes *bytes, struct member_sums *out,
                                   struct error *err);

/* Writes the central directory and the end; nothing may follow. */
CHECKED enum status zip_writer_finish(struct zip_writer *writer, struct error *err);

#endif
