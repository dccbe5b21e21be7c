/* SPDX-License-Identifier: Apache-2.0 */
/* copying.h - what `vidimus backup` and `vidimus restore` have in common. */
#ifndef VIDIMUS_CLI_COPYING_H
#define VIDIMUS_CLI_COPYING_H

#include "base/json.h"
#include "cli/command.h"

#include <vidimus/backup.h>

/* The options of a long copy whose progress is shown; command_progress_end ends that. */
struct vidimus_copying copying_begin(struct command *command);

/*
 * Prints what was copied: the JSON object, or the words `done` and a block.
 * STATUS_FALSE when originals are missing or altered, which are named.
 */
CHECKED enum status copying_answer(struct command *command, json_t *report, const char *done,
                                   struct error *err);

#endif
