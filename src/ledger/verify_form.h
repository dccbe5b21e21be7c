/* SPDX-License-Identifier: Apache-2.0 */
/* verify_form.h - is a stored event, byte for byte, what its columns and its schema say? */
#ifndef VIDIMUS_LEDGER_VERIFY_FORM_H
#define VIDIMUS_LEDGER_VERIFY_FORM_H

#include "ledger/event.h"
#include "ledger/schema.h"

/* A row of the events table; views until the next row. */
struct read_event {
	int64_t     seq, n;
	struct text id, subject, type;
	struct text leaf, bytes;
};

/*
 * Reads the event strictly: canonical bytes, the envelope's members and no
 * others, columns that repeat them, open members that fit the schema, exactly
 * the schema's sealed members, each a commitment. header->type stays NULL;
 * *open is owned. STATUS_INVALID says what is wrong.
 */
CHECKED enum status verify_form(const struct schemas *schemas, const struct read_event *event,
                                struct event_header *header, json_t **open, struct error *err);

#endif
