/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_chain.h - does each event follow its subject's last one? Heads of
 * recently seen chains are kept; others are looked up, so memory is bounded.
 */
#ifndef VIDIMUS_LEDGER_VERIFY_CHAIN_H
#define VIDIMUS_LEDGER_VERIFY_CHAIN_H

#include "ledger/verify_form.h"

#include "store/database.h"

struct chain_cache;

/* `database` is borrowed. */
CHECKED enum status chain_cache_open(struct chain_cache **out, struct database *database,
                                     struct error *err);
void chain_cache_close(struct chain_cache *cache);

/*
 * STATUS_INVALID when n does not follow the chain or `previous` is not the
 * leaf of the event before. Events are given in the order of the log.
 */
CHECKED enum status chain_cache_check(struct chain_cache *cache, const struct read_event *event,
                                      const struct event_header *header, struct error *err);

#endif
