/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scope.h - what a record belongs to: the subjects by which a hold,
 * restriction or consent can reach it.
 */
#ifndef VIDIMUS_CASEWORK_SCOPE_H
#define VIDIMUS_CASEWORK_SCOPE_H

#include "ledger/ledger.h"

/*
 * *out is an owned array of KIND/UUID, the record's own first. An item belongs
 * to its footage, deliveries, channels, incidents it shows, reports that cite
 * it, and persons from whom it came or who are linked with it; footage to all
 * that its members belong to; a delivery to its source, channel and items. The
 * rest belongs to itself. With `ever`, it belongs also to that from which it was
 * taken away: nobody frees a record for destruction by unlinking it first.
 */
CHECKED enum status scope_of(struct ledger *ledger, struct text subject, bool ever, json_t **out,
                             struct error *err);

#endif
