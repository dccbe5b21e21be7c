/* SPDX-License-Identifier: Apache-2.0 */
/* path_list.h - paths read one by one from a descriptor: lines, or ended by NUL. */
#ifndef VIDIMUS_INTAKE_PATH_LIST_H
#define VIDIMUS_INTAKE_PATH_LIST_H

#include "base/buffer.h"

#include <vidimus/types.h>

/* Longest list in bytes: a device that never ends is no list. */
#define PATH_LIST_LIMIT (UINT64_C(256) << 20)

/* { .file = FD, .separator = C } to begin; holds nothing to be ended. */
struct path_list {
	int      file;      /* borrowed; -1 is an empty list */
	char     separator; /* '\n' or '\0' */
	char     read[16384];
	size_t   at;
	size_t   n;
	bool     ended;
	uint64_t taken; /* bytes read so far */
};

/*
 * Puts the next path into `out`, bytes as they are (a CR before a line's end
 * belongs to the path); empty ones are passed over, the last needs no
 * separator. A path of more than `limit` bytes is cut there and `whole` is
 * false. STATUS_DONE after the last, STATUS_INTERRUPTED when a signal came.
 */
CHECKED enum status path_list_next(struct path_list *list, struct buffer *out, size_t limit,
                                   bool *whole, struct error *err);

#endif
