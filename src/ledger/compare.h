/* SPDX-License-Identifier: Apache-2.0 */
/* compare.h - is the projection what the log says? */
#ifndef VIDIMUS_LEDGER_COMPARE_H
#define VIDIMUS_LEDGER_COMPARE_H

#include "ledger/replay.h"

struct projection_report {
	int64_t tables;    /* compared */
	int64_t different; /* of these */
};

/* What projection_compare tells of. */
struct projection_watcher {
	/* a table that differs; see below */
	void (*found)(void *context, const char *table, int64_t only_here, int64_t only_in_log);
	/* NULL, or looks at the tables as the log gives them, when all were compared */
	enum status (*inspect)(void *context, struct database *fresh, struct error *err);
	void *context;
};

/*
 * Makes the projection anew in a temporary database and compares every table
 * of both. `watcher->found` is called for each that differs, with how many rows only
 * the catalogue has, and how many only the log gives; with -1 for both when
 * the table cannot be read, or it, an index or a trigger of one is missing,
 * added or made otherwise. Others may write meanwhile.
 */
CHECKED enum status projection_compare(struct ledger *ledger, const struct log_progress *progress,
                                       const struct projection_watcher *watcher,
                                       struct projection_report *report, struct error *err);

#endif
