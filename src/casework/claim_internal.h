/* SPDX-License-Identifier: Apache-2.0 */
/* claim_internal.h - a claim while it is made: what claim.c, claim_words.c and claim_members.c share. */
#ifndef VIDIMUS_CASEWORK_CLAIM_INTERNAL_H
#define VIDIMUS_CASEWORK_CLAIM_INTERNAL_H

#include "casework/claim.h"
#include "casework/claim_asserter.h"
#include "casework/claim_property.h"

/* One claim while it is made. */
struct making {
	struct catalogue       *catalogue;
	struct change          *change;
	const struct new_claim *claim;
	struct subject          subject;
	char                    about[UUID_TEXT_SIZE];     /* "" of the subject itself */
	char                    refers_to[UUID_TEXT_SIZE]; /* "" for none */
	bool                    refers_to_protected;       /* what that claim says is */
	char                    property_code[64];
	struct claim_property   property;
	struct claim_asserter   asserter;
	bool                    is_protected; /* value and basis are a person's */
	json_t                 *said;   /* owned: fields of the form */
	json_t                 *values; /* owned: of the event */
};

/* A field as it was given; NULL for none and for an empty one. */
const char *making_text(const struct making *making, const char *name);

/* A text of `said`, borrowed; NULL for null. */
const char *making_said(const struct making *making, const char *name);
bool making_stance_is(const struct making *making, const char *code);

/* Sets a member to an owned value. */
CHECKED enum status making_set(json_t *values, const char *member, json_t *value,
                               struct error *err);

/* Reads what is said, of which record, by whom, of which property, which value: all but the members. */
CHECKED enum status making_read(struct making *making, struct error *err);

/* Sets each member of the event in the class that its asserter allows. */
CHECKED enum status making_set_members(struct making *making, struct error *err);

#endif
