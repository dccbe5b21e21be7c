/* SPDX-License-Identifier: Apache-2.0 */
/* outside_internal.h - what taking in and checking what outsiders saw share. */
#ifndef VIDIMUS_LEDGER_OUTSIDE_INTERNAL_H
#define VIDIMUS_LEDGER_OUTSIDE_INTERNAL_H

#include "ledger/outside.h"

/* STATUS_REFUSED when the key is one of an actor that the log added with an event below `below`. */
CHECKED enum status outside_check_stranger(struct ledger *ledger, const struct cosigner *witness,
                                           int64_t below, struct error *err);

/*
 * The bytes of the log's own that a stamp is over: the note of the checkpoint
 * `size`, or the token of the stamp `renews`; appended. STATUS_NOT_FOUND: neither is named, or there.
 */
CHECKED enum status outside_stamped_bytes(struct ledger *ledger, int64_t size, int64_t renews,
                                          struct buffer *out, struct error *err);

#endif
