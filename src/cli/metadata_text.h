/* SPDX-License-Identifier: Apache-2.0 */
/* metadata_text.h - what a file says of itself beside what was measured, for people. */
#ifndef VIDIMUS_CLI_METADATA_TEXT_H
#define VIDIMUS_CLI_METADATA_TEXT_H

#include "cli/command.h"

#include <vidimus/types.h>

/* The sentences of an item's warnings, with what each is about. */
CHECKED enum status warnings_print(struct command *command, const json_t *item,
                                   struct error *err);

/*
 * How the item was examined; what it declares beside what was measured, marked
 * where two differ; and every statement of the file when the verb has
 * --metadata and it was given, else their number.
 */
CHECKED enum status metadata_print(struct command *command, const json_t *item,
                                   struct error *err);

#endif
