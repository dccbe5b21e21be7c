/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalogue.h - an open catalogue: its folder, database, log and vault, who
 * works on it, and the turns that writing processes take.
 */
#ifndef VIDIMUS_CASEWORK_CATALOGUE_H
#define VIDIMUS_CASEWORK_CATALOGUE_H

#include "ledger/change.h"
#include "ledger/home.h"
#include "store/lock.h"
#include "store/vault.h"

#include "base/error.h"

#include <vidimus/types.h>

#define CATALOGUE_DATABASE "catalog.db"

/* In the folder of a backup: it is read, whatever this login has seen since, and never written. */
#define CATALOGUE_BACKUP_MARKER "BACKUP-OF.txt"

/* Who and where we are; filled by the caller, all borrowed. */
struct surroundings {
	const char   *state_folder; /* where home files lie */
	const char   *working_folder; /* absolute, in which relative paths are given; NULL if it cannot be told */
	const char   *keys_folder;  /* where one's private keys lie, or NULL */
	const char   *host;         /* name of the machine */
	const char   *login;        /* name of the login */
	const char   *machine;      /* the machine's own id, or NULL when it has none */
	const char   *build;        /* build id of the program */
	const char   *workers;      /* folder of the programs that parse media; NULL: as media/worker.h says */
	const struct ledger_sources *sources; /* of time and random numbers */
};

struct catalogue {
	char               *path;     /* folder */
	int                 folder;   /* descriptor */
	struct database    *database;
	struct ledger      *ledger;
	struct vault       *vault;
	struct uuid         uuid;
	struct surroundings here;     /* borrowed members */
	bool                writable;
	struct home         home;     /* of this login; home.catalogue is zero when there is none */
	bool                has_home;
	bool                needs_home; /* the next change adds home.added */
	bool                is_backup;  /* made by `vidimus backup`: older than what this login saw */
	bool                moving;     /* opened to be adopted by this machine */
	bool                resuming;   /* opened although it was rolled back, to go on from here */
	bool                forgetful;  /* the last change was committed, but the home file not written */
	struct error        memory_failure; /* of that */
	struct signing_key *signer;   /* owned, NULL until catalogue_sign_as */
	bool                key_lies_open; /* it had no passphrase */
	bool                unsandboxed;   /* parsers of this run have no complete sandbox */
	bool                forced_unsandboxed; /* it was said that they may run without one */
	struct lock        *lock;     /* held during a change */
	const char         *verb;     /* what the lock file says */
};

/*
 * Opens the catalogue in `path`. For writing, the file system, the home file
 * and the projection are checked first: STATUS_UNUSABLE for a rolled-back,
 * damaged, newer or half-rebuilt one, STATUS_REFUSED for one that belongs to
 * another machine or is a copy.
 */
CHECKED enum status catalogue_open(struct catalogue **out, const char *path, bool writing,
                                   const struct surroundings *here, struct error *err);

/* Opens it for `vidimus rebuild`: writable, whatever state its projection is in. */
CHECKED enum status catalogue_open_for_rebuild(struct catalogue **out, const char *path,
                                               const struct surroundings *here,
                                               struct error *err);

/* Opens it for reading, also if it was rolled back, which only an audit should want. */
CHECKED enum status catalogue_open_for_audit(struct catalogue **out, const char *path,
                                             const struct surroundings *here,
                                             struct error *err);

/* Opens it for catalogue_adopt: for writing, whichever machine it belongs to. */
CHECKED enum status catalogue_open_for_adopting(struct catalogue **out, const char *path,
                                                const struct surroundings *here,
                                                struct error *err);

/* Opens it for catalogue_resume: for writing, although it was rolled back. */
CHECKED enum status catalogue_open_for_resuming(struct catalogue **out, const char *path,
                                                const struct surroundings *here,
                                                struct error *err);
void catalogue_close(struct catalogue *catalogue);
DEFINE_SCOPED_POINTER(catalogue, catalogue_close);

/*
 * Takes `key` over; its changes are signed by it. STATUS_REFUSED when it is no
 * actor of this catalogue.
 */
CHECKED enum status catalogue_sign_as(struct catalogue *catalogue, struct signing_key *key,
                                      bool key_lies_open, struct error *err);

/*
 * Begins a change: waits for its turn (a few seconds), looks whether the log
 * still extends what this login last saw and whether the home file can be
 * written, and begins. Every begin ends by catalogue_commit or
 * catalogue_abandon, or by catalogue_finish, which chooses.
 */
CHECKED enum status catalogue_begin(struct catalogue *catalogue, const char *verb,
                                    struct change **out, struct error *err);

/*
 * Commits, remembers the new checkpoint in the home file, and lets others in.
 * Ends the change. When the commit is done and only the home file could not be
 * written, that is STATUS_OK with catalogue->forgetful.
 */
CHECKED enum status catalogue_commit(struct catalogue *catalogue, struct change *change,
                                     struct error *err);

/* Undoes the change and lets others in. NULL is allowed. */
void catalogue_abandon(struct catalogue *catalogue, struct change *change);

/* Commits when `status`, what became of its events, is STATUS_OK; else abandons it and returns `status`. */
CHECKED enum status catalogue_finish(struct catalogue *catalogue, struct change *change,
                                     enum status status, struct error *err);

/* The number that the next short id of this kind gets, inside a change. */
CHECKED enum status catalogue_next_number(struct catalogue *catalogue, char kind, int64_t *out,
                                          struct error *err);

/* {"short_id": KIND-number} with the next number, for an event's open members; owned. */
CHECKED enum status catalogue_next_id(struct catalogue *catalogue, char kind, json_t **open,
                                      int64_t *number, struct error *err);

#endif
