/* SPDX-License-Identifier: Apache-2.0 */
/* incident_text.h - everything about one incident, for people. */
#ifndef VIDIMUS_CLI_INCIDENT_TEXT_H
#define VIDIMUS_CLI_INCIDENT_TEXT_H

#include "cli/command.h"

#include <vidimus/types.h>

/* What it is, then law, claims side by side, notes and history. */
CHECKED enum status incident_print(struct command *command, const json_t *incident,
                                   struct error *err);

#endif
