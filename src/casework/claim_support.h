/* SPDX-License-Identifier: Apache-2.0 */
/* claim_support.h - how many independent sources a claim's value has. */
#ifndef VIDIMUS_CASEWORK_CLAIM_SUPPORT_H
#define VIDIMUS_CASEWORK_CLAIM_SUPPORT_H

#include "ledger/ledger.h"

/*
 * How many independent sources at least assert the same of the same record as
 * the claim of that UUID, itself among them: roots that are known to be
 * independent, or one. What was taken back, denied or doubted does not count.
 */
CHECKED enum status claim_independent_sources(struct ledger *ledger, const char *claim,
                                              int64_t *out, struct error *err);

#endif
