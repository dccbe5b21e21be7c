/* SPDX-License-Identifier: Apache-2.0 */
/* output.c - one buffer in front of standard output, with a sticky failure. */
#include "cli/output.h"

#include "base/error.h"
#include "base/text.h"
#include "cli/progress.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FLUSH_ABOVE 65536

void
output_begin(struct output *output, int fd)
{
	*output = (struct output){ .fd = fd, .terminal = fd >= 0 && isatty(fd) };
}

void
output_end(struct output *output)
{
	buffer_end(&output->pending);
}

/* Waits until a descriptor somebody made non-blocking takes more. */
static bool
wait_writable(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };

	return poll(&wait, 1, -1) >= 0 || errno == EINTR;
}

static bool
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t written = write(fd, p, n);

		if (written < 0 && errno == EAGAIN && wait_writable(fd))
			continue;
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		p += written;
		n -= (size_t)written;
	}
	return true;
}

void
output_flush(struct output *output)
{
	if (output->pending.failed && output->os == 0)
		output->os = ENOMEM;
	if (output->fd < 0 || output->pending.n == 0)
		return;
	if (output->terminal)
		progress_pause(output->progress);
	if (output->os == 0 && !write_all(output->fd, output->pending.p, output->pending.n))
		output->os = errno;
	if (output->terminal)
		progress_resume(output->progress);
	buffer_clear(&output->pending);
}

/* After each append: a terminal sees whole lines at once, others big pieces. */
static void
flush_when_due(struct output *output)
{
	const struct buffer *pending = &output->pending;

	if (output->fd < 0 || pending->n == 0)
		return;
	if (pending->n > FLUSH_ABOVE || (output->terminal && pending->p[pending->n - 1] == '\n'))
		output_flush(output);
}

void
output_bytes(struct output *output, const void *bytes, size_t n)
{
	buffer_append(&output->pending, bytes, n);
	output->printed += n;
	flush_when_due(output);
}

void
output_string(struct output *output, const char *string)
{
	output_bytes(output, string, strlen(string));
}

void
output_format(struct output *output, const char *format, ...)
{
	char *words = NULL;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vasprintf(&words, format, ap);
	va_end(ap);
	if (n < 0) {
		output->os = output->os ? output->os : ENOMEM;
		return;
	}
	output_bytes(output, words, (size_t)n);
	free(words);
}

void
output_escaped(struct output *output, struct text text)
{
	size_t before = output->pending.n;

	text_append_escaped(&output->pending, text.p, text.n);
	output->printed += output->pending.n - before;
	flush_when_due(output);
}

void
output_document(struct output *output, struct text text)
{
	if (!output->terminal)
		output_bytes(output, text.p, text.n);
	while (output->terminal && text.p != NULL) {
		output_escaped(output, text_cut(&text, '\n'));
		if (text.p != NULL)
			output_string(output, "\n");
	}
}

void
output_json(struct output *output, json_t *value)
{
	size_t flags = JSON_COMPACT | (output->terminal ? JSON_ENSURE_ASCII : 0);
	char *line = value ? json_dumps(value, flags) : NULL;

	json_decref(value);
	if (line == NULL) {
		output->os = output->os ? output->os : ENOMEM;
		return;
	}
	output_bytes(output, line, strlen(line));
	output_bytes(output, "\n", 1);
	free(line);
}

bool
output_failed(const struct output *output)
{
	return output->os != 0 || output->pending.failed;
}

/* Network file systems tell of a full disk only when a descriptor is closed. */
static bool
close_tells_no_fault(int fd)
{
	int copy = dup(fd);

	return copy >= 0 && close(copy) == 0;
}

enum status
output_finish(struct output *output, struct error *err)
{
	output_flush(output);
	if (output->fd >= 0 && output->os == 0 && !close_tells_no_fault(output->fd))
		output->os = errno;
	if (output->os == 0)
		return STATUS_OK;
	errno = output->os;
	return fail_os(err, "the answer could not be written to standard output");
}
