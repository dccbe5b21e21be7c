/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names.h - the names in one folder, sorted by their bytes, in bounded memory.
 *
 * A folder of any number of names is read as often as needed: each time the
 * smallest names beyond the last one given are kept, as many as `room` holds.
 * With the default room a million names of 40 bytes take some ten readings (3 s). A name
 * that appears meanwhile below the last one given is missed, as it would be
 * by any listing begun before it was there.
 */
#ifndef VIDIMUS_INTAKE_NAMES_H
#define VIDIMUS_INTAKE_NAMES_H

#include <vidimus/types.h>

#define NAME_ROOM 256 /* a name and its NUL: NAME_MAX is 255 bytes */

/* What readdir said of a name; what it is may have changed since. */
enum name_type {
	NAME_FOLDER = 'd',
	NAME_OTHER = 'o',
	NAME_UNTOLD = 'u' /* the file system does not say */
};

/* { 0 } to begin. */
struct names {
	char     *bytes;      /* a type and a NUL-ended name each */
	size_t    n;          /* bytes in use */
	size_t    bytes_room;
	uint32_t *order;      /* where each begins, sorted */
	size_t    count;
	size_t    order_room;
	size_t    next;       /* the first not given yet */
	char      last[NAME_ROOM]; /* given last before these; "" at first */
	bool      more;       /* the folder has names beyond these */
};

/* Called once a reading for every entry but . and .., in no order; false keeps the name out. */
struct names_filter {
	bool (*keeps)(void *context, int folder, const char *name, enum name_type type);
	void *context;
};

/*
 * Reads the next names of the folder (borrowed descriptor, not O_PATH) that
 * fit in `room` bytes. A filter may be NULL. On STATUS_IO, with errno's words
 * in `err`, the names read so far are kept.
 */
CHECKED enum status names_read(struct names *names, int folder, size_t room,
                               const struct names_filter *filter, struct error *err);

/* The next name, borrowed until the next call on these names; NULL when these are all given. */
const char *names_next(struct names *names, enum name_type *type);

/* Bytes of memory that they hold. */
size_t names_held(const struct names *names);

/* Gives the memory back; names_read goes on after the last name given. */
void names_forget(struct names *names);

/* Frees everything. */
void names_end(struct names *names);

#endif
