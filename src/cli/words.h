/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words.h - the verb's table as getopt_long wants it, and which words of a
 * command line name the verb.
 */
#ifndef VIDIMUS_CLI_WORDS_H
#define VIDIMUS_CLI_WORDS_H

#include "cli/verb.h"

#include <vidimus/types.h>

#include <getopt.h>

/* getopt's value of a long option is this plus its index; short ones are their letter. */
#define LONG_OPTION_BASE 256

/* The global options and a verb's own, in getopt's form. Ended by grammar_end. */
struct grammar {
	const struct verb_option **options; /* count of them */
	size_t                     count;
	struct option             *longs;   /* the same, and an empty one */
	char                      *letters; /* getopt's string of letters, after a place for its two signs */
};

/* `verb` may be NULL: the global options alone. */
CHECKED enum status grammar_begin(struct grammar *grammar, const struct verb *verb,
                                  struct error *err);
void grammar_end(struct grammar *grammar);

/* The option for what getopt_long returned or left in optopt, or NULL. */
const struct verb_option *grammar_option(const struct grammar *grammar, int value);

/* Which words name the verb: argv[taken[0]] to argv[taken[depth - 1]]. */
struct verb_words {
	const struct verb *chain[VERB_DEPTH_LIMIT];
	int                taken[VERB_DEPTH_LIMIT];
	size_t             depth;
};

/*
 * Finds the verb and its sub-verbs, stepping over global options. Stops
 * without a fault where an option that is not global stands, at `--` and at
 * the end, and at an id that the fallback takes. STATUS_INVALID when a word
 * should be a verb and is none.
 */
CHECKED enum status verb_words_find(struct verb_words *words, const struct program *program,
                                    int argc, char **argv, struct error *err);

/*
 * The verb called `word` among `verbs`, those of `parent` (named in the
 * error). STATUS_INVALID when there is none, with the nearest one.
 */
CHECKED enum status verb_lookup(const struct verb **out, const struct verb *const *verbs,
                                const char *parent, const char *word, struct error *err);

#endif
