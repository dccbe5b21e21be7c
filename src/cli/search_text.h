/* SPDX-License-Identifier: Apache-2.0 */
/* search_text.h - searches as a table. */
#ifndef VIDIMUS_CLI_SEARCH_TEXT_H
#define VIDIMUS_CLI_SEARCH_TEXT_H

#include "cli/shown.h"

extern const struct shown_column search_columns[];

/* The searches of a record (its member `searches`) under a heading; nothing without any. */
CHECKED enum status searches_print(struct command *command, const json_t *record,
                                   struct error *err);

/*
 * The same of an item, footage, incident or channel by its id, beneath a list
 * of its postings; says that there is none where nobody looked. For people.
 */
CHECKED enum status searches_print_of(struct command *command, const char *of, struct error *err);

#endif
