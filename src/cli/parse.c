/* SPDX-License-Identifier: Apache-2.0 */
/* parse.c - getopt_long over the verb's own table, with words a person can use when it refuses. */
#include "cli/parse.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/fields.h"
#include "cli/form.h"
#include "cli/nearest.h"
#include "cli/value.h"
#include "cli/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum status
add_value(struct command *command, struct option_value entry, struct error *err)
{
	const struct verb_option *option = entry.option;
	struct option_value *values;
	enum status status = STATUS_OK;

	if (entry.text != NULL && !(entry.literal && option->kind == VALUE_PROSE))
		status = value_check(option, entry.text, &entry.number, err);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < command->value_count && entry.text != NULL && !option->repeatable; i++)
		if (command->values[i].option == option)
			return fail(err, STATUS_INVALID, "--%s is given twice", option->name);
	values = reallocarray(command->values, command->value_count + 1, sizeof *values);
	if (values == NULL)
		return fail_memory(err);
	values[command->value_count++] = entry;
	command->values = values;
	return STATUS_OK;
}

enum status
command_add_value(struct command *command, const struct verb_option *option, const char *value,
                  struct error *err)
{
	return add_value(command, (struct option_value){ .option = option, .text = value }, err);
}

enum status
command_add_literal(struct command *command, const struct verb_option *option,
                    const char *value, struct error *err)
{
	return add_value(command, (struct option_value){ .option = option, .text = value,
	                                                 .literal = true }, err);
}

/* `word` with or without a "=value", which is never repeated: it may be private. */
static enum status
unknown_long_option(const struct grammar *grammar, const char *word, struct error *err)
{
	char name[64];
	struct nearest nearest;

	snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 2, "="), word + 2);
	nearest_begin(&nearest, name);
	for (size_t i = 0; i < grammar->count; i++)
		nearest_try(&nearest, grammar->options[i]->name);
	if (nearest.found != NULL)
		return fail(err, STATUS_INVALID, "unknown option --%s; did you mean --%s?", name,
		            nearest.found);
	return fail(err, STATUS_INVALID, "unknown option --%s", name);
}

static enum status
unknown_option(const struct grammar *grammar, char **argv, struct error *err)
{
	const struct verb_option *option = grammar_option(grammar, optopt);
	char letter[2] = { (char)optopt, '\0' };

	if (option != NULL)
		return fail(err, STATUS_INVALID, "--%s takes no value", option->name);
	if (optopt != 0)
		return fail(err, STATUS_INVALID, "unknown option -%s", letter);
	return unknown_long_option(grammar, argv[optind - 1], err);
}

static enum status
missing_value(const struct verb_option *option, struct error *err)
{
	return fail(err, STATUS_INVALID, "--%s needs a value: --%s %s", option->name, option->name,
	            option->argument);
}

/* getopt takes abbreviations and swallows the next option as a value; neither is meant. */
static enum status
take_option(struct command *command, const struct grammar *grammar, int c, char **argv,
            struct error *err)
{
	const struct verb_option *option = grammar_option(grammar, c);
	bool separate = optarg != NULL && optarg == argv[optind - 1];
	const char *word = argv[optind - (separate ? 2 : 1)];

	if (c >= LONG_OPTION_BASE && strcspn(word + 2, "=") != strlen(option->name))
		return unknown_long_option(grammar, word, err);
	if (separate && optarg[0] == '-' && optarg[1] == '-' && optarg[2] != '\0')
		return missing_value(option, err);
	return command_add_value(command, option, optarg, err);
}

static enum status
take_argument(struct command *command, const char *word, struct error *err)
{
	enum status status = STATUS_OK;

	if (command->verb != NULL)
		status = argument_check(command->verb, word, err);
	if (status == STATUS_OK)
		command->arguments[command->argument_count++] = word;
	return status;
}

/* The words without those that name the verb; command->arguments has room for all. */
static enum status
take_words(struct command *command, int argc, char **argv, struct error *err)
{
	SCOPED(grammar) grammar = { 0 };
	enum status status = grammar_begin(&grammar, command->verb, err);
	int c;

	optind = 0;
	opterr = 0;
	while (status == STATUS_OK &&
	       (c = getopt_long(argc, argv, grammar.letters, grammar.longs, NULL)) != -1) {
		if (c == 1)
			status = take_argument(command, optarg, err);
		else if (c == '?')
			status = unknown_option(&grammar, argv, err);
		else if (c == ':')
			status = missing_value(grammar_option(&grammar, optopt), err);
		else
			status = take_option(command, &grammar, c, argv, err);
	}
	for (; status == STATUS_OK && optind < argc; optind++)
		status = take_argument(command, argv[optind], err);
	return status;
}

/* The last value given to a global option; `given` tells whether it was. */
static const char *
global_text(const struct command *command, const char *name, bool *given)
{
	const char *text = NULL;

	*given = false;
	for (size_t i = 0; i < command->value_count; i++)
		if (strcmp(command->values[i].option->name, name) == 0) {
			text = command->values[i].text;
			*given = true;
		}
	return text;
}

static enum when
read_when(const char *choice)
{
	if (choice == NULL || strcmp(choice, "auto") == 0)
		return WHEN_AUTO;
	return strcmp(choice, "always") == 0 ? WHEN_ALWAYS : WHEN_NEVER;
}

static const char *
from_environment(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

static void
read_settings(struct command *command)
{
	struct settings *settings = &command->settings;
	bool given;

	settings->catalogue = global_text(command, "catalogue", &given);
	if (!given)
		settings->catalogue = from_environment("VIDIMUS_CATALOG");
	settings->key = global_text(command, "key", &given);
	if (!given)
		settings->key = from_environment("VIDIMUS_KEY");
	settings->passphrase_file = global_text(command, "passphrase-file", &given);
	settings->progress = read_when(global_text(command, "progress", &given));
	settings->colour = read_when(global_text(command, "color", &given));
	global_text(command, "json", &settings->json);
	global_text(command, "quiet", &settings->quiet);
	global_text(command, "help", &settings->help);
	global_text(command, "version", &settings->version);
	if (settings->quiet && settings->progress == WHEN_AUTO)
		settings->progress = WHEN_NEVER;
}

enum status
command_check_required(const struct command *command, struct error *err)
{
	const struct verb_option *option;

	for (size_t i = 0; (option = verb_option_at(command->verb, i)) != NULL; i++)
		if (option->required && !command_has(command, option->name))
			return fail(err, STATUS_INVALID, "--%s %s is missing", option->name,
			            option->argument);
	return STATUS_OK;
}

static enum status
which_sub_verb(const struct verb *verb, struct error *err)
{
	char list[256];
	size_t used = 0;

	for (size_t i = 0; verb->verbs[i] != NULL && used < sizeof list; i++)
		used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
		                         verb->verbs[i]->name);
	return fail(err, STATUS_INVALID, "%s needs one of: %s", verb->name, list);
}

/* Does --query choose what else would have to be named? */
static bool
asks_by_query(const struct command *command)
{
	return verb_option_find(command->verb, "query") == query_options &&
	       command_has(command, "query");
}

static enum status
check_whole(const struct command *command, struct error *err)
{
	const struct verb *verb = command->verb;

	if (verb->run == NULL)
		return which_sub_verb(verb, err);
	if (command->argument_count + asks_by_query(command) < verb->least)
		return fail(err, STATUS_INVALID, "an argument is missing: %s %s %s",
		            command->program->name, command->name, verb->arguments);
	if (command->argument_count > verb->most)
		return fail(err, STATUS_INVALID,
		            verb->most ? "too many arguments, from \"%s\" on"
		                       : "takes no arguments, such as \"%s\"",
		            command->arguments[verb->most]);
	return form_is_wanted(command) || fields_are_given(command) ? STATUS_OK : command_check_required(command, err);
}

/* Sets the verb that the words name, or its fallback unless `exactly`. */
static void
choose_verb(struct command *command, const struct verb_words *words, bool exactly)
{
	const struct verb *verb = words->depth ? words->chain[words->depth - 1] : NULL;
	const struct verb *fallback = verb && !exactly ? verb->fallback : NULL;
	SCOPED(buffer) name = { 0 };

	for (size_t i = 0; i < words->depth; i++)
		buffer_append_format(&name, "%s%s", i ? " " : "", words->chain[i]->name);
	if (fallback != NULL)
		buffer_append_format(&name, " %s", fallback->name);
	snprintf(command->name, sizeof command->name, "%s", buffer_string(&name));
	command->verb = fallback ? fallback : verb;
}

static const struct verb *
bare_verb(const struct verb *const *verbs)
{
	for (; *verbs != NULL; verbs++)
		if ((*verbs)->when_bare)
			return *verbs;
	return NULL;
}

/* The words that are left when those of the verb are taken out; freed by the caller. */
static char **
other_words(const struct verb_words *words, int argc, char **argv, int *count)
{
	char **others = calloc((size_t)argc + 1, sizeof *others);
	size_t next = 0;

	*count = 0;
	for (int i = 0; others != NULL && i < argc; i++) {
		if (next < words->depth && words->taken[next] == i)
			next++;
		else
			others[(*count)++] = argv[i];
	}
	return others;
}

/* Before anything is understood: whether the error has to be JSON too. */
static bool
asks_for_json(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--json") == 0)
			return true;
	return false;
}

static enum status
finish_parse(struct command *command, const struct verb_words *words, struct error *err)
{
	read_settings(command);
	if (command->settings.help || command->settings.version) {
		choose_verb(command, words, true);
		return STATUS_OK;
	}
	if (command->verb == NULL) {
		command->verb = bare_verb(command->program->verbs);
		if (command->verb == NULL || command->argument_count > 0)
			return fail(err, STATUS_INVALID, "a verb must come first");
	}
	return check_whole(command, err);
}

enum status
command_parse(struct command *command, int argc, char **argv, struct error *err)
{
	SCOPED_FREE char **others = NULL;
	struct verb_words words;
	enum status status;
	int count;

	command->settings.json = asks_for_json(argc, argv);
	status = verb_words_find(&words, command->program, argc, argv, err);
	choose_verb(command, &words, status != STATUS_OK);
	if (status != STATUS_OK)
		return status;
	others = other_words(&words, argc, argv, &count);
	command->arguments = calloc((size_t)argc + 1, sizeof *command->arguments);
	if (others == NULL || command->arguments == NULL)
		return fail_memory(err);
	status = take_words(command, count, others, err);
	return status == STATUS_OK ? finish_parse(command, &words, err) : status;
}
