/* SPDX-License-Identifier: Apache-2.0 */
/* event_summary.h - an event in one plain sentence. */
#ifndef VIDIMUS_CASEWORK_EVENT_SUMMARY_H
#define VIDIMUS_CASEWORK_EVENT_SUMMARY_H

#include "ledger/ledger.h"

/*
 * Appends what happened, as one table of sentences by type says it, without a
 * full stop. Free text (titles, notes, captions, names, paths) never stands in
 * it. A value that was not given or was destroyed reads "not known". Nothing
 * is escaped.
 */
CHECKED enum status event_summary(const struct event_record *record, struct buffer *out,
                                  struct error *err);

#endif
