/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_retraction.h - what was taken back: shown with everything else, marked,
 * and not counted.
 *
 * Whoever lists or shows records calls retraction_add for each, most simply as
 * the `finish` of its struct view_select (which view_one, view_all and
 * view_pages call). A count leaves out what was taken back by
 *
 *	SELECT count(*) FROM p_claims a WHERE … AND NOT EXISTS
 *	 (SELECT 1 FROM p_retractions x WHERE x.record = a.uuid)
 *
 * p_retractions.record is the UUID of a record: the id of its event, or of a
 * whole chain (an item, an incident …) the name of the subject. It is unique,
 * so a join adds no rows. Where a count of all rows is at hand, take off those
 * of " FROM p_retractions x JOIN p_claims a ON a.uuid = x.record", which are few. Statements that must not rest on what was taken back
 * (status, reliance, checks) use the same condition.
 */
#ifndef VIDIMUS_CASEWORK_VIEW_RETRACTION_H
#define VIDIMUS_CASEWORK_VIEW_RETRACTION_H

#include "casework/view_row.h"

/*
 * Sets `retracted` by the object's `uuid`: null, or {"how","time","actor",
 * "actor_id","entered_in_error","instead","grounds","protected_grounds",
 * "because","seq"}. `how` is "retracted" or "unlinked"; `instead` the short id
 * of what takes its place, or the id of its event where it has none, or null.
 */
CHECKED enum status retraction_add(struct ledger *ledger, json_t *object, struct error *err);

/* Was the record of that UUID (as text) taken back? */
CHECKED enum status record_is_retracted(struct ledger *ledger, struct text uuid, bool *out,
                                 struct error *err);

#endif
