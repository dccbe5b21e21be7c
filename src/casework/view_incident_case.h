/* SPDX-License-Identifier: Apache-2.0 */
/* view_incident_case.h - what hangs on an incident: law, claims, and what became of what shows it. */
#ifndef VIDIMUS_CASEWORK_VIEW_INCIDENT_CASE_H
#define VIDIMUS_CASEWORK_VIEW_INCIDENT_CASE_H

#include "casework/view_row.h"

/*
 * Sets `violation`, the assessment that counts or null; `assessments`, all of
 * them, the last first; `provisions`; of the items and footage that are said to
 * show it, and the footage's members, `postings`, `cited_by` and `findings`, at
 * most 1,000 of each; and `claims_beside`, what is said of it side by side, the
 * alleged parties with their basis among it.
 */
CHECKED enum status incident_add_case(struct ledger *ledger, const struct uuid *incident,
                                      json_t *object, struct error *err);

#endif
