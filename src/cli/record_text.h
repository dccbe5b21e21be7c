/* SPDX-License-Identifier: Apache-2.0 */
/* record_text.h - any record as vidimus_show gives it, as text or as JSON. */
#ifndef VIDIMUS_CLI_RECORD_TEXT_H
#define VIDIMUS_CLI_RECORD_TEXT_H

#include "cli/command.h"

#include <vidimus/types.h>

/*
 * Prints one record. As text, an item begins with what a viewer must know of
 * it, and captions of what is graphic, or not assessed, are only counted
 * unless the verb has --captions and it was given.
 */
CHECKED enum status record_print(struct command *command, const json_t *record,
                                 struct error *err);

/* The first line of an item: what a viewer must know before all else. */
void sensitivity_print(struct command *command, const json_t *item);

/* Parts of it that a custody report has too. */
CHECKED enum status acquisitions_print(struct command *command, const json_t *record,
                                       struct error *err);
CHECKED enum status postings_print(struct command *command, const json_t *record,
                                   struct error *err);
CHECKED enum status notes_print(struct command *command, const json_t *record,
                                struct error *err);
CHECKED enum status actions_print(struct command *command, const char *heading,
                                  const json_t *record, const char *name, struct error *err);

#endif
