/* SPDX-License-Identifier: Apache-2.0 */
/*
 * custody_reader.h - the custody part of a bundle, event by event: the line as
 * it is hashed, what opens its members, its proofs. Reads the five files side
 * by side in one pass of bounded memory; judges nothing but their form.
 */
#ifndef VIDIMUS_BUNDLE_CUSTODY_READER_H
#define VIDIMUS_BUNDLE_CUSTODY_READER_H

#include "bundle/source.h"
#include "ledger/event.h"

struct custody_reader;

/* One event as it travels; borrowed until the next. */
struct custody_event {
	struct text         line;        /* as it is hashed */
	struct event_header header;
	const json_t       *open;
	const json_t       *commitments; /* member to base64url */
	const struct text  *disclosures; /* the D of each member that is opened, in order */
	size_t              disclosure_count;
	json_t             *values;      /* member to value, of those that are opened */
	const json_t       *redactions;  /* member to code, of those that are not */
	struct text         proof;       /* its line of proofs.txt */
};

/* `source` is borrowed. */
CHECKED enum status custody_reader_open(struct custody_reader **out, struct bundle_source *source,
                                        struct error *err);
void custody_reader_close(struct custody_reader *reader);
DEFINE_SCOPED_POINTER(custody_reader, custody_reader_close);

/* The next event. STATUS_DONE at the end; STATUS_FALSE, with file and line, for a malformed one. */
CHECKED enum status custody_reader_next(struct custody_reader *reader, struct custody_event *out,
                                        struct error *err);

#endif
