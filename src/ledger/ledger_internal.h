/* SPDX-License-Identifier: Apache-2.0 */
/* ledger_internal.h - what the files of the ledger share: the open log and its stored nodes. */
#ifndef VIDIMUS_LEDGER_LEDGER_INTERNAL_H
#define VIDIMUS_LEDGER_LEDGER_INTERNAL_H

#include "ledger/ledger.h"

#include "crypto/merkle.h"

struct ledger {
	struct database         *database;  /* borrowed */
	const struct projector  *projector; /* borrowed */
	struct ledger_sources    sources;
	struct schemas          *schemas;
};

/* Complete subtrees as they are stored: leaves in events, the others in tree_nodes. */
struct merkle_source ledger_nodes(struct database *database);

/* Stores the interior subtrees that a new leaf completed. */
CHECKED enum status ledger_store_nodes(struct database *database, const struct merkle_made *made,
                                       struct error *err);

/* The rows of the last checkpoint: its size, 0 if there is none, and its note if `note` is given. */
CHECKED enum status ledger_last_checkpoint(struct database *database, int64_t *size,
                                           struct buffer *note, struct error *err);

/* One value of one row, or STATUS_NOT_FOUND. `sql` has the parameter $1. */
CHECKED enum status ledger_integer(struct database *database, const char *sql, struct text key,
                                   int64_t *out, struct error *err);

/*
 * The salt of a member: from the event's seed; or, where `salts` is not NULL as
 * values were destroyed, as it was written out. STATUS_INVALID when it is missing.
 */
CHECKED enum status ledger_salt(const unsigned char *seed, const json_t *salts, struct text member,
                                unsigned char salt[EVENT_SALT_SIZE], struct error *err);

/*
 * Fills *record from one row's bytes and values; both views are copied. Values
 * that do not fit the type's schema are left out.
 */
CHECKED enum status event_record_fill(const struct ledger *ledger, struct event_record *record,
                                      struct text bytes, struct text members, struct error *err);

#endif
