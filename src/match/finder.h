/* SPDX-License-Identifier: Apache-2.0 */
/*
 * finder.h - which items look or sound like these fingerprints: candidates by
 * votes (candidates.h), each then compared in every detail (likeness.h).
 */
#ifndef VIDIMUS_MATCH_FINDER_H
#define VIDIMUS_MATCH_FINDER_H

#include "match/candidates.h"
#include "match/likeness.h"
#include "match/unread.h"

/* Of each kind, so many candidates with the most votes are compared. */
#define FINDER_SEEN 100
#define FINDER_HEARD 20

struct finding {
	int64_t         number; /* of the item's short id */
	struct uuid     item;
	struct likeness likeness; /* same or partly */
};

/* Best first. { 0 } is empty. */
struct findings {
	struct finding *list; /* owned */
	size_t          n, room;
	struct unread   unread; /* whom it could not be compared with, but the item that is left out */
};
void findings_end(struct findings *findings);

struct finder_question {
	struct candidates_question asked;
	int64_t            before; /* seq: only items whose fingerprints are older; INT64_MAX: all */
	const struct uuid *except; /* an item that is left out, or NULL */
};

/*
 * Finds. Items whose files in derived/ are missing or damaged are told in `unread`.
 * STATUS_INTERRUPTED when asked to stop; STATUS_MEMORY; else what the
 * catalogue says. *out is the caller's to end, filled on STATUS_OK only.
 */
CHECKED enum status finder_find(struct catalogue *catalogue, struct index *index,
                                const struct finder_question *question, struct findings *out,
                                struct error *err);

#endif
