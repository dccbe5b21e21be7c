/* SPDX-License-Identifier: Apache-2.0 */
/* claim_asserter.h - who asserts a claim: exactly one of actor, person, report, channel, file. */
#ifndef VIDIMUS_CASEWORK_CLAIM_ASSERTER_H
#define VIDIMUS_CASEWORK_CLAIM_ASSERTER_H

#include "casework/catalogue.h"

#include "base/json.h"

enum asserter_kind {
	ASSERTER_ACTOR, /* who signs */
	ASSERTER_PERSON,
	ASSERTER_REPORT,
	ASSERTER_CHANNEL,
	ASSERTER_FILE   /* the item itself */
};

struct claim_asserter {
	enum asserter_kind kind;
	char               uuid[UUID_TEXT_SIZE]; /* of person, report or channel; else "" */
	bool               is_public;            /* a channel that anyone can read */
	bool               may_speak;            /* a person of whom it is settled that no particular danger is known */
};

/*
 * Reads "me" (or nothing) for the actor, "file", R-…, W-…, C-…, or the code of
 * a person or channel. STATUS_INVALID for what is none or means two,
 * STATUS_NOT_FOUND for who is not recorded.
 */
CHECKED enum status claim_asserter_read(struct catalogue *catalogue, const char *words,
                                        struct claim_asserter *out, struct error *err);

/* Sets the member that names it; of a report also its version (NULL: the latest there is). */
CHECKED enum status claim_asserter_set(struct catalogue *catalogue,
                                       const struct claim_asserter *asserter,
                                       const char *report_version, json_t *values,
                                       struct error *err);

/*
 * Is it who asserted that claim? Of two actors, who have the same code: one
 * person with two keys is one.
 */
CHECKED enum status claim_asserter_made(struct catalogue *catalogue,
                                        const struct claim_asserter *asserter, const char *claim,
                                        const char *actor, bool *out, struct error *err);

#endif
