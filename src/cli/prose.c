/* SPDX-License-Identifier: Apache-2.0 */
/* prose.c - where a free text comes from, and its form at the border. */
#include "cli/prose.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/editor.h"
#include "cli/interrupt.h"
#include "cli/unsaid.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum status
read_bounded(struct buffer *out, int fd, size_t limit, struct error *err)
{
	char bytes[4096];
	enum status status = STATUS_OK;

	while (status == STATUS_OK) {
		ssize_t n = read(fd, bytes, sizeof bytes);

		if (n == 0)
			break;
		if (n < 0 && errno == EINTR)
			status = interrupt_check(err);
		else if (n < 0)
			status = fail_os(err, "cannot read it");
		else if ((size_t)n > limit - out->n)
			status = fail(err, STATUS_LIMIT, "it is longer than %zu bytes", limit);
		else
			buffer_append(out, bytes, (size_t)n);
	}
	explicit_bzero(bytes, sizeof bytes);
	return status == STATUS_OK ? buffer_check(out, err) : status;
}

enum status
read_named(struct buffer *out, const char *path, size_t limit, struct error *err)
{
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	enum status status = file < 0 ? fail_os(err, "cannot open %s", path)
	                              : read_bounded(out, file, limit, err);

	return status == STATUS_IO ? fail_as(err, STATUS_INVALID) : status;
}

/* Leaves out lines that begin with #, which the template explains itself by. */
static void
drop_comments(struct buffer *out)
{
	struct text rest = text_of_buffer(out);
	SCOPED(buffer) kept = { 0 };

	while (rest.p != NULL) {
		struct text line = text_cut(&rest, '\n');

		if (text_begins(line, "#"))
			continue;
		buffer_append_text(&kept, line);
		buffer_append_byte(&kept, '\n');
	}
	buffer_clear(out);
	buffer_append_text(out, text_of_buffer(&kept));
	out->failed = out->failed || kept.failed;
}

static enum status
edit_prose(struct buffer *out, const struct verb_option *option, const char *question,
           size_t limit, struct error *err)
{
	SCOPED(buffer) template = { 0 };
	bool changed = false;
	enum status status;

	buffer_append_format(&template,
	                     "\n# %s\n# Lines that begin with # are left out. Nothing is done when "
	                     "you change nothing.\n", question);
	status = buffer_check(&template, err);
	if (status == STATUS_OK)
		status = editor_edit(out, "text.txt", text_of_buffer(&template), limit + template.n,
		                     &changed, err);
	if (status != STATUS_OK)
		return status;
	drop_comments(out);
	if (!changed || text_trim(text_of_buffer(out)).n == 0)
		return fail(err, STATUS_INVALID, "no text was written for --%s; nothing is done, and nothing was noted",
		            option->name);
	return STATUS_OK;
}

/* Checks and trims; CR LF of another system becomes LF. */
static enum status
settle(struct buffer *out, struct error *err)
{
	struct text whole = text_trim(text_of_buffer(out));
	size_t n = 0;

	if (whole.n > 0 && memchr(whole.p, '\0', whole.n) != NULL)
		return fail(err, STATUS_INVALID, "it holds a NUL byte: it is no text");
	if (!text_is_utf8(whole.p, whole.n))
		return fail(err, STATUS_INVALID, "it is not UTF-8 text");
	for (size_t i = 0; i < whole.n; i++)
		if (whole.p[i] != '\r' || i + 1 >= whole.n || whole.p[i + 1] != '\n')
			out->p[n++] = whole.p[i];
	out->n = n;
	if (out->p != NULL)
		out->p[n] = '\0';
	return buffer_check(out, err);
}

static size_t
limit_of(const struct verb_option *option)
{
	return option->limit ? (size_t)option->limit : PROSE_LIMIT;
}

/* Standard input can be read once: a second option would silently get nothing. */
static enum status
check_only_one_reads_input(const struct command *command, struct error *err)
{
	size_t count = 0;

	for (size_t i = 0; i < command->value_count; i++) {
		const struct option_value *value = &command->values[i];
		enum value_kind kind = value->option->kind;

		count += (kind == VALUE_PROSE || kind == VALUE_PATH) && !value->literal &&
		         strcmp(value->text, "-") == 0;
	}
	for (size_t i = 0; i < command->argument_count; i++)
		count += strcmp(command->arguments[i], "-") == 0;
	return count < 2 ? STATUS_OK
	                 : fail(err, STATUS_INVALID, "standard input can be read for one thing only");
}

/* All of standard input, which nothing else wants. */
static enum status
read_input(struct buffer *out, const struct command *command, size_t limit, struct error *err)
{
	enum status status = check_only_one_reads_input(command, err);

	return status == STATUS_OK ? read_bounded(out, STDIN_FILENO, limit, err) : status;
}

enum status
prose_read(struct buffer *out, const struct command *command, const char *name, bool *given,
           struct error *err)
{
	const struct verb_option *option = verb_option_find(command->verb, name);
	const struct option_value *found = command_value(command, name);
	const char *value = found ? found->text : NULL;
	enum status status = STATUS_OK;

	*given = value != NULL;
	if (value == NULL)
		return STATUS_OK;
	if (found->literal && strlen(value) <= limit_of(option))
		buffer_append_string(out, value);
	else if (found->literal)
		status = fail(err, STATUS_LIMIT, "it is longer than %zu bytes", limit_of(option));
	else if (strcmp(value, "-") == 0)
		status = read_input(out, command, limit_of(option), err);
	else if (strcmp(value, "@") == 0)
		status = edit_prose(out, option, option->about, limit_of(option), err);
	else if (value[0] == '@')
		status = read_named(out, value + 1, limit_of(option), err);
	else if (strlen(value) > limit_of(option))
		status = fail(err, STATUS_LIMIT, "it is longer than %zu bytes", limit_of(option));
	else
		buffer_append_string(out, value);
	if (status == STATUS_OK)
		status = settle(out, err);
	if (status == STATUS_OK && option->is_private)
		unsaid_add(command->unsaid, text_of_buffer(out));
	return status == STATUS_OK ? status : while_doing(err, status, "reading --%s", name);
}

enum status
prose_demand(struct buffer *out, const struct command *command, const char *name,
             const char *question, struct error *err)
{
	const struct verb_option *option = verb_option_find(command->verb, name);
	bool given = false;
	enum status status = prose_read(out, command, name, &given, err);

	if (status != STATUS_OK || given)
		return status;
	if (!editor_is_there())
		return fail(err, STATUS_INVALID,
		            "--%s is missing: give - for standard input or @FILE", name);
	status = edit_prose(out, option, question, limit_of(option), err);
	if (status == STATUS_OK)
		status = settle(out, err);
	if (status == STATUS_OK && option->is_private)
		unsaid_add(command->unsaid, text_of_buffer(out));
	return status;
}
