/* SPDX-License-Identifier: Apache-2.0 */
/*
 * card.h - what a person reads of an item before anything of it is seen or
 * heard: words only, never a picture, captions and transcripts never.
 */
#ifndef VIDIMUS_CLI_CARD_H
#define VIDIMUS_CLI_CARD_H

#include "cli/command.h"

#include <vidimus/types.h>

/* Prints the card of an item as vidimus_show gives it: sensitivity first, then notes of colleagues. */
CHECKED enum status card_print(struct command *command, const json_t *item, struct error *err);

/*
 * Must a person be asked twice before the picture, or with `sound` the sound
 * too, is opened? False only for levels that somebody chose and that are known
 * to be mild: what nobody assessed, and what this program does not know, count
 * as the worst.
 */
bool card_needs_asking(const json_t *item, bool sound);

#endif
