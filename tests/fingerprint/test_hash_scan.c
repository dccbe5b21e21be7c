/* SPDX-License-Identifier: Apache-2.0 */
/* test_hash_scan.c - both ways of scanning against plain loops. */
#include "fingerprint/hash_scan.h"

#include "support/random.h"
#include "support/support.h"

#include "base/scoped.h"

#include <stdlib.h>

#define HASHES 5003 /* no multiple of a group */

static uint64_t seed = 7;

struct taken {
	struct hash_found found[4096];
	size_t            n, limit; /* ends when `limit` were taken */
};

static bool
take(void *context, const struct hash_found *found)
{
	struct taken *taken = context;

	assert_true(taken->n < sizeof taken->found / sizeof taken->found[0]);
	taken->found[taken->n++] = *found;
	return taken->n < taken->limit;
}

static struct hash256
random_hash(void)
{
	struct hash256 hash;

	for (size_t i = 0; i < HASH256_WORDS; i++)
		hash.words[i] = random_next(&seed);
	return hash;
}

static void
flip(struct hash256 *hash, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++) {
		uint32_t k = random_below(&seed, HASH256_BITS);

		hash->words[k / 64] ^= UINT64_C(1) << k % 64;
	}
}

static struct hash256 *
many_hashes(const struct hash256 *queries, unsigned count)
{
	struct hash256 *hashes = malloc(HASHES * sizeof *hashes);

	assert_non_null(hashes);
	for (size_t i = 0; i < HASHES; i++) {
		hashes[i] = random_hash();
		if (i % 37 == 0) {
			hashes[i] = queries[random_below(&seed, count)];
			flip(&hashes[i], random_below(&seed, 70));
		}
	}
	hashes[HASHES - 1] = queries[0]; /* in the rest of a group */
	return hashes;
}

static void
check_scan(enum cpu_path path, unsigned count, unsigned threshold)
{
	static struct taken taken;
	struct hash256 queries[HASH_SCAN_QUERIES];
	SCOPED_FREE struct hash256 *hashes = NULL;
	size_t k = 0;

	for (unsigned q = 0; q < count; q++)
		queries[q] = random_hash();
	hashes = many_hashes(queries, count);
	taken = (struct taken){ .limit = SIZE_MAX };
	assert_true(hash_scan(path, hashes, HASHES, queries, count, threshold, take, &taken));
	for (size_t i = 0; i < HASHES; i++) {
		for (unsigned q = 0; q < count; q++) {
			unsigned distance = hash256_distance(&hashes[i], &queries[q]);

			if (distance > threshold)
				continue;
			assert_true(k < taken.n);
			assert_int_equal(taken.found[k].index, i);
			assert_int_equal(taken.found[k].query, q);
			assert_int_equal(taken.found[k++].distance, distance);
		}
	}
	assert_int_equal(k, taken.n);
	assert_in_range(taken.n, 1, SIZE_MAX);
}

static void
a_scan_finds_just_what_is_near(void **state)
{
	static const unsigned thresholds[] = { 0, 31, 64, 100 };

	(void)state;
	for (int path = CPU_PATH_BEST; path <= CPU_PATH_PORTABLE; path++) {
		for (size_t t = 0; t < sizeof thresholds / sizeof thresholds[0]; t++) {
			check_scan((enum cpu_path)path, 1, thresholds[t]);
			check_scan((enum cpu_path)path, 3, thresholds[t]);
			check_scan((enum cpu_path)path, HASH_SCAN_QUERIES, thresholds[t]);
		}
	}
}

static void
a_scan_ends_when_told(void **state)
{
	static struct taken taken;
	struct hash256 query = random_hash();
	SCOPED_FREE struct hash256 *hashes = many_hashes(&query, 1);

	(void)state;
	for (int path = CPU_PATH_BEST; path <= CPU_PATH_PORTABLE; path++) {
		taken = (struct taken){ .limit = 2 };
		assert_false(hash_scan((enum cpu_path)path, hashes, HASHES, &query, 1, 256, take, &taken));
		assert_int_equal(taken.n, 2);
		taken = (struct taken){ .limit = 2 };
		assert_true(hash_scan((enum cpu_path)path, hashes, 0, &query, 1, 256, take, &taken));
		assert_int_equal(taken.n, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_scan_finds_just_what_is_near),
		cmocka_unit_test(a_scan_ends_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
