/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suspect.h - events whose signature proves little, because their actor's key
 * is in other hands (docs/event-log.md §10): they hold as bytes, in their
 * place, but somebody else may have written them.
 */
#ifndef VIDIMUS_LEDGER_SUSPECT_H
#define VIDIMUS_LEDGER_SUSPECT_H

#include "ledger/ledger.h"

/*
 * From which event on those of a key are suspect that was last surely good when
 * the log had `last_good` events: the size of the largest checkpoint up to
 * there that somebody outside saw, 0 without any.
 */
CHECKED enum status suspect_from(struct ledger *ledger, int64_t last_good, int64_t *from,
                                 struct error *err);

/* Neighbouring suspect events of one actor. */
struct suspect_range {
	struct digest actor;
	int64_t       declared; /* the key.compromised event */
	int64_t       first, last;
};

/*
 * Tells every suspect event, in ranges, key by key. Walks the events only when
 * a key was declared compromised.
 */
CHECKED enum status log_suspects(struct ledger *ledger,
                                 void (*found)(void *context, const struct suspect_range *range),
                                 void *context, int64_t *events, struct error *err);

#endif
