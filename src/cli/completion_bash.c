/* SPDX-License-Identifier: Apache-2.0 */
/* completion_bash.c - the completion script for bash 4.4 and later. */
#include "cli/help.h"

struct script {
	struct buffer        *out;
	const struct program *program;
};

static const char beginning[] =
	"# Made by `vidimus help --completion bash`.\n"
	"_vidimus_words() { mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$2\"); }\n"
	"_vidimus_files() {\n"
	"\tcompopt -o filenames 2>/dev/null\n"
	"\tmapfile -t COMPREPLY < <(compgen -f -- \"$1\")\n"
	"}\n"
	/* $i is the caller's; bash splits --name=value into three words */
	"_vidimus_skip() { ((i++)); [[ ${COMP_WORDS[i]} == = ]] && ((i++)); }\n"
	"_vidimus() {\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	"\tlocal path= next word i options\n"
	"\tCOMPREPLY=()\n"
	"\t[[ $cur == = ]] && cur=\n"
	"\t[[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD-2]}\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	"\t\tword=${COMP_WORDS[i]}\n"
	"\t\tcase \"$path:$word\" in\n";

/* Matches "PATH:OPTION" in its long and short form; a NULL path is any. */
static void
option_pattern(struct buffer *out, const char *path, const struct verb_option *option)
{
	const char *quote = path ? "\"" : "";

	path = path ? path : "*";
	buffer_append_format(out, "%s%s:--%s%s", quote, path, option->name, quote);
	if (option->letter != 0)
		buffer_append_format(out, "|%s%s:-%c%s", quote, path, option->letter, quote);
	buffer_append_string(out, ") ");
}

/* The value of an option is no verb. */
static void
skip_branch(struct buffer *out, const char *path, const struct verb_option *option)
{
	if (option->kind == VALUE_NONE)
		return;
	buffer_append_string(out, "\t\t");
	option_pattern(out, path, option);
	buffer_append_string(out, "_vidimus_skip; continue ;;\n");
}

static void
offer_words(struct buffer *out, const char *const *words)
{
	buffer_append_string(out, "_vidimus_words \"");
	for (size_t i = 0; words[i] != NULL; i++)
		buffer_append_format(out, "%s%s", i ? " " : "", words[i]);
	buffer_append_string(out, "\" \"$cur\"");
}

static void
offer_verbs(struct buffer *out, const struct verb *const *verbs)
{
	buffer_append_string(out, "_vidimus_words \"");
	for (; *verbs != NULL; verbs++)
		if (!(*verbs)->hidden)
			buffer_append_format(out, "%s ", (*verbs)->name);
	buffer_append_string(out, "\" \"$cur\"");
}

/* What may follow an option that takes a value. */
static void
value_branch(struct buffer *out, const char *path, const struct verb_option *option)
{
	if (option->kind == VALUE_NONE)
		return;
	buffer_append_byte(out, '\t');
	option_pattern(out, path, option);
	if (option->kind == VALUE_PATH)
		buffer_append_string(out, "_vidimus_files \"$cur\"; ");
	if (option->kind == VALUE_CHOICE) {
		offer_words(out, option->choices);
		buffer_append_string(out, "; ");
	}
	buffer_append_string(out, "return ;;\n");
}

static void
visit_skips(void *context, const char *path, const struct verb *verb)
{
	struct script *script = context;
	const struct verb_option *option;

	for (size_t i = 0; (option = verb_option_at(verb_in_effect(verb), i)) != NULL; i++)
		skip_branch(script->out, path, option);
}

static void
visit_path(void *context, const char *path, const struct verb *verb)
{
	struct script *script = context;

	(void)verb;
	buffer_append_format(script->out, "\t\t\"%s\") path=$next ;;\n", path);
}

static void
visit_values(void *context, const char *path, const struct verb *verb)
{
	struct script *script = context;
	const struct verb_option *option;

	for (size_t i = 0; (option = verb_option_at(verb_in_effect(verb), i)) != NULL; i++)
		value_branch(script->out, path, option);
}

static void
option_words(struct buffer *out, const struct verb_option *option)
{
	buffer_append_format(out, " --%s", option->name);
	if (option->letter != 0)
		buffer_append_format(out, " -%c", option->letter);
}

static void
visit_options(void *context, const char *path, const struct verb *verb)
{
	struct script *script = context;
	const struct verb_option *option;

	if (verb_option_at(verb_in_effect(verb), 0) == NULL)
		return;
	buffer_append_format(script->out, "\t\t\"%s\") options+=\"", path);
	for (size_t i = 0; (option = verb_option_at(verb_in_effect(verb), i)) != NULL; i++)
		option_words(script->out, option);
	buffer_append_string(script->out, "\" ;;\n");
}

static void
visit_arguments(void *context, const char *path, const struct verb *verb)
{
	struct script *script = context;
	struct buffer *out = script->out;

	buffer_append_format(out, "\t\"%s\") ", path);
	if (verb->verbs != NULL)
		offer_verbs(out, verb->verbs);
	else if (verb->argument_kind == VALUE_VERB)
		offer_verbs(out, script->program->verbs);
	else if (verb->argument_kind == VALUE_PATH)
		buffer_append_string(out, "_vidimus_files \"$cur\"");
	else if (verb->argument_kind == VALUE_CHOICE)
		offer_words(out, verb->choices);
	buffer_append_string(out, " ;;\n");
}

/* Which verb stands before the cursor: its words, joined by spaces, in $path. */
static void
find_path(struct script *script)
{
	struct buffer *out = script->out;

	for (const struct verb_option *option = global_options; option->name != NULL; option++)
		skip_branch(out, NULL, option);
	verb_each(script->program->verbs, "", visit_skips, script);
	buffer_append_string(out, "\t\t*:-*|*:=) continue ;;\n\t\tesac\n"
	                          "\t\tnext=\"${path:+$path }$word\"\n"
	                          "\t\tcase \"$next\" in\n");
	verb_each(script->program->verbs, "", visit_path, script);
	buffer_append_string(out, "\t\t*) break ;;\n\t\tesac\n\tdone\n");
}

static void
offer_options(struct script *script)
{
	struct buffer *out = script->out;

	buffer_append_string(out, "\tif [[ $cur == -* ]]; then\n\t\toptions=\"");
	for (const struct verb_option *option = global_options; option->name != NULL; option++)
		option_words(out, option);
	buffer_append_string(out, "\"\n\t\tcase \"$path\" in\n");
	verb_each(script->program->verbs, "", visit_options, script);
	buffer_append_string(out, "\t\tesac\n\t\t_vidimus_words \"$options\" \"$cur\"\n"
	                          "\t\treturn\n\tfi\n");
}

void
completion_bash(struct buffer *out, const struct program *program)
{
	struct script script = { .out = out, .program = program };

	buffer_append_string(out, beginning);
	find_path(&script);
	buffer_append_string(out, "\tcase \"$path:$prev\" in\n");
	for (const struct verb_option *option = global_options; option->name != NULL; option++)
		value_branch(out, NULL, option);
	verb_each(program->verbs, "", visit_values, &script);
	buffer_append_string(out, "\tesac\n");
	offer_options(&script);
	buffer_append_string(out, "\tcase \"$path\" in\n\t\"\") ");
	offer_verbs(out, program->verbs);
	buffer_append_string(out, " ;;\n");
	verb_each(program->verbs, "", visit_arguments, &script);
	buffer_append_format(out, "\tesac\n}\ncomplete -F _vidimus %s\n", program->name);
}
