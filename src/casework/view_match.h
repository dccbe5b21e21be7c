/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_match.h - matches, footage and fingerprints as objects (docs/views.md).
 *
 * A match seen from an item tells of "here" and "there", and what this item is
 * to the other; in a list, "here" is the item that was asked about. Segments
 * are in seconds: a_ is here, b_ there.
 */
#ifndef VIDIMUS_CASEWORK_VIEW_MATCH_H
#define VIDIMUS_CASEWORK_VIEW_MATCH_H

#include "casework/view.h"
#include "ledger/ledger.h"

/* Matches in order of number: with this state (undecided, confirmed, rejected), or all for p NULL. */
CHECKED enum status match_list(struct ledger *ledger, struct text state,
                               const struct view_output *to, struct error *err);

/* One match by its link, owned by the caller. STATUS_NOT_FOUND. */
CHECKED enum status match_show(struct ledger *ledger, const struct uuid *link, json_t **out,
                               struct error *err);

/* Footage in order of number, without its members. */
CHECKED enum status footage_list(struct ledger *ledger, const struct view_output *to,
                                 struct error *err);

/* One footage with its members, their postings together, and its chain; owned. STATUS_NOT_FOUND. */
CHECKED enum status footage_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                 struct error *err);

/* Sets `matches`, `listed`, `footage` (a short id or null) and `fingerprints` of an item. */
CHECKED enum status item_add_matches(struct ledger *ledger, struct text uuid, json_t *object,
                                     struct error *err);

#endif
