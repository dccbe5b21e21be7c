/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verification.h - what stands of an item or footage: which questions are
 * concluded and what is missing of them, its status at any version, and the
 * dissents that nobody decided. Reading; also what decides its status, defects
 * and value.
 */
#ifndef VIDIMUS_CASEWORK_VERIFICATION_H
#define VIDIMUS_CASEWORK_VERIFICATION_H

#include "casework/record_edit.h"

/* How much one may rely on it: a status falls when this number does. What is not known is as unverified. */
int status_rank(const char *status);

/*
 * The status at version `n` of the chain (0: now): {"status", "verified_as",
 * "version" (n of the decision, 0 for none), "time", "uuid" (of its event, null
 * for none)}; *out is owned. "unverified" before the first decision; null
 * where it was destroyed.
 */
CHECKED enum status status_at(struct ledger *ledger, const struct subject *subject, int64_t n,
                              json_t **out, struct error *err);

/*
 * Sets `name` to the dissents that stand open, [{"finding", "question",
 * "actor", "actor_id", "time", "seq", "uuid", "by_expert"}]: on findings of the subject, and
 * of footage also on those of its members that its last status rests on.
 */
CHECKED enum status open_dissents_add(struct ledger *ledger, const struct subject *subject,
                                      json_t *object, const char *name, struct error *err);

/* How many events of finding, review, dissent and status the chain has after version n. */
CHECKED enum status judged_since(struct ledger *ledger, const struct subject *subject, int64_t n,
                                 int64_t *count, struct error *err);

/* Who asks which questions are concluded, and what counts. */
struct question_scope {
	struct ledger        *ledger;
	const struct subject *subject;
	const json_t         *named;      /* UUIDs of the findings that alone count; NULL: all of the chain that stand */
	const char           *decider;    /* code of the actor who decides; NULL: two people are not asked for */
	bool                  one_person; /* one suffices */
};

/*
 * A list with every question of the vocabulary: {"question", "required",
 * "concluded", "answer", "findings" [F-…], "people" [codes], "missing" (words,
 * null when it is concluded), "one_person"}; *out is owned.
 */
CHECKED enum status questions_of(const struct question_scope *scope, json_t **out,
                                 struct error *err);

/* Sets `name` to the codes of the required questions that are not concluded. */
CHECKED enum status open_questions_add(struct ledger *ledger, const struct subject *subject,
                                       json_t *object, const char *name, struct error *err);

/*
 * Decides a status, in a change of its own. Fields: status, verified_as,
 * findings (ids; none: all of its own that stand), grounds, protected_grounds,
 * because. STATUS_STALE when it was judged after `based_on`; STATUS_REFUSED,
 * with everything that is missing, where the rules do not allow it;
 * STATUS_INVALID when a status falls without `because`. *version is the one
 * afterwards.
 */
CHECKED enum status status_decide(struct catalogue *catalogue, const struct subject *subject,
                                  const struct field_words *words, size_t count,
                                  int64_t based_on, int64_t *version, struct error *err);

/* Fields: defects (codes; "" for none), findings, original (an item), grounds, protected_grounds, note. */
CHECKED enum status defects_decide(struct catalogue *catalogue, const struct subject *subject,
                                   const struct field_words *words, size_t count,
                                   int64_t based_on, int64_t *version, struct error *err);

/* Fields: strength, disclosure, caption (what is not given stays), grounds, protected_grounds. */
CHECKED enum status value_assess(struct catalogue *catalogue, const struct subject *subject,
                                 const struct field_words *words, size_t count,
                                 int64_t based_on, int64_t *version, struct error *err);

#endif
