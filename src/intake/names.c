/* SPDX-License-Identifier: Apache-2.0 */
/* names.c - keep the smallest names of a folder that is read in no order. */
#include "intake/names.h"

#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
compare_names(const void *a, const void *b, void *bytes)
{
	const uint32_t *left = a, *right = b;
	const char *base = bytes;

	return strcmp(base + *left + 1, base + *right + 1); /* by unsigned bytes (C17 7.24.4) */
}

static void
sort_names(struct names *names)
{
	if (names->count > 1)
		qsort_r(names->order, names->count, sizeof *names->order, compare_names,
		        names->bytes);
}

static const char *
name_at(const struct names *names, size_t i)
{
	return names->bytes + names->order[i] + 1;
}

static bool
grow(struct names *names, size_t more)
{
	size_t room;

	if (names->n + more > names->bytes_room) {
		room = names->bytes_room * 2 > 1024 ? names->bytes_room * 2 : 1024;
		char *bytes = realloc(names->bytes, room);
		if (bytes == NULL)
			return false;
		names->bytes = bytes;
		names->bytes_room = room;
	}
	if (names->count == names->order_room) {
		room = names->order_room * 2 > 64 ? names->order_room * 2 : 64;
		uint32_t *order = realloc(names->order, room * sizeof *order);
		if (order == NULL)
			return false;
		names->order = order;
		names->order_room = room;
	}
	return true;
}

static bool
add(struct names *names, const char *name, enum name_type type)
{
	size_t n = strlen(name) + 1;

	if (!grow(names, n + 1))
		return false;
	names->order[names->count++] = (uint32_t)names->n;
	names->bytes[names->n] = (char)type;
	memcpy(names->bytes + names->n + 1, name, n);
	names->n += n + 1;
	return true;
}

/* Lets the larger half go; what is kept moves together. */
static bool
halve(struct names *names)
{
	struct names kept = { 0 };

	sort_names(names);
	names->count /= 2;
	for (size_t i = 0; i < names->count; i++)
		if (!add(&kept, name_at(names, i), (enum name_type)names->bytes[names->order[i]])) {
			free(kept.bytes);
			free(kept.order);
			return false;
		}
	free(names->bytes);
	free(names->order);
	names->bytes = kept.bytes;
	names->n = kept.n;
	names->bytes_room = kept.bytes_room;
	names->order = kept.order;
	names->order_room = kept.order_room;
	names->more = true;
	return true;
}

static enum name_type
type_of(const struct dirent *entry)
{
	switch (entry->d_type) {
	case DT_DIR:
		return NAME_FOLDER;
	case DT_UNKNOWN:
		return NAME_UNTOLD;
	default:
		return NAME_OTHER;
	}
}

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Beyond the ceiling are names that were let go already and come with a later reading. */
static bool
wanted(struct names *names, const char *name, const char *ceiling)
{
	if (names->last[0] != '\0' && strcmp(name, names->last) <= 0)
		return false;
	if (ceiling[0] == '\0' || strcmp(name, ceiling) <= 0)
		return true;
	names->more = true;
	return false;
}

static bool
make_room(struct names *names, size_t room, char ceiling[NAME_ROOM])
{
	if (names->n + names->count * sizeof *names->order < room || names->count < 2)
		return true;
	if (!halve(names))
		return false;
	memcpy(ceiling, name_at(names, names->count - 1), strlen(name_at(names, names->count - 1)) + 1);
	return true;
}

static bool
let_in(const struct names_filter *filter, int folder, const char *name, enum name_type type)
{
	if (is_dots(name) || strlen(name) >= NAME_ROOM)
		return false;
	return filter == NULL || filter->keeps(filter->context, folder, name, type);
}

static enum status
read_all(struct names *names, DIR *stream, size_t room, const struct names_filter *filter,
         struct error *err)
{
	char ceiling[NAME_ROOM] = "";
	struct dirent *entry;

	while (errno = 0, (entry = readdir(stream)) != NULL) {
		enum name_type type = type_of(entry);

		if (!let_in(filter, dirfd(stream), entry->d_name, type) ||
		    !wanted(names, entry->d_name, ceiling))
			continue;
		if (!add(names, entry->d_name, type) || !make_room(names, room, ceiling))
			return fail_memory(err);
	}
	return errno == 0 ? STATUS_OK : fail_os(err, "the folder cannot be read to its end");
}

enum status
names_read(struct names *names, int folder, size_t room, const struct names_filter *filter,
           struct error *err)
{
	int own = fcntl(folder, F_DUPFD_CLOEXEC, 0);
	DIR *stream = own < 0 ? NULL : fdopendir(own);
	enum status st;

	if (stream == NULL) {
		st = fail_os(err, "the folder cannot be listed");
		if (own >= 0)
			close(own);
		return st;
	}
	names_forget(names);
	names->more = false;
	rewinddir(stream); /* the offset is shared with the descriptor we copied */
	st = read_all(names, stream, room, filter, err);
	sort_names(names);
	closedir(stream);
	return st;
}

const char *
names_next(struct names *names, enum name_type *type)
{
	while (names->next < names->count) {
		size_t i = names->next++;

		/* a folder that changes while it is read may tell a name twice */
		if (i > 0 && strcmp(name_at(names, i), name_at(names, i - 1)) == 0)
			continue;
		*type = (enum name_type)names->bytes[names->order[i]];
		return name_at(names, i);
	}
	return NULL;
}

size_t
names_held(const struct names *names)
{
	return names->bytes_room + names->order_room * sizeof *names->order;
}

void
names_forget(struct names *names)
{
	if (names->next > 0) {
		const char *last = name_at(names, names->next - 1);

		memcpy(names->last, last, strlen(last) + 1);
	}
	if (names->next < names->count)
		names->more = true;
	free(names->bytes);
	free(names->order);
	names->bytes = NULL;
	names->order = NULL;
	names->n = names->bytes_room = names->count = names->order_room = names->next = 0;
}

void
names_end(struct names *names)
{
	names_forget(names);
	names->more = false;
}
