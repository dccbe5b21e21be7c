/* SPDX-License-Identifier: Apache-2.0 */
/*
 * origin.h - under which name a log signs its checkpoints: vidimus/UUID, and
 * from its first resumption on vidimus/UUID/2, from its second on /3, … A
 * catalogue that was restored has lost events that others may have seen; under
 * another name it does not contradict what it signed then
 * (docs/event-log.md §12).
 */
#ifndef VIDIMUS_LEDGER_ORIGIN_H
#define VIDIMUS_LEDGER_ORIGIN_H

#include "ledger/ledger.h"

/* How often a log may be resumed; more is no accident. */
#define GENERATIONS_MAX 9999

/* The origin of the generation-th log of that catalogue; the first is 1. */
void origin_write(char out[ORIGIN_SIZE], const struct uuid *uuid, int64_t generation);

/* The generation that signs a checkpoint over the first `size` events. */
CHECKED enum status ledger_generation(struct ledger *ledger, int64_t size, int64_t *out,
                                      struct error *err);

/* Its origin. */
CHECKED enum status ledger_origin_at(struct ledger *ledger, int64_t size, char out[ORIGIN_SIZE],
                                     struct error *err);

/*
 * Did a resumption say that this head was lost? It did when it names it, or a
 * larger one while it kept fewer events than the head has. Else STATUS_OK with
 * *lost false.
 */
CHECKED enum status ledger_was_lost(struct ledger *ledger, const struct merkle_head *head,
                                    bool *lost, struct error *err);

#endif
