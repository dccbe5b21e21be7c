/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree.h - the stored hash tree against the events that it is made of. Leaves
 * and nodes can be computed again from the events' bytes; the signed
 * checkpoints say whether the result is the right one.
 */
#ifndef VIDIMUS_LEDGER_TREE_H
#define VIDIMUS_LEDGER_TREE_H

#include "ledger/replay.h"

#include "crypto/merkle.h"

/* The root over the first `size` events as their bytes give it, whatever is stored of the tree. */
CHECKED enum status tree_root_of_events(struct ledger *ledger, int64_t size, struct digest *root,
                                        struct error *err);

/*
 * Corrects the stored leaves and nodes, and removes nodes that no events
 * complete; *mended is how many those were. Nothing is changed (0) where the
 * events' bytes do not give the root of the last checkpoint: then the events are
 * damaged, and the stored tree is what tells. The database is open for writing;
 * no transaction is open, and nobody else writes. `progress` may be NULL.
 */
CHECKED enum status tree_mend(struct ledger *ledger, const struct log_progress *progress,
                              int64_t *mended, struct error *err);

#endif
