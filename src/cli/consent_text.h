/* SPDX-License-Identifier: Apache-2.0 */
/* consent_text.h - who is in it, what limits its use and who has it, as parts of any record. */
#ifndef VIDIMUS_CLI_CONSENT_TEXT_H
#define VIDIMUS_CLI_CONSENT_TEXT_H

#include "cli/command.h"

/* Tables of those that the record has: persons, links, consents, restrictions, holds, transfers, holders. */
CHECKED enum status limits_print(struct command *command, const json_t *record, struct error *err);

/* The transfers alone, without a heading. */
CHECKED enum status transfers_print(struct command *command, const json_t *record,
                                    struct error *err);

/* What to write to those who have it. */
void notices_print(struct command *command, const json_t *consent);

#endif
