/* SPDX-License-Identifier: Apache-2.0 */
/* completion_fish.c - the completion script for fish 3. */
#include "cli/help.h"

#include "base/scoped.h"

struct script {
	struct buffer        *out;
	const struct program *program;
};

/* A single-quoted string of fish: backslash and quote are escaped. */
static void
quoted_append(struct buffer *out, const char *words)
{
	buffer_append_byte(out, '\'');
	for (; *words != '\0'; words++) {
		if (*words == '\'' || *words == '\\')
			buffer_append_byte(out, '\\');
		buffer_append_byte(out, *words);
	}
	buffer_append_byte(out, '\'');
}

/* "complete -c vidimus", only where the verb at `path` stands; NULL: anywhere. */
static void
line_begin(const struct script *script, const char *path)
{
	buffer_append_format(script->out, "complete -c %s", script->program->name);
	if (path == NULL)
		return;
	buffer_append_string(script->out, " -n '__vidimus_at ");
	buffer_append_format(script->out, "\"%s\"'", path);
}

static void
choices_append(struct buffer *out, const char *const *choices)
{
	buffer_append_string(out, " -a '");
	for (size_t i = 0; choices[i] != NULL; i++)
		buffer_append_format(out, "%s%s", i ? " " : "", choices[i]);
	buffer_append_byte(out, '\'');
}

static void
option_line(const struct script *script, const char *path, const struct verb_option *option)
{
	line_begin(script, path);
	buffer_append_format(script->out, " -l %s", option->name);
	if (option->letter != 0)
		buffer_append_format(script->out, " -s %c", option->letter);
	if (option->kind == VALUE_PATH)
		buffer_append_string(script->out, " -r -F");
	else if (option->kind != VALUE_NONE)
		buffer_append_string(script->out, " -x");
	if (option->kind == VALUE_CHOICE)
		choices_append(script->out, option->choices);
	buffer_append_string(script->out, " -d ");
	quoted_append(script->out, option->about);
	buffer_append_byte(script->out, '\n');
}

static void
verb_lines(const struct script *script, const char *path, const struct verb *const *verbs)
{
	for (; *verbs != NULL; verbs++) {
		if ((*verbs)->hidden)
			continue;
		line_begin(script, path);
		buffer_append_format(script->out, " -a %s -d ", (*verbs)->name);
		quoted_append(script->out, (*verbs)->summary);
		buffer_append_byte(script->out, '\n');
	}
}

static void
visit_verb(void *context, const char *path, const struct verb *verb)
{
	const struct script *script = context;
	const struct verb_option *option;

	for (size_t i = 0; (option = verb_option_at(verb_in_effect(verb), i)) != NULL; i++)
		option_line(script, path, option);
	if (verb->verbs != NULL) {
		verb_lines(script, path, verb->verbs);
	} else if (verb->argument_kind == VALUE_VERB) {
		verb_lines(script, path, script->program->verbs);
	} else if (verb->argument_kind == VALUE_PATH) {
		line_begin(script, path);
		buffer_append_string(script->out, " -F\n");
	} else if (verb->argument_kind == VALUE_CHOICE) {
		line_begin(script, path);
		choices_append(script->out, verb->choices);
		buffer_append_byte(script->out, '\n');
	}
}

static void
skip_case(struct buffer *out, const char *path, const struct verb_option *option)
{
	if (option->kind == VALUE_NONE)
		return;
	buffer_append_format(out, "\t\t\tcase '%s:--%s'", path, option->name);
	if (option->letter != 0)
		buffer_append_format(out, " '%s:-%c'", path, option->letter);
	buffer_append_string(out, "\n\t\t\t\tset skip 1\n\t\t\t\tcontinue\n");
}

static void
visit_skips(void *context, const char *path, const struct verb *verb)
{
	const struct script *script = context;
	const struct verb_option *option;

	for (size_t i = 0; (option = verb_option_at(verb_in_effect(verb), i)) != NULL; i++)
		skip_case(script->out, path, option);
}

static void
visit_path(void *context, const char *path, const struct verb *verb)
{
	const struct script *script = context;

	(void)verb;
	buffer_append_format(script->out, " '%s'", path);
}

/* A function that is true when the words before the cursor name the verb. */
static void
find_path(struct script *script)
{
	struct buffer *out = script->out;

	buffer_append_string(out,
	                     "function __vidimus_at\n"
	                     "\tset -l at ''\n\tset -l skip 0\n"
	                     "\tset -l words (commandline -opc)\n"
	                     "\tfor word in $words[2..-1]\n"
	                     "\t\tif test $skip = 1\n\t\t\tset skip 0\n\t\t\tcontinue\n\t\tend\n"
	                     "\t\tswitch \"$at:$word\"\n");
	for (const struct verb_option *option = global_options; option->name != NULL; option++)
		skip_case(out, "*", option);
	verb_each(script->program->verbs, "", visit_skips, script);
	buffer_append_string(out, "\t\t\tcase '*:-*'\n\t\t\t\tcontinue\n\t\tend\n"
	                          "\t\tset -l next (string trim -- \"$at $word\")\n"
	                          "\t\tif not contains -- $next");
	verb_each(script->program->verbs, "", visit_path, script);
	buffer_append_string(out, "\n\t\t\tbreak\n\t\tend\n\t\tset at $next\n\tend\n"
	                          "\ttest \"$at\" = \"$argv[1]\"\nend\n");
}

void
completion_fish(struct buffer *out, const struct program *program)
{
	struct script script = { .out = out, .program = program };

	buffer_append_format(out, "# Made by `%s help --completion fish`.\n", program->name);
	find_path(&script);
	buffer_append_format(out, "complete -c %s -f\n", program->name);
	for (const struct verb_option *option = global_options; option->name != NULL; option++)
		option_line(&script, NULL, option);
	verb_lines(&script, "", program->verbs);
	verb_each(program->verbs, "", visit_verb, &script);
}
