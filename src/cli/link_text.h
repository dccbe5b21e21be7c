/* SPDX-License-Identifier: Apache-2.0 */
/* link_text.h - what hangs on a record, as text: parts of record_print. */
#ifndef VIDIMUS_CLI_LINK_TEXT_H
#define VIDIMUS_CLI_LINK_TEXT_H

#include "cli/command.h"

#include <vidimus/types.h>

/* How an exhibit is known that was recorded without its file; nothing for any other. */
CHECKED enum status noted_print(struct command *command, const json_t *item, struct error *err);

/*
 * What it shows, or is shown by; relations, attachments, derivatives,
 * searches: each a table, where the record has any.
 */
CHECKED enum status links_print(struct command *command, const json_t *record, struct error *err);

#endif
