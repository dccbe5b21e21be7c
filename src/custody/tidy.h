/* SPDX-License-Identifier: Apache-2.0 */
/* tidy.h - removes what killed processes left in staging/ and derived/; originals are touched only to finish an approved destruction. */
#ifndef VIDIMUS_CUSTODY_TIDY_H
#define VIDIMUS_CUSTODY_TIDY_H

#include "casework/catalogue.h"

#include "store/vault_list.h"

struct tidy_report {
	uint64_t removed, bytes; /* of ours; in a dry run, what would be */
	uint64_t kept;           /* foreign names, which nobody but their owner should remove */
	uint64_t failed;         /* ours, but they could not be looked at or removed */
};

/*
 * Tells `found` of everything in staging/, and of unfinished files in derived/, that no living process is writing,
 * after removing it if it is ours. `dry_run` removes nothing, and needs no
 * catalogue that is open for writing. STATUS_REFUSED without that otherwise.
 */
CHECKED enum status tidy_run(struct catalogue *catalogue, bool dry_run,
                             void (*found)(void *context, const struct vault_leftover *leftover),
                             void *context, struct tidy_report *report, struct error *err);

#endif
