/* SPDX-License-Identifier: Apache-2.0 */
/* walk_state.h - what the two halves of a walk share: walk.c and walk_folder.c, nobody else. */
#ifndef VIDIMUS_INTAKE_WALK_STATE_H
#define VIDIMUS_INTAKE_WALK_STATE_H

#include "intake/names.h"
#include "intake/path_list.h"
#include "intake/walk.h"

#include "base/buffer.h"

struct stat;

/* A folder that we are in or below. */
struct level {
	struct source_identity self;
	struct names           names;
	size_t                 path_n; /* bytes of the path that name it */
};

struct walk {
	struct walk_options  options;
	struct path_list     list;
	size_t               next_path;
	struct buffer        path;
	size_t               name_at;     /* where the argument's last component begins */
	size_t               relative_at; /* where what lies below the argument begins */
	int                  base;        /* the argument's parent, O_PATH */
	int                  folder;      /* the innermost level's, or -1 */
	struct level        *levels;
	size_t               depth;
	size_t               room;
	size_t               forgotten;   /* levels below this hold no names */
	size_t               held;        /* bytes of all names */
	struct walk_entry    entry;
	bool                 ready;       /* entry holds something to give */
	struct walk_totals  *totals;      /* counting when not NULL */
};

/* Makes the path an entry in the folder (borrowed); STATUS_OK. */
enum status walk_give(struct walk *walk, int folder);

/* Makes the path a fault; STATUS_OK. */
enum status walk_give_fault(struct walk *walk, enum source_fault fault, int os);

/* Closes a descriptor unless it is -1, and makes it -1. */
void walk_close(int *file);

/* Goes into the folder that the path names now, `name` in `from`; may give a fault or an entry. */
CHECKED enum status walk_enter(struct walk *walk, int from, const char *name);

/* Reads the next names of the innermost folder; may give a fault. */
CHECKED enum status walk_read_names(struct walk *walk);

/* Back to the folder above; may give a fault for what is lost there. */
CHECKED enum status walk_leave(struct walk *walk);

/* Adds a regular file to the totals. */
void walk_count_file(struct walk *walk, const struct stat *st);

#endif
