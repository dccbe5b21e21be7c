/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history.h - a made-up past of a catalogue: deliveries of photographs, each
 * a file.received, an item.accessioned and an item.acquired with values of the
 * size that intake gives them, and now and then an edit of an older item.
 */
#ifndef VIDIMUS_BENCH_HISTORY_H
#define VIDIMUS_BENCH_HISTORY_H

#include "ledger/change.h"

struct history {
	struct ledger            *ledger; /* borrowed */
	const struct signing_key *key;    /* borrowed */
	struct uuid               catalogue;
	struct uuid               delivery;
	struct uuid               items[4096]; /* some of those that were made */
	int64_t                   deliveries, files;
	int64_t                   files_a_delivery;
};

/* The first two events of an empty log, in a change of their own. */
CHECKED enum status history_create(struct history *history, struct error *err);

/* One change of `events` events, committed. */
CHECKED enum status history_change(struct history *history, int64_t events, struct error *err);

#endif
