/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claim_question.h - the claims about one question: a property of one record,
 * and of a count also the party. Each value with its claims and sources, and
 * how the values are to each other. Private to the views of claims.
 */
#ifndef VIDIMUS_CASEWORK_CLAIM_QUESTION_H
#define VIDIMUS_CASEWORK_CLAIM_QUESTION_H

#include "casework/view_claim_parts.h"

/* Values of one question that are compared pair by pair; beyond, they differ. */
#define QUESTION_VALUES_MAX 200

/*
 * The questions of one property of a subject (KIND/UUID), a new owned list of
 * objects in the order of their first claims: {"of","about","property",
 * "party","state","values","notes"}. A claim without a value of its own stands
 * under that of the claim it refers to.
 */
CHECKED enum status claim_questions(struct ledger *ledger, struct text subject,
                                    struct text property, json_t **out, struct error *err);

/* Adds roots of sources ({"root": known}) to others; what is known of a root once stays known. */
CHECKED enum status claim_roots_merge(json_t *into, const json_t *roots, struct error *err);

#endif
