/* SPDX-License-Identifier: Apache-2.0 */
/* claim_origin.h - what a claim is said to rest on, as the events have it. */
#ifndef VIDIMUS_CASEWORK_CLAIM_ORIGIN_H
#define VIDIMUS_CASEWORK_CLAIM_ORIGIN_H

#include "casework/record_edit.h"

/* Whose origin it is. */
struct claim_origin {
	const char *claim;  /* UUID; NULL of one that is being made */
	const char *report; /* UUID of the report that asserts it, or NULL */
	bool        repeats; /* its stance is that it repeats another */
};

/*
 * Sets "derived_from", "derived_from_reports" and "independence" from the
 * fields derived_from (A-…, R-…, ranges, with commas) and independence.
 * Independence is `derived` of what rests on anything. STATUS_INVALID when it
 * would rest on itself, or the two fields contradict each other.
 */
CHECKED enum status claim_origin_set(struct catalogue *catalogue,
                                     const struct claim_origin *origin,
                                     const struct field_words *words, size_t count,
                                     json_t *values, struct error *err);

#endif
