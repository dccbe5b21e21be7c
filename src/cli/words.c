/* SPDX-License-Identifier: Apache-2.0 */
/* words.c - the table in getopt's form, and the words that name the verb. */
#include "cli/words.h"

#include "base/error.h"
#include "base/scoped.h"
#include "cli/nearest.h"

#include <stdlib.h>
#include <string.h>

void
grammar_end(struct grammar *grammar)
{
	free(grammar->options);
	free(grammar->longs);
	free(grammar->letters);
	*grammar = (struct grammar){ 0 };
}

static size_t
count_options(const struct verb *verb)
{
	size_t count = 0;

	while (global_options[count].name != NULL)
		count++;
	for (size_t i = 0; verb != NULL && verb_option_at(verb, i) != NULL; i++)
		count++;
	return count;
}

static void
add_option(struct grammar *grammar, const struct verb_option *option)
{
	size_t used = 2 + strlen(grammar->letters + 2);
	bool takes_value = option->kind != VALUE_NONE;

	grammar->longs[grammar->count] = (struct option){
		.name = option->name,
		.has_arg = takes_value ? required_argument : no_argument,
		.val = LONG_OPTION_BASE + (int)grammar->count,
	};
	grammar->options[grammar->count++] = option;
	if (option->letter == 0)
		return;
	grammar->letters[used++] = option->letter;
	if (takes_value)
		grammar->letters[used] = ':';
}

enum status
grammar_begin(struct grammar *grammar, const struct verb *verb, struct error *err)
{
	size_t count = count_options(verb);
	const struct verb_option *option;

	*grammar = (struct grammar){
		.options = calloc(count + 1, sizeof *grammar->options),
		.longs = calloc(count + 1, sizeof *grammar->longs),
		.letters = calloc(2 * count + 3, 1),
	};
	if (grammar->options == NULL || grammar->longs == NULL || grammar->letters == NULL) {
		grammar_end(grammar);
		return fail_memory(err);
	}
	memcpy(grammar->letters, "-:", 2);
	for (option = global_options; option->name != NULL; option++)
		add_option(grammar, option);
	for (size_t i = 0; verb != NULL && (option = verb_option_at(verb, i)) != NULL; i++)
		add_option(grammar, option);
	return STATUS_OK;
}

const struct verb_option *
grammar_option(const struct grammar *grammar, int value)
{
	for (size_t i = 0; i < grammar->count; i++)
		if (value == LONG_OPTION_BASE + (int)i ||
		    (value != 0 && value == grammar->options[i]->letter))
			return grammar->options[i];
	return NULL;
}

/*
 * The index of the first word after argv[from] that is neither a global option
 * nor the value of one; argc when there is none; -1 when an option stands there
 * that is not global, or `--`.
 */
static int
skip_global_options(struct grammar *globals, int argc, char **argv, int from)
{
	int before = 1, c;

	globals->letters[0] = '+'; /* getopt stops at the first word that is no option */
	optind = 0;
	opterr = 0;
	while ((c = getopt_long(argc - from, argv + from, globals->letters, globals->longs,
	                        NULL)) != -1) {
		if (c == '?' || c == ':')
			return -1;
		before = optind;
	}
	return optind > before ? -1 : from + optind;
}

enum status
verb_lookup(const struct verb **out, const struct verb *const *verbs, const char *parent,
            const char *word, struct error *err)
{
	const struct verb *verb = verb_find(verbs, word);
	struct nearest nearest;

	if (verb != NULL) {
		*out = verb;
		return STATUS_OK;
	}
	nearest_begin(&nearest, word);
	for (size_t i = 0; verbs[i] != NULL; i++)
		if (!verbs[i]->hidden)
			nearest_try(&nearest, verbs[i]->name);
	if (nearest.found != NULL)
		return fail(err, STATUS_INVALID, "%s has no verb \"%s\"; did you mean %s?", parent,
		            word, nearest.found);
	return fail(err, STATUS_INVALID, "%s has no verb \"%s\"", parent, word);
}

/* A word with a digit is no verb but an id, where the sub-verb that runs when none is named takes one. */
static bool
is_for_fallback(const struct verb_words *words, const char *word)
{
	const struct verb *parent = words->depth > 0 ? words->chain[words->depth - 1] : NULL;

	return parent != NULL && parent->fallback != NULL && parent->fallback->most > 0 &&
	       verb_find(parent->verbs, word) == NULL && strpbrk(word, "0123456789") != NULL;
}

enum status
verb_words_find(struct verb_words *words, const struct program *program, int argc, char **argv,
                struct error *err)
{
	const struct verb *const *verbs = program->verbs;
	const char *parent = program->name;
	SCOPED(grammar) globals = { 0 };
	enum status status = grammar_begin(&globals, NULL, err);
	int last = 0;

	*words = (struct verb_words){ .depth = 0 };
	while (status == STATUS_OK && verbs != NULL && words->depth < VERB_DEPTH_LIMIT) {
		int next = skip_global_options(&globals, argc, argv, last);
		const struct verb *verb;

		if (next < 0 || next >= argc || is_for_fallback(words, argv[next]))
			break;
		status = verb_lookup(&verb, verbs, parent, argv[next], err);
		if (status != STATUS_OK)
			break;
		words->chain[words->depth] = verb;
		words->taken[words->depth++] = next;
		parent = verb->name;
		verbs = verb->verbs;
		last = next;
	}
	return status;
}
