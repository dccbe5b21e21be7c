/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_links.h - what hangs on a record: the note of an exhibit that is not
 * held, what it shows, what it has to do with others, what supports it, where
 * somebody looked. Every list has what was taken back too, marked `retracted`.
 */
#ifndef VIDIMUS_CASEWORK_VIEW_LINKS_H
#define VIDIMUS_CASEWORK_VIEW_LINKS_H

#include "casework/view_row.h"

/*
 * Sets `noted` of an item: null for one that was taken in at once, else
 * {"described_as","told_sha256","kind","availability","wanted","because",
 * "filled","filled_by","filled_by_id","grounds","protected_grounds"}.
 */
CHECKED enum status item_add_noted(struct ledger *ledger, struct text uuid, json_t *item,
                                   struct error *err);

#endif
