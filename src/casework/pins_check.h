/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pins_check.h - a publication says twice what its citations rest on: report.published
 * and report.corrected list all, and a citation.pinned stands in the chain of each exhibit.
 */
#ifndef VIDIMUS_CASEWORK_PINS_CHECK_H
#define VIDIMUS_CASEWORK_PINS_CHECK_H

#include "ledger/ledger.h"

/* Told of each disagreement: which report, by the number of its short id; a sentence. */
struct pins_watcher {
	void (*found)(void *context, int64_t report, const char *text);
	void *context;
};

/*
 * Compares the two for every published version, by `fresh`, which holds the
 * projection as the log gives it: the same citations, of the same chains, versions,
 * bytes and status. A value that was destroyed in one of them is passed over, and
 * so is the list of a version that lists none. Faults do not end it.
 */
CHECKED enum status pins_check(struct ledger *ledger, struct database *fresh,
                               const struct pins_watcher *watcher, struct error *err);

#endif
