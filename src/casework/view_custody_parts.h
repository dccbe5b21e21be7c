/* SPDX-License-Identifier: Apache-2.0 */
/* view_custody_parts.h - the parts that a custody report is made of. Private to the views. */
#ifndef VIDIMUS_CASEWORK_VIEW_CUSTODY_PARTS_H
#define VIDIMUS_CASEWORK_VIEW_CUSTODY_PARTS_H

#include "base/instant.h"
#include "casework/view_row.h"

/* One action of the event at `seq`, owned, as custody_add_chain describes it. */
CHECKED enum status custody_line(struct ledger *ledger, int64_t seq, json_t **out,
                                 struct error *err);

/*
 * What the audits since the object came say of its bytes: appends an action
 * for each that checked them to `actions`, and sets `last_checked` of the
 * report to {"seq","time","actor","actor_id","scope","outcome"} or null. An
 * outcome is "ok", "altered", "missing" or, where the audit's list was
 * destroyed or cut, "unknown". An audit that did not reach the bytes is not
 * told. `sha256` and `since` are those of the object.
 */
CHECKED enum status custody_add_checks(struct ledger *ledger, struct text sha256, int64_t since,
                                       json_t *report, json_t *actions, struct error *err);

/* Sets `bundles` of the report: each that began with the item as an exhibit, sealed or abandoned. */
CHECKED enum status custody_add_bundles(struct ledger *ledger, struct text uuid, json_t *report,
                                        struct error *err);

/* Fills the array `gaps`, {"code","text"} each, from the finished rest of the report. */
CHECKED enum status custody_find_gaps(struct ledger *ledger, const json_t *report,
                                      struct instant now, json_t *gaps, struct error *err);

/* Whole days from a time in the log to now; 0 when the clock has gone back. */
int64_t days_since(struct text time, struct instant now);

#endif
