/* SPDX-License-Identifier: Apache-2.0 */
/* example_child.h - a command of the worked example, run as a person would: by the program itself. */
#ifndef VIDIMUS_CLI_EXAMPLE_CHILD_H
#define VIDIMUS_CLI_EXAMPLE_CHILD_H

#include "cli/example_script.h"

#include <vidimus/types.h>

/*
 * Runs the step in `folder` (absolute, borrowed), whose keys, home files and
 * catalogue are in it and nowhere else, or writes its file there. STATUS_INTERRUPTED when we are asked
 * to stop; any other end than exit code 0 is an error that has the command and
 * the first line that it said.
 */
CHECKED enum status example_child_run(const struct example_step *step, const char *folder,
                                      struct error *err);

#endif
