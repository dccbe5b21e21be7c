/* SPDX-License-Identifier: Apache-2.0 */
/* reveal.h - the two steps between the card and the picture. */
#ifndef VIDIMUS_CLI_REVEAL_H
#define VIDIMUS_CLI_REVEAL_H

#include "cli/command.h"

#include <vidimus/types.h>

/*
 * Asks twice, the second time for a word, so that nobody opens it by habit.
 * STATUS_DONE when the answer is no, or anything else than asked for.
 * STATUS_REFUSED, naming --yes, when there is no person to ask.
 */
CHECKED enum status reveal_ask(struct command *command, const json_t *item, bool sound,
                               struct error *err);

#endif
