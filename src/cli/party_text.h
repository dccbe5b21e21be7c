/* SPDX-License-Identifier: Apache-2.0 */
/* party_text.h - how many show acts by each side, for people: `claims --by-party` and `stats --by party`. */
#ifndef VIDIMUS_CLI_PARTY_TEXT_H
#define VIDIMUS_CLI_PARTY_TEXT_H

#include "cli/command.h"

#include <vidimus/types.h>

/*
 * Prints what vidimus_party_counts gives for the record, or for all (NULL):
 * tables, or with --json an object a line.
 */
CHECKED enum status party_counts_print(struct command *command, const char *of,
                                       struct error *err);

#endif
