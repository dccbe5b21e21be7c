/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stage.h - the matching stage: after files were taken in and committed, each
 * item with new fingerprints is asked whether older ones look or sound like
 * it, and what is found is proposed (casework/match_record.h).
 *
 * A watermark in derived/match/ tells how far that went; an interrupted stage
 * goes on there next time, and one whose watermark was lost asks all again and
 * proposes nothing twice. One process at a time: another one's items are done
 * by the one that is at it.
 */
#ifndef VIDIMUS_MATCH_STAGE_H
#define VIDIMUS_MATCH_STAGE_H

#include "casework/catalogue.h"
#include "match/unread.h"

#include "base/json.h"

#include <stdatomic.h>

struct stage_settings {
	const char *verb; /* what the lock file says */
	/* An item was asked about; `matches` (borrowed) are those that were proposed, as docs/views.md has them. */
	void (*item)(void *context, int64_t number, const json_t *matches);
	/* Several times a second at most; NULL where not wanted. */
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
	const atomic_bool *stop; /* NULL: never */
};

struct stage_summary {
	uint64_t asked;   /* items */
	uint64_t matches; /* proposed */
	struct unread unread; /* items that could not be asked about or compared: missing from derived/ or damaged there */
	uint64_t left;    /* items that an interruption left for the next time */
	bool     elsewhere; /* another process is at it, and does these too */
	uint64_t passed_over; /* matches that no event can hold: times beyond all bounds, as hostile files have them */
	struct error why_passed_over; /* of the first of these: "E-000007 and E-000001: …" */
};
void stage_summary_end(struct stage_summary *summary);

/*
 * Runs it; does nothing where no item is new. STATUS_OK also when it was
 * interrupted. A failure leaves what was proposed, and the watermark behind it.
 * *out is the caller's to end in any case.
 */
CHECKED enum status stage_run(struct catalogue *catalogue, const struct stage_settings *settings,
                              struct stage_summary *out, struct error *err);

#endif
