/* SPDX-License-Identifier: Apache-2.0 */
/*
 * citation.h - a version of a report cites an item or footage: pinned to the
 * bytes, the status and the version of its chain on that day. The citations of
 * a draft are those made for it and for the versions before, but for what was
 * taken back; those of a published version are those pinned in it, and those
 * made when it was out already.
 */
#ifndef VIDIMUS_CASEWORK_CITATION_H
#define VIDIMUS_CASEWORK_CITATION_H

#include "casework/record_edit.h"
#include "casework/short_id.h"

/* What is cited, as it is at present. Owned members; ended by cited_end. */
struct cited {
	struct subject subject;         /* item or footage */
	char           id[SHORT_ID_SIZE];
	int64_t        version;         /* n of its chain's last event */
	json_t        *status, *verified_as;
	json_t        *object;          /* hash; of footage that of its reference copy; null where it is not held */
};
void cited_end(struct cited *cited);

/* Reads it; STATUS_NOT_FOUND. */
CHECKED enum status cited_read(struct ledger *ledger, const struct subject *subject,
                               struct cited *out, struct error *err);

/* A citation that was asked for. */
struct citation_told {
	int64_t     number; /* of its short id */
	const char *id;     /* of what is cited; borrowed */
	bool        known;  /* it stood there already, with the same words; nothing was added */
};

struct citing {
	struct uuid               report;
	const struct field_words *words; /* in_version part stance locator quote quote_language label accessed because */
	size_t                    count;
	const struct subject     *subjects; /* items and footage */
	size_t                    subject_count;
	/* Called for each, in order, once all are recorded. */
	enum status (*told)(void *context, const struct citation_told *told, struct error *err);
	void *context;
};

/*
 * Records all of them in one change, for the report's latest version or the
 * one that `in_version` says. STATUS_NOT_FOUND; STATUS_INVALID; STATUS_REFUSED for
 * what was taken back or must not be cited, and for a published version of
 * one's own that is not named.
 */
CHECKED enum status citation_make(struct catalogue *catalogue, const struct citing *citing,
                                  struct error *err);

#endif
