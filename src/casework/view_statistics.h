/* SPDX-License-Identifier: Apache-2.0 */
/* view_statistics.h - how much there is, and what to do next. */
#ifndef VIDIMUS_CASEWORK_VIEW_STATISTICS_H
#define VIDIMUS_CASEWORK_VIEW_STATISTICS_H

#include "base/instant.h"
#include "casework/view.h"
#include "ledger/ledger.h"

/*
 * The state of the catalogue at `now`, owned by the caller. `next` holds the
 * steps that bare `vidimus` offers, most urgent first, each
 * {"code","text","command"}. Reads every item once.
 */
CHECKED enum status statistics(struct ledger *ledger, struct instant now, json_t **out,
                               struct error *err);

/*
 * Numbers by one thing: status, type, graphic (of items), channel, month (of
 * postings), act (of incidents): {"by","of","rows":[{"key","code","number"}],
 * "unknown":{"number","text"}}. *out is owned. STATUS_INVALID for any other.
 */
CHECKED enum status statistics_by(struct ledger *ledger, const char *by, json_t **out,
                                  struct error *err);

#endif
