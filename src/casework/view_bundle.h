/* SPDX-License-Identifier: Apache-2.0 */
/* view_bundle.h - bundles that were asked for, begun, sealed or abandoned here, as objects. */
#ifndef VIDIMUS_CASEWORK_VIEW_BUNDLE_H
#define VIDIMUS_CASEWORK_VIEW_BUNDLE_H

#include "casework/view.h"
#include "ledger/ledger.h"

/* In the order of their numbers: {"bundle","begun","actor","policy","recipient","exhibits","form","state"}. */
CHECKED enum status bundle_list(struct ledger *ledger, const struct view_output *to,
                                struct error *err);

/* One by B-… or UUID, with its terms, what sealed it, its "items" and when it was "repeated". */
CHECKED enum status bundle_show(struct ledger *ledger, struct text bundle, json_t **out,
                                struct error *err);

/*
 * Sets `bundles`: those that were sealed with the item, or with the footage's
 * members: [{"bundle","exhibit","policy","recipient","begun"}]. `subject` is KIND/UUID.
 */
CHECKED enum status bundle_add_of(struct ledger *ledger, struct text subject, json_t *object,
                                  struct error *err);

#endif
