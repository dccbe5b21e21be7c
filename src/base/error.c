/* SPDX-License-Identifier: Apache-2.0 */
/* error.c - words of a failure, cause first, control characters escaped. */
#include "base/error.h"

#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ERROR_DRAFT_SIZE 4096

/* Appends `draft` to the error's words so that a terminal is safe with it. */
static void
add_words(struct error *err, const char *draft)
{
	size_t used = strlen(err->text);

	text_escape_into(err->text + used, sizeof err->text - used, draft, strlen(draft));
}

PRINTF_LIKE(4, 0) static void
begin_words(struct error *err, enum status status, int os, const char *format, va_list ap)
{
	char draft[ERROR_DRAFT_SIZE];

	err->status = status;
	err->os = os;
	err->text[0] = '\0';
	vsnprintf(draft, sizeof draft, format, ap);
	add_words(err, draft);
}

enum status
fail(struct error *err, enum status status, const char *format, ...)
{
	va_list ap;

	if (err == NULL)
		return status;
	va_start(ap, format);
	begin_words(err, status, 0, format, ap);
	va_end(ap);
	return status;
}

enum status
fail_os(struct error *err, const char *format, ...)
{
	int cause = errno;
	enum status status = cause == ENOMEM ? STATUS_MEMORY : STATUS_IO;
	char words[128];
	va_list ap;

	if (err == NULL)
		return status;
	va_start(ap, format);
	begin_words(err, status, cause, format, ap);
	va_end(ap);
	add_words(err, ": ");
	add_words(err, strerror_r(cause, words, sizeof words));
	return status;
}

enum status
fail_memory(struct error *err)
{
	return fail(err, STATUS_MEMORY, "out of memory");
}

enum status
while_doing(struct error *err, enum status status, const char *format, ...)
{
	char draft[ERROR_DRAFT_SIZE];
	va_list ap;

	if (err == NULL)
		return status;
	va_start(ap, format);
	vsnprintf(draft, sizeof draft, format, ap);
	va_end(ap);
	add_words(err, " (while ");
	add_words(err, draft);
	add_words(err, ")");
	return status;
}

enum status
fail_as(struct error *err, enum status status)
{
	if (err != NULL)
		err->status = status;
	return status;
}
