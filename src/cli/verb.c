/* SPDX-License-Identifier: Apache-2.0 */
/* verb.c - the options of every verb, and looking things up in the table. */
#include "cli/verb.h"

#include <string.h>

static const char *const when_choices[] = { "auto", "always", "never", NULL };

const struct verb_option global_options[] = {
	{ .name = "catalogue", .letter = 'C', .kind = VALUE_PATH, .argument = "DIR",
	  .about = "Use the catalogue in DIR, not the one found from here" },
	{ .name = "key", .kind = VALUE_TEXT, .argument = "NAME",
	  .about = "Act with the key NAME" },
	{ .name = "passphrase-file", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "Read the key's passphrase from the first line of FILE" },
	{ .name = "json", .about = "Answer in JSON, one object a line" },
	{ .name = "progress", .kind = VALUE_CHOICE, .argument = "WHEN", .choices = when_choices,
	  .about = "Show progress on standard error" },
	{ .name = "color", .kind = VALUE_CHOICE, .argument = "WHEN", .choices = when_choices,
	  .about = "Colour the text" },
	{ .name = "quiet", .letter = 'q', .about = "Leave out notes and progress" },
	{ .name = "help", .letter = 'h', .about = "Explain the verb and stop" },
	{ .name = "version", .about = "Print version and build and stop" },
	{ 0 },
};

const struct verb_option query_options[] = {
	{ .name = "query", .kind = VALUE_TEXT, .argument = "FILTER", .repeatable = true,
	  .about = "Also what this filter of `list` finds; several narrow it" },
	{ 0 },
};

static bool
takes_many_ids(const struct verb *verb)
{
	return verb->argument_kind == VALUE_ID && verb->most == ARGUMENTS_MANY;
}

const struct verb_option *
verb_option_at(const struct verb *verb, size_t index)
{
	for (size_t list = 0; list < VERB_OPTION_LISTS && verb->options[list] != NULL; list++) {
		const struct verb_option *option = verb->options[list];

		for (; option->name != NULL; option++)
			if (index-- == 0)
				return option;
	}
	return index == 0 && takes_many_ids(verb) ? query_options : NULL;
}

char
verb_query_kind(const struct verb *verb)
{
	const char *words = verb->arguments ? verb->arguments : "";

	/* "C-…" and nothing else are channels; "E-…|V-…", "ITEM…" and "ID…" have items among them */
	return words[0] >= 'A' && words[0] <= 'Z' && words[1] == '-' && strchr(words, '|') == NULL &&
	                       strchr(words, ' ') == NULL
	               ? words[0]
	               : 'E';
}

const struct verb_option *
verb_option_find(const struct verb *verb, const char *name)
{
	const struct verb_option *option;

	for (size_t i = 0; (option = verb_option_at(verb, i)) != NULL; i++)
		if (strcmp(option->name, name) == 0)
			return option;
	return NULL;
}

const struct verb *
verb_find(const struct verb *const *verbs, const char *name)
{
	for (; *verbs != NULL; verbs++)
		if (strcmp((*verbs)->name, name) == 0)
			return *verbs;
	return NULL;
}

const char *
verb_group_title(enum verb_group group)
{
	static const char *const titles[GROUP_COUNT] = {
		[GROUP_CATALOGUE] = "Catalogue and keys",
		[GROUP_INTAKE] = "Taking in",
		[GROUP_LOOKING] = "Looking",
		[GROUP_RECORDS] = "Records and links",
		[GROUP_JUDGING] = "Verification and matching",
		[GROUP_CUSTODY] = "Custody and log",
		[GROUP_SHARING] = "Sharing and withholding",
		[GROUP_UPKEEP] = "Upkeep and help",
	};

	return group < GROUP_COUNT ? titles[group] : "";
}
