/* SPDX-License-Identifier: Apache-2.0 */
/* question.h - a line from the person at the terminal. Ctrl-C while it is waited for stops the command. */
#ifndef VIDIMUS_CLI_QUESTION_H
#define VIDIMUS_CLI_QUESTION_H

#include "cli/command.h"

#include <vidimus/types.h>

/* Longest answer with its NUL; what is longer is cut. */
#define ANSWER_SIZE 1024

/*
 * Prints what waits for standard output, then `words`, and reads one line,
 * without white space at its ends, from the controlling terminal. STATUS_DONE
 * at the end of input (Ctrl-D); STATUS_INTERRUPTED when asked to stop;
 * STATUS_INVALID when there is no person to ask.
 */
CHECKED enum status question_ask(struct command *command, const char *words,
                                 char answer[ANSWER_SIZE], struct error *err);

#endif
