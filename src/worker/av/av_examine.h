/* SPDX-License-Identifier: Apache-2.0 */
/* av_examine.h - all that a film or sound file says of itself, and what can be measured. */
#ifndef VIDIMUS_WORKER_AV_EXAMINE_H
#define VIDIMUS_WORKER_AV_EXAMINE_H

#include "worker/parser.h"

/*
 * Tells everything of PARSER_EXAMINE. Where libavformat cannot open the file
 * (warning `damaged-structure`, or `too-many-streams`), what our own readers
 * make out of it is told all the same.
 */
void examine(const struct parser_input *input, const struct parser_task *task,
             struct report *report);

#endif
