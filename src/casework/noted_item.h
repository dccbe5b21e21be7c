/* SPDX-License-Identifier: Apache-2.0 */
/*
 * noted_item.h - exhibits of which we know and which we do not hold: cited,
 * described, looked for. Their file may come later, and joins them.
 *
 * Fields: title (demanded), summary (as of any item), described_as (how the
 * source describes it), told_object (SHA-256), kind (material-type), availability
 * (original-availability), wanted (yes, no), because.
 */
#ifndef VIDIMUS_CASEWORK_NOTED_ITEM_H
#define VIDIMUS_CASEWORK_NOTED_ITEM_H

#include "casework/record_edit.h"

#include "base/json.h"

/* Adds item.noted and item.described in a change of its own; *number is that of its short id. */
CHECKED enum status noted_item_add(struct catalogue *catalogue, const struct field_words *words,
                                   size_t count, int64_t *number, struct error *err);

/* An exhibit that was noted, and why a file is taken for its. All borrowed. */
struct filling {
	struct uuid item;
	const char *grounds, *protected_grounds; /* or NULL */
};

/*
 * May the file of that hash (64 hex digits) be this exhibit's? `exhibit` is the
 * number of the item that the object is already, 0 for none. STATUS_REFUSED says
 * why not: others are held, they are another exhibit, another hash was told
 * and no grounds are given, the exhibit is retracted. STATUS_NOT_FOUND.
 */
CHECKED enum status filling_check(struct catalogue *catalogue, const struct filling *filling,
                                  struct text object, int64_t exhibit, struct error *err);

/*
 * Adds item.filled with the values of the file's file.received, unless the
 * exhibit holds it already; what filling_check refuses is refused. *number is
 * the exhibit's.
 */
CHECKED enum status filling_add(struct catalogue *catalogue, struct change *change,
                                const struct filling *filling, const json_t *received,
                                const struct uuid *delivery, int64_t exhibit, int64_t *number,
                                struct error *err);

#endif
