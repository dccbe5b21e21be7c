/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claim.h - claims: somebody asserts something of a record. Nothing is
 * overwritten; what a claim rests on may be found out later.
 *
 * Fields of a claim: property, value, party, region, zone, time_of_day (as
 * claim_property.h reads them), stance, refers_to (A-…), by (claim_asserter.h),
 * report_version, file_tag, raw, language, made, part (part_words.h), basis,
 * derived_from (A-… and R-…, with commas), independence, grade ("B2", "B",
 * "2"), grounds, protected_grounds, note, disclosable ("yes").
 *
 * What a person says, and who said it, stands in members of that person's
 * class, value and basis too, unless it is called disclosable; what tells of
 * a person or a device always does.
 */
#ifndef VIDIMUS_CASEWORK_CLAIM_H
#define VIDIMUS_CASEWORK_CLAIM_H

#include "casework/record_edit.h"

/* One new claim. `of` is the record: an item, footage, incident, channel, report, person, delivery, or a record in such a chain. */
struct new_claim {
	const char               *of;
	const struct field_words *words;
	size_t                    count;
};

/*
 * Makes them in one change, all or none, and calls `made` with the number of
 * each after the commit. An error names the claim by its place when there are several.
 *
 * STATUS_REFUSED: the grade "1" with fewer than two independent sources; what
 * a person of an unassessed, high or extreme protection level says called
 * disclosable. STATUS_INVALID: a claim that would rest on itself, a correction
 * by another than who asserted it, and other words that do not fit.
 */
CHECKED enum status claims_make(struct catalogue *catalogue, const struct new_claim *claims,
                                size_t count,
                                enum status (*made)(void *context, int64_t number,
                                                    struct error *err),
                                void *context, struct error *err);

/*
 * Records what a claim was found to rest on, in place of what was said before:
 * fields independence, derived_from, grounds, protected_grounds. STATUS_STALE
 * when it was traced after `based_on` (0: the present version of the chain);
 * STATUS_INVALID when it would rest on itself.
 */
CHECKED enum status claim_trace(struct catalogue *catalogue, const struct uuid *claim,
                                const struct field_words *words, size_t count, int64_t based_on,
                                int64_t *version, struct error *err);

#endif
