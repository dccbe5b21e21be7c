/* SPDX-License-Identifier: Apache-2.0 */
/* gathered.h - all ids that a verb was given, for what is done to them at once. */
#ifndef VIDIMUS_CLI_GATHERED_H
#define VIDIMUS_CLI_GATHERED_H

#include "cli/command.h"

/* Appends the ids of the arguments, of ranges and of standard input, each followed by a blank. */
CHECKED enum status ids_gather(struct command *command, struct buffer *out, struct error *err);

#endif
