/* SPDX-License-Identifier: Apache-2.0 */
/* command.c - typed getters over the parsed values, exit codes, lines on standard error. */
#include "cli/command.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/progress.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
command_end(struct command *command)
{
	if (command->held.p != NULL)
		explicit_bzero(command->held.p, command->held.room);
	buffer_end(&command->held);
	json_decref(command->fields);
	command->fields = NULL;
	free(command->arguments);
	free(command->values);
	command->arguments = NULL;
	command->values = NULL;
	command->argument_count = command->value_count = 0;
}

/* The verb's option of that name; asking for another is a mistake of the verb. */
static const struct verb_option *
known_option(const struct command *command, const char *name)
{
	const struct verb_option *option = verb_option_find(command->verb, name);

	assert(option != NULL);
	return option;
}

size_t
command_count(const struct command *command, const char *name)
{
	const struct verb_option *option = known_option(command, name);
	size_t count = 0;

	for (size_t i = 0; i < command->value_count; i++)
		count += command->values[i].option == option;
	return count;
}

static const struct option_value *
find_value(const struct command *command, const char *name, size_t index)
{
	const struct verb_option *option = known_option(command, name);

	for (size_t i = 0; i < command->value_count; i++)
		if (command->values[i].option == option && index-- == 0)
			return &command->values[i];
	return NULL;
}

bool
command_has(const struct command *command, const char *name)
{
	return find_value(command, name, 0) != NULL;
}

const char *
command_nth(const struct command *command, const char *name, size_t index)
{
	const struct option_value *value = find_value(command, name, index);

	return value ? value->text : NULL;
}

const struct option_value *
command_value(const struct command *command, const char *name)
{
	size_t count = command_count(command, name);

	return count ? find_value(command, name, count - 1) : NULL;
}

const char *
command_text(const struct command *command, const char *name)
{
	const struct option_value *value = command_value(command, name);

	return value ? value->text : NULL;
}

uint64_t
command_number(const struct command *command, const char *name, uint64_t otherwise)
{
	const struct option_value *value = find_value(command, name, 0);

	assert(known_option(command, name)->kind == VALUE_NUMBER);
	return value ? value->number : otherwise;
}

struct progress *
command_progress_begin(struct command *command)
{
	command_progress_end(command);
	command->output->progress = progress_begin(STDERR_FILENO, command->settings.progress);
	return command->output->progress;
}

void
command_progress_end(struct command *command)
{
	struct progress *progress = command->output->progress;

	command->output->progress = NULL;
	progress_end(progress);
}

bool
command_attended(const struct command *command)
{
	return !command->settings.json && command->terminal.out && terminal_has_person();
}

void
command_partial(struct command *command)
{
	command->partial = true;
}

/* When standard error takes nothing, there is nowhere left to say it. */
static void
put_error(const struct buffer *line)
{
	ssize_t n;

	for (size_t at = 0; at < line->n; at += (size_t)n) {
		n = write(STDERR_FILENO, line->p + at, line->n - at);
		if (n < 0 && errno == EINTR)
			n = 0;
		if (n < 0)
			return;
	}
}

/* What is on standard output already comes first, and the progress line makes way. */
static void
print_line(struct command *command, const char *words)
{
	SCOPED(buffer) line = { 0 };

	buffer_append_format(&line, "%s: ", command->program->name);
	if (command->name[0] != '\0')
		buffer_append_format(&line, "%s: ", command->name);
	text_append_escaped(&line, words, strlen(words));
	buffer_append_byte(&line, '\n');
	output_flush(command->output);
	progress_pause(command->output->progress);
	put_error(&line);
	progress_resume(command->output->progress);
}

PRINTF_LIKE(3, 0)
static void
print_formatted(struct command *command, const char *prefix, const char *format, va_list ap)
{
	SCOPED_FREE char *words = NULL;
	SCOPED_FREE char *whole = NULL;

	if (vasprintf(&words, format, ap) < 0) {
		words = NULL;
		return;
	}
	if (asprintf(&whole, "%s%s", prefix, words) < 0) {
		whole = NULL;
		return;
	}
	print_line(command, whole);
}

void
command_note(struct command *command, const char *format, ...)
{
	va_list ap;

	if (command->settings.quiet)
		return;
	va_start(ap, format);
	print_formatted(command, "", format, ap);
	va_end(ap);
}

void
command_warn(struct command *command, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	print_formatted(command, "warning: ", format, ap);
	va_end(ap);
}

void
command_tell(struct command *command, const struct error *err)
{
	print_line(command, err->text);
}

json_t *
error_json(const struct error *err)
{
	return json_pack("{s:s, s:s}", "code", status_code(err->status), "text", err->text);
}

struct meaning {
	const char *code;
	int         exit_code;
};

static struct meaning
meaning_of(enum status status)
{
	switch (status) {
	case STATUS_OK:
		return (struct meaning){ "ok", 0 };
	case STATUS_NOT_FOUND:
		return (struct meaning){ "not-found", 1 };
	case STATUS_FALSE:
		return (struct meaning){ "no", 1 };
	case STATUS_INVALID:
		return (struct meaning){ "invalid", 2 };
	case STATUS_LIMIT:
		return (struct meaning){ "limit", 2 };
	case STATUS_CHANGED:
		return (struct meaning){ "changed", EXIT_CODE_PARTIAL };
	case STATUS_UNUSABLE:
		return (struct meaning){ "unusable", 4 };
	case STATUS_BUSY:
		return (struct meaning){ "busy", 4 };
	case STATUS_IO:
		return (struct meaning){ "io", 4 };
	case STATUS_EXISTS:
		return (struct meaning){ "exists", 5 };
	case STATUS_STALE:
		return (struct meaning){ "stale", 5 };
	case STATUS_REFUSED:
		return (struct meaning){ "refused", 5 };
	case STATUS_INTERRUPTED:
		return (struct meaning){ "interrupted", 130 };
	case STATUS_MEMORY:
		return (struct meaning){ "memory", 70 };
	case STATUS_DONE:
	case STATUS_FAULT:
		break;
	}
	return (struct meaning){ "fault", 70 };
}

const char *
status_code(enum status status)
{
	return meaning_of(status).code;
}

int
exit_code_of(enum status status)
{
	return meaning_of(status).exit_code;
}
