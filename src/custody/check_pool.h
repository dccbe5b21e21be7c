/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_pool.h - threads that check objects of a vault. One thread, the owner
 * of the pool, hands checks in and takes them out again, finished, in the order
 * in which they went in.
 */
#ifndef VIDIMUS_CUSTODY_CHECK_POOL_H
#define VIDIMUS_CUSTODY_CHECK_POOL_H

#include "base/scoped.h"
#include "store/vault.h"

#include <vidimus/types.h>

/* Checks that can be under way: wide enough that one large file does not hold up many small ones. */
#define CHECK_POOL_ROOM 4096

struct object_check {
	struct digest digest;
	bool          has_size; /* the size is known that it should have */
	uint64_t      size;
	bool          hash;     /* else it is only looked at */

	/* the outcome, as vault_check or vault_find gives it */
	enum status          status;
	struct vault_finding finding; /* looked at: bytes is the length */
	int                  os; /* the system's error behind it, or 0 */
	char                 why[200];
};

struct check_pool;

/* Starts `threads` (at least 1) threads on the vault, which is borrowed. */
CHECKED enum status check_pool_open(struct check_pool **out, struct vault *vault, unsigned threads,
                                    struct error *err);

/* Hands a check in (copied). False when the pool is full. */
CHECKED bool check_pool_put(struct check_pool *pool, const struct object_check *check);

/* Takes the next finished check out. False when it is still under way, or there is none. */
CHECKED bool check_pool_take(struct check_pool *pool, struct object_check *out);

/* Is any check under way or not taken? */
bool check_pool_busy(struct check_pool *pool);

/* Waits until check_pool_take would succeed, at most so long. */
void check_pool_wait(struct check_pool *pool, unsigned milliseconds);

/* Bytes that were hashed so far, also of checks under way. */
uint64_t check_pool_bytes(const struct check_pool *pool);

/* Ends checks under way soon, as STATUS_INTERRUPTED. */
void check_pool_stop(struct check_pool *pool);

/* Stops and waits for the threads; NULL is allowed. */
void check_pool_close(struct check_pool *pool);
DEFINE_SCOPED_POINTER(check_pool, check_pool_close);

#endif
