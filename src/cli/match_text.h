/* SPDX-License-Identifier: Apache-2.0 */
/* match_text.h - matches and footage for people. */
#ifndef VIDIMUS_CLI_MATCH_TEXT_H
#define VIDIMUS_CLI_MATCH_TEXT_H

#include "cli/command.h"
#include "cli/shown.h"

#include <vidimus/types.h>

/* The columns of a list of matches; From the third on they are those of an item's own matches. */
extern const struct shown_column match_list_columns[];

/* An item's matches, hits of lists and footage; nothing where there are none. */
CHECKED enum status matches_print(struct command *command, const json_t *item, struct error *err);

/* A line a stretch that is alike: "00:00:03.0-00:00:17.0 of A is 00:01:20.0-00:01:34.0 of B". */
void segments_print(struct command *command, const json_t *segments, const char *a, const char *b);

/* One match, one footage. */
CHECKED enum status match_print(struct command *command, const json_t *match, struct error *err);
CHECKED enum status footage_print(struct command *command, const json_t *footage,
                                  struct error *err);

#endif
