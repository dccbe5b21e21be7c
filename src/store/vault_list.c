/* SPDX-License-Identifier: Apache-2.0 */
/* vault_list.c - everything in a vault, one shelf at a time; and what was left in staging/. */
#include "store/vault_list.h"

#include "store/vault_internal.h"

#include "base/error.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

#define LEVELS 3 /* originals/, ab/, cd/ */

/* The names of one folder, sorted, and how far we are. */
struct level {
	int    fd;
	char **names;
	size_t count, next;
	char   name[3]; /* of the folder, "" for originals */
};

struct vault_list {
	struct vault *vault;
	struct level  levels[LEVELS];
	size_t        depth; /* levels that are open */
	struct buffer path;
};

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
close_level(struct level *level)
{
	for (size_t i = 0; i < level->count; i++)
		free(level->names[i]);
	free(level->names);
	scoped_close(&level->fd);
	*level = (struct level){ .fd = -1 };
}

static enum status
add_name(struct level *level, const char *name, struct error *err)
{
	char **names = level->names;

	if ((level->count & (level->count + 1)) == 0) {
		names = realloc(level->names, (2 * level->count + 2) * sizeof *names);
		if (names == NULL)
			return fail_memory(err);
		level->names = names;
	}
	names[level->count] = strdup(name);
	if (names[level->count] == NULL)
		return fail_memory(err);
	level->count++;
	return STATUS_OK;
}

/* Opens the folder for reading its names, from the first on, by a description of its own. */
static DIR *
open_names(int fd)
{
	int own = openat(fd, ".", OPEN_FOLDER);
	DIR *names = own >= 0 ? fdopendir(own) : NULL;
	int cause = errno;

	if (names == NULL && own >= 0)
		close(own);
	errno = cause;
	return names;
}

/* Reads and sorts the names of the folder that level->fd is. STATUS_IO when it cannot be read. */
static enum status
read_level(struct level *level, const char *without, struct error *err)
{
	DIR *names = open_names(level->fd);
	enum status st = STATUS_OK;
	struct dirent *entry;

	if (names == NULL)
		return fail_os(err, "cannot read a folder of the vault");
	while (st == STATUS_OK && (errno = 0, entry = readdir(names)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    strcmp(entry->d_name, without) != 0)
			st = add_name(level, entry->d_name, err);
	}
	if (st == STATUS_OK && errno != 0)
		st = fail_os(err, "cannot read a folder of the vault");
	closedir(names);
	if (st == STATUS_OK && level->count > 0)
		qsort(level->names, level->count, sizeof *level->names, compare_names);
	return st;
}

enum status
vault_list_open(struct vault_list **out, struct vault *vault, struct error *err)
{
	struct vault_list *list = calloc(1, sizeof *list);
	enum status st;

	if (list == NULL)
		return fail_memory(err);
	list->vault = vault;
	for (size_t i = 0; i < LEVELS; i++)
		list->levels[i].fd = -1;
	list->levels[0].fd = fcntl(vault->originals, F_DUPFD_CLOEXEC, 0);
	list->depth = 1;
	st = list->levels[0].fd >= 0 ? read_level(&list->levels[0], VAULT_DAMAGED, err)
	                             : fail_os(err, "cannot read the vault");
	if (st != STATUS_OK) {
		vault_list_close(list);
		return st;
	}
	*out = list;
	return STATUS_OK;
}

void
vault_list_close(struct vault_list *list)
{
	if (list == NULL)
		return;
	for (size_t i = 0; i < LEVELS; i++)
		close_level(&list->levels[i]);
	buffer_end(&list->path);
	free(list);
}

/* Sets what the entry's path points to. */
static enum status
set_path(struct vault_list *list, const char *name, struct vault_entry *out, struct error *err)
{
	buffer_clear(&list->path);
	buffer_append_string(&list->path, VAULT_ORIGINALS "/");
	for (size_t i = 1; i < list->depth; i++)
		buffer_append_format(&list->path, "%s/", list->levels[i].name);
	buffer_append_string(&list->path, name);
	out->path = buffer_string(&list->path);
	return buffer_check(&list->path, err);
}

static bool
is_shelf_name(const char *name)
{
	unsigned char byte;

	return strlen(name) == 2 && hex_read(text_of(name), &byte, 1);
}

/* Whether the name is a digest that belongs in the open shelf folder. */
static bool
is_in_place(const struct vault_list *list, const char *name, struct digest *digest)
{
	return list->depth == LEVELS && digest_read(text_of(name), digest) &&
	       memcmp(name, list->levels[1].name, 2) == 0 &&
	       memcmp(name + 2, list->levels[2].name, 2) == 0;
}

/* Fills in what stands there; false when nothing does any more. */
static bool
look_at(const struct vault_list *list, int folder, const char *name, struct vault_entry *out)
{
	struct digest digest;
	struct stat st;

	out->kind = VAULT_FOREIGN;
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		out->kind = VAULT_UNREADABLE;
		out->os = errno;
		return errno != ENOENT;
	}
	if (S_ISREG(st.st_mode) && is_in_place(list, name, &digest)) {
		out->kind = VAULT_OBJECT;
		out->digest = digest;
		out->size = (uint64_t)st.st_size;
	}
	return true;
}

/*
 * Goes into a shelf folder: STATUS_OK when its names come next, STATUS_FALSE
 * when it is an entry itself: no folder, or one that cannot be read.
 */
static enum status
descend(struct vault_list *list, const char *name, struct vault_entry *out, struct error *err)
{
	struct level *level = &list->levels[list->depth - 1], *below = level + 1;
	struct error own;
	enum status st;

	below->fd = openat(level->fd, name, OPEN_FOLDER);
	if (below->fd < 0) {
		out->kind = errno == ENOTDIR || errno == ELOOP ? VAULT_FOREIGN : VAULT_UNREADABLE;
		out->os = errno;
		return STATUS_FALSE;
	}
	memcpy(below->name, name, sizeof below->name);
	st = read_level(below, "", &own);
	if (st == STATUS_OK) {
		list->depth++;
		return STATUS_OK;
	}
	close_level(below);
	if (st == STATUS_MEMORY)
		return fail_memory(err);
	out->kind = VAULT_UNREADABLE;
	out->os = own.os;
	return STATUS_FALSE;
}

/* The next entry of the innermost folder: STATUS_FALSE when the name gives none. */
static enum status
take_name(struct vault_list *list, struct level *level, struct vault_entry *out,
          struct error *err)
{
	const char *name = level->names[level->next++];
	struct vault_entry entry = { 0 };
	enum status st = set_path(list, name, &entry, err);

	if (st != STATUS_OK)
		return st;
	if (list->depth < LEVELS && is_shelf_name(name)) {
		st = descend(list, name, &entry, err);
		if (st != STATUS_FALSE)
			return st == STATUS_OK ? STATUS_FALSE : st;
	} else if (!look_at(list, level->fd, name, &entry)) {
		return STATUS_FALSE;
	}
	*out = entry;
	return STATUS_OK;
}

enum status
vault_list_next(struct vault_list *list, struct vault_entry *out, struct error *err)
{
	while (list->depth > 0) {
		struct level *level = &list->levels[list->depth - 1];
		enum status st;

		if (level->next == level->count) {
			close_level(level);
			list->depth--;
			continue;
		}
		st = take_name(list, level, out, err);
		if (st != STATUS_FALSE)
			return st;
	}
	return STATUS_DONE;
}

/* A name that we give: staging's own, or a probe's. */
static bool
is_our_name(const char *name)
{
	unsigned char random[STAGED_DIGITS / 2];
	struct text text = text_of(name);

	if (text_begins(text, FILESYSTEM_PROBE_PREFIX))
		return true;
	if (!text_begins(text, STAGED_PREFIX))
		return false;
	text.p += strlen(STAGED_PREFIX);
	text.n -= strlen(STAGED_PREFIX);
	return hex_read(text, random, sizeof random);
}

/* Does a living process hold it? */
static bool
is_held(int staging, const char *name, const struct stat *st)
{
	SCOPED_FD fd = -1;

	if (!S_ISREG(st->st_mode))
		return false;
	fd = openat(staging, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

static void
tell_leftover(struct vault *vault, const char *name, bool remove_it,
              void (*found)(void *context, const struct vault_leftover *leftover), void *context)
{
	struct vault_leftover leftover = { .name = name };
	struct stat st;

	if (fstatat(vault->staging, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno == ENOENT)
			return;
		leftover.os = errno;
	} else {
		if (is_held(vault->staging, name, &st))
			return;
		leftover.size = (uint64_t)st.st_size;
		leftover.ours = S_ISREG(st.st_mode) && is_our_name(name);
		if (remove_it && leftover.ours) {
			leftover.removed = unlinkat(vault->staging, name, 0) == 0;
			leftover.os = leftover.removed ? 0 : errno;
		}
	}
	found(context, &leftover);
}

enum status
vault_leftovers(struct vault *vault, bool remove,
                void (*found)(void *context, const struct vault_leftover *leftover),
                void *context, struct error *err)
{
	struct level level = { .fd = -1 };
	enum status st;

	if (vault->staging < 0)
		return STATUS_OK;
	level.fd = fcntl(vault->staging, F_DUPFD_CLOEXEC, 0);
	st = level.fd >= 0 ? read_level(&level, "", err)
	                   : fail_os(err, "cannot read staging/");
	for (size_t i = 0; st == STATUS_OK && i < level.count; i++)
		tell_leftover(vault, level.names[i], remove, found, context);
	close_level(&level);
	return st;
}
