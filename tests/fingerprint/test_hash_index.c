/* SPDX-License-Identifier: Apache-2.0 */
/* test_hash_index.c - the index finds just what looking at all finds, and survives damage. */
#include "fingerprint/hash_index.h"

#include "support/random.h"
#include "support/support.h"

#include "base/scoped.h"

#include <stdlib.h>
#include <string.h>

#define HASHES 20000
#define QUERIES 40
#define SOME_PARTS 13 /* fewer are tables of half a gigabyte: tried once, in tables_of_the_fewest_parts */

static uint64_t       seed = 11;
static struct hash256 hashes[HASHES];

static void
flip(struct hash256 *hash, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++) {
		uint32_t k = random_below(&seed, HASH256_BITS);

		hash->words[k / 64] ^= UINT64_C(1) << k % 64;
	}
}

/* Families of near ones, so that a query has several answers at distances around the threshold. */
static void
fill_hashes(void)
{
	for (size_t i = 0; i < HASHES; i++) {
		if (i % 10 == 0) {
			for (size_t w = 0; w < HASH256_WORDS; w++)
				hashes[i].words[w] = random_next(&seed);
		} else {
			hashes[i] = hashes[i - i % 10];
			flip(&hashes[i], random_below(&seed, 50));
		}
	}
	memset(&hashes[HASHES - 1], 0, sizeof hashes[0]);
}

struct seen {
	unsigned char times[HASHES];
	unsigned      count, limit;
};

static bool
see(void *context, const struct hash_found *found)
{
	struct seen *seen = context;

	assert_in_range(found->index, 0, HASHES - 1);
	assert_int_equal(found->query, 0);
	seen->times[found->index]++;
	return ++seen->count < seen->limit;
}

struct target {
	uint32_t *tables;
	size_t    size, written;
};

static enum status
put(void *context, size_t at, const uint32_t *numbers, size_t n)
{
	struct target *target = context;

	assert_true(at <= target->size && n <= target->size - at);
	memcpy(target->tables + at, numbers, n * sizeof *numbers);
	target->written += n;
	return STATUS_OK;
}

static struct hash_index
build_within(unsigned parts, size_t room, uint32_t **tables)
{
	struct target target = { .size = hash_index_size(HASHES, parts) };
	SCOPED_FREE uint32_t *memory = malloc(room * sizeof *memory);

	target.tables = malloc(target.size * sizeof *target.tables);
	assert_true(target.tables != NULL && memory != NULL);
	assert_int_equal(hash_index_build(hashes, HASHES, parts, memory, room, put, &target), STATUS_OK);
	assert_int_equal(target.written, target.size);
	*tables = target.tables;
	return (struct hash_index){ hashes, HASHES, parts, *tables };
}

static struct hash_index
build(unsigned parts, uint32_t **tables)
{
	return build_within(parts, HASH_INDEX_LEAST_ROOM, tables);
}

/* Windows, slices and a value that thousands share, in less and less memory: the same tables. */
static void
tables_do_not_depend_on_the_memory(void **state)
{
	static const size_t rooms[] = { 1 << 22, HASH_INDEX_LEAST_ROOM, 5000 };
	SCOPED_FREE struct hash256 *before = malloc(sizeof hashes);
	SCOPED_FREE uint32_t *first = NULL;
	size_t bytes = hash_index_size(HASHES, HASH_INDEX_MOST_PARTS) * sizeof *first;

	(void)state;
	assert_non_null(before);
	memcpy(before, hashes, sizeof hashes);
	for (size_t i = 100; i < HASHES; i += 3)
		hashes[i].words[0] = 5;
	build_within(HASH_INDEX_MOST_PARTS, rooms[0], &first);
	for (size_t r = 1; r < 3; r++) {
		SCOPED_FREE uint32_t *other = NULL;

		build_within(HASH_INDEX_MOST_PARTS, rooms[r], &other);
		assert_memory_equal(first, other, bytes);
	}
	memcpy(hashes, before, sizeof hashes);
}

static enum status
put_nothing(void *context, size_t at, const uint32_t *numbers, size_t n)
{
	(void)at, (void)numbers, (void)n;
	return --*(int *)context < 0 ? STATUS_IO : STATUS_OK;
}

static void
building_ends_at_the_first_failure(void **state)
{
	static uint32_t memory[HASH_INDEX_LEAST_ROOM];

	(void)state;
	for (int good = 0; good < 20; good++) {
		int left = good;

		assert_int_equal(hash_index_build(hashes, HASHES, 16, memory, HASH_INDEX_LEAST_ROOM,
		                                  put_nothing, &left), STATUS_IO);
		assert_int_equal(left, -1);
	}
}

static void
compare_with_all(const struct hash_index *index, const struct hash256 *query, unsigned threshold)
{
	static struct seen seen;

	seen = (struct seen){ .limit = UINT32_MAX };
	assert_int_equal(hash_index_search(index, query, threshold, see, &seen), STATUS_OK);
	for (size_t i = 0; i < HASHES; i++) {
		unsigned distance = hash256_distance(query, &hashes[i]);

		if (seen.times[i] != (distance <= threshold))
			fail_msg("%u parts, threshold %u, distance %u: told %u times\n", index->parts,
			         threshold, distance, seen.times[i]);
	}
}

static void
the_index_finds_what_a_scan_finds(void **state)
{
	static const unsigned thresholds[] = { 31, 31, 31, 30, 16, 7, 0 };

	(void)state;
	for (unsigned parts = SOME_PARTS; parts <= HASH_INDEX_MOST_PARTS; parts++) {
		SCOPED_FREE uint32_t *tables = NULL;
		struct hash_index index = build(parts, &tables);

		for (unsigned q = 0; q < QUERIES; q++) {
			struct hash256 query = hashes[random_below(&seed, HASHES)];

			flip(&query, random_below(&seed, 32));
			compare_with_all(&index, &query, thresholds[q % 7]);
		}
		compare_with_all(&index, &(struct hash256){ 0 }, HASH_SAME);
	}
}

/* 31 bits spread as unfavourably as can be: as evenly over the parts as they go. */
static void
evenly_spread_differences_are_found(void **state)
{
	(void)state;
	for (unsigned parts = SOME_PARTS; parts <= HASH_INDEX_MOST_PARTS; parts++) {
		SCOPED_FREE uint32_t *tables = NULL;
		struct hash_index index = build(parts, &tables);

		for (unsigned q = 0; q < QUERIES; q++) {
			struct hash256 query = hashes[q];

			for (unsigned i = 0; i < HASH_SAME; i++) {
				unsigned k = (i * HASH256_BITS / HASH_SAME + q) % HASH256_BITS;

				query.words[k / 64] ^= UINT64_C(1) << k % 64;
			}
			compare_with_all(&index, &query, HASH_SAME);
		}
	}
}

static void
tables_of_the_fewest_parts(void **state)
{
	SCOPED_FREE uint32_t *tables = NULL;
	struct hash_index index = build(HASH_INDEX_LEAST_PARTS, &tables);
	struct hash256 query = hashes[77];

	(void)state;
	for (unsigned i = 0; i < HASH_SAME; i++)
		query.words[i % 4] ^= UINT64_C(1) << i * 2;
	compare_with_all(&index, &query, HASH_SAME);
}

static void
a_search_ends_when_told(void **state)
{
	static struct seen seen;
	SCOPED_FREE uint32_t *tables = NULL;
	struct hash_index index = build(HASH_INDEX_MOST_PARTS, &tables);

	(void)state;
	seen = (struct seen){ .limit = 1 };
	assert_int_equal(hash_index_search(&index, &hashes[0], HASH_SAME, see, &seen), STATUS_DONE);
	assert_int_equal(seen.count, 1);
	assert_int_equal(hash_index_search(&index, &hashes[0], HASH_SAME + 1, see, &seen),
	                 STATUS_INVALID);
	index.n = 0;
	assert_int_equal(hash_index_search(&index, &hashes[0], HASH_SAME, see, &seen), STATUS_OK);
	assert_int_equal(seen.count, 1);
}

/* Whatever the tables say, no position outside of the hashes is ever told or read. */
static void
damaged_tables_do_no_harm(void **state)
{
	static struct seen seen;
	SCOPED_FREE uint32_t *tables = NULL;
	struct hash_index index = build(HASH_INDEX_MOST_PARTS, &tables);
	size_t size = hash_index_size(HASHES, HASH_INDEX_MOST_PARTS);
	size_t contradictions = 0;

	(void)state;
	for (int round = 0; round < 200; round++) {
		for (size_t i = 0; i < size / 50; i++)
			tables[random_below(&seed, (uint32_t)size)] =
				round % 2 ? (uint32_t)random_next(&seed) : random_below(&seed, HASHES + 1);
		seen = (struct seen){ .limit = 1000 };
		contradictions += hash_index_search(&index, &hashes[round], HASH_SAME, see, &seen) ==
		                  STATUS_FALSE;
	}
	assert_in_range(contradictions, 1, 200);
}

static void
parts_fit_what_is_allowed(void **state)
{
	static const size_t sizes[] = { 0, 1, 100000, 300000, 1000000, 10000000, 40000000 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		assert_in_range(hash_index_parts(sizes[i]), HASH_INDEX_LEAST_PARTS, HASH_INDEX_MOST_PARTS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_index_finds_what_a_scan_finds),
		cmocka_unit_test(evenly_spread_differences_are_found),
		cmocka_unit_test(tables_of_the_fewest_parts),
		cmocka_unit_test(a_search_ends_when_told),
		cmocka_unit_test(damaged_tables_do_no_harm),
		cmocka_unit_test(tables_do_not_depend_on_the_memory),
		cmocka_unit_test(building_ends_at_the_first_failure),
		cmocka_unit_test(parts_fit_what_is_allowed),
	};

	fill_hashes();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
