/* SPDX-License-Identifier: Apache-2.0 */
/* reviewed.h - a finding that is reviewed, or whose dissent is decided. Private to these. */
#ifndef VIDIMUS_CASEWORK_REVIEWED_H
#define VIDIMUS_CASEWORK_REVIEWED_H

#include "casework/judged.h"
#include "casework/short_id.h"
#include "ledger/ledger.h"

#include "base/encoding.h"

struct reviewed {
	struct subject subject;
	char           uuid[UUID_TEXT_SIZE];
	char           id[SHORT_ID_SIZE];
	char           actor[DIGEST_TEXT_SIZE]; /* fingerprint */
	char           person[UUID_TEXT_SIZE];  /* whose it is, "" for the actor's own */
	int64_t        replaced;                /* number of the finding in its place, or 0 */
};

/* STATUS_NOT_FOUND when there is none. */
CHECKED enum status reviewed_read(struct ledger *ledger, const struct uuid *finding,
                                  struct reviewed *out, struct error *err);

/* The same of one that can be reviewed: STATUS_REFUSED when it was replaced or taken back. */
CHECKED enum status reviewed_read_standing(struct ledger *ledger, const struct uuid *finding,
                                           struct reviewed *out, struct error *err);

/* Of a review that dissents, in the same change: the status becomes disputed. `finding` is the UUID. */
CHECKED enum status review_dispute(struct catalogue *catalogue, struct change *change,
                                   const struct judged *judged, const char *finding,
                                   struct error *err);

#endif
