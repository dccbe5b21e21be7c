/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review.h - reviews that are made on another machine: what a review pack
 * asks, an answer to it, and bringing that home (docs/bundle-format.md §15).
 */
#ifndef VIDIMUS_REVIEW_H
#define VIDIMUS_REVIEW_H

#include <vidimus/bundle_verify.h>
#include <vidimus/catalogue.h>

/*
 * Verifies a pack and reads what it asks, without a catalogue: *asked, owned,
 * {"origin","pack" (SHA-256 of its tag manifest),"findings":[{"finding","id",
 * "subject","n","question","conclusion","answer","open"}]}; open is false while
 * the conclusion is withheld. STATUS_FALSE when it does not verify.
 */
CHECKED enum status vidimus_review_show(const struct vidimus_bundle_verifying *verifying,
                                        json_t **asked, struct error *err);

/* What a reviewer says; NULL where nothing is said. Borrowed. */
struct vidimus_review_said {
	const char *finding;    /* F-… as in the pack, or its UUID */
	const char *conclusion; /* "agree" or "dissent"; not of what is withheld */
	const char *confidence; /* "high", "low", "moderate" */
	const char *answer;     /* of a blind answer: code of answer-status */
	const char *words;      /* and in words */
	const char *grounds;    /* that can be disclosed */
};

/* The answer as a note signed by the key, owned (free). STATUS_INVALID says what is missing. */
CHECKED enum status vidimus_review_answer(const struct vidimus_bundle_verifying *verifying,
                                          const struct vidimus_review_said *said,
                                          const struct vidimus_key *key, char **note,
                                          struct error *err);

/*
 * Brings an answer home: *merged, owned, {"finding","reviewer","conclusion"
 * (null: blind),"already","disputed"}. STATUS_FALSE when no actor's key signed
 * it or its pack did not leave here; STATUS_REFUSED for one's own finding.
 */
CHECKED enum status vidimus_review_merge(struct vidimus_catalogue *catalogue, struct text note,
                                         json_t **merged, struct error *err);

#endif
