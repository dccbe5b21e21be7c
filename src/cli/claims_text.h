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

/* Cells that are made of several members: who asserts it, "R-000005 (OC Media)". */
void claim_by_append(struct buffer *out, const json_t *claim);

/* What it rests on in the end, "R-000001?", the mark where it is not known to be independent. */
void claim_roots_append(struct buffer *out, const json_t *claim);

/* How many independent sources: "1", "1 to 3", "none". */
void claim_sources_append(struct buffer *out, const json_t *sources);

#endif
