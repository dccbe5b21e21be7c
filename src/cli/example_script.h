/* SPDX-License-Identifier: Apache-2.0 */
/*
 * example_script.h - the worked example as commands, one a line, read from
 * catalog/example/case.txt:
 *
 *	# a remark
 *	= Heading                what the following commands are for
 *	@ana                     whose key signs from here on
 *	incident add --fields -
 *		{"title": "…"}   lines behind a tab are its standard input
 *	> report.txt             writes a new file with the lines behind a tab
 *
 * Words stand between spaces; 'single quotes' keep spaces together.
 */
#ifndef VIDIMUS_CLI_EXAMPLE_SCRIPT_H
#define VIDIMUS_CLI_EXAMPLE_SCRIPT_H

#include "base/buffer.h"

#include <vidimus/types.h>

#define EXAMPLE_WORDS 256 /* most words of a command */
#define EXAMPLE_NAME  32  /* bytes of a key's name, with the NUL */

/* A command of it. */
struct example_step {
	struct text   heading;             /* borrowed from the script */
	char          key[EXAMPLE_NAME];   /* "" before the first */
	struct buffer text;                /* the words, each NUL-ended */
	const char   *words[EXAMPLE_WORDS + 1]; /* into text; NULL-ended */
	size_t        count;
	struct buffer input;               /* for its standard input */
};
void example_step_end(struct example_step *step);

struct example_script {
	struct text rest; /* what is still to come */
	uint64_t    line; /* number of the last line read */
	size_t      steps; /* commands in all */
};

/* Begins with a script, borrowed until the last step; counts its commands. */
void example_script_begin(struct example_script *script, struct text text);

/*
 * The next command; heading and key stay as they were where nothing new is
 * said. `step` is { 0 } before the first. STATUS_DONE after the last;
 * STATUS_INVALID, naming the line, for what is no script.
 */
CHECKED enum status example_script_next(struct example_script *script, struct example_step *step,
                                        struct error *err);

#endif
