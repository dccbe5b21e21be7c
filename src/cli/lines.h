/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lines.h - arguments one after the other, those from standard input or a file
 * among them: `-` stands for lines of standard input, --files-from for those
 * of a file. Bounded memory, however many there are. After the arguments come
 * the ids that --query finds, which are gathered before the first is done.
 */
#ifndef VIDIMUS_CLI_LINES_H
#define VIDIMUS_CLI_LINES_H

#include "cli/command.h"

#include <vidimus/types.h>

#include <stdio.h>

/* Longest line in bytes. */
#define LINE_LIMIT 8192

struct lines {
	const struct command *command; /* borrowed */
	size_t                next;    /* of the arguments */
	FILE                 *file;    /* lines are read from it, or NULL */
	bool                  is_stdin;
	char                  ending;  /* '\n', or NUL for lists made by find -print0 */
	char                 *line;
	size_t                room;
	bool                  asked;   /* the query was */
	struct buffer         found;   /* ids that it found, a line each */
	size_t                taken;   /* bytes of them */
};

/* Are there arguments, or a query in their place? */
bool lines_are_given(const struct command *command);

/* Begins on the command's arguments, each `-` replaced by the lines of standard input. */
void lines_begin(struct lines *lines, const struct command *command);

/*
 * Begins on the lines of a file instead, `-` for standard input. With
 * `nul_ended`, entries end with NUL, so that names may hold line ends.
 */
CHECKED enum status lines_open(struct lines *lines, const struct command *command,
                               const char *path, bool nul_ended, struct error *err);

/*
 * The next one in *out, borrowed until the next call; empty lines are left
 * out. Where the verb's arguments are no paths, lines are trimmed and must be
 * UTF-8. STATUS_DONE at the end; STATUS_LIMIT for a line that is too long;
 * STATUS_INVALID for a NUL in a line that ends with LF.
 */
CHECKED enum status lines_next(struct lines *lines, struct text *out, struct error *err);

void lines_end(struct lines *lines);

#endif
