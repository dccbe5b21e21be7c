/* SPDX-License-Identifier: Apache-2.0 */
/* help_text.c - help for reading in a terminal, never wider than 80 columns. */
#include "cli/help.h"

#include "base/scoped.h"
#include "base/text.h"
#include "cli/wrap.h"

#include <string.h>

/* Where the explanation of an option begins, and of a verb in a list. */
#define OPTION_COLUMN 30
#define VERB_COLUMN   16

struct page {
	struct buffer         *out;
	const struct program  *program;
	const struct terminal *terminal;
};

static void
heading(const struct page *page, const char *words)
{
	buffer_append_format(page->out, "\n%s%s%s\n", style_begin(page->terminal, STYLE_HEADING),
	                     words, style_end(page->terminal, STYLE_HEADING));
}

/* A label at the left, its explanation from `column` on; a long label gets its own line. */
static void
entry(const struct page *page, const char *label, const char *words, size_t column)
{
	size_t used = text_columns(text_of(label));

	buffer_append_string(page->out, label);
	if (used + 2 > column) {
		buffer_append_byte(page->out, '\n');
		used = 0;
	}
	spaces_append(page->out, column - used);
	wrap_append(page->out, text_of(words), column, column, HELP_WIDTH);
	buffer_append_byte(page->out, '\n');
}

static void
option_entry(const struct page *page, const struct verb_option *option)
{
	SCOPED(buffer) label = { 0 };
	SCOPED(buffer) about = { 0 };

	if (option->letter != 0)
		buffer_append_format(&label, "  -%c, ", option->letter);
	else
		buffer_append_string(&label, "      ");
	buffer_append_format(&label, "--%s", option->name);
	if (option->kind != VALUE_NONE)
		buffer_append_format(&label, " %s", option->argument);
	option_about_append(&about, option);
	entry(page, buffer_string(&label), buffer_string(&about), OPTION_COLUMN);
}

static void
usage(const struct page *page, const struct verb *verb, const char *path)
{
	const struct verb *effective = verb_in_effect(verb);
	SCOPED(buffer) line = { 0 };

	buffer_append_format(&line, "Usage: %s %s", page->program->name, path);
	if (verb->verbs != NULL)
		buffer_append_string(&line, verb->fallback ? " [VERB]" : " VERB");
	buffer_append_string(&line, " [OPTION\u2026]");
	if (effective->arguments != NULL)
		buffer_append_format(&line, " %s", effective->arguments);
	wrap_append(page->out, text_of_buffer(&line), 0, 8, HELP_WIDTH);
	buffer_append_byte(page->out, '\n');
}

static void
verb_entries(const struct page *page, const struct verb *const *verbs, bool all,
             enum verb_group group)
{
	for (; *verbs != NULL; verbs++) {
		SCOPED(buffer) label = { 0 };

		if ((*verbs)->hidden || (!all && (*verbs)->group != group))
			continue;
		buffer_append_format(&label, "  %s", (*verbs)->name);
		entry(page, buffer_string(&label), (*verbs)->summary, VERB_COLUMN);
	}
}

static void
options(const struct page *page, const struct verb *verb)
{
	const struct verb_option *option;

	if (verb_option_at(verb, 0) != NULL)
		heading(page, "Options");
	for (size_t i = 0; (option = verb_option_at(verb, i)) != NULL; i++)
		option_entry(page, option);
}

static void
global_options_list(const struct page *page)
{
	heading(page, "Options of every verb");
	for (const struct verb_option *option = global_options; option->name != NULL; option++)
		option_entry(page, option);
}

static void
examples(const struct page *page, const struct verb *verb)
{
	if (verb->examples == NULL)
		return;
	heading(page, "Examples");
	for (const struct verb_example *example = verb->examples; example->command != NULL;
	     example++) {
		buffer_append_format(page->out, "  %s %s\n", page->program->name,
		                     example->command);
		entry(page, "", example->about, 6);
	}
}

static void
verb_page(const struct page *page, const struct verb *verb, const char *path)
{
	buffer_append_format(page->out, "%s %s: %s\n", page->program->name, path, verb->summary);
	buffer_append_byte(page->out, '\n');
	usage(page, verb, path);
	if (verb->about != NULL) {
		buffer_append_byte(page->out, '\n');
		wrap_append_paragraphs(page->out, text_of(verb->about), 0, HELP_WIDTH);
	}
	if (verb->verbs != NULL) {
		heading(page, "Verbs");
		verb_entries(page, verb->verbs, true, 0);
	}
	if (verb->fallback != NULL)
		buffer_append_format(page->out, "\nWithout one of these: %s.\n",
		                     verb->fallback->name);
	options(page, verb_in_effect(verb));
	global_options_list(page);
	examples(page, verb);
}

static bool
group_has_verbs(const struct verb *const *verbs, enum verb_group group)
{
	for (; *verbs != NULL; verbs++)
		if (!(*verbs)->hidden && (*verbs)->group == group)
			return true;
	return false;
}

static void
program_page(const struct page *page)
{
	const char *name = page->program->name;

	buffer_append_format(page->out,
	                     "%s: a catalogue for evidence of human-rights violations\n\n"
	                     "Usage: %s [-C DIR] VERB [OPTION\u2026] [ARGUMENT\u2026]\n", name, name);
	for (enum verb_group group = 0; group < GROUP_COUNT; group++) {
		if (!group_has_verbs(page->program->verbs, group))
			continue;
		heading(page, verb_group_title(group));
		verb_entries(page, page->program->verbs, false, group);
	}
	global_options_list(page);
	buffer_append_format(page->out, "\n%s help VERB explains one of them.\n", name);
}

void
help_text(struct buffer *out, const struct program *program, const struct verb *verb,
          const char *path, const struct terminal *terminal)
{
	struct page page = { .out = out, .program = program, .terminal = terminal };

	if (verb != NULL)
		verb_page(&page, verb, path);
	else
		program_page(&page);
}
