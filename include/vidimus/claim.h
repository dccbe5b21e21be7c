/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claim.h - who says what of a record, on what grounds. Nothing is overwritten
 * and nothing is decided: what disagrees stands side by side. Words are
 * borrowed, UTF-8; fields as record.h has them.
 */
#ifndef VIDIMUS_CLAIM_H
#define VIDIMUS_CLAIM_H

#include <vidimus/record.h>
#include <vidimus/view.h>

/*
 * A claim about a record (E- V- I- C- R- W- D-, or one in such a chain: P- Q- N- L- F- X-). Fields: property
 * value party region zone time_of_day stance refers_to by report_version
 * file_tag raw language made part basis derived_from independence grade grounds
 * protected_grounds note disclosable; docs/casework.md says what each takes.
 */
struct vidimus_new_claim {
	const char                 *of;
	const struct vidimus_field *fields;
	size_t                      count;
};

/*
 * Makes all of them in one signed change, or none, and calls `made` with the
 * id of each. STATUS_REFUSED: the grade 1 with fewer than two independent
 * sources; what an endangered person says called disclosable.
 */
CHECKED enum status vidimus_claims_make(struct vidimus_catalogue *catalogue,
                                        const struct vidimus_new_claim *claims, size_t count,
                                        enum status (*made)(void *context, const char *id,
                                                            struct error *err),
                                        void *context, struct error *err);

/* Makes one. */
CHECKED enum status vidimus_claim_make(struct vidimus_catalogue *catalogue, const char *of,
                                       const struct vidimus_field *fields, size_t count,
                                       char id[VIDIMUS_ID_SIZE], struct error *err);

/*
 * Records what a claim (A-…) was found to rest on: fields independence,
 * derived_from, grounds, protected_grounds. STATUS_STALE when it was traced
 * after version `based_on` of its chain (0: the present one); STATUS_INVALID
 * when it would rest on itself.
 */
CHECKED enum status vidimus_claim_trace(struct vidimus_catalogue *catalogue, const char *claim,
                                        const struct vidimus_field *fields, size_t count,
                                        int64_t based_on, int64_t *version, struct error *err);

/* Claims one by one: all, those in the chain of a record (`of`), or those that somebody asserts (`by`). */
CHECKED enum status vidimus_claim_list(struct vidimus_catalogue *catalogue,
                                       const struct vidimus_asked *asked,
                                       const struct vidimus_output *to, struct error *err);

/*
 * What is said of a record, side by side: an object a question, with each
 * value, who asserts it, and how many independent sources it has. Of one
 * property, or all (NULL).
 */
CHECKED enum status vidimus_claims(struct vidimus_catalogue *catalogue, const char *of,
                                   const char *property, const struct vidimus_output *to,
                                   struct error *err);

/*
 * How many recordings show acts by each side, according to whom, independently
 * or not: an object for the record (`of`; NULL: each of which such a number is
 * stated) with a row a source. docs/views.md has the members.
 */
CHECKED enum status vidimus_party_counts(struct vidimus_catalogue *catalogue, const char *of,
                                         const struct vidimus_output *to, struct error *err);

#endif
