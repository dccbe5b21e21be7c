/* SPDX-License-Identifier: Apache-2.0 */
/* walk.c - from one argument and name to the next, and what is given to the caller. */
#include "intake/walk_state.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum status
walk_begin(struct walk **out, const struct walk_options *options, struct error *err)
{
	struct walk *walk = calloc(1, sizeof *walk);

	if (walk == NULL)
		return fail_memory(err);
	walk->options = *options;
	if (walk->options.memory == 0)
		walk->options.memory = WALK_MEMORY;
	if (walk->options.path_limit == 0)
		walk->options.path_limit = WALK_PATH;
	walk->list = (struct path_list) { .file = options->list, .separator = options->separator };
	walk->base = walk->folder = -1;
	*out = walk;
	return STATUS_OK;
}

void
walk_close(int *file)
{
	if (*file >= 0)
		close(*file);
	*file = -1;
}

void
walk_end(struct walk *walk)
{
	if (walk == NULL)
		return;
	while (walk->depth > 0)
		names_end(&walk->levels[--walk->depth].names);
	free(walk->levels);
	walk_close(&walk->folder);
	walk_close(&walk->base);
	buffer_end(&walk->path);
	free(walk);
}

/* --- what is given to the caller --- */

enum status
walk_give(struct walk *walk, int folder)
{
	struct text path = text_of_buffer(&walk->path);
	size_t below = walk->depth > 0 ? walk->relative_at : walk->name_at;
	const char *slash = memrchr(path.p, '/', path.n);

	if (below > path.n)
		below = path.n; /* the argument's own folder */
	walk->entry.path = path;
	walk->entry.relative = (struct text) { path.p + below, path.n - below };
	walk->entry.name = slash == NULL || slash[1] == '\0' ? path.p : slash + 1;
	walk->entry.folder = folder;
	walk->entry.fault = SOURCE_FAULT_NONE;
	walk->ready = true;
	return STATUS_OK;
}

enum status
walk_give_fault(struct walk *walk, enum source_fault fault, int os)
{
	enum status st = walk_give(walk, -1);

	walk->entry.fault = fault;
	walk->entry.error = (struct error) { 0 };
	source_fail(fault, os, walk->entry.path, &walk->entry.error);
	return st;
}

/* --- the next name, the next argument --- */

static bool
is_folder(int folder, const char *name, enum name_type type)
{
	struct stat st;

	if (type != NAME_UNTOLD)
		return type == NAME_FOLDER;
	return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

static enum status
next_in_folder(struct walk *walk, struct error *err)
{
	struct level *level = &walk->levels[walk->depth - 1];
	enum name_type type;
	const char *name = names_next(&level->names, &type);
	size_t name_at;

	if (name == NULL)
		return level->names.more ? walk_read_names(walk) : walk_leave(walk);
	walk->path.n = level->path_n;
	if (walk->path.p[walk->path.n - 1] != '/')
		buffer_append_byte(&walk->path, '/');
	name_at = walk->path.n;
	buffer_append_string(&walk->path, name);
	if (walk->path.failed)
		return fail_memory(err);
	if (walk->path.n > walk->options.path_limit)
		return walk_give_fault(walk, SOURCE_FAULT_INVALID_PATH, ENAMETOOLONG);
	name = walk->path.p + name_at; /* the list it came from may be forgotten now */
	if (is_folder(walk->folder, name, type))
		return walk_enter(walk, walk->folder, name);
	return walk_give(walk, walk->folder);
}

/* Puts the next argument into the path without slashes at its end. */
static enum status
next_path(struct walk *walk, bool *whole, struct error *err)
{
	enum status st = STATUS_OK;

	*whole = true;
	if (walk->next_path < walk->options.path_count) {
		buffer_clear(&walk->path);
		buffer_reserve(&walk->path, 1);
		buffer_append_string(&walk->path, walk->options.paths[walk->next_path++]);
		st = buffer_check(&walk->path, err);
	} else {
		st = path_list_next(&walk->list, &walk->path, walk->options.path_limit, whole, err);
	}
	while (st == STATUS_OK && walk->path.n > 1 && walk->path.p[walk->path.n - 1] == '/')
		walk->path.p[--walk->path.n] = '\0';
	return st;
}

/* Opens what the argument lies in; the name in it stands at name_at of the path. */
static bool
open_base(struct walk *walk)
{
	struct text path = text_of_buffer(&walk->path);
	const char *slash = memrchr(path.p, '/', path.n);
	const char *parent = ".";
	SCOPED_FREE char *copy = NULL;

	walk->name_at = slash == NULL || path.n == 1 ? 0 : (size_t)(slash - path.p) + 1;
	walk->relative_at = path.n + (path.p[path.n - 1] != '/');
	if (slash != NULL) {
		copy = strndup(path.p, (size_t)(slash - path.p) + 1);
		parent = copy;
	}
	if (parent != NULL)
		walk->base = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return walk->base >= 0;
}

static enum status
next_argument(struct walk *walk, struct error *err)
{
	enum source_fault fault;
	const char *name;
	struct stat st;
	bool whole;
	enum status got = next_path(walk, &whole, err);

	if (got != STATUS_OK)
		return got;
	walk_close(&walk->base);
	walk->name_at = walk->relative_at = 0;
	if (!whole || walk->path.n == 0 || walk->path.n > walk->options.path_limit ||
	    memchr(walk->path.p, '\0', walk->path.n) != NULL)
		return walk_give_fault(walk, SOURCE_FAULT_INVALID_PATH, 0);
	if (!open_base(walk))
		return walk_give_fault(walk, source_fault_of(errno), errno);
	name = strcmp(walk->path.p, "/") == 0 ? "." : walk->path.p + walk->name_at;
	if (fstatat(walk->base, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return walk_give_fault(walk, source_fault_of(errno), errno);
	if (S_ISDIR(st.st_mode))
		return walk_enter(walk, walk->base, name);
	fault = source_guard_covers(walk->options.guard, walk->base);
	if (fault != SOURCE_FAULT_NONE)
		return walk_give_fault(walk, fault, 0);
	return walk_give(walk, walk->base);
}

static enum status
step(struct walk *walk, struct error *err)
{
	enum status st;

	walk->ready = false;
	st = walk->depth > 0 ? next_in_folder(walk, err) : next_argument(walk, err);
	if (st == STATUS_MEMORY)
		fail_memory(err);
	return st;
}

enum status
walk_next(struct walk *walk, const struct walk_entry **out, struct error *err)
{
	enum status st;

	do
		st = step(walk, err);
	while (st == STATUS_OK && !walk->ready);
	if (st == STATUS_OK)
		*out = &walk->entry;
	return st;
}

enum status
walk_count(struct walk *walk, struct walk_totals *totals, struct error *err)
{
	enum status st;
	struct stat file;

	walk->totals = totals;
	st = step(walk, err);
	if (st == STATUS_OK && walk->ready && walk->entry.fault == SOURCE_FAULT_NONE &&
	    fstatat(walk->entry.folder, walk->entry.name, &file, AT_SYMLINK_NOFOLLOW) == 0)
		walk_count_file(walk, &file);
	return st;
}
