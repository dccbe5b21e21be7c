/* SPDX-License-Identifier: Apache-2.0 */
/* help.c - what help, man pages and completions share. */
#include "cli/help.h"

#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>

void
option_about_append(struct buffer *out, const struct verb_option *option)
{
	buffer_append_string(out, option->about);
	for (size_t i = 0; option->kind == VALUE_CHOICE && option->choices[i] != NULL; i++)
		buffer_append_format(out, "%s%s", i ? ", " : ": ", option->choices[i]);
	if (option->kind == VALUE_PROSE)
		buffer_append_string(out, "; - reads standard input, @FILE a file, @ opens the editor");
	if (option->kind == VALUE_PROSE && option->is_private)
		buffer_append_string(out, " (never the text itself)");
	if (option->repeatable)
		buffer_append_string(out, "; may be repeated");
	if (option->required)
		buffer_append_string(out, "; required");
}

const struct verb *
verb_in_effect(const struct verb *verb)
{
	return verb->fallback ? verb->fallback : verb;
}

void
verb_each(const struct verb *const *verbs, const char *parent,
          void (*visit)(void *context, const char *path, const struct verb *verb), void *context)
{
	char path[COMMAND_NAME_SIZE];

	for (; *verbs != NULL; verbs++) {
		if ((*verbs)->hidden)
			continue;
		snprintf(path, sizeof path, "%s%s%s", parent, parent[0] ? " " : "",
		         (*verbs)->name);
		visit(context, path, *verbs);
		if ((*verbs)->verbs != NULL)
			verb_each((*verbs)->verbs, path, visit, context);
	}
}

void
help_print(struct command *command, const struct verb *verb, const char *path)
{
	SCOPED(buffer) text = { 0 };

	help_text(&text, command->program, verb, path, &command->terminal);
	output_bytes(command->output, buffer_string(&text), text.n);
}
