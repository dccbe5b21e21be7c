/* SPDX-License-Identifier: Apache-2.0 */
/* view_finding.h - findings, their reviews and what was decided, as objects. */
#ifndef VIDIMUS_CASEWORK_VIEW_FINDING_H
#define VIDIMUS_CASEWORK_VIEW_FINDING_H

#include "casework/resolve.h"
#include "casework/view_row.h"

/* All findings in order of number; or those of an item, or of footage and, as theirs, of its members. */
CHECKED enum status finding_list(struct ledger *ledger, const struct resolved *of,
                                 const struct view_output *to, struct error *err);

/* One finding with all its reviews and what became of them; owned by the caller. */
CHECKED enum status finding_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                 struct error *err);

/*
 * Sets `findings`, `questions` and `dissents` (open ones), `statuses` (every
 * decision), `status_rests_on_fallen`, of value `strength`, `disclosure` and `caption`, and `work`; of
 * footage also `member_findings`.
 */
CHECKED enum status subject_add_judgement(struct ledger *ledger, const struct subject *subject,
                                          json_t *object, struct error *err);

#endif
