/* SPDX-License-Identifier: Apache-2.0 */
/*
 * custody_reader.h - the custody part of a bundle, event by event: the line as
 * it is hashed, what opens its members, its proofs (docs/bundle-format.md §§2,
 * 3). Reads the four files side by side in one pass; what it keeps is the ids
 * of all events, and one event. Judges nothing but their form: what has none,
 * or belongs to no event, is passed over and told in custody_reader_faults.
 */
#ifndef VIDIMUS_BUNDLE_CUSTODY_READER_H
#define VIDIMUS_BUNDLE_CUSTODY_READER_H

#include "bundle/custody_lines.h"
#include "bundle/source.h"
#include "ledger/event.h"

#define CUSTODY_EVENTS      "custody/events.jsonl"
#define CUSTODY_DISCLOSURES "custody/disclosures.jsonl"
#define CUSTODY_REDACTIONS  "custody/redactions.json"
#define CUSTODY_PROOFS      "custody/proofs.txt"

struct custody_reader;

/* One event as it travels; borrowed until the next. */
struct custody_event {
	struct text         line;        /* as it is hashed */
	struct event_header header;
	const json_t       *open;
	const json_t       *commitments; /* member to base64url */
	const struct text  *disclosures; /* the D of each member that is opened, in order */
	size_t              disclosure_count;
	json_t             *values;      /* member to value, of those that are opened; of two the first */
	const json_t       *redactions;  /* member to code, of those that are not */
	struct text         proof;       /* its line of proofs.txt; p NULL: it has none */
	int64_t             number;      /* its line in events.jsonl, from 1 */
};

/* `source` is borrowed. STATUS_NOT_FOUND when there is no events.jsonl. */
CHECKED enum status custody_reader_open(struct custody_reader **out, struct bundle_source *source,
                                        struct error *err);
void custody_reader_close(struct custody_reader *reader);
DEFINE_SCOPED_POINTER(custody_reader, custody_reader_close);

/* The next event that has the form of one. STATUS_DONE at the end. */
CHECKED enum status custody_reader_next(struct custody_reader *reader, struct custody_event *out,
                                        struct error *err);

/*
 * What was passed over so far, borrowed: {"code","file","line","event","text"}
 * each, at most CUSTODY_FAULTS_KEPT of them. Complete after STATUS_DONE; whoever
 * relies on the bundle looks that it is empty.
 */
#define CUSTODY_FAULTS_KEPT 200
const json_t *custody_reader_faults(const struct custody_reader *reader);

/* How many lines events.jsonl has, and the last of them; borrowed from the reader. */
size_t custody_reader_count(const struct custody_reader *reader);
struct text custody_reader_last(const struct custody_reader *reader);

/* Is there an event of that id anywhere in events.jsonl? */
bool custody_reader_has(const struct custody_reader *reader, const struct uuid *id);

#endif
