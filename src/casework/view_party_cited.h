/* SPDX-License-Identifier: Apache-2.0 */
/* view_party_cited.h - of what a report cites, how many show acts by each side, as claims recorded here say. */
#ifndef VIDIMUS_CASEWORK_VIEW_PARTY_CITED_H
#define VIDIMUS_CASEWORK_VIEW_PARTY_CITED_H

#include "casework/resolve.h"
#include "casework/view.h"

/*
 * Emits one object (view_party.h) for a report that cites anything: what is
 * claimed of the alleged party of each cited item or footage, or of an incident
 * that it shows. The same thing cited twice is one.
 */
CHECKED enum status party_counts_cited(struct ledger *ledger, const struct resolved *report,
                                       const struct view_output *to, struct error *err);

#endif
