/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buffer.h - bytes that grow. A failed allocation sticks: later appends do
 * nothing, and buffer_check tells once at the end. { 0 } is an empty buffer.
 */
#ifndef VIDIMUS_BASE_BUFFER_H
#define VIDIMUS_BASE_BUFFER_H

#include <vidimus/types.h>

struct buffer {
	char  *p;      /* NUL-ended whenever it is not NULL */
	size_t n;      /* bytes in use, without the NUL */
	size_t room;   /* bytes allocated */
	bool   failed; /* an allocation failed */
};

/* Frees the bytes; the buffer is empty and usable again. */
void buffer_end(struct buffer *buffer);

/* Empties it, keeping the room. */
void buffer_clear(struct buffer *buffer);

/* Makes room for `more` bytes beyond n; false when that failed. */
bool buffer_reserve(struct buffer *buffer, size_t more);

void buffer_append(struct buffer *buffer, const void *bytes, size_t n);
void buffer_append_string(struct buffer *buffer, const char *string);
void buffer_append_text(struct buffer *buffer, struct text text);
void buffer_append_byte(struct buffer *buffer, char byte);
void buffer_append_format(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);

/* STATUS_MEMORY when any append failed, else STATUS_OK. */
CHECKED enum status buffer_check(const struct buffer *buffer, struct error *err);

/* Gives the NUL-ended bytes to the caller, who frees them; the buffer is empty. NULL on failure. */
CHECKED char *buffer_take(struct buffer *buffer);

/* The NUL-ended bytes, borrowed until the next change; "" when empty or failed. */
const char *buffer_string(const struct buffer *buffer);

#endif
