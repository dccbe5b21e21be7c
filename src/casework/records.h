/* SPDX-License-Identifier: Apache-2.0 */
/* records.h - small records made by people: actors, channels, persons, notes, descriptions. */
#ifndef VIDIMUS_CASEWORK_RECORDS_H
#define VIDIMUS_CASEWORK_RECORDS_H

#include "casework/catalogue.h"
#include "crypto/key_request.h"

struct actor_words {
	const struct key_request *request;
	const char *code, *role;        /* role: keeper or another of actor-role */
	const char *name, *organisation; /* or NULL */
};

/* Each adds one record in a change of its own; *number is that of its short id. */
CHECKED enum status actor_add(struct catalogue *catalogue, const struct actor_words *words,
                              int64_t *number, struct error *err);

struct channel_words {
	const char *code, *platform, *kind, *visibility;
	const char *native_id, *handle, *title, *url, *note;
};
CHECKED enum status channel_add(struct catalogue *catalogue, const struct channel_words *words,
                                int64_t *number, struct error *err);

struct person_words {
	const char *code, *roles; /* roles: codes separated by commas */
	const char *protection_level, *identity_held_at, *note;
};
CHECKED enum status person_add(struct catalogue *catalogue, const struct person_words *words,
                               int64_t *number, struct error *err);

/* A code for a channel or person (`what`): [a-z0-9][a-z0-9-]*, at most 64; STATUS_INVALID says so. */
CHECKED enum status record_code_check(const char *what, const char *code, struct error *err);

/* STATUS_REFUSED, "only a keeper of the catalogue WHAT", unless the signer is one. */
CHECKED enum status keeper_check(struct catalogue *catalogue, const char *what,
                                 struct error *err);

/* Adds a note to the chain of a subject. */
CHECKED enum status note_add(struct catalogue *catalogue, const struct subject *subject,
                             struct text text, struct error *err);

/* NULL leaves a part as it was; "" empties it. */
struct description_words {
	const char *title, *summary, *graphic_level, *sound;
	const char *flags;        /* of sensitivity-flag and protection-flag together */
	const char *content_tags;
	int64_t     based_on;     /* the item's version that was looked at, 0: the present one */
};

/*
 * Describes an item. STATUS_STALE, with what another wrote meanwhile, when it
 * was described after the version that `based_on` names; nothing is added when
 * nothing changes. *version is the item's version afterwards.
 */
CHECKED enum status item_describe(struct catalogue *catalogue, const struct uuid *item,
                                  const struct description_words *words, int64_t *version,
                                  struct error *err);

#endif
