/* SPDX-License-Identifier: Apache-2.0 */
/*
 * custody_lines.h - the form of one line of each file below custody/ (docs/
 * bundle-format.md §§2, 3): which event it is of, and its parts. Whether it is
 * true is nobody's question here.
 */
#ifndef VIDIMUS_BUNDLE_CUSTODY_LINES_H
#define VIDIMUS_BUNDLE_CUSTODY_LINES_H

#include "base/json.h"
#include "base/text.h"

/* The id in a line of events.jsonl, by its place; false where none stands there. */
CHECKED bool custody_event_id(struct text line, struct uuid *out);

/* The event that a line D is of. False when D has not that form. */
CHECKED bool custody_disclosure_event(struct text line, struct uuid *out);

/* The name of the member that a line D opens, without its slash; p NULL when D has not that form. */
struct text custody_disclosure_member(struct text line);

/* The value of a D whose bytes are canonical and whose salt is one, owned; NULL for any other line. */
json_t *custody_disclosure_value(struct text line);

/* The event that a line of proofs.txt is of. */
CHECKED bool custody_proof_event(struct text line, struct uuid *out);

/* The parts of an entry of redactions.json, {"code":"…","event":"…","member":"/…"}, whose last brace was cut off. */
CHECKED bool custody_redaction(struct text piece, struct text *code, struct uuid *event,
                               struct text *member);

#endif
