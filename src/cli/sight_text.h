/* SPDX-License-Identifier: Apache-2.0 */
/* sight_text.h - who outside saw the log, in words. */
#ifndef VIDIMUS_CLI_SIGHT_TEXT_H
#define VIDIMUS_CLI_SIGHT_TEXT_H

#include "cli/command.h"

#include <jansson.h>

/* A line on what {"events","time","by","how"} tells; nothing for null. */
void print_sight(struct command *command, const json_t *sight);

#endif
