/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change.h - the one way to change a catalogue: begin, add events, commit.
 *
 * A change is one SQLite transaction that holds events of exactly one actor
 * and, as its last row, a checkpoint over the new root signed with that
 * actor's key. Each event is applied to the projection as it is added, and is
 * read back and hashed again before the commit. Ending a change that was not
 * committed undoes all of it.
 */
#ifndef VIDIMUS_LEDGER_CHANGE_H
#define VIDIMUS_LEDGER_CHANGE_H

#include "ledger/ledger.h"

#include "crypto/signature.h"

struct change;

/* What an added event became. */
struct change_receipt {
	int64_t        seq;
	int64_t        n; /* within its subject */
	struct uuid    id;
	struct instant time;
};

/*
 * Begins a change signed by `signer` (borrowed until the end). The database's
 * write lock is taken, then the time is read, once. STATUS_UNUSABLE when the
 * last checkpoint does not cover the log.
 */
CHECKED enum status change_begin(struct change **out, struct ledger *ledger,
                                 const struct signing_key *signer, struct error *err);

/* The time that every event of this change bears. */
struct instant change_time(const struct change *change);

/* The signer's fingerprint in hex. */
const char *change_actor(const struct change *change);

/* Fills `uuid` from the ledger's source of random numbers. */
CHECKED enum status change_new_uuid(struct change *change, struct uuid *out, struct error *err);

/*
 * Adds one event and applies it. `open` and `values` stay the caller's; a
 * sealed member that `values` lacks is committed as null. STATUS_INVALID when
 * they do not fit the type's schema. Only the first change of an empty log may
 * begin with catalogue.created, whose subject gives the catalogue's UUID.
 */
CHECKED enum status change_add(struct change *change, const char *type,
                               const struct subject *subject, const json_t *open,
                               const json_t *values, struct change_receipt *out,
                               struct error *err);

/* The log that it changes, borrowed. */
struct ledger *change_ledger(struct change *change);

/* How many events were added. */
int64_t change_count(const struct change *change);

/*
 * Signs the checkpoint, checks every added event again and commits. A change
 * without events is rolled back. On any other status nothing was written.
 */
CHECKED enum status change_commit(struct change *change, struct error *err);

/* Ends the change; one that was not committed leaves no trace. NULL is allowed. */
void change_end(struct change *change);
DEFINE_SCOPED_POINTER(change, change_end);

#endif
