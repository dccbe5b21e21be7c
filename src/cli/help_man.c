/* SPDX-License-Identifier: Apache-2.0 */
/* help_man.c - manual pages in the man(7) macros. */
#include "cli/help.h"

#include "base/scoped.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <utf8proc.h>

/* Plain text as troff input: no line of it is taken for a request. */
static void
troff_append(struct buffer *out, const char *words)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)words;
	bool line_begins = true;

	while (*p != '\0') {
		utf8proc_int32_t c;
		utf8proc_ssize_t n = utf8proc_iterate(p, -1, &c);

		if (line_begins && (c == '.' || c == '\''))
			buffer_append_string(out, "\\&");
		if (n <= 0)
			n = 1;
		else if (c == '\\')
			buffer_append_string(out, "\\e");
		else if (c == '-')
			buffer_append_string(out, "\\-");
		else if (c > 0x7e)
			buffer_append_format(out, "\\[u%04X]", (unsigned)c);
		else
			buffer_append_byte(out, (char)c);
		line_begins = c == '\n';
		p += n;
	}
}

static void
line(struct buffer *out, const char *request, const char *words)
{
	buffer_append_string(out, request);
	troff_append(out, words);
	buffer_append_byte(out, '\n');
}

/* An empty line divides paragraphs in the table; in man(7) .PP does. */
static void
paragraphs(struct buffer *out, const char *words)
{
	struct text rest = text_of(words);

	while (rest.p != NULL) {
		struct text part = text_cut(&rest, '\n');
		SCOPED(buffer) copy = { 0 };

		buffer_append_text(&copy, part);
		if (copy.n == 0)
			buffer_append_string(out, ".PP\n");
		else
			line(out, "", buffer_string(&copy));
	}
}

static void
option_item(struct buffer *out, const struct verb_option *option)
{
	SCOPED(buffer) about = { 0 };

	buffer_append_string(out, ".TP\n");
	if (option->letter != 0)
		buffer_append_format(out, "\\fB\\-%c\\fR, ", option->letter);
	buffer_append_string(out, "\\fB");
	troff_append(out, "--");
	troff_append(out, option->name);
	buffer_append_string(out, "\\fR");
	if (option->kind != VALUE_NONE) {
		buffer_append_string(out, " \\fI");
		troff_append(out, option->argument);
		buffer_append_string(out, "\\fR");
	}
	buffer_append_byte(out, '\n');
	option_about_append(&about, option);
	buffer_append_byte(&about, '.');
	line(out, "", buffer_string(&about));
}

static void
synopsis(struct buffer *out, const struct program *program, const char *path,
         const struct verb *verb)
{
	const struct verb *effective = verb_in_effect(verb);

	buffer_append_format(out, "\\fB%s ", program->name);
	troff_append(out, path);
	buffer_append_string(out, "\\fR");
	if (verb->verbs != NULL)
		troff_append(out, verb->fallback ? " [VERB]" : " VERB");
	troff_append(out, " [OPTION\u2026]");
	if (effective->arguments != NULL) {
		buffer_append_byte(out, ' ');
		troff_append(out, effective->arguments);
	}
	buffer_append_byte(out, '\n');
}

static void
verb_body(struct buffer *out, const struct program *program, const char *path,
          const struct verb *verb)
{
	const struct verb_option *option;

	synopsis(out, program, path, verb);
	buffer_append_string(out, ".PP\n");
	if (verb->about != NULL) {
		paragraphs(out, verb->about);
	} else {
		line(out, "", verb->summary);
	}
	for (size_t i = 0; (option = verb_option_at(verb_in_effect(verb), i)) != NULL; i++)
		option_item(out, option);
	for (const struct verb_example *example = verb->examples;
	     example != NULL && example->command != NULL; example++) {
		buffer_append_format(out, ".PP\nExample: \\fB%s ", program->name);
		troff_append(out, example->command);
		buffer_append_string(out, "\\fR\n.br\n");
		line(out, "", example->about);
	}
}

struct man {
	struct buffer        *out;
	const struct program *program;
};

static void
visit_verb(void *context, const char *path, const struct verb *verb)
{
	const struct man *man = context;

	line(man->out, ".SS ", path);
	verb_body(man->out, man->program, path, verb);
}

static void
page_begin(struct buffer *out, const struct program *program, const char *path,
           const char *summary)
{
	SCOPED(buffer) name = { 0 };

	buffer_append_string(&name, program->name);
	if (path[0] != '\0')
		buffer_append_format(&name, "-%s", path);
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == ' ')
			name.p[i] = '-';
	buffer_append_string(out, ".TH \"");
	for (size_t i = 0; i < name.n; i++)
		buffer_append_byte(out, (char)toupper((unsigned char)name.p[i]));
	buffer_append_format(out, "\" 1 \"\" \"%s %s\" \"%s\"\n.SH NAME\n", program->name,
	                     program->version, program->name);
	troff_append(out, buffer_string(&name));
	buffer_append_string(out, " \\- ");
	troff_append(out, summary);
	buffer_append_byte(out, '\n');
}

static void
global_part(struct buffer *out)
{
	buffer_append_string(out, ".SH \"OPTIONS OF EVERY VERB\"\n");
	for (const struct verb_option *option = global_options; option->name != NULL; option++)
		option_item(out, option);
}

/* Exit codes and environment: what scripts rely on. */
static void
closing_part(struct buffer *out)
{
	static const char *const codes[][2] = {
		{ "0", "Done." },
		{ "1", "The answer is no: damage found, does not verify, not found." },
		{ "2", "Wrong usage." },
		{ "3", "Some inputs failed and the others are done." },
		{ "4", "The catalogue cannot be used: not one, locked, newer, damaged, being rebuilt." },
		{ "5", "Refused by policy." },
		{ "70", "A fault of the program." },
		{ "129, 130, 143", "Stopped by SIGHUP, SIGINT, SIGTERM." },
	};
	static const char *const variables[][2] = {
		{ "VIDIMUS_CATALOG", "The catalogue, where -C is not given." },
		{ "VIDIMUS_KEY", "The name of the key, where --key is not given." },
		{ "VISUAL, EDITOR", "The editor for free text and forms." },
		{ "NO_COLOR", "Where it is set, nothing is coloured unless --color always says so." },
	};

	buffer_append_string(out, ".SH \"EXIT STATUS\"\n");
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		line(out, ".TP\n", codes[i][0]);
		line(out, "", codes[i][1]);
	}
	buffer_append_string(out, ".SH ENVIRONMENT\n");
	for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
		line(out, ".TP\n", variables[i][0]);
		line(out, "", variables[i][1]);
	}
}

void
help_man(struct buffer *out, const struct program *program, const struct verb *verb,
         const char *path)
{
	struct man man = { .out = out, .program = program };

	page_begin(out, program, path,
	           verb ? verb->summary : "a catalogue for evidence of human-rights violations");
	if (verb != NULL) {
		buffer_append_string(out, ".SH SYNOPSIS\n");
		verb_body(out, program, path, verb);
	} else {
		buffer_append_format(out, ".SH SYNOPSIS\n\\fB%s\\fR ", program->name);
		line(out, "", "[-C DIR] VERB [OPTION\u2026] [ARGUMENT\u2026]");
		buffer_append_string(out, ".SH VERBS\n");
	}
	if (verb == NULL)
		verb_each(program->verbs, "", visit_verb, &man);
	else if (verb->verbs != NULL)
		verb_each(verb->verbs, path, visit_verb, &man);
	global_part(out);
	closing_part(out);
}
