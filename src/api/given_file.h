/* SPDX-License-Identifier: Apache-2.0 */
/* given_file.h - a file that somebody names by its path, for a record that brings it. */
#ifndef VIDIMUS_API_GIVEN_FILE_H
#define VIDIMUS_API_GIVEN_FILE_H

#include "casework/kept_file.h"

/*
 * Copies the file at `path`, told by its first bytes, as kept_file_stage does;
 * the name in *out is borrowed from the path. STATUS_INVALID when it is no regular
 * file, is empty or lies in the catalogue or beside one's keys; links are not
 * followed. STATUS_CHANGED when it changed while it was read.
 */
CHECKED enum status given_file_stage(struct catalogue *catalogue, const char *path,
                                    struct kept_file *out, struct error *err);

#endif
