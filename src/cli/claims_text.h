/* SPDX-License-Identifier: Apache-2.0 */
/* claims_text.h - claims for people: side by side, in a list, and one with what it rests on. */
#ifndef VIDIMUS_CLI_CLAIMS_TEXT_H
#define VIDIMUS_CLI_CLAIMS_TEXT_H

#include "cli/command.h"

#include <vidimus/types.h>

/* One question as vidimus_claims gives it: its values under each other, then its notes. */
CHECKED enum status question_print(struct command *command, const json_t *question,
                                   struct error *err);

/* The questions that stand in a record's `claims_beside`, or else its `claims`. */
CHECKED enum status claims_print(struct command *command, const json_t *record,
                                 struct error *err);

/* One claim in full. */
CHECKED enum status claim_print(struct command *command, const json_t *claim, struct error *err);

/* "B2 ", "R-000005 (OC Media)", "1 to 3", "A-1 (derived)": cells that are made of several members. */
void claim_by_append(struct buffer *out, const json_t *claim);

#endif
