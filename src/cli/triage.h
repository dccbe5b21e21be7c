/* SPDX-License-Identifier: Apache-2.0 */
/* triage.h - one item before a person who reads its card and decides, a line at a time. */
#ifndef VIDIMUS_CLI_TRIAGE_H
#define VIDIMUS_CLI_TRIAGE_H

#include "cli/command.h"

#include <vidimus/types.h>

/* How a walk goes. */
struct triage {
	struct command *command; /* borrowed */
	uint64_t        assessed, left;
};

/*
 * Shows the card of item `id` and takes decisions until it is assessed or left
 * for later. Each is an event before the next is asked for. STATUS_DONE to end
 * the walk.
 */
CHECKED enum status triage_item(struct triage *triage, const char *id, struct error *err);

#endif
