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

/* Reads the folder that level->fd is; errno is left for a folder that cannot be read. */
static enum status
read_level(struct level *level, bool top, struct error *err)
{
	DIR *folder = fdopendir(dup(level->fd));
	struct dirent *entry;
	enum status st = STATUS_OK;

	if (folder == NULL)
		return fail_os(err, "cannot read a folder of the vault");
	rewinddir(folder);
	while (st == STATUS_OK && (entry = readdir(folder)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    (top && strcmp(entry->d_name, VAULT_DAMAGED) == 0))
			continue;
		st = add_name(level, entry->d_name, err);
	}
	closedir(folder);
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
	st = list->levels[0].fd >= 0 ? read_level(&list->levels[0], true, err)
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

static void
set_path(struct vault_list *list, const char *name)
{
	buffer_clear(&list->path);
	buffer_append_string(&list->path, VAULT_ORIGINALS "/");
	for (size_t i = 1; i < list->depth; i++)
		buffer_append_format(&list->path, "%s/", list->levels[i].name);
	buffer_append_string(&list->path, name);
}

static bool
is_shelf_name(const char *name)
{
	unsigned char byte;

	return strlen(name) == 2 && hex_read(text_of(name), &byte, 1);
}

/* Is it an object, rightly placed? Else why it is told. */
static void
look_at(struct vault_list *list, int folder, const char *name, struct vault_entry *out)
{
	struct stat st;
	struct digest digest;

	out->kind = VAULT_FOREIGN;
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		out->kind = VAULT_UNREADABLE;
		out->os = errno;
	} else if (list->depth == LEVELS && S_ISREG(st.st_mode) &&
	           digest_read(text_of(name), &digest) &&
	           memcmp(name, list->levels[1].name, 2) == 0 &&
	           memcmp(name + 2, list->levels[2].name, 2) == 0) {
		out->kind = VAULT_OBJECT;
		out->digest = digest;
		out->size = (uint64_t)st.st_size;
	}
}

/* Goes into a shelf folder; STATUS_FALSE, with out filled, when it cannot be read or is none. */
static enum status
descend(struct vault_list *list, const char *name, struct vault_entry *out, struct error *err)
{
	struct level *level = &list->levels[list->depth - 1], *below = level + 1;

	below->fd = openat(level->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (below->fd < 0) {
		out->kind = errno == ENOTDIR || errno == ELOOP ? VAULT_FOREIGN : VAULT_UNREADABLE;
		out->os = errno;
		return STATUS_FALSE;
	}
	memcpy(below->name, name, 3);
	list->depth++;
	return read_level(below, false, err);
}

enum status
vault_list_next(struct vault_list *list, struct vault_entry *out, struct error *err)
{
	while (list->depth > 0) {
		struct level *level = &list->levels[list->depth - 1];
		const char *name;
		enum status st;

		if (level->next == level->count) {
			close_level(level);
			list->depth--;
			continue;
		}
		name = level->names[level->next++];
		*out = (struct vault_entry){ 0 };
		set_path(list, name);
		out->path = buffer_string(&list->path);
		if (list->depth == LEVELS || !is_shelf_name(name)) {
			look_at(list, level->fd, name, out);
			return STATUS_OK;
		}
		st = descend(list, name, out, err);
		if (st == STATUS_FALSE)
			return STATUS_OK;
		if (st != STATUS_OK)
			return st;
	}
	return STATUS_DONE;
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
		leftover.os = errno;
	} else {
		if (is_held(vault->staging, name, &st))
			return;
		leftover.size = (uint64_t)st.st_size;
		leftover.ours = S_ISREG(st.st_mode) &&
		                (text_begins(text_of(name), STAGED_PREFIX) ||
		                 text_begins(text_of(name), FILESYSTEM_PROBE_PREFIX));
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
	st = level.fd >= 0 ? read_level(&level, false, err)
	                   : fail_os(err, "cannot read staging/");
	for (size_t i = 0; st == STATUS_OK && i < level.count; i++)
		tell_leftover(vault, level.names[i], remove, found, context);
	close_level(&level);
	return st;
}
