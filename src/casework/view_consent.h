/* SPDX-License-Identifier: Apache-2.0 */
/* view_consent.h - consents, holds, restrictions and transfers as objects. */
#ifndef VIDIMUS_CASEWORK_VIEW_CONSENT_H
#define VIDIMUS_CASEWORK_VIEW_CONSENT_H

#include "base/instant.h"
#include "casework/resolve.h"
#include "casework/view.h"
#include "ledger/ledger.h"

/* Every one in order of number, with its "state": "in force", "expired", "replaced", "withdrawn" … */
CHECKED enum status consent_list(struct ledger *ledger, const struct view_output *to,
                                 struct error *err);
CHECKED enum status hold_list(struct ledger *ledger, const struct view_output *to,
                              struct error *err);
CHECKED enum status restriction_list(struct ledger *ledger, const struct view_output *to,
                                     struct error *err);
CHECKED enum status destruction_list_all(struct ledger *ledger, const struct view_output *to,
                                         struct error *err);
CHECKED enum status transfer_list(struct ledger *ledger, const struct view_output *to,
                                  struct error *err);

/* One with all that it says, "covers" (short ids), and what became of it; owned. STATUS_NOT_FOUND. */
CHECKED enum status consent_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                 struct error *err);
CHECKED enum status hold_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                              struct error *err);
CHECKED enum status destruction_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                     struct error *err);
CHECKED enum status transfer_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                  struct error *err);

/*
 * Sets "holders": who has what the consent covers, {"kind","id","item",
 * "sha256","to","time","terms","expires","no_onward","notice"} each: kind is
 * transfer, copy for one that left on a medium of ours, or citation, which has
 * "footage","report","versions" in place of the terms. `notice` drafts what to
 * write to them, and names nobody; null for the other two.
 */
CHECKED enum status consent_add_holders(struct ledger *ledger, struct text uuid, json_t *consent,
                                        struct error *err);

/*
 * Sets, of an item (its UUID): "persons" linked with it, "restrictions" and
 * "holds" in force that reach it, "transfers".
 */
CHECKED enum status item_add_limits(struct ledger *ledger, struct text uuid, json_t *item,
                                    struct error *err);

/* Sets "transfers" alone, as item_add_limits does. */
CHECKED enum status item_add_transfers(struct ledger *ledger, struct text uuid, json_t *item,
                                       struct error *err);

/* Sets "links" and "consents" of a person. */
CHECKED enum status person_add_consents(struct ledger *ledger, struct text uuid, json_t *person,
                                        struct error *err);

#endif
