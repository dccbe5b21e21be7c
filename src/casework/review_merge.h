/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review_merge.h - a review that was made on another machine comes home: a
 * note that an actor's key signed becomes that actor's review.
 */
#ifndef VIDIMUS_CASEWORK_REVIEW_MERGE_H
#define VIDIMUS_CASEWORK_REVIEW_MERGE_H

#include "casework/catalogue.h"
#include "casework/short_id.h"

#include "base/json.h"

/* What became of a note. */
struct review_merged {
	char finding[SHORT_ID_SIZE];
	char reviewer[65];   /* code of the person whose key signed it */
	char conclusion[16]; /* "agree", "dissent"; "" of a blind answer */
	bool already;        /* it stood in the log: nothing was written */
	bool disputed;       /* the status is disputed now */
};

/*
 * Verifies the note with the keys of this catalogue's actors and records it, in
 * a change of its own. STATUS_INVALID when it is no review; STATUS_FALSE when
 * no actor's key signed it, or it speaks of a pack that did not leave here, or
 * of another finding than it names; STATUS_REFUSED for the finding of the
 * person who reviews it, whichever key, and for one that was replaced or taken
 * back.
 */
CHECKED enum status review_merge(struct catalogue *catalogue, struct text note,
                                 struct review_merged *out, struct error *err);

#endif
