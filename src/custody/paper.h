/* SPDX-License-Identifier: Apache-2.0 */
/* paper.h - a checkpoint as a page that is printed, and that a notary signs. */
#ifndef VIDIMUS_CUSTODY_PAPER_H
#define VIDIMUS_CUSTODY_PAPER_H

#include "base/instant.h"
#include "ledger/ledger.h"

#define PAPER_LINES   62 /* of a page, at most */
#define PAPER_COLUMNS 78

/*
 * Appends the page for the log's last checkpoint, printed at `now`: origin,
 * size, root in groups of four digits that can be read aloud, the time of its
 * last event, the signed note to the byte, and what to do with it.
 */
CHECKED enum status paper_write(struct ledger *ledger, struct instant now, struct buffer *out,
                                struct error *err);

#endif
