/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk.h - every file below the paths that a command names, one at a time.
 *
 * Folders are entered in the bytewise order of their names and never through
 * a link; mounts are crossed; hidden files count. However deep or wide the
 * folders are, at most four descriptors are open, and the names kept at once
 * hold at most `memory` bytes and one folder's part (half of it) more: of a
 * wider folder the smallest names are kept and it is read again for the rest,
 * and a folder far above may have to be read again when we come back to it.
 * A folder that vanishes, cannot be read or was moved is a fault of its path;
 * the walk goes on with the rest.
 */
#ifndef VIDIMUS_INTAKE_WALK_H
#define VIDIMUS_INTAKE_WALK_H

#include "intake/source.h"

#include <vidimus/types.h>

#define WALK_MEMORY (16u << 20) /* bytes of names, unless the caller says otherwise */
#define WALK_PATH   65536u      /* the longest path followed, in bytes, likewise */

struct walk;

/* What is to be walked; all of it is borrowed until walk_end. */
struct walk_options {
	const char *const *paths; /* arguments, in this order; "-" has no meaning here */
	size_t             path_count;
	int                list;  /* descriptor that further paths are read from afterwards, or -1 */
	char               separator; /* that ends each path of the list: '\n' or '\0' */
	const struct source_guard *guard; /* what is not to be entered, or NULL */
	size_t             memory; /* 0: WALK_MEMORY */
	size_t             path_limit; /* 0: WALK_PATH */
};

/* One file, or one path that could not be followed. */
struct walk_entry {
	struct text       path;     /* the argument, /, and what lies below it; bytes */
	struct text       relative; /* the part below the argument; of an argument itself, its name */
	const char       *name;     /* last component, NUL-ended */
	int               folder;   /* its folder, for openat; -1 with a fault; O_PATH at times */
	enum source_fault fault;    /* SOURCE_FAULT_NONE: a file, or what source_open will refuse */
	struct error      error;    /* the fault in words */
};

/* Opens nothing yet. Owned by the caller, ends by walk_end. */
CHECKED enum status walk_begin(struct walk **out, const struct walk_options *options,
                               struct error *err);

/*
 * The next file or fault, borrowed until the next call; STATUS_DONE after the
 * last. Anything else ends the walk: no memory, a list that cannot be read,
 * or STATUS_INTERRUPTED when a signal came while the list was waited for.
 */
CHECKED enum status walk_next(struct walk *walk, const struct walk_entry **out, struct error *err);

/* NULL is allowed. */
void walk_end(struct walk *walk);

struct walk_totals {
	uint64_t files; /* regular ones */
	uint64_t bytes;
};

/*
 * Looks ahead for a progress display: adds one argument or one folder to the
 * totals, keeping the names of folders only; STATUS_DONE when all is counted.
 * To be called on a walk of its own. What cannot be read is passed over: the
 * real walk will tell.
 */
CHECKED enum status walk_count(struct walk *walk, struct walk_totals *totals, struct error *err);

#endif
