/* SPDX-License-Identifier: Apache-2.0 */
/*
 * received.h - an event of another log, as our event.received keeps it: what
 * its line says, and what was opened of it.
 */
#ifndef VIDIMUS_CASEWORK_RECEIVED_H
#define VIDIMUS_CASEWORK_RECEIVED_H

#include "ledger/ledger.h"

/*
 * Reads the foreign event out of the values of our event.received or
 * event.contradicted (borrowed). `out` is owned; its values are those that the
 * kept disclosures open. STATUS_DONE, wordless, where the line was destroyed
 * or is no event: whoever has a key can sign what is none.
 */
CHECKED enum status received_read(const json_t *values, struct event_record *out,
                                  struct error *err);

/*
 * A disclosure line D (docs/event-log.md §3) in its parts. False when it is
 * none. `member` has no slash before it; *value is owned.
 */
CHECKED bool disclosure_read(struct text line, struct uuid *event, struct text *member,
                             json_t **whole, struct error *err);

/* The value of a disclosure that was read, borrowed from `whole`. */
json_t *disclosure_value(const json_t *whole);

#endif
