/* SPDX-License-Identifier: Apache-2.0 */
/* buffer.c - bytes that grow by doubling, with one sticky failure. */
#include "base/buffer.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
buffer_end(struct buffer *buffer)
{
	free(buffer->p);
	*buffer = (struct buffer){ 0 };
}

void
buffer_clear(struct buffer *buffer)
{
	buffer->n = 0;
	if (buffer->p != NULL)
		buffer->p[0] = '\0';
}

bool
buffer_reserve(struct buffer *buffer, size_t more)
{
	size_t room = buffer->room ? buffer->room : 64;
	char *p;

	if (more < buffer->room - buffer->n && !buffer->failed)
		return true;
	if (buffer->failed || more >= SIZE_MAX / 2 - buffer->n) {
		buffer->failed = true;
		return false;
	}
	while (room < buffer->n + more + 1)
		room *= 2;
	p = realloc(buffer->p, room);
	if (p == NULL) {
		buffer->failed = true;
		return false;
	}
	buffer->p = p;
	buffer->room = room;
	buffer->p[buffer->n] = '\0';
	return true;
}

void
buffer_append(struct buffer *buffer, const void *bytes, size_t n)
{
	if (!buffer_reserve(buffer, n))
		return;
	if (n > 0)
		memcpy(buffer->p + buffer->n, bytes, n);
	buffer->n += n;
	buffer->p[buffer->n] = '\0';
}

void
buffer_append_string(struct buffer *buffer, const char *string)
{
	buffer_append(buffer, string, strlen(string));
}

void
buffer_append_text(struct buffer *buffer, struct text text)
{
	buffer_append(buffer, text.p, text.n);
}

void
buffer_append_byte(struct buffer *buffer, char byte)
{
	buffer_append(buffer, &byte, 1);
}

void
buffer_append_format(struct buffer *buffer, const char *format, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, format);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, ap);
	if (n < 0) {
		buffer->failed = true;
	} else if (buffer_reserve(buffer, (size_t)n)) {
		vsnprintf(buffer->p + buffer->n, (size_t)n + 1, format, again);
		buffer->n += (size_t)n;
	}
	va_end(again);
	va_end(ap);
}

enum status
buffer_check(const struct buffer *buffer, struct error *err)
{
	return buffer->failed ? fail_memory(err) : STATUS_OK;
}

char *
buffer_take(struct buffer *buffer)
{
	char *p = NULL;

	if (buffer_reserve(buffer, 0)) {
		p = buffer->p;
		*buffer = (struct buffer){ 0 };
	}
	return p;
}

const char *
buffer_string(const struct buffer *buffer)
{
	return buffer->failed || buffer->p == NULL ? "" : buffer->p;
}
