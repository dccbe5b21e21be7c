/* SPDX-License-Identifier: Apache-2.0 */
/* apply_bundle.h - the number of a bundle, which its first event gives, whatever that is. Private to apply. */
#ifndef VIDIMUS_CASEWORK_APPLY_BUNDLE_H
#define VIDIMUS_CASEWORK_APPLY_BUNDLE_H

#include "ledger/ledger.h"

/* Bundles that were asked for, made or received bear short ids of one series. */
CHECKED enum status apply_bundle_number(struct database *database,
                                        const struct event_record *record, struct error *err);

#endif
