/* SPDX-License-Identifier: Apache-2.0 */
/* verb_view.h - opening an item, as `view` does and `triage` too. */
#ifndef VIDIMUS_CLI_VERB_VIEW_H
#define VIDIMUS_CLI_VERB_VIEW_H

#include "cli/command.h"

#include <vidimus/types.h>

/*
 * Asks twice where the card says so (unless --yes), writes the access journal,
 * opens the player and waits for its end. Options that the verb has not count
 * as not given. `item` is a record of vidimus_show whose card was printed.
 */
CHECKED enum status view_open(struct command *command, const json_t *item, struct error *err);

#endif
