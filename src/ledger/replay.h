/* SPDX-License-Identifier: Apache-2.0 */
/* replay.h - makes the projection again from the events and their values. */
#ifndef VIDIMUS_LEDGER_REPLAY_H
#define VIDIMUS_LEDGER_REPLAY_H

#include "ledger/ledger.h"

/* Told now and then how far a long walk through the log has come; false stops it. */
struct log_progress {
	bool (*step)(void *context, int64_t done, int64_t total);
	void *context;
};

/*
 * Applies the first `size` events in order to `target`, which has the
 * projector's empty tables, in transactions of at most a few thousand events.
 * `progress` may be NULL. STATUS_INTERRUPTED when it asked to stop,
 * STATUS_UNUSABLE when an event is missing.
 */
CHECKED enum status replay_into(struct ledger *ledger, struct database *target, int64_t size,
                                const struct log_progress *progress, struct error *err);

/*
 * Drops and makes again the projection of the ledger's own database. A marker
 * stands in the database from the first step to the last; while it does,
 * replay_needed says so.
 */
CHECKED enum status replay_rebuild(struct ledger *ledger, const struct log_progress *progress,
                                   struct error *err);

/*
 * Makes the projection again inside the transaction that is open, from all
 * events that it sees: at its end the tables are those of a rebuild, or all is
 * undone.
 */
CHECKED enum status replay_within(struct ledger *ledger, struct error *err);

/*
 * STATUS_UNUSABLE when a rebuild was not finished or the projection was made
 * by another version of its script; the words say to run `vidimus rebuild`.
 */
CHECKED enum status replay_check(struct ledger *ledger, struct error *err);

#endif
