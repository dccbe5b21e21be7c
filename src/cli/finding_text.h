/* SPDX-License-Identifier: Apache-2.0 */
/* finding_text.h - findings, questions and decisions for people. */
#ifndef VIDIMUS_CLI_FINDING_TEXT_H
#define VIDIMUS_CLI_FINDING_TEXT_H

#include "cli/command.h"
#include "cli/shown.h"

#include <vidimus/types.h>

/* The columns of a list of findings. */
extern const struct shown_column finding_columns[];

/* One finding with its reviews. */
CHECKED enum status finding_print(struct command *command, const json_t *finding,
                                  struct error *err);

/* Of an item or footage: its questions, findings (members' as theirs), open dissents and decisions. */
CHECKED enum status judgement_print(struct command *command, const json_t *record,
                                    struct error *err);

#endif
