/* SPDX-License-Identifier: Apache-2.0 */
/* leak_gather.h - what the gate searches for: the catalogue's protected values, less what is opened. */
#ifndef VIDIMUS_BUNDLE_LEAK_GATHER_H
#define VIDIMUS_BUNDLE_LEAK_GATHER_H

#include "bundle/leak_needles.h"
#include "bundle/selection.h"

/*
 * Fills the needles and prepares them. `rules`, owned by the caller until the
 * needles end, becomes the schemas that were read, by type: origins borrow from it.
 */
CHECKED enum status leak_gather(struct leak_needles *needles, struct ledger *ledger,
                                const struct bundle_selection *selection, json_t *rules,
                                struct error *err);

#endif
