/* SPDX-License-Identifier: Apache-2.0 */
/* transfer.h - custody of copies that passes to somebody else. */
#ifndef VIDIMUS_CASEWORK_TRANSFER_H
#define VIDIMUS_CASEWORK_TRANSFER_H

#include "casework/record_edit.h"

/* Most items in one transfer. */
#define TRANSFER_ITEMS_MAX 4096

/*
 * Records that the items' bytes were given away, one transfer an item, in one
 * change. Fields: to (W-…) or to_organisation, for (court, defence, partner,
 * public), purpose, terms (disclosable, lead-only), expires, no_onward ("yes",
 * ""), means, condition, handed_over, place, receipt (X-…), derivative (X-…,
 * given in place of the only item's bytes), because.
 * STATUS_REFUSED, with nothing done, by what the gate finds (gate.h) or when
 * an item's file is not held. *first is the number of the first.
 */
CHECKED enum status transfer_make(struct catalogue *catalogue, const struct uuid *items,
                                  size_t item_count, const struct field_words *words,
                                  size_t count, int64_t *first, struct error *err);

#endif
