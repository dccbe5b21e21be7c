/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash_scan.h - which of many hashes are near, by looking at all of them: one
 * pass over memory for up to eight queries, such as the eight turns of one
 * picture. Exact at every threshold.
 */
#ifndef VIDIMUS_FINGERPRINT_HASH_SCAN_H
#define VIDIMUS_FINGERPRINT_HASH_SCAN_H

#include "fingerprint/cpu.h"
#include "fingerprint/hash256.h"

/* At most this far apart is the same picture (README of the reference, "match if Hamming distance <= 31"). */
#define HASH_SAME 31

/*
 * At most this far apart is similar, to be looked at by a person: of 178,503
 * pairs of unrelated photographs the nearest was above 80, and at 64 and below
 * none was found with eight turns either.
 */
#define HASH_SIMILAR 64

/*
 * Hashes that are a product of row and column but for less bits than HASH_PRODUCT (of
 * hash256_product_distance; photographs have 60 to 100) say little, and unrelated figures and
 * patterns meet by chance: two such are similar up to HASH_PRODUCT_SIMILAR only.
 */
#define HASH_PRODUCT 50
#define HASH_PRODUCT_SIMILAR 48

#define HASH_SCAN_QUERIES 8

struct hash_found {
	size_t   index;    /* of the hash */
	unsigned query;    /* which of the queries */
	unsigned distance;
};

/* Called for each; false ends the search. */
typedef bool hash_taker(void *context, const struct hash_found *found);

/*
 * Calls `take` for every one of `n` hashes that is at most `threshold` bits
 * from one of `count` queries (1 to 8), once a query, by ascending index, of
 * one index by ascending query. True when it came to the end.
 */
bool hash_scan(enum cpu_path path, const struct hash256 *hashes, size_t n,
               const struct hash256 *queries, unsigned count, unsigned threshold,
               hash_taker *take, void *context);

#endif
