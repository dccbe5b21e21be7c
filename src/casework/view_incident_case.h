/* SPDX-License-Identifier: Apache-2.0 */
/* view_incident_case.h - what hangs on an incident: law and claims. */
#ifndef VIDIMUS_CASEWORK_VIEW_INCIDENT_CASE_H
#define VIDIMUS_CASEWORK_VIEW_INCIDENT_CASE_H

#include "casework/view_row.h"

/*
 * Sets `violation`, the assessment that counts or null; `assessments`, all of
 * them, the last first; `provisions`; and `claims_beside`, what is said of it
 * side by side, the alleged parties with their basis among it.
 */
CHECKED enum status incident_add_case(struct ledger *ledger, const struct uuid *incident,
                                      json_t *object, struct error *err);

#endif
