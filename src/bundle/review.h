/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review.h - a review pack: what it is to ask, made where the findings are; and,
 * on the reviewer's machine, where there may be no catalogue, what it asks and
 * an answer to it (docs/bundle-format.md §15).
 */
#ifndef VIDIMUS_BUNDLE_REVIEW_H
#define VIDIMUS_BUNDLE_REVIEW_H

#include "bundle/verify.h"
#include "casework/catalogue.h"
#include "crypto/signature.h"

#define REVIEW_QUESTIONS "catalogue/review.json"
#define REVIEW_FORMAT    "vidimus-review-v1"

/*
 * What a pack of these items asks: `questions` are codes of verification-question
 * with commas, NULL for every one that has a finding. *file, owned, is what
 * REVIEW_QUESTIONS holds; *withheld, owned, the decisions of a blind pack as
 * bundle_export takes them, empty else. STATUS_NOT_FOUND when there is no
 * finding to review; STATUS_INVALID for an id or a question that is none.
 */
struct review_plan {
	const char *const *ids;
	size_t             count;
	const char        *questions;
	bool               blind;
};
CHECKED enum status review_pack_plan(struct catalogue *catalogue, const struct review_plan *plan,
                                     struct buffer *file, json_t **withheld, struct error *err);

/* What a pack is. */
struct review_pack {
	json_t       *findings;     /* owned: {"finding" (UUID),"id","subject","n","question",
	                               "conclusion","answer","open"} each that is asked about, in the order
	                               of the log; open false: its conclusion is withheld */
	struct digest tag_manifest; /* SHA-256 of its tag manifest */
	char          origin[128];  /* the log that it comes from */
};
void review_pack_end(struct review_pack *pack);

/*
 * Verifies a pack and reads what it asks. STATUS_FALSE with the reason when a
 * layer does not hold; STATUS_INVALID when it is a bundle of another kind.
 */
CHECKED enum status review_pack_read(struct review_pack *out, const char *path,
                                     const struct bundle_verify_options *verify,
                                     struct error *err);

/* What the reviewer says; NULL where nothing is said. Borrowed. */
struct review_said {
	const char    *finding;    /* "F-1" or its UUID */
	const char    *conclusion; /* "agree", "dissent"; not of a finding that is withheld */
	const char    *confidence; /* "high", "low", "moderate" */
	const char    *answer;     /* code of answer-status: of a blind answer */
	const char    *words;      /* the answer in words: of a blind answer */
	const char    *grounds;
	struct instant now;
};

/*
 * Appends the answer as a note signed by the reviewer's key. STATUS_NOT_FOUND
 * when the pack asks about no such finding; STATUS_INVALID says what is
 * missing, or what may not be said without sight of the finding.
 */
CHECKED enum status review_answer(const struct review_pack *pack, const struct review_said *said,
                                  const struct signing_key *key, struct buffer *out,
                                  struct error *err);

#endif
