/* SPDX-License-Identifier: Apache-2.0 */
/* form.c - a verb's table as a form to fill in, and the filled form as options. */
#include "cli/form.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/editor.h"
#include "cli/fields.h"
#include "cli/help.h"
#include "cli/nearest.h"
#include "cli/parse.h"
#include "cli/terminal.h"
#include "cli/wrap.h"

#include <string.h>

/* How often the form opens again before we give up. */
#define ROUNDS 10

bool
form_is_wanted(const struct command *command)
{
	if (!command->verb->has_form)
		return false;
	for (size_t i = 0; i < command->value_count; i++)
		if (verb_option_find(command->verb, command->values[i].option->name) != NULL)
			return false;
	return true;
}

static void
write_comment(struct buffer *out, const char *words)
{
	SCOPED(buffer) safe = { 0 };

	buffer_append_string(out, "# ");
	text_append_escaped(&safe, words, strlen(words));
	wrap_append(out, text_of_buffer(&safe), 2, 0, 0);
	buffer_append_byte(out, '\n');
}

/* Further lines of a value are continued by a blank. */
static void
write_value(struct buffer *out, struct text value)
{
	buffer_append_byte(out, ' ');
	for (size_t i = 0; i < value.n; i++) {
		buffer_append_byte(out, value.p[i]);
		if (value.p[i] == '\n')
			buffer_append_byte(out, ' ');
	}
}

static void
write_field(struct buffer *out, const struct verb_option *option,
            const struct form_value *initial)
{
	SCOPED(buffer) about = { 0 };
	bool filled = false;

	buffer_append_string(&about, option->about);
	for (size_t i = 0; option->kind == VALUE_CHOICE && option->choices[i] != NULL; i++)
		buffer_append_format(&about, "%s%s", i ? ", " : ": ", option->choices[i]);
	if (option->kind == VALUE_NONE)
		buffer_append_string(&about, ": yes or nothing");
	if (option->repeatable)
		buffer_append_string(&about, "; the line may be repeated");
	if (option->required)
		buffer_append_string(&about, "; required");
	buffer_append_byte(out, '\n');
	write_comment(out, buffer_string(&about));
	for (; initial != NULL && initial->option != NULL; initial++) {
		if (strcmp(initial->option, option->name) != 0)
			continue;
		buffer_append_format(out, "%s:", option->name);
		write_value(out, initial->text);
		buffer_append_byte(out, '\n');
		filled = true;
	}
	if (!filled)
		buffer_append_format(out, "%s:\n", option->name);
}

void
form_write(struct buffer *out, const struct command *command, const struct form_value *initial)
{
	const struct verb_option *option;

	buffer_append_format(out, "# %s %s: %s\n", command->program->name, command->name,
	                     command->verb->summary);
	buffer_append_string(out,
	                     "# Write after the colons. Lines that begin with # are left out; a line "
	                     "that\n# begins with a blank continues the one before. Nothing is done "
	                     "when you change\n# nothing.\n");
	for (size_t i = 0; (option = verb_option_at(command->verb, i)) != NULL; i++)
		if (option != fields_options)
			write_field(out, option, initial);
}

/* Reading a form in place: values are gathered at its front, where pointers to them stay good. */
struct reading {
	struct command           *command;
	char                     *end;    /* where the value being gathered ends; it never passes the lines */
	char                     *value;  /* where it begins */
	const struct verb_option *option; /* whose it is, or NULL */
	size_t                    blanks; /* empty lines since, which count when it goes on */
	size_t                    line;
};

static enum status
unknown_field(const struct reading *reading, struct text name, struct error *err)
{
	const struct verb_option *option;
	struct nearest nearest;
	char word[64];

	text_escape_into(word, sizeof word, name.p, name.n);
	nearest_begin(&nearest, word);
	for (size_t i = 0; (option = verb_option_at(reading->command->verb, i)) != NULL; i++)
		nearest_try(&nearest, option->name);
	if (nearest.found != NULL)
		return fail(err, STATUS_INVALID, "line %zu: no field \"%s\"; did you mean %s?",
		            reading->line, word, nearest.found);
	return fail(err, STATUS_INVALID,
	            "line %zu: no field \"%s\" (a line that goes on begins with a blank)",
	            reading->line, word);
}

static enum status
add_flag(struct reading *reading, struct error *err)
{
	if (strcmp(reading->value, "no") == 0)
		return STATUS_OK;
	if (strcmp(reading->value, "yes") != 0)
		return fail(err, STATUS_INVALID, "%s: yes or nothing", reading->option->name);
	return command_add_value(reading->command, reading->option, NULL, err);
}

/* The value gathered so far is whole; an empty one is not given. */
static enum status
finish_value(struct reading *reading, struct error *err)
{
	enum status status = STATUS_OK;

	if (reading->option != NULL && reading->end > reading->value) {
		*reading->end++ = '\0';
		status = reading->option->kind == VALUE_NONE
			? add_flag(reading, err)
			: command_add_literal(reading->command, reading->option, reading->value, err);
	}
	reading->option = NULL;
	reading->value = reading->end;
	reading->blanks = 0;
	return status;
}

static void
gather(struct reading *reading, struct text words)
{
	if (words.n > 0)
		memmove(reading->end, words.p, words.n);
	reading->end += words.n;
}

static enum status
begin_field(struct reading *reading, struct text line, struct error *err)
{
	struct text rest = line, name = text_cut(&rest, ':');
	enum status status = finish_value(reading, err);
	const struct verb_option *option;

	if (status != STATUS_OK)
		return status;
	name = text_trim(name);
	for (size_t i = 0; (option = verb_option_at(reading->command->verb, i)) != NULL; i++)
		if (rest.p != NULL && option != fields_options && text_is(name, option->name))
			break;
	if (option == NULL)
		return unknown_field(reading, name, err);
	reading->option = option;
	gather(reading, text_trim(rest));
	return STATUS_OK;
}

static enum status
read_line(struct reading *reading, struct text line, struct error *err)
{
	struct text words = text_trim(line);

	reading->line++;
	if (text_begins(line, "#"))
		return STATUS_OK;
	if (words.n == 0) {
		reading->blanks += reading->option != NULL;
		return STATUS_OK;
	}
	if (line.p[0] != ' ' && line.p[0] != '\t')
		return begin_field(reading, line, err);
	if (reading->option == NULL)
		return fail(err, STATUS_INVALID, "line %zu continues nothing", reading->line);
	if (reading->end > reading->value)
		for (size_t i = 0; i <= reading->blanks; i++)
			*reading->end++ = '\n';
	reading->blanks = 0;
	gather(reading, words);
	return STATUS_OK;
}

enum status
form_read(struct command *command, struct buffer *filled, struct error *err)
{
	size_t count = command->value_count;
	struct text rest = text_of_buffer(filled);
	struct reading reading = { .command = command };
	enum status status = STATUS_OK;
	SCOPED(buffer) copy = { 0 };

	if (!text_is_utf8(rest.p, rest.n) || (rest.n > 0 && memchr(rest.p, '\0', rest.n) != NULL))
		return fail(err, STATUS_INVALID, "the form is not UTF-8 text");
	/* The form itself stays as it is until all of it is understood. */
	buffer_append_text(&copy, rest);
	buffer_append_byte(&copy, '\n');
	status = buffer_check(&copy, err);
	if (status != STATUS_OK)
		return status;
	rest = text_of_buffer(&copy);
	reading.value = reading.end = copy.p;
	while (status == STATUS_OK && rest.p != NULL)
		status = read_line(&reading, text_cut(&rest, '\n'), err);
	if (status == STATUS_OK)
		status = finish_value(&reading, err);
	if (status == STATUS_OK)
		status = command_check_required(command, err);
	if (status != STATUS_OK) {
		command->value_count = count;
		explicit_bzero(copy.p, copy.room);
		return status;
	}
	command->held = copy;
	copy = (struct buffer){ 0 };
	explicit_bzero(filled->p, filled->room);
	buffer_end(filled);
	return STATUS_OK;
}

/* The form again, what is wrong in place of its first line, so that line numbers stay. */
static void
write_again(struct buffer *form, const struct command *command, struct text written,
            const char *wrong)
{
	SCOPED(buffer) title = { 0 };

	buffer_append_format(&title, "# %s %s:", command->program->name, command->name);
	if (text_begins(written, buffer_string(&title)) || text_begins(written, "# NOT YET: "))
		text_cut(&written, '\n');
	buffer_append_string(form, "# NOT YET: ");
	text_append_escaped(form, wrong, strlen(wrong));
	buffer_append_byte(form, '\n');
	buffer_append_text(form, written);
}

/* What writing it differently may mend. */
static bool
is_mendable(enum status status)
{
	return status == STATUS_INVALID || status == STATUS_LIMIT || status == STATUS_NOT_FOUND ||
	       status == STATUS_EXISTS || status == STATUS_STALE;
}

static void
wipe(struct buffer *buffer)
{
	if (buffer->p != NULL)
		explicit_bzero(buffer->p, buffer->room);
	buffer_end(buffer);
}

/* Adds the options that `written` gives and runs the verb; after a failure they are gone again. */
static enum status
run_written(struct command *command, struct text written,
            enum status (*run)(struct command *command, struct error *err), struct error *err)
{
	size_t count = command->value_count;
	struct buffer copy = { 0 };
	enum status status;

	buffer_append_text(&copy, written);
	status = buffer_check(&copy, err);
	if (status == STATUS_OK)
		status = form_read(command, &copy, err);
	if (status == STATUS_OK)
		status = run(command, err);
	if (status != STATUS_OK) {
		command->value_count = count;
		wipe(&command->held);
	}
	wipe(&copy);
	return status;
}

/* One round in the editor. STATUS_DONE: `form` holds it again, with what `err` says on top. */
static enum status
run_round(struct command *command, struct buffer *form,
          enum status (*run)(struct command *command, struct error *err), struct error *err)
{
	struct buffer filled = { 0 }, again = { 0 };
	bool changed = false;
	enum status status = editor_edit(&filled, "form.txt", text_of_buffer(form), FORM_LIMIT,
	                                 &changed, err);

	if (status == STATUS_OK && !changed)
		status = fail(err, STATUS_INVALID, "the form was left as it was; nothing is done");
	else if (status == STATUS_OK) {
		status = run_written(command, text_of_buffer(&filled), run, err);
		if (is_mendable(status) && terminal_has_person()) {
			write_again(&again, command, text_of_buffer(&filled), err->text);
			status = buffer_check(&again, err);
			status = status == STATUS_OK ? STATUS_DONE : status;
		}
	}
	wipe(&filled);
	wipe(form);
	*form = again;
	return status;
}

enum status
form_run(struct command *command, const struct form_value *initial,
         enum status (*run)(struct command *command, struct error *err), struct error *err)
{
	struct error wrong = { 0 }, now = { 0 };
	struct buffer form = { 0 };
	enum status status = STATUS_DONE;

	if (!editor_is_there())
		return fail(err, STATUS_INVALID,
		            "give its options (there is neither a terminal nor $EDITOR for a form)");
	form_write(&form, command, initial);
	if (buffer_check(&form, err) != STATUS_OK)
		return STATUS_MEMORY;
	for (int round = 0; round < ROUNDS && status == STATUS_DONE; round++) {
		status = run_round(command, &form, run, &now);
		if (status == STATUS_DONE)
			wrong = now;
	}
	wipe(&form);
	if (status == STATUS_OK)
		return status;
	/* Given up: what was wrong with the last writing tells more than that it was left so. */
	if (wrong.text[0] != '\0' && (status == STATUS_DONE || status == STATUS_INVALID))
		return fail(err, wrong.status, "%s", wrong.text);
	return fail(err, status, "%s", now.text);
}
