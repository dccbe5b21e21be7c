/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_claim.h - claims as they are listed and shown, and side by side.
 *
 * Independent sources are told as two numbers, `least` and `most`: at least
 * those roots that are known to be independent (claim_source.h), or one; at
 * most all of them. What was taken back, corrected by its own source, denies
 * or doubts is shown and never counted.
 */
#ifndef VIDIMUS_CASEWORK_VIEW_CLAIM_H
#define VIDIMUS_CASEWORK_VIEW_CLAIM_H

#include "casework/resolve.h"
#include "casework/view.h"

/*
 * Every claim in the order of numbers, or those about one record (`of`; NULL:
 * all) and what stands in its chain; asserted by it where it is a report,
 * person or channel and `by` is set.
 */
CHECKED enum status claim_list(struct ledger *ledger, const struct resolved *of, bool by,
                               const struct view_output *to, struct error *err);

/* One claim with what rests on it and its roots. STATUS_NOT_FOUND when there is none. */
CHECKED enum status claim_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                               struct error *err);

/* Sets `claims` to the first 256 about the subject (KIND/UUID) and its records, and `claim_count`. */
CHECKED enum status claims_add(struct ledger *ledger, struct text subject, json_t *object,
                               struct error *err);

/* Sets `member_claims` to the first 256 of the members of footage: they stay theirs. */
CHECKED enum status claims_add_of_members(struct ledger *ledger, struct text footage,
                                          json_t *object, struct error *err);

/*
 * What is said of a record, an object a question (property, and party of a
 * count): each value with who asserts it and how many independent sources it
 * has, and how the values are to each other (docs/views.md). Only the
 * property where it is given; NULL: all. What is said of footage is followed
 * by what is said of each member, which stays the member's (`of`).
 */
CHECKED enum status claims_beside(struct ledger *ledger, const struct resolved *of,
                                  const char *property, const struct view_output *to,
                                  struct error *err);

/* The questions of numbers alone: by party, then in all, which notes sums that are not the total. */
CHECKED enum status claims_counts(struct ledger *ledger, const struct resolved *of,
                                  const struct view_output *to, struct error *err);

/* All questions as the list `claims_beside` of an object. */
CHECKED enum status claims_beside_add(struct ledger *ledger, const struct resolved *of,
                                      json_t *object, struct error *err);

#endif
