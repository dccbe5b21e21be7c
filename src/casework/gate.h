/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate.h - may this leave, be cited or published? Asked before each transfer,
 * citation, publication and export; what is in the way is told with a code, a
 * sentence and the record by which it can be put right.
 */
#ifndef VIDIMUS_CASEWORK_GATE_H
#define VIDIMUS_CASEWORK_GATE_H

#include "base/instant.h"
#include "ledger/ledger.h"

enum gate_use {
	GATE_CITATION,       /* in a draft; a consent that is missing waits for GATE_PUBLICATION */
	GATE_PUBLICATION,    /* of a report that cites it */
	GATE_PARTNER,
	GATE_COURT,
	GATE_DEFENCE,
	GATE_PUBLIC,         /* as it is */
	GATE_PUBLIC_REDACTED /* a redacted derivative of it */
};

/* "citation", "publication", "partner", "court", "defence", "public", "public-redacted". */
const char *gate_use_name(enum gate_use use);
CHECKED bool gate_use_read(struct text name, enum gate_use *out);

/*
 * Appends what is in the way to `blocks`, an array: {"code","subject","record",
 * "text"} each, with short ids. Codes:
 *
 *	consent-withdrawn, consent-refused, consent-expired, consent-elsewhere
 *	                     of somebody whose consent covers it; elsewhere: given,
 *	                     but not for this. record is the consent.
 *	consent-missing      somebody is to be recognised who was not asked;
 *	                     record is the person
 *	restricted           record is null, or what the restriction names
 *	destroyed            its file was destroyed
 *	received-no-onward, received-expired, received-lead-only
 *	                     it came with a bundle whose terms forbid it; record
 *	                     is the bundle
 *
 * The subjects are items, footage and deliveries, KIND/UUID; others are
 * only looked at for restrictions.
 */
CHECKED enum status gate_check(struct ledger *ledger, const struct subject *subjects,
                               size_t count, enum gate_use use, struct instant now,
                               json_t *blocks, struct error *err);

/*
 * Appends, in the same form, which of the items came with bundles that give
 * them as leads alone: whoever gets them may not be told that they can be used
 * as evidence. gate_check says it of publications by itself.
 */
CHECKED enum status gate_check_disclosable(struct ledger *ledger, const struct subject *items,
                                           size_t count, json_t *blocks, struct error *err);

/* STATUS_OK when nothing is in the way, else STATUS_REFUSED with the first and how many more. */
CHECKED enum status gate_refuse(const json_t *blocks, struct error *err);

/* Is a date (as `dated`, canonical JSON of a column; p NULL: none) over at `now`, at the latest? */
bool date_is_over(struct text dated, struct instant now);

#endif
