/* SPDX-License-Identifier: Apache-2.0 */
/* file.h - small files of our own, read whole and replaced durably; folders made and synced. */
#ifndef VIDIMUS_BASE_FILE_H
#define VIDIMUS_BASE_FILE_H

#include "base/buffer.h"

#include <vidimus/types.h>

/*
 * Appends a whole regular file of at most `limit` bytes. STATUS_NOT_FOUND when
 * there is none, STATUS_LIMIT when it is longer, STATUS_IO else.
 */
CHECKED enum status file_read(const char *path, size_t limit, struct buffer *out,
                              struct error *err);

/* The same from an open descriptor, to its end. */
CHECKED enum status file_read_all(int fd, size_t limit, struct buffer *out, struct error *err);

/* Writes all of it; short writes and interruptions are continued. */
CHECKED enum status file_write_all(int fd, const void *bytes, size_t n, struct error *err);

/*
 * Gives `path` this content and mode in one step that a crash cannot halve: a
 * new file PATH.new, synced, renamed over it, the folder synced. Several may
 * do so at once. On failure the old file is as it was; a crash may leave the
 * PATH.new, which the next call uses.
 */
CHECKED enum status file_replace(const char *path, struct text content, unsigned mode,
                                 struct error *err);

/*
 * Sees to it that file_replace of the same path, with at most `room` bytes, will
 * find a folder it may write in and the room: makes PATH.new of that size, which
 * the next file_replace uses. Not durable; file_release removes it.
 */
CHECKED enum status file_reserve(const char *path, size_t room, unsigned mode, struct error *err);
void file_release(const char *path);

/*
 * Writes a file that must not exist yet (STATUS_EXISTS), synced, with its
 * folder. On failure there is none.
 */
CHECKED enum status file_create(const char *path, struct text content, unsigned mode,
                                struct error *err);

/* Syncs a folder, so that names made or changed in it are durable. */
CHECKED enum status folder_sync(const char *path, struct error *err);

/* Makes a folder and those above it that are missing, with this mode; it may exist. */
CHECKED enum status folder_make_path(const char *path, unsigned mode, struct error *err);

#endif
