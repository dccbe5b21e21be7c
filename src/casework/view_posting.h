/* SPDX-License-Identifier: Apache-2.0 */
/* view_posting.h - postings as objects. */
#ifndef VIDIMUS_CASEWORK_VIEW_POSTING_H
#define VIDIMUS_CASEWORK_VIEW_POSTING_H

#include "casework/view.h"
#include "casework/resolve.h"

/*
 * All postings in order of number; or, with `of` (NULL: all), those of an item,
 * of footage and its members, or in a channel, the earliest known first and
 * those without a date last. STATUS_INVALID for another kind of record.
 */
CHECKED enum status posting_list(struct ledger *ledger, const struct resolved *of,
                                 const struct view_output *to, struct error *err);

/* One posting with every time that somebody looked for it; owned by the caller. */
CHECKED enum status posting_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                 struct error *err);

#endif
