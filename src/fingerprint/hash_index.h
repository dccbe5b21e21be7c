/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash_index.h - which of tens of millions of hashes are the same picture,
 * exactly and without looking at all of them.
 *
 * Multi-index hashing (M. Norouzi, A. Punjani, D. J. Fleet, "Fast Exact Search
 * in Hamming Space with Multi-Index Hashing", 2014): the 256 bits are cut into
 * m parts. Two hashes that differ in at most T bits agree in one part up to
 * T / m bits, so a table of each part, asked with every value that near, gives
 * all candidates; each is then compared whole.
 *
 * The tables are one block of memory without pointers, which may lie in a
 * mapped file. What a damaged block says leads to STATUS_FALSE or to a hash
 * missed, never outside of the memory.
 */
#ifndef VIDIMUS_FINGERPRINT_HASH_INDEX_H
#define VIDIMUS_FINGERPRINT_HASH_INDEX_H

#include "fingerprint/hash_scan.h"

/* Hashes of one index; positions are kept in 32 bits. */
#define HASH_INDEX_LIMIT UINT32_MAX

#define HASH_INDEX_LEAST_PARTS 11
#define HASH_INDEX_MOST_PARTS 16

/* An index of `n` hashes in memory of the caller's; borrowed. */
struct hash_index {
	const struct hash256 *hashes;
	uint32_t              n;
	unsigned              parts;
	const uint32_t       *tables;
};

/* How many parts are the fastest for n hashes, as measured (docs/performance.md). */
unsigned hash_index_parts(size_t n);

/* Numbers of 32 bits that the tables need. */
size_t hash_index_size(size_t n, unsigned parts);

/* Takes `n` numbers of the tables from number `at` on; what it returns besides STATUS_OK ends the building. */
typedef enum status hash_index_put(void *context, size_t at, const uint32_t *numbers, size_t n);

/* The least memory for building: 32-bit numbers. More means fewer passes over the hashes. */
#define HASH_INDEX_LEAST_ROOM ((size_t)1 << 17)

/*
 * Makes the tables of `n` hashes and hands them over piece by piece, within
 * `room` numbers of memory (at least HASH_INDEX_LEAST_ROOM, owned by the
 * caller) however many hashes there are. Returns what `put` returned.
 */
CHECKED enum status hash_index_build(const struct hash256 *hashes, uint32_t n, unsigned parts,
                                     uint32_t *memory, size_t room, hash_index_put *put,
                                     void *context);

/*
 * Calls `take` for every hash at most `threshold` (up to HASH_SAME) bits from
 * the query, once, in no order; found.query is 0. STATUS_DONE when `take`
 * ended it, STATUS_FALSE when the tables contradict themselves, STATUS_INVALID
 * for a threshold too high.
 */
CHECKED enum status hash_index_search(const struct hash_index *index, const struct hash256 *query,
                                      unsigned threshold, hash_taker *take, void *context);

#endif
