/* SPDX-License-Identifier: Apache-2.0 */
/* walk_folder.c - into folders and back out of them, with their names in bounded memory. */
#include "intake/walk_state.h"

#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
#define STEP_FLAGS   (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* --- memory for names --- */

static void
forget(struct walk *walk, struct level *level)
{
	walk->held -= names_held(&level->names);
	names_forget(&level->names);
}

/* The outermost are needed last: they are read again when we come back. */
static void
keep_within_memory(struct walk *walk)
{
	while (walk->held > walk->options.memory && walk->forgotten + 1 < walk->depth)
		forget(walk, &walk->levels[walk->forgotten++]);
}

/* --- counting ahead --- */

void
walk_count_file(struct walk *walk, const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return;
	walk->totals->files++;
	walk->totals->bytes += (uint64_t)st->st_size;
}

/* While counting only folders' names are kept; files are counted on sight. */
static bool
keeps_folders(void *context, int folder, const char *name, enum name_type type)
{
	struct walk *walk = context;
	const struct level *level = &walk->levels[walk->depth - 1];
	bool first = level->names.last[0] == '\0';
	struct stat st;

	if (type == NAME_FOLDER)
		return true;
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	if (first) /* a second reading of the same folder counts nothing */
		walk_count_file(walk, &st);
	return S_ISDIR(st.st_mode);
}

/* --- entering and leaving folders --- */

enum status
walk_read_names(struct walk *walk)
{
	struct level *level = &walk->levels[walk->depth - 1];
	struct names_filter folders = { keeps_folders, walk };
	struct error error = { 0 };
	enum status st;

	walk->held -= names_held(&level->names);
	st = names_read(&level->names, walk->folder, walk->options.memory / 2,
	                walk->totals != NULL ? &folders : NULL, &error);
	walk->held += names_held(&level->names);
	keep_within_memory(walk);
	if (st == STATUS_IO) {
		level->names.more = false; /* or we would come back to it for ever */
		walk->path.n = level->path_n;
		walk->path.p[walk->path.n] = '\0';
		return walk_give_fault(walk, source_fault_of(error.os), error.os);
	}
	return st;
}

static enum status
push_level(struct walk *walk, int folder, struct source_identity self)
{
	if (walk->depth == walk->room) {
		size_t room = walk->room * 2 > 16 ? walk->room * 2 : 16;
		struct level *levels = realloc(walk->levels, room * sizeof *levels);

		if (levels == NULL)
			return STATUS_MEMORY;
		walk->levels = levels;
		walk->room = room;
	}
	if (walk->depth > 0 && walk->levels[walk->depth - 1].names.next ==
	                       walk->levels[walk->depth - 1].names.count)
		forget(walk, &walk->levels[walk->depth - 1]);
	walk->levels[walk->depth++] = (struct level) { .self = self, .path_n = walk->path.n };
	walk_close(&walk->folder);
	walk->folder = folder;
	return STATUS_OK;
}

static int
open_folder(int from, const char *name)
{
	int folder = openat(from, name, FOLDER_FLAGS | O_NOATIME);

	if (folder < 0 && errno == EPERM)
		folder = openat(from, name, FOLDER_FLAGS);
	return folder;
}

static enum source_fault
fault_of_folder(const struct walk *walk, int folder, const struct stat *st)
{
	if (walk->depth == 0)
		return source_guard_covers(walk->options.guard, folder);
	return source_guard_names(walk->options.guard, source_identity_of(st));
}

/* Goes into the folder that the path names now. */
enum status
walk_enter(struct walk *walk, int from, const char *name)
{
	SCOPED_FD folder = open_folder(from, name);
	enum source_fault fault;
	struct stat st;
	enum status pushed;

	if (folder < 0 && (errno == ENOTDIR || errno == ELOOP))
		return walk_give(walk, from); /* no folder any more: let source_open say what it is */
	if (folder < 0 || fstat(folder, &st) != 0)
		return walk_give_fault(walk, source_fault_of(errno), errno);
	fault = fault_of_folder(walk, folder, &st);
	if (fault != SOURCE_FAULT_NONE)
		return walk_give_fault(walk, fault, 0);
	pushed = push_level(walk, folder, source_identity_of(&st));
	if (pushed != STATUS_OK)
		return pushed;
	folder = -1;
	return walk_read_names(walk);
}

static bool
is_level(int folder, const struct level *level)
{
	struct stat st;

	return fstat(folder, &st) == 0 &&
	       source_identity_equal(source_identity_of(&st), level->self);
}

/* The component of the path that names level i, in its parent. */
static bool
component(const struct walk *walk, size_t i, char out[NAME_ROOM])
{
	size_t from = i == 0 ? walk->name_at : walk->levels[i - 1].path_n;
	size_t n;

	if (i > 0 && walk->path.p[from] == '/')
		from++;
	n = walk->levels[i].path_n - from;
	if (n >= NAME_ROOM)
		return false;
	memcpy(out, walk->path.p + from, n);
	out[n] = '\0';
	return true;
}

/* Down again from the argument, when the way up leads elsewhere. */
static int
descend_to(const struct walk *walk, size_t target)
{
	SCOPED_FD here = openat(walk->base, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	char name[NAME_ROOM];
	int next;

	for (size_t i = 0; here >= 0 && i <= target; i++) {
		if (!component(walk, i, name))
			return -1;
		next = openat(here, strcmp(name, "/") == 0 ? "." : name, STEP_FLAGS);
		close(here);
		here = next;
	}
	if (here < 0 || !is_level(here, &walk->levels[target]))
		return -1;
	return open_folder(here, ".");
}

static int
climb_to(const struct walk *walk, size_t target)
{
	int above = walk->folder < 0 ? -1 : open_folder(walk->folder, "..");

	if (above >= 0 && is_level(above, &walk->levels[target]))
		return above;
	walk_close(&above);
	return descend_to(walk, target);
}

/* Back to the folder above; what is left in it is lost when it was moved away. */
enum status
walk_leave(struct walk *walk)
{
	struct level *level = &walk->levels[--walk->depth];
	int above;

	walk->held -= names_held(&level->names);
	names_end(&level->names);
	if (walk->depth > 0 && walk->forgotten >= walk->depth)
		walk->forgotten = walk->depth - 1;
	above = walk->depth == 0 ? -1 : climb_to(walk, walk->depth - 1);
	walk_close(&walk->folder);
	walk->folder = above;
	if (above >= 0 || walk->depth == 0)
		return STATUS_OK;
	level = &walk->levels[walk->depth - 1];
	if (level->names.next == level->names.count && !level->names.more)
		return STATUS_OK;
	forget(walk, level);
	level->names.more = false;
	walk->path.n = level->path_n;
	walk->path.p[walk->path.n] = '\0';
	return walk_give_fault(walk, SOURCE_FAULT_CHANGED, 0);
}
