/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reliance.h - what rests on a record, with what its status was then and is
 * now, and who was told that something changed.
 */
#ifndef VIDIMUS_CASEWORK_RELIANCE_H
#define VIDIMUS_CASEWORK_RELIANCE_H

#include "casework/record_edit.h"
#include "casework/resolve.h"

/* The kinds of records that something rests on. */
#define RELIANCE_KINDS "EVARIF"

/*
 * What rests on an item, footage, a claim, a report, an incident or a finding:
 * {"id", "record", "status", …, "citations", "statuses", "findings", "claims",
 * "transfers", "notices", "to_tell", "bundles"}; docs/views.md says which of
 * these each kind has. *out is owned.
 */
CHECKED enum status reliance_of(struct ledger *ledger, const struct resolved *about,
                                json_t **out, struct error *err);

/*
 * Records that somebody was told, in the chain of an item, footage, incident or
 * report, in a change of its own. Fields: kind (demanded), about (the id of the
 * record that changed, or of the event; without it the subject's own), person
 * (a code or W-…) or recipient, means, words, sent, evidence (X-…).
 * STATUS_INVALID when nobody is named, or nothing of what is told of changed.
 */
CHECKED enum status notice_give(struct catalogue *catalogue, const struct subject *subject,
                                const struct field_words *words, size_t count,
                                struct error *err);

#endif
