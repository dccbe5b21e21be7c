/* SPDX-License-Identifier: Apache-2.0 */
/* counted.h - what a catalogue holds, in counts, and what to do next; for `stats` and bare `vidimus`. */
#ifndef VIDIMUS_CLI_COUNTED_H
#define VIDIMUS_CLI_COUNTED_H

#include "cli/command.h"

#include <vidimus/catalogue.h>
#include <vidimus/types.h>

/* Prints the object of vidimus_statistics; everything when `whole`, else a few lines. */
CHECKED enum status counted_print(struct command *command, const json_t *statistics, bool whole,
                                  struct error *err);

/*
 * An audit that nobody signs is not recorded, so a next step that asks for one
 * names the key that it takes (key_to_name).
 */
CHECKED enum status next_steps_name_key(struct command *command, const char *keys,
                                        struct vidimus_catalogue *catalogue, json_t *statistics,
                                        struct error *err);

/* Prints the next steps, each with its command. */
void next_steps_print(struct command *command, const json_t *statistics);

#endif
