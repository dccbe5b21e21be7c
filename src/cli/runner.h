/* SPDX-License-Identifier: Apache-2.0 */
/* runner.h - one command from its words to its exit code. */
#ifndef VIDIMUS_CLI_RUNNER_H
#define VIDIMUS_CLI_RUNNER_H

#include "cli/command.h"

#include <vidimus/types.h>

/*
 * How a verb gets what it needs. `open` fills command->session as
 * command->verb->needs says (it is not called for NEEDS_NOTHING) and leaves
 * nothing open when it fails; `close` ends it after run, whatever run said.
 */
struct session_ways {
	enum status (*open)(struct command *command, struct error *err);
	void (*close)(struct command *command);
};

/*
 * Parses argv, runs the verb, writes out what it printed and returns the exit
 * code. An error is one line on standard error, and with --json, where nothing
 * else was printed, {"error":{"code","text"}} on standard output. A standard
 * output that did not take everything makes 0 into 3, with a message.
 * `ways` may be NULL: then a verb that needs a catalogue is STATUS_FAULT.
 */
int run_command_line(const struct program *program, const struct session_ways *ways, int argc,
                     char **argv);

#endif
