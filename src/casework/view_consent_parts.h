/* SPDX-License-Identifier: Apache-2.0 */
/* view_consent_parts.h - what the views of consents, holds and transfers share. */
#ifndef VIDIMUS_CASEWORK_VIEW_CONSENT_PARTS_H
#define VIDIMUS_CASEWORK_VIEW_CONSENT_PARTS_H

#include "casework/view_row.h"

/* Is the date in that member over by our clock? */
bool is_over(const json_t *object, const char *member);

/* Sets "covers": the short ids of what a consent, hold or restriction names. */
CHECKED enum status add_covers(struct ledger *ledger, struct text uuid, json_t *object,
                               struct error *err);

#endif
