/* SPDX-License-Identifier: Apache-2.0 */
/* verify_actors.h - who may sign, as the walk through the log learns it from the log itself. */
#ifndef VIDIMUS_LEDGER_VERIFY_ACTORS_H
#define VIDIMUS_LEDGER_VERIFY_ACTORS_H

#include "ledger/event.h"

#include "crypto/note.h"

struct known_actor {
	struct digest        fingerprint;
	struct note_verifier verifier;
	bool                 keeper;
	struct subject       chain;       /* of its actor.added; "" of the first until event 1 */
	int64_t              compromised; /* the first event that says so; -1: none */
};

struct known_actors {
	struct known_actor *all; /* owned */
	size_t              count;
	struct uuid         catalogue;
	int64_t             resumptions; /* how often the log was resumed: the verifiers' names say so */
};
void known_actors_end(struct known_actors *actors);

/* The actor of that fingerprint, or NULL. */
const struct known_actor *known_actors_find(const struct known_actors *actors,
                                            const struct digest *fingerprint);

/*
 * Takes in what catalogue.created and actor.added say of who may sign, and
 * key.compromised of who may not any more; after log.resumed all of them sign
 * under the next origin. STATUS_FALSE, with the reason, when the event may not: its
 * signer is no keeper, the proof does not verify, the key is refused, the numbers
 * are not the log's; and for any event by a key that was declared compromised before.
 */
CHECKED enum status known_actors_learn(struct known_actors *actors,
                                       const struct event_header *header, struct text type,
                                       const json_t *open, struct error *err);

#endif
