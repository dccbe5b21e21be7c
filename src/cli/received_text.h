/* SPDX-License-Identifier: Apache-2.0 */
/* received_text.h - what others say of a record, printed as theirs. */
#ifndef VIDIMUS_CLI_RECEIVED_TEXT_H
#define VIDIMUS_CLI_RECEIVED_TEXT_H

#include "cli/command.h"

#include "base/json.h"

/* What contradicts itself first; then what they call it, and their events. Nothing where nobody said anything. */
CHECKED enum status theirs_print(struct command *command, const json_t *record, struct error *err);

/* One claim of theirs, as the library emits it among the questions: a line. */
void theirs_claim_print(struct command *command, const json_t *claim);

#endif
