/* SPDX-License-Identifier: Apache-2.0 */
/*
 * destruction.h - lawful destruction of values and files: one person asks,
 * another approves. The events and their commitments stay; a tombstone in
 * every chain that lost something says what, so that it is no damage.
 */
#ifndef VIDIMUS_CASEWORK_DESTRUCTION_H
#define VIDIMUS_CASEWORK_DESTRUCTION_H

#include "casework/catalogue.h"

struct destruction_words {
	/*
	 * E-1: the item with its file and all that is made of it; Q-1: a file that
	 * is no item; another record: its values; RECORD/MEMBER: one member in all
	 * events of its chain; EVENT/MEMBER (the event's UUID): one value.
	 */
	const char *const *targets;
	size_t             count;
	const char        *reason; /* of destruction-reason */
	const char        *basis, *protected_because; /* or NULL */
	bool               keep_hash;  /* hashes and fingerprints stay */
	bool               everywhere; /* other members that hold a named value go too */
};

/*
 * What it comes to, owned: {"members":[{"event","member"}],"files":[acquisition],
 * "objects","elsewhere":[{"event","type","member","record"}],"reach":[sentence]};
 * `elsewhere` holds the same values and would stay. STATUS_REFUSED under a hold,
 * which is named; STATUS_NOT_FOUND when nothing is there to destroy.
 */
CHECKED enum status destruction_plan(struct ledger *ledger, const struct destruction_words *words,
                                     struct instant now, json_t **plan, struct error *err);

/* Plans it and records that it was asked for; *plan also has "request", the id of that event. */
CHECKED enum status destruction_request(struct catalogue *catalogue,
                                        const struct destruction_words *words, json_t **plan,
                                        struct error *err);

/* Refuses it, or takes it back. STATUS_EXISTS when it was decided. */
CHECKED enum status destruction_refuse(struct catalogue *catalogue, const struct uuid *request,
                                       const char *because, struct error *err);

/*
 * Destroys what was asked for. STATUS_REFUSED when the signer is the person who
 * asked (by the code, whatever the key), and under a hold. Committed when it
 * returns STATUS_OK; *left is how many files it could not remove, or whether
 * the database could not be written anew: destruction_finish does that again.
 */
CHECKED enum status destruction_approve(struct catalogue *catalogue, const struct uuid *request,
                                        uint64_t *left, struct error *err);

/* A file of an approved destruction that is still there, or was now removed. */
struct destruction_leftover {
	const char *name;  /* path below the catalogue, or what else is to be done */
	bool        removed;
	int         os;    /* errno where it could not be */
};

/*
 * Finishes what an approved destruction that was interrupted left: files, then
 * the database. `found` may be NULL. With `dry_run` it only tells.
 */
CHECKED enum status destruction_finish(struct catalogue *catalogue, bool dry_run,
                                       void (*found)(void *context,
                                                     const struct destruction_leftover *left),
                                       void *context, struct error *err);

/* STATUS_REFUSED, naming it, when a hold in force covers one of the subjects (array of KIND/UUID). */
CHECKED enum status hold_check(struct ledger *ledger, const json_t *subjects, struct instant now,
                               struct error *err);

/* A request by its UUID, at least eight of its first digits, or the number of its event. STATUS_NOT_FOUND. */
CHECKED enum status destruction_resolve(struct ledger *ledger, struct text text, struct uuid *out,
                                        struct error *err);

#endif
