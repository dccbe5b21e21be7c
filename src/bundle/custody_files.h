/* SPDX-License-Identifier: Apache-2.0 */
/*
 * custody_files.h - custody/ of a bundle: events, what opens them, what is
 * withheld, and the proofs (docs/bundle-format.md §§2, 3).
 *
 *	custody_files_begin    the selected events, before the bundle begins
 *	custody_files_begun    bundle.begun, which is the last
 *	custody_files_prove    proofs and checkpoints of all of them
 */
#ifndef VIDIMUS_BUNDLE_CUSTODY_FILES_H
#define VIDIMUS_BUNDLE_CUSTODY_FILES_H

#include "bundle/made_files.h"
#include "bundle/selection.h"

#include <stdatomic.h>

struct custody_files {
	struct made_files *files;       /* borrowed, as are the others */
	struct made_file  *events, *disclosures, *redactions;
	bool               listed;      /* a redaction stands there already */
	const atomic_bool *stop;        /* STATUS_INTERRUPTED soon after it becomes true; NULL */
};

CHECKED enum status custody_files_begin(struct custody_files *custody, struct ledger *ledger,
                                        const struct bundle_selection *selection,
                                        struct error *err);

/* Writes the last event of the selection too, and ends the three files. */
CHECKED enum status custody_files_begun(struct custody_files *custody, struct ledger *ledger,
                                        const struct bundle_selection *selection,
                                        struct error *err);

/*
 * `size` is that of the checkpoint right after bundle.begun. Checkpoints that
 * others saw are added with their cosignatures and stamps, newest first, and
 * `earlier`, sizes of checkpoints that the recipient got before: the log is
 * proved to begin with each of them.
 */
CHECKED enum status custody_files_prove(struct custody_files *custody, struct ledger *ledger,
                                        const struct bundle_selection *selection, int64_t size,
                                        const int64_t *earlier, size_t earlier_count,
                                        struct error *err);

#endif
