/* SPDX-License-Identifier: Apache-2.0 */
/* program.h - where our own executables lie: beside the running one, or where they are installed; never $PATH. */
#ifndef VIDIMUS_MEDIA_PROGRAM_H
#define VIDIMUS_MEDIA_PROGRAM_H

#include "base/buffer.h"

#include <vidimus/types.h>

/*
 * Appends the path of an executable of ours. `folder` NULL: beside the running
 * program, else the installed place. STATUS_NOT_FOUND names where it was looked for.
 */
CHECKED enum status program_find(const char *folder, const char *name, struct buffer *out,
                                 struct error *err);

/* Looks for the mark in the program's bytes. STATUS_REFUSED when it is not there: another build's, or none of ours. */
CHECKED enum status program_check_mark(const char *path, const char *mark, struct error *err);

#endif
