/* SPDX-License-Identifier: Apache-2.0 */
/* example_script.c - reads the commands of the worked example. */
#include "cli/example_script.h"

#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void
example_step_end(struct example_step *step)
{
	buffer_end(&step->text);
	buffer_end(&step->input);
}

static bool
is_command(struct text line)
{
	return line.n > 0 && strchr("#=@\t", line.p[0]) == NULL;
}

void
example_script_begin(struct example_script *script, struct text text)
{
	struct text rest = text;

	*script = (struct example_script){ .rest = text };
	while (rest.p != NULL)
		script->steps += is_command(text_cut(&rest, '\n'));
}

/* Appends one word, NUL-ended, and returns what stands behind it. */
static struct text
take_word(struct text line, struct buffer *out)
{
	bool quoted = false;
	size_t at = 0;

	for (; at < line.n && (quoted || line.p[at] != ' '); at++) {
		if (line.p[at] == '\'')
			quoted = !quoted;
		else
			buffer_append_byte(out, line.p[at]);
	}
	buffer_append_byte(out, '\0');
	while (at < line.n && line.p[at] == ' ')
		at++;
	return (struct text){ line.p + at, line.n - at };
}

static enum status
take_words(struct example_step *step, struct text line, uint64_t number, struct error *err)
{
	enum status st;
	const char *at;

	step->count = 0;
	buffer_clear(&step->text);
	for (; line.n > 0; step->count++) {
		if (step->count == EXAMPLE_WORDS)
			return fail(err, STATUS_INVALID, "line %llu has more than %d words",
			            (unsigned long long)number, EXAMPLE_WORDS);
		line = take_word(line, &step->text);
	}
	st = buffer_check(&step->text, err);
	if (st != STATUS_OK)
		return st;
	at = step->text.p;
	for (size_t i = 0; i < step->count; i++, at += strlen(at) + 1)
		step->words[i] = at;
	step->words[step->count] = NULL;
	return STATUS_OK;
}

/* The lines behind a tab that follow. */
static enum status
take_input(struct example_script *script, struct example_step *step, struct error *err)
{
	buffer_clear(&step->input);
	while (script->rest.n > 0 && script->rest.p[0] == '\t') {
		struct text line = text_cut(&script->rest, '\n');

		script->line++;
		buffer_append(&step->input, line.p + 1, line.n - 1);
		buffer_append_byte(&step->input, '\n');
	}
	return buffer_check(&step->input, err);
}

static enum status
take_key(struct example_step *step, struct text name, uint64_t number, struct error *err)
{
	if (name.n == 0 || name.n >= sizeof step->key)
		return fail(err, STATUS_INVALID, "line %llu names no key", (unsigned long long)number);
	memcpy(step->key, name.p, name.n);
	step->key[name.n] = '\0';
	return STATUS_OK;
}

enum status
example_script_next(struct example_script *script, struct example_step *step, struct error *err)
{
	enum status st = STATUS_OK;

	while (st == STATUS_OK && script->rest.p != NULL) {
		struct text line = text_cut(&script->rest, '\n');

		script->line++;
		if (is_command(line)) {
			st = take_words(step, line, script->line, err);
			return st == STATUS_OK ? take_input(script, step, err) : st;
		}
		if (line.n > 0 && line.p[0] == '=')
			step->heading = text_trim((struct text){ line.p + 1, line.n - 1 });
		else if (line.n > 0 && line.p[0] == '@')
			st = take_key(step, (struct text){ line.p + 1, line.n - 1 }, script->line, err);
		else if (line.n > 0 && line.p[0] == '\t')
			st = fail(err, STATUS_INVALID, "line %llu is the input of no command",
			          (unsigned long long)script->line);
	}
	return st == STATUS_OK ? STATUS_DONE : st;
}
