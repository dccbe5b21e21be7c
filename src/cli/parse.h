/* SPDX-License-Identifier: Apache-2.0 */
/* parse.h - from the words of a command line to a struct command, by the table of verb.h. */
#ifndef VIDIMUS_CLI_PARSE_H
#define VIDIMUS_CLI_PARSE_H

#include "cli/command.h"

#include <vidimus/types.h>

/*
 * Reads argv by getopt_long: options may stand before or after arguments,
 * `--` ends them, `-` is an argument, long names are never abbreviated. The
 * verb may be followed by a sub-verb. Fills *command (zeroed by the caller but
 * for `program`; its terminal and output stay untouched), which borrows argv's
 * strings and is ended by command_end whatever the result.
 *
 * STATUS_INVALID says in one line what is wrong and which verb, option or
 * choice was probably meant; command->verb and name then tell how far it came.
 * With --help or --version, what is missing is not complained about.
 */
CHECKED enum status command_parse(struct command *command, int argc, char **argv,
                                  struct error *err);

/*
 * Adds one value of the verb's option as if it had been given. `value` is
 * borrowed; NULL for a flag. Checks it as the parser does.
 */
CHECKED enum status command_add_value(struct command *command, const struct verb_option *option,
                                      const char *value, struct error *err);

/* The same for text that no argument held: private text is allowed, `-` and `@` are themselves. */
CHECKED enum status command_add_literal(struct command *command, const struct verb_option *option,
                                        const char *value, struct error *err);

/* STATUS_INVALID when an option that the verb requires was not given. */
CHECKED enum status command_check_required(const struct command *command, struct error *err);

#endif
