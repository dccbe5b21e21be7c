/* SPDX-License-Identifier: Apache-2.0 */
/* folder_writer.h - the files of a bag, one after the other, below an open folder. */
#ifndef VIDIMUS_BUNDLE_FOLDER_WRITER_H
#define VIDIMUS_BUNDLE_FOLDER_WRITER_H

#include "base/scoped.h"
#include "bundle/member_pass.h"

struct folder_writer;

/* Will write below an empty folder (borrowed). `watch` (copied) is told; `scratch` (borrowed): struct member_work. */
CHECKED enum status folder_writer_open(struct folder_writer **out, int folder,
                                       const struct member_watch *watch, char *scratch,
                                       struct error *err);
void folder_writer_close(struct folder_writer *writer);
DEFINE_SCOPED_POINTER(folder_writer, folder_writer_close);

/*
 * Adds a file; `name` is NUL-ended, relative, without empty or dot parts, and
 * above the last one's by bytes.
 */
CHECKED enum status folder_writer_add(struct folder_writer *writer, const char *name,
                                      const struct member_bytes *bytes, struct member_sums *out,
                                      struct error *err);

/* Makes all of it durable. */
CHECKED enum status folder_writer_finish(struct folder_writer *writer, struct error *err);

#endif
