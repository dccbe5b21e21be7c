/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_seal.h - the seals of bundles that were made here, by their SHA-256, for who has them time-stamped. */
#ifndef VIDIMUS_CASEWORK_BUNDLE_SEAL_H
#define VIDIMUS_CASEWORK_BUNDLE_SEAL_H

#include "casework/short_id.h"
#include "ledger/ledger.h"

/* SHA-256 of the seal of B-… . STATUS_NOT_FOUND when there is no such bundle, or it has no seal. */
CHECKED enum status bundle_seal_digest(struct ledger *ledger, struct text bundle,
                                       struct digest *out, struct error *err);

/* The bundle whose seal has that SHA-256. STATUS_NOT_FOUND: none. */
CHECKED enum status bundle_of_seal(struct ledger *ledger, const struct digest *seal,
                                   char out[SHORT_ID_SIZE], struct error *err);

#endif
