/* SPDX-License-Identifier: Apache-2.0 */
/* completion_zsh.c - the completion function for zsh, by its _arguments. */
#include "cli/help.h"

#include <string.h>

struct script {
	struct buffer        *out;
	const struct program *program;
};

/* Text inside '…' that _arguments reads: brackets, colons and quotes stay themselves. */
static void
quoted_append(struct buffer *out, const char *words)
{
	for (; *words != '\0'; words++) {
		if (*words == '\'')
			buffer_append_string(out, "'\\''");
		else if (strchr("[]:\\", *words) != NULL)
			buffer_append_format(out, "\\%c", *words);
		else
			buffer_append_byte(out, *words);
	}
}

/* What completes a value: ":NAME:action". */
static void
value_action(struct buffer *out, enum value_kind kind, const char *argument,
             const char *const *choices)
{
	buffer_append_byte(out, ':');
	quoted_append(out, argument);
	buffer_append_byte(out, ':');
	if (kind == VALUE_PATH)
		buffer_append_string(out, "_files");
	if (kind == VALUE_CHOICE) {
		buffer_append_byte(out, '(');
		for (size_t i = 0; choices[i] != NULL; i++)
			buffer_append_format(out, "%s%s", i ? " " : "", choices[i]);
		buffer_append_byte(out, ')');
	}
}

/* One specification a form of the option, "-C" and "--catalogue". */
static void
option_form(struct buffer *out, const struct verb_option *option, const char *form)
{
	buffer_append_string(out, " \\\n\t\t'");
	if (option->repeatable)
		buffer_append_byte(out, '*');
	buffer_append_string(out, form);
	if (option->kind != VALUE_NONE)
		buffer_append_string(out, form[1] == '-' ? "=" : "+");
	buffer_append_byte(out, '[');
	quoted_append(out, option->about);
	buffer_append_byte(out, ']');
	if (option->kind != VALUE_NONE)
		value_action(out, option->kind, option->argument, option->choices);
	buffer_append_byte(out, '\'');
}

static void
option_specs(struct buffer *out, const struct verb_option *option)
{
	char letter[3] = { '-', option->letter, '\0' };
	char name[64] = "--";

	strncat(name, option->name, sizeof name - 3);
	option_form(out, option, name);
	if (option->letter != 0)
		option_form(out, option, letter);
}

static void
verb_choice(struct buffer *out, const struct verb *const *verbs)
{
	buffer_append_string(out, " \\\n\t\t'*:verb:((");
	for (; *verbs != NULL; verbs++) {
		if ((*verbs)->hidden)
			continue;
		buffer_append_format(out, "%s\\:\"", (*verbs)->name);
		for (const char *p = (*verbs)->summary; *p != '\0'; p++) {
			if (*p == '"' || *p == '\\' || *p == '\'' || *p == '`' || *p == '$')
				continue;
			if (*p == ':')
				buffer_append_byte(out, '\\');
			buffer_append_byte(out, *p);
		}
		buffer_append_string(out, "\" ");
	}
	buffer_append_string(out, "))'");
}

static void
global_specs(struct buffer *out)
{
	for (const struct verb_option *option = global_options; option->name != NULL; option++)
		option_specs(out, option);
}

static void
visit_branch(void *context, const char *path, const struct verb *verb)
{
	struct script *script = context;
	const struct verb *effective = verb_in_effect(verb);
	const struct verb_option *option;

	buffer_append_format(script->out, "\t('%s')\n\t\t_arguments -S", path);
	global_specs(script->out);
	for (size_t i = 0; (option = verb_option_at(effective, i)) != NULL; i++)
		option_specs(script->out, option);
	if (verb->verbs != NULL) {
		verb_choice(script->out, verb->verbs);
	} else if (verb->argument_kind == VALUE_VERB) {
		verb_choice(script->out, script->program->verbs);
	} else if (verb->arguments != NULL) {
		buffer_append_string(script->out, " \\\n\t\t'*");
		value_action(script->out, verb->argument_kind, verb->arguments, verb->choices);
		buffer_append_byte(script->out, '\'');
	}
	buffer_append_string(script->out, " ;;\n");
}

/* Patterns of options whose value must not be taken for a verb. */
static void
visit_skips(void *context, const char *path, const struct verb *verb)
{
	struct script *script = context;
	const struct verb_option *option;

	for (size_t i = 0; (option = verb_option_at(verb_in_effect(verb), i)) != NULL; i++) {
		if (option->kind == VALUE_NONE)
			continue;
		buffer_append_format(script->out, "\t\t('%s:--%s'", path, option->name);
		if (option->letter != 0)
			buffer_append_format(script->out, "|'%s:-%c'", path, option->letter);
		buffer_append_string(script->out, ") (( i++ )); continue ;;\n");
	}
}

static void
visit_path(void *context, const char *path, const struct verb *verb)
{
	struct script *script = context;

	(void)verb;
	buffer_append_format(script->out, "\t\t('%s') at=$next ;;\n", path);
}

static void
find_path(struct script *script)
{
	struct buffer *out = script->out;

	buffer_append_string(out, "\tlocal at='' next word i\n"
	                          "\tfor (( i = 2; i < CURRENT; i++ )); do\n"
	                          "\t\tword=$words[i]\n\t\tcase $at:$word in\n");
	for (const struct verb_option *option = global_options; option->name != NULL; option++) {
		if (option->kind == VALUE_NONE)
			continue;
		buffer_append_format(out, "\t\t(*:--%s", option->name);
		if (option->letter != 0)
			buffer_append_format(out, "|*:-%c", option->letter);
		buffer_append_string(out, ") (( i++ )); continue ;;\n");
	}
	verb_each(script->program->verbs, "", visit_skips, script);
	buffer_append_string(out, "\t\t(*:-*) continue ;;\n\t\tesac\n"
	                          "\t\tnext=\"${at:+$at }$word\"\n\t\tcase $next in\n");
	verb_each(script->program->verbs, "", visit_path, script);
	buffer_append_string(out, "\t\t(*) break ;;\n\t\tesac\n\tdone\n");
}

void
completion_zsh(struct buffer *out, const struct program *program)
{
	struct script script = { .out = out, .program = program };

	buffer_append_format(out,
	                     "#compdef %s\n# Made by `%s help --completion zsh`.\n_%s() {\n",
	                     program->name, program->name, program->name);
	find_path(&script);
	buffer_append_string(out, "\tcase $at in\n\t('')\n\t\t_arguments -S");
	global_specs(out);
	verb_choice(out, program->verbs);
	buffer_append_string(out, " ;;\n");
	verb_each(program->verbs, "", visit_branch, &script);
	buffer_append_format(out, "\tesac\n}\n_%s \"$@\"\n", program->name);
}
