/* SPDX-License-Identifier: Apache-2.0 */
/*
 * destroy.h - values that were destroyed. The event and its commitments stay;
 * the seed goes with the value, and the salts of the other members are written
 * out. destruction.approved, in the chain that lost them, lists them: a value
 * that is missing otherwise is damage.
 */
#ifndef VIDIMUS_LEDGER_DESTROY_H
#define VIDIMUS_LEDGER_DESTROY_H

#include "ledger/change.h"

/*
 * Destroys values of the event at `seq` inside a change, between
 * database_begin_shredding and _end_shredding; the caller projects anew
 * (replay_within). *gone counts those that were there.
 */
CHECKED enum status change_destroy(struct change *change, int64_t seq, const json_t *members,
                                   size_t *gone, struct error *err);

/* What approved destructions list; members are private. */
struct destroyed {
	json_t *listed; /* "EVENT/member" to [subject of the chain that says so, seq]; owned */
	json_t *met;    /* those of them that are gone; owned */
};

/* Reads every destruction.approved of the log. Ended by destroyed_end. */
CHECKED enum status destroyed_read(struct ledger *ledger, struct destroyed *out,
                                   struct error *err);
void destroyed_end(struct destroyed *destroyed);

/* Was the member of the event, of that chain, destroyed by an approved destruction? Notes that it is gone. */
bool destroyed_meet(struct destroyed *destroyed, const struct uuid *event, struct text subject,
                    struct text member);

/* The same without noting it: is it listed? */
bool destroyed_lists(const struct destroyed *destroyed, const struct uuid *event,
                     struct text member);

/* Calls `found` for each that is listed and was never met: "EVENT/member", and the seq of what lists it. */
void destroyed_unmet(const struct destroyed *destroyed,
                     void (*found)(void *context, const char *what, int64_t seq), void *context);

#endif
