/* SPDX-License-Identifier: Apache-2.0 */
/* value.h - words of people, and columns of the projection, as values of an event. */
#ifndef VIDIMUS_CASEWORK_VALUE_H
#define VIDIMUS_CASEWORK_VALUE_H

#include "base/json.h"
#include "ledger/ledger.h"
#include "store/database.h"

/*
 * Sets a member to a text: NULL leaves it as it is, "" makes it null.
 * STATUS_INVALID, naming the member, when it is not UTF-8.
 */
CHECKED enum status value_set_text(json_t *values, const char *name, const char *text,
                                   struct error *err);

/* A column as an owned value: null for NULL; a text, or what canonical JSON says. NULL when that fails. */
CHECKED json_t *value_of_text_column(struct statement *statement, int column);
CHECKED json_t *value_of_json_column(struct statement *statement, int column);

/*
 * The sealed values of an event by its id, a new owned object; *subject (NULL:
 * not asked) is its chain. STATUS_NOT_FOUND.
 */
CHECKED enum status values_of_event(struct ledger *ledger, const struct uuid *event,
                                    struct subject *subject, json_t **out, struct error *err);

#endif
