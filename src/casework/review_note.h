/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review_note.h - what a reviewer on another machine says of a finding, as the
 * text of a signed note (docs/bundle-format.md §15).
 */
#ifndef VIDIMUS_CASEWORK_REVIEW_NOTE_H
#define VIDIMUS_CASEWORK_REVIEW_NOTE_H

#include "crypto/note.h"
#include "ledger/event.h"

#include "base/json.h"

/*
 * The values of a note: {"pack","catalogue","subject","n","finding",
 * "question","conclusion","confidence","answer","own_conclusion","grounds",
 * "blind","answered"}; what was not said is null.
 */

/* Appends the text of the note. STATUS_INVALID when a value is missing or of another form. */
CHECKED enum status review_note_write(struct buffer *out, const json_t *said, struct error *err);

/* Reads it; *said is owned. STATUS_INVALID names the line: every line is there, in order, in this form. */
CHECKED enum status review_note_read(struct text text, json_t **said, struct error *err);

/*
 * Reads a signed note and verifies it with the key of an actor of the
 * catalogue that it names. STATUS_FALSE when the signature is not that key's.
 * *said is owned.
 */
CHECKED enum status review_note_verify(struct text note, const struct public_key *key,
                                       json_t **said, struct error *err);

#endif
