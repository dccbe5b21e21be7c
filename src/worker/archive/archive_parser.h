/* SPDX-License-Identifier: Apache-2.0 */
/* archive_parser.h - vidimus-worker-archive: TAR files and compressed ZIPs, by libarchive. */
#ifndef VIDIMUS_WORKER_ARCHIVE_PARSER_H
#define VIDIMUS_WORKER_ARCHIVE_PARSER_H

#include "worker/parser.h"

/*
 * Tells every member of the archive, in its order, and its bytes, whatever
 * names and kinds they are; the main program judges. The task's media type is
 * "application/zip" for a ZIP, read by its central directory, anything else
 * for a TAR (ustar, pax, GNU), which may be compressed by gzip, bzip2 or xz.
 * Warnings: unknown-format, encrypted, damaged, hidden-member (members lie
 * behind the end of the TAR), trailing-bytes (something else does).
 */
extern const struct parser archive_parser;

#endif
