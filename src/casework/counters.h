/* SPDX-License-Identifier: Apache-2.0 */
/*
 * counters.h - numbers that apply keeps, so that no command counts a large
 * table: items by type, status, graphic level, warnings and description,
 * postings by channel and by month of their claimed date, incidents by act.
 *
 * An event is applied between counters_take and counters_give for what its
 * type can change: the row as it was is taken off, and as it is put on.
 */
#ifndef VIDIMUS_CASEWORK_COUNTERS_H
#define VIDIMUS_CASEWORK_COUNTERS_H

#include "ledger/ledger.h"

/* Nothing for types of events that change nothing that is counted. */
CHECKED enum status counters_take(struct database *database, const struct event_record *record,
                                  struct error *err);
CHECKED enum status counters_give(struct database *database, const struct event_record *record,
                                  struct error *err);

#endif
