/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claim_source.h - what a claim rests on in the end: its roots, through claims
 * that it was derived from or repeats, and reports that its report repeats.
 *
 * Sources that rest on one root count once. A root is *known* to be a source
 * of its own only where a person said so of a claim that has it; of the others
 * nobody has found out, so between one and all of them are independent.
 */
#ifndef VIDIMUS_CASEWORK_CLAIM_SOURCE_H
#define VIDIMUS_CASEWORK_CLAIM_SOURCE_H

#include "base/json.h"
#include "ledger/ledger.h"

/* While several claims are walked; the roots of each report are looked up once. */
struct claim_walk {
	struct ledger *ledger;  /* borrowed */
	json_t        *reports; /* UUID to the list of its roots; owned */
};

void claim_walk_end(struct claim_walk *walk);

/*
 * Adds the roots of a claim to `roots`: "report/UUID", "person/UUID",
 * "channel/UUID", "file/UUID" (the item) or "actor/CODE", each true where it
 * is known to be independent. *unnamed says whether it also, or only, rests on
 * something that is not recorded.
 */
CHECKED enum status claim_add_roots(struct claim_walk *walk, struct text claim, json_t *roots,
                                    bool *unnamed, struct error *err);

/* Does the claim rest on the other, through whatever others, or is it the same? */
CHECKED enum status claim_rests_on(struct ledger *ledger, struct text claim, struct text other,
                                   bool *out, struct error *err);

/* Does the claim, or one that it rests on, name that report as a source, or come from one that repeats it? */
CHECKED enum status claim_rests_on_report(struct ledger *ledger, struct text claim,
                                          struct text report, bool *out, struct error *err);

/* Does a claim that the report asserts rest on the claim? */
CHECKED enum status report_uses_claim(struct ledger *ledger, struct text claim,
                                      struct text report, bool *out, struct error *err);

/* Does the report repeat the other, through whatever others, or is it the same? */
CHECKED enum status report_rests_on(struct ledger *ledger, struct text report, struct text other,
                                    bool *out, struct error *err);

#endif
