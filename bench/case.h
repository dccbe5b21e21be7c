/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case.h - a made-up case over the items of a history: channels and postings,
 * incidents and what shows them, reports and what they cite, claims that
 * agree and contradict, findings and statuses. Real events, in batches.
 */
#ifndef VIDIMUS_BENCH_CASE_H
#define VIDIMUS_BENCH_CASE_H

#include "ledger/change.h"

#define CASE_KINDS 9

struct case_file {
	struct ledger            *ledger; /* borrowed */
	const struct signing_key *key;    /* borrowed */
	struct uuid              *items, *channels, *incidents, *reports; /* owned */
	int64_t                   item_count, channel_count, incident_count, report_count;
};
void case_file_end(struct case_file *file);

/* What one stage adds. */
struct case_kind {
	const char *name; /* "claims" */
	enum status (*add)(struct case_file *file, struct change *change, int64_t number,
	                   struct error *err);
	/* how many for so many items */
	int64_t (*count)(int64_t items);
};
extern const struct case_kind case_kinds[CASE_KINDS];

/* Finds the items that are there; the rest is empty. */
CHECKED enum status case_file_begin(struct case_file *out, struct database *database,
                                    struct ledger *ledger, const struct signing_key *key,
                                    int64_t items, struct error *err);

/* All events of a kind, `batch` a change. */
CHECKED enum status case_fill(struct case_file *file, const struct case_kind *kind,
                              int64_t batch, struct error *err);

#endif
