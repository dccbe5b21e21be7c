/* SPDX-License-Identifier: Apache-2.0 */
/* lines.c - arguments, and lists of them that are read as they come. */
#include "cli/lines.h"

#include "base/error.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/session.h"

#include <vidimus/view.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

void
lines_begin(struct lines *lines, const struct command *command)
{
	*lines = (struct lines){ .command = command, .ending = '\n' };
}

enum status
lines_open(struct lines *lines, const struct command *command, const char *path, bool nul_ended,
           struct error *err)
{
	lines_begin(lines, command);
	lines->next = command->argument_count;
	lines->ending = nul_ended ? '\0' : '\n';
	lines->is_stdin = strcmp(path, "-") == 0;
	lines->file = lines->is_stdin ? stdin : fopen(path, "re");
	if (lines->file == NULL) {
		fail_os(err, "cannot open the list %s", path);
		return fail_as(err, STATUS_INVALID);
	}
	return STATUS_OK;
}

void
lines_end(struct lines *lines)
{
	if (lines->file != NULL && !lines->is_stdin)
		fclose(lines->file);
	free(lines->line);
	buffer_end(&lines->found);
	*lines = (struct lines){ 0 };
}

/* Reads up to and over the ending; n becomes the bytes before it. STATUS_DONE at the end. */
static enum status
read_entry(struct lines *lines, size_t *n, struct error *err)
{
	int c;

	if (lines->line == NULL)
		lines->line = malloc(LINE_LIMIT);
	if (lines->line == NULL)
		return fail_memory(err);
	*n = 0;
	while ((c = getc_unlocked(lines->file)) != EOF && c != lines->ending) {
		if (*n == LINE_LIMIT)
			return fail(err, STATUS_LIMIT, "a line of the list is longer than %d bytes",
			            LINE_LIMIT);
		if (c == '\0')
			return fail(err, STATUS_INVALID,
			            "a line of the list holds a NUL byte; say so if NUL ends them");
		lines->line[(*n)++] = (char)c;
	}
	if (c == EOF && ferror(lines->file)) {
		enum status status = errno == EINTR ? interrupt_check(err) : STATUS_OK;

		return status != STATUS_OK ? status : fail_os(err, "cannot read the list");
	}
	return c == EOF && *n == 0 ? STATUS_DONE : STATUS_OK;
}

/* The next entry that is not empty. A file name is bytes, all of them; else blanks are no part. */
static enum status
next_entry(struct lines *lines, struct text *out, struct error *err)
{
	bool is_path = lines->command->verb->argument_kind == VALUE_PATH;
	struct text entry = { 0 };
	enum status status;

	do {
		size_t n = 0;

		status = read_entry(lines, &n, err);
		entry = (struct text){ lines->line, n };
		if (!is_path)
			entry = text_trim(entry);
	} while (status == STATUS_OK && entry.n == 0);
	if (status != STATUS_OK)
		return status;
	if (!is_path && !text_is_utf8(entry.p, entry.n))
		return fail(err, STATUS_INVALID, "a line of the list is not UTF-8 text");
	*out = entry;
	return STATUS_OK;
}

static bool
has_query(const struct command *command)
{
	return verb_option_find(command->verb, "query") == query_options &&
	       command_has(command, "query");
}

bool
lines_are_given(const struct command *command)
{
	return command->argument_count > 0 || has_query(command);
}

static enum status
keep_id(void *context, json_t *object, struct error *err)
{
	struct buffer *found = context;
	const char *id = json_string_value(json_object_get(object, "id"));

	if (id != NULL)
		buffer_append_format(found, "%s\n", id);
	return buffer_check(found, err);
}

/* The kind as the library calls it. */
static const char *
kind_of(char letter)
{
	static const struct {
		char        letter;
		const char *kind;
	} kinds[] = { { 'A', "claim" },    { 'C', "channel" },  { 'D', "delivery" },
		      { 'F', "finding" },  { 'H', "hold" },   { 'I', "incident" },
		      { 'K', "actor" },    { 'M', "match" },    { 'P', "posting" }, { 'R', "report" },
		      { 'S', "consent" },  { 'V', "footage" },  { 'W', "person" } };

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (kinds[i].letter == letter)
			return kinds[i].kind;
	}
	return "item";
}

/* Asks once, and keeps the ids, so that what is done does not change what is found. */
static enum status
ask(struct lines *lines, struct error *err)
{
	const struct command *command = lines->command;
	const char *filters[64];
	const struct vidimus_output to = { keep_id, &lines->found };
	size_t count = command_count(command, "query");
	enum status status;

	lines->asked = true;
	if (count > sizeof filters / sizeof filters[0])
		return fail(err, STATUS_LIMIT, "more than %zu filters",
		            sizeof filters / sizeof filters[0]);
	for (size_t i = 0; i < count; i++)
		filters[i] = command_nth(command, "query", i);
	status = vidimus_record_query(command->session->catalogue,
	                              kind_of(verb_query_kind(command->verb)), filters, count, &to,
	                              err);
	if (status == STATUS_OK && lines->found.n == 0)
		return fail(err, STATUS_NOT_FOUND, "the query finds nothing");
	return status == STATUS_OK ? status : while_doing(err, status, "asking --query");
}

/* The next id that the query found; STATUS_DONE behind the last. */
static enum status
next_found(struct lines *lines, struct text *out, struct error *err)
{
	enum status status = lines->asked ? STATUS_OK : ask(lines, err);
	struct text rest;

	if (status != STATUS_OK)
		return status;
	rest = (struct text){ lines->found.p + lines->taken, lines->found.n - lines->taken };
	if (rest.n == 0)
		return STATUS_DONE;
	*out = text_cut(&rest, '\n');
	lines->taken += out->n + 1;
	return STATUS_OK;
}

enum status
lines_next(struct lines *lines, struct text *out, struct error *err)
{
	const struct command *command = lines->command;

	for (;;) {
		const char *argument;

		if (lines->file != NULL) {
			enum status status = next_entry(lines, out, err);

			if (status != STATUS_DONE)
				return status;
			if (!lines->is_stdin)
				fclose(lines->file);
			lines->file = NULL;
		}
		if (lines->next >= command->argument_count)
			return has_query(command) ? next_found(lines, out, err) : STATUS_DONE;
		argument = command->arguments[lines->next++];
		if (strcmp(argument, "-") != 0) {
			*out = text_of(argument);
			return STATUS_OK;
		}
		lines->file = stdin;
		lines->is_stdin = true;
	}
}
