/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key.h - a person's Ed25519 key: kept as NAME.pem in a folder of theirs, with
 * NAME.request beside it, which a keeper needs to let the key sign.
 */
#ifndef VIDIMUS_KEY_H
#define VIDIMUS_KEY_H

#include <vidimus/types.h>

struct vidimus_key;

/* Ends and wipes it; NULL is allowed. */
void vidimus_key_close(struct vidimus_key *key);

/* Did it lie on the disk without a passphrase? */
bool vidimus_key_lies_open(const struct vidimus_key *key);

/* Its public half, 64 hex digits and a NUL. */
void vidimus_key_public(const struct vidimus_key *key, char out[65]);

/* A name of a key: letters, digits, '-', '_' and '.', not first a dot, no .root or .seal at the end, at most 64. STATUS_INVALID. */
CHECKED enum status vidimus_key_name_check(const char *name, struct error *err);

/*
 * Makes FOLDER/NAME.pem (mode 0600 from birth, never overwriting: STATUS_EXISTS)
 * and FOLDER/NAME.request; makes the folder. `passphrase` with p NULL leaves
 * the key open on the disk. `catalogue` (or NULL) is the one that the request
 * is for; without it a keeper cannot use the request. *key may be NULL.
 */
CHECKED enum status vidimus_key_make(const char *folder, const char *name, struct text passphrase,
                                     const struct uuid *catalogue, struct vidimus_key **key,
                                     struct error *err);

/*
 * Writes FOLDER/NAME.request anew for this catalogue (or NULL: for none), from
 * the key itself.
 */
CHECKED enum status vidimus_key_request(const char *folder, const char *name,
                                        const struct vidimus_key *key,
                                        const struct uuid *catalogue, struct error *err);

/* The same, only where there is no NAME.request, as when the making of the key was killed. */
CHECKED enum status vidimus_key_complete(const char *folder, const char *name,
                                         const struct vidimus_key *key, struct error *err);

/* Does the key need a passphrase? STATUS_NOT_FOUND, STATUS_REFUSED for a file others can read. */
CHECKED enum status vidimus_key_needs_passphrase(const char *folder, const char *name, bool *needs,
                                                 struct error *err);

/* Opens it. STATUS_REFUSED for a wrong passphrase. `passphrase` p NULL: none. */
CHECKED enum status vidimus_key_open(const char *folder, const char *name, struct text passphrase,
                                     struct vidimus_key **out, struct error *err);

/* One key of a folder. */
struct vidimus_key_entry {
	const char *name;
	char        public_key[65]; /* hex; "" when its request file is not there */
	char        catalogue[UUID_TEXT_SIZE]; /* that the request is for, or "" */
	bool        has_passphrase;
};

/* Calls `found` for each NAME.pem in the order of names. A folder that is not there has none. */
CHECKED enum status vidimus_key_list(const char *folder,
                                     enum status (*found)(void *context,
                                                          const struct vidimus_key_entry *entry,
                                                          struct error *err),
                                     void *context, struct error *err);

#endif
