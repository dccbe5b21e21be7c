/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_custody.h - the chain of custody of one item, gaps first.
 *
 * Every member is in the order in which a report prints it: gaps; what the
 * item is; hashes with who computed each and when; when the bytes were last
 * checked; every action since; acquisitions, postings, repairs; transfers;
 * what nobody outside has seen; the log it is told from.
 */
#ifndef VIDIMUS_CASEWORK_VIEW_CUSTODY_H
#define VIDIMUS_CASEWORK_VIEW_CUSTODY_H

#include "base/instant.h"
#include "casework/view.h"
#include "ledger/ledger.h"

/* After so many days without an audit of the bytes, that is told as a gap and a next step. */
#define AUDIT_DAYS 30

/* The report on one item at `now`, owned by the caller. STATUS_NOT_FOUND when there is none. */
CHECKED enum status custody_view(struct ledger *ledger, const struct uuid *item,
                                 struct instant now, json_t **out, struct error *err);

/*
 * Sets member `name` to the subject's events in order, each
 * {"seq","n","time","actor","actor_id","type","outcome","summary","tool","proved"}:
 * summary in plain words, tool the version of vidimus where the event tells it,
 * proved the earliest moment at which somebody outside saw it, as `seen` of
 * custody_add_unseen, or null.
 */
CHECKED enum status custody_add_chain(struct ledger *ledger, const struct subject *subject,
                                      json_t *object, const char *name, struct error *err);

/*
 * Sets `seen` to the newest checkpoint that somebody outside cosigned or
 * stamped, {"events","time","by","how"} with how "cosigned" or "stamped", or to
 * null; and `unseen` to {"events","days"}: how many came after it, and how long ago the first did.
 */
CHECKED enum status custody_add_unseen(struct ledger *ledger, struct instant now,
                                       json_t *object, struct error *err);

#endif
