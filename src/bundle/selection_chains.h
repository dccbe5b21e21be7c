/* SPDX-License-Identifier: Apache-2.0 */
/* selection_chains.h - which chains travel whole, and the events in them. Private to the selection. */
#ifndef VIDIMUS_BUNDLE_SELECTION_CHAINS_H
#define VIDIMUS_BUNDLE_SELECTION_CHAINS_H

#include "bundle/selection.h"

struct chain_set {
	struct subject *chains;  /* owned; in the order in which they were found, until sorted */
	size_t          count, room;
	int64_t        *events;  /* owned: the seq of each event in them */
	size_t          event_count, event_room;
};
void chain_set_end(struct chain_set *set);

/* Gathers them, both arrays ascending. */
CHECKED enum status chain_set_make(struct ledger *ledger, const struct bundle_ask *ask,
                                   struct chain_set *out, struct error *err);

#endif
