/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claim_compare.h - what two values of one property are to each other. It is
 * computed for the eye of a person; nothing is ever decided by it.
 */
#ifndef VIDIMUS_CASEWORK_CLAIM_COMPARE_H
#define VIDIMUS_CASEWORK_CLAIM_COMPARE_H

#include "casework/claim_property.h"

/* In ascending order of what a person must look at. */
enum claim_relation {
	CLAIM_SAME,
	CLAIM_PRECISION, /* one lies within the other */
	CLAIM_DIFFER,    /* not the same; whether they contradict each other cannot be computed */
	CLAIM_CONFLICT   /* they cannot both be true */
};

/* The code in the vocabulary conflict-state: agree, differ-in-precision, differ, conflict. */
const char *claim_relation_code(enum claim_relation relation);

/*
 * Appends a text that is equal for two values (objects with value, date,
 * place, region, party) that say the same: of a party its name and kind, of
 * words without case and spacing. What an attribution rests on does not count.
 */
CHECKED enum status claim_key(struct buffer *out, enum claim_kind kind, const json_t *values,
                              struct error *err);

/*
 * Compares two values with different keys. Numbers and dates by their bounds,
 * places by coordinates and radius where both have them, codes by what is
 * broader. Two parties, acts or texts never conflict by themselves.
 */
CHECKED enum status claim_relate(struct database *database, const struct claim_property *property,
                                 const json_t *a, const json_t *b, enum claim_relation *out,
                                 struct error *err);

#endif
