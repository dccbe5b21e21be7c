/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalogue.h - making and opening a catalogue, and who works on it.
 *
 * Nothing of the library reads the environment or the clock by itself: what it
 * needs of its surroundings is handed over once, when a catalogue is opened.
 * A catalogue belongs to one thread at a time.
 */
#ifndef VIDIMUS_CATALOGUE_H
#define VIDIMUS_CATALOGUE_H

#include <vidimus/key.h>
#include <vidimus/types.h>

struct vidimus_catalogue;

/* Where and as whom we work. Borrowed until the catalogue is closed. */
struct vidimus_surroundings {
	const char *state_folder; /* $XDG_STATE_HOME/vidimus: home files */
	const char *keys_folder;  /* $XDG_CONFIG_HOME/vidimus/keys, from which nothing is ever taken in; or NULL */
	const char *working_folder; /* absolute, recorded before relative paths; NULL if it cannot be told */
	const char *host;         /* name of the machine */
	const char *login;        /* name of the login */
	const char *machine;      /* /etc/machine-id or another id of the machine; NULL if there is none */
	const char *build;        /* build id of the program; NULL if there is none */
};

/* What `vidimus init` is told; NULL where nothing was said. Borrowed. */
struct vidimus_creation {
	const char *path;         /* folder to make; it may exist if it is empty */
	const char *name;         /* what the catalogue is called at home */
	const char *organisation; /* or NULL */
	const char *actor_code;   /* of the person who holds the key: [a-z0-9-], at most 32 */
	const char *digests;      /* further digests of each file: of "md5 sha1 sha512", or NULL */
};

/* STATUS_INVALID when this is no actor code. */
CHECKED enum status vidimus_actor_code_check(const char *code, struct error *err);

/*
 * Makes a catalogue, whole and durable or not at all; `key` signs its first
 * events and becomes K-000001, a keeper. STATUS_EXISTS when the folder has
 * something in it.
 */
CHECKED enum status vidimus_catalogue_create(const struct vidimus_creation *creation,
                                             const struct vidimus_surroundings *surroundings,
                                             const struct vidimus_key *key, struct error *err);

/*
 * The catalogue that `start` lies in: the folder itself or the nearest one
 * above it that holds a catalogue. *path is owned (free). STATUS_NOT_FOUND.
 */
CHECKED enum status vidimus_catalogue_find(const char *start, char **path, struct error *err);

enum vidimus_access {
	VIDIMUS_READING, /* never changes a byte; works on read-only media */
	VIDIMUS_AUDITING, /* reading, also when it was rolled back: for vidimus_audit and vidimus_log_verify */
	VIDIMUS_WRITING, /* on the catalogue's own machine only */
	VIDIMUS_ADOPTING, /* writing, whichever machine it belongs to: for vidimus_adopt */
	VIDIMUS_RESUMING, /* writing, although it was rolled back: for vidimus_log_resume */
	VIDIMUS_REBUILDING /* writing, whatever state the tables are in: for vidimus_rebuild */
};

/*
 * Opens the catalogue in the folder `path`. STATUS_UNUSABLE (not one, damaged,
 * newer, rolled back, being rebuilt, on a network file system), STATUS_BUSY, or
 * STATUS_REFUSED (another machine's, or a copy) say what to do.
 */
CHECKED enum status vidimus_catalogue_open(struct vidimus_catalogue **out, const char *path,
                                           enum vidimus_access access,
                                           const struct vidimus_surroundings *surroundings,
                                           struct error *err);

/* Ends it; NULL is allowed. */
void vidimus_catalogue_close(struct vidimus_catalogue *catalogue);

/*
 * What went wrong when the last change, which is done, was to be remembered in
 * this login's home file; borrowed, NULL when nothing did.
 */
const char *vidimus_catalogue_forgot(const struct vidimus_catalogue *catalogue);

/* Is it a backup, which is never written? */
bool vidimus_catalogue_is_backup(const struct vidimus_catalogue *catalogue);

/* Folder of the catalogue, absolute; and its UUID. */
const char *vidimus_catalogue_path(const struct vidimus_catalogue *catalogue);
struct uuid vidimus_catalogue_uuid(const struct vidimus_catalogue *catalogue);

/*
 * Changes are signed by `key` from here on (taken over, also on failure).
 * STATUS_REFUSED when it belongs to no actor of the catalogue.
 */
CHECKED enum status vidimus_catalogue_sign_as(struct vidimus_catalogue *catalogue,
                                              struct vidimus_key *key, struct error *err);

/* Is the Ed25519 public key (64 hex digits) one of the catalogue's actors? */
CHECKED enum status vidimus_catalogue_knows(struct vidimus_catalogue *catalogue,
                                            struct text public_key, bool *known,
                                            struct error *err);

#endif
