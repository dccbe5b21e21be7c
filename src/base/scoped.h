/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scoped.h - handles that end with the block they are declared in.
 *
 *	SCOPED_FD file = open(...);
 *	SCOPED(buffer) text = { 0 };        ends by buffer_end(&text)
 *	SCOPED_POINTER(vault) v = NULL;     ends as DEFINE_SCOPED_POINTER said
 */
#ifndef VIDIMUS_BASE_SCOPED_H
#define VIDIMUS_BASE_SCOPED_H

#include <stdlib.h>
#include <unistd.h>

static inline void
scoped_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void
scoped_free(void *pointer)
{
	void **owner = pointer;

	free(*owner);
}

/* A descriptor, closed at the end of the block unless it is negative. */
#define SCOPED_FD __attribute__((cleanup(scoped_close))) int

/* A malloc'ed pointer: SCOPED_FREE char *name = NULL; */
#define SCOPED_FREE __attribute__((cleanup(scoped_free)))

/* A struct by value whose NAME_end(struct NAME *) ends it. */
#define SCOPED(name) __attribute__((cleanup(name##_end))) struct name

/* Defines the clean-up for pointers that end by CLOSE(pointer), NULL allowed. */
#define DEFINE_SCOPED_POINTER(type, close_function)                                           \
	static inline void scoped_##type(struct type **pointer) { close_function(*pointer); } \
	struct scoped_##type##_needs_a_semicolon

/* A pointer to a struct whose clean-up was defined by DEFINE_SCOPED_POINTER. */
#define SCOPED_POINTER(type) __attribute__((cleanup(scoped_##type))) struct type *

#endif
