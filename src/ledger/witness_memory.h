/* SPDX-License-Identifier: Apache-2.0 */
/* witness_memory.h - what a witness keeps of another log, in its own folder for state (witness.h). */
#ifndef VIDIMUS_LEDGER_WITNESS_MEMORY_H
#define VIDIMUS_LEDGER_WITNESS_MEMORY_H

#include "crypto/cosignature.h"
#include "store/lock.h"

#define WITNESS_KEYS_LIMIT 256 /* keys of one log */

struct witness_memory {
	struct buffer keys;       /* the log's verifier keys, a line each; empty when nothing is remembered */
	struct buffer checkpoint; /* note of the last that was cosigned; empty too */
};
void witness_memory_end(struct witness_memory *memory);

/* Makes the folder and takes its lock, so that one process at a time judges. */
CHECKED enum status witness_memory_lock(const char *folder, struct lock **out, struct error *err);

/*
 * Reads what is remembered of the log by this witness's key; nothing is
 * STATUS_OK and empty. STATUS_UNUSABLE when the file cannot be read or is malformed.
 */
CHECKED enum status witness_memory_read(const char *folder, struct text origin,
                                        const struct cosigner *witness,
                                        struct witness_memory *out, struct error *err);

/* Replaces it durably. */
CHECKED enum status witness_memory_write(const char *folder, struct text origin,
                                         const struct cosigner *witness,
                                         const struct witness_memory *memory, struct error *err);

#endif
