/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judged.h - the item or footage that is judged: its versions and status, who
 * is the same person as whom, and what a judgement names. Private to findings,
 * reviews and decisions.
 */
#ifndef VIDIMUS_CASEWORK_JUDGED_H
#define VIDIMUS_CASEWORK_JUDGED_H

#include "casework/catalogue.h"
#include "casework/record_edit.h"
#include "casework/resolve.h"

#include "base/encoding.h"

#define CODE_SIZE 65 /* of a vocabulary or person, and a NUL */

/* An item or footage as it is inside the change. */
struct judged {
	struct subject subject;
	char           id[SHORT_ID_SIZE];
	int64_t        version;               /* n of the chain's last event */
	int64_t        last;                  /* n of the last finding, review or decision; 0 for none */
	char           status[CODE_SIZE];     /* "" where it was destroyed */
	char           object[DIGEST_TEXT_SIZE]; /* "" for footage and what is not held */
};

/* STATUS_NOT_FOUND when there is no such item or footage. */
CHECKED enum status judged_read(struct database *database, const struct subject *subject,
                                struct judged *out, struct error *err);

/*
 * Checks the version that a judgement is based on, where 0 becomes the present
 * one. STATUS_INVALID for one that is to come. With `strict`, STATUS_STALE
 * when it was judged after that version.
 */
CHECKED enum status judged_check_version(const struct judged *judged, bool strict,
                                         int64_t *based_on, struct error *err);

/* The code of the person who holds a key, by its fingerprint in hex; "" where it is not known. */
CHECKED enum status actor_code(struct database *database, struct text fingerprint,
                               char out[CODE_SIZE], struct error *err);

/*
 * Do both keys belong to one person: the same key, or the same sealed code? A
 * person whose code was destroyed cannot be told from anybody: then yes.
 */
CHECKED enum status actors_are_one(struct database *database, struct text one, struct text other,
                                   bool *out, struct error *err);

/* May one person decide alone: the last word of the setting two-people is no. */
CHECKED enum status one_person_suffices(struct database *database, bool *out, struct error *err);

/* The UUIDs of records that ids name, with commas or spaces; *out is owned, null for none. */
CHECKED enum status uuids_of_words(struct ledger *ledger, const char *words, const char *kinds,
                                   json_t **out, struct error *err);

/*
 * Sets `object` and `other_objects` from hashes and ids of items, with commas
 * or spaces: what was looked at. "held" is the exhibit's own bytes.
 */
CHECKED enum status objects_set(struct ledger *ledger, const struct judged *judged,
                                const char *words, json_t *values, struct error *err);

/* Sets `by`, by_expert and discipline for a person by code or id; nothing is said for NULL. *expert: has that role. */
CHECKED enum status person_set(struct catalogue *catalogue, const char *words, json_t *values,
                               bool *expert, struct error *err);

/* Is the member of an event's values something? */
bool value_is_said(const json_t *values, const char *name);

#endif
