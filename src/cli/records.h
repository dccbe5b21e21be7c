/* SPDX-License-Identifier: Apache-2.0 */
/* records.h - what the verbs of the small records share: lists, one shown, and what was added. */
#ifndef VIDIMUS_CLI_RECORDS_H
#define VIDIMUS_CLI_RECORDS_H

#include "cli/command.h"
#include "cli/shown.h"

#include <vidimus/types.h>
#include <vidimus/view.h>

/* What a verb's arguments are called whose list takes filters (LIST_FILTERS). */
extern const char list_filters[];

/* The members of a `list` verb by which it takes filters, vidimus_record_query's. */
#define LIST_FILTERS                                                                              \
	.arguments = list_filters, .argument_kind = VALUE_TEXT, .most = ARGUMENTS_MANY

/* Lists the records of a kind as vidimus_record_list calls it, by the filters where the verb takes them. */
CHECKED enum status record_list(struct command *command, const char *kind,
                                const struct shown_column *columns, const char *none,
                                struct error *err);

/*
 * Takes the arguments of a list apart: KEY:VALUE and ids of the list's own kind (its letter) are filters, the one
 * other is the record that the list is about. STATUS_INVALID for more. `room` has as many entries as there are arguments.
 */
CHECKED enum status asked_take(const struct command *command, char letter, const char **room,
                               struct vidimus_asked *out, struct error *err);

/* Shows each record that the arguments name by id or code; all are of that kind. */
CHECKED enum status record_show(struct command *command, const char *kind, struct error *err);

/* One record of that kind by id or code, owned by the caller. */
CHECKED enum status record_read(struct command *command, const char *kind, const char *id,
                                json_t **out, struct error *err);

/* Answers that a record was made: its id, and {"id"} with --json. */
void record_added(struct command *command, const char *what, const char *id);

/*
 * The text of a VALUE_PROSE option in *text, whose bytes lie in `room`; NULL
 * when it was not given.
 */
CHECKED enum status prose_or_null(const struct command *command, const char *option,
                                  struct buffer *room, const char **text, struct error *err);

#endif
