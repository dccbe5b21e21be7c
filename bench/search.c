/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.c - how fast the same picture is found among very many hashes: by
 * looking at all, beside reading them all, and by tables of several widths.
 *
 *	bench_search HASHES [PARTS…]
 */
#include "fingerprint/hash_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 7
#define CLIP_QUERIES 480 /* a minute sampled once a second, turned eight ways */
#define TABLE_ROOM ((size_t)12 << 20)

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void *
must(void *memory)
{
	if (memory == NULL) {
		fputs("bench_search: no memory\n", stderr);
		exit(1);
	}
	return memory;
}

static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static bool
count_found(void *context, const struct hash_found *found)
{
	(void)found;
	++*(size_t *)context;
	return true;
}

static uint64_t
read_all(const struct hash256 *hashes, size_t n)
{
	uint64_t sum[HASH256_WORDS] = { 0 };

	for (size_t i = 0; i < n; i++) {
		for (size_t w = 0; w < HASH256_WORDS; w++)
			sum[w] ^= hashes[i].words[w];
	}
	return sum[0] ^ sum[1] ^ sum[2] ^ sum[3];
}

/* Each in its turn, the best of several rounds. */
static void
bench_scan(const struct hash256 *hashes, size_t n)
{
	static const char *const names[] = { "read", "scan, 1 query", "scan, 8 queries",
		                             "scan, 1 query, portable" };
	double best[4] = { 1e9, 1e9, 1e9, 1e9 };
	size_t found = 0;
	uint64_t sum = 0;

	for (int round = 0; round < ROUNDS; round++) {
		for (int way = 0; way < 4; way++) {
			double begun = now(), took;

			if (way == 0)
				sum ^= read_all(hashes, n);
			else
				hash_scan(way == 3 ? CPU_PATH_PORTABLE : CPU_PATH_BEST, hashes, n, hashes,
				          way == 2 ? 8 : 1, HASH_SAME, count_found, &found);
			took = now() - begun;
			best[way] = took < best[way] ? took : best[way];
		}
	}
	for (int way = 0; way < 4; way++)
		printf("%s: %.1f ms, %.1f GB/s, %.2f of reading\n", names[way], 1e3 * best[way],
		       (double)n * sizeof *hashes / best[way] / 1e9, best[0] / best[way]);
	printf("(%zu found, sum %llx)\n", found, (unsigned long long)sum);
}

struct target {
	uint32_t *tables;
};

static enum status
put(void *context, size_t at, const uint32_t *numbers, size_t n)
{
	struct target *target = context;

	memcpy(target->tables + at, numbers, n * sizeof *numbers);
	return STATUS_OK;
}

static void
ask_clip(const struct hash_index *index, uint64_t *seed, size_t *found)
{
	for (int q = 0; q < CLIP_QUERIES; q++) {
		struct hash256 query = index->hashes[next_random(seed) % index->n];

		for (int bit = 0; bit < 20; bit++)
			query.words[next_random(seed) % HASH256_WORDS] ^= UINT64_C(1) << next_random(seed) % 64;
		if (hash_index_search(index, &query, HASH_SAME, count_found, found) != STATUS_OK)
			exit(1);
	}
}

static void
bench_index(const struct hash256 *hashes, uint32_t n, unsigned parts)
{
	size_t size = hash_index_size(n, parts), found = 0;
	struct target target = { must(calloc(size, sizeof(uint32_t))) };
	uint32_t *memory = must(malloc(TABLE_ROOM * sizeof *memory));
	double begun = now(), built, best = 1e9;
	uint64_t seed = 99;
	struct hash_index index = { hashes, n, parts, target.tables };

	if (hash_index_build(hashes, n, parts, memory, TABLE_ROOM, put, &target) != STATUS_OK)
		exit(1);
	built = now() - begun;
	for (int round = 0; round < ROUNDS; round++) {
		begun = now();
		ask_clip(&index, &seed, &found);
		best = now() - begun < best ? now() - begun : best;
	}
	printf("tables of %u parts: %.0f MB, made in %.1f s; %d queries in %.0f ms on one core "
	       "(%zu found of %d)\n", parts, (double)size * sizeof(uint32_t) / 1e6, built, CLIP_QUERIES,
	       1e3 * best, found, ROUNDS * CLIP_QUERIES);
	free(target.tables);
	free(memory);
}

int
main(int argc, char **argv)
{
	long long n = argc > 1 ? atoll(argv[1]) : 0;
	struct hash256 *hashes;
	uint64_t seed = 1;

	if (n < 16 || n > HASH_INDEX_LIMIT) {
		fputs("usage: bench_search HASHES [PARTS…]\n", stderr);
		return 2;
	}
	hashes = must(malloc((size_t)n * sizeof *hashes));
	for (long long i = 0; i < n; i++) {
		for (size_t w = 0; w < HASH256_WORDS; w++)
			hashes[i].words[w] = next_random(&seed);
	}
	bench_scan(hashes, (size_t)n);
	if (argc == 2)
		bench_index(hashes, (uint32_t)n, hash_index_parts((size_t)n));
	for (int i = 2; i < argc; i++) {
		int parts = atoi(argv[i]);

		if (parts >= HASH_INDEX_LEAST_PARTS && parts <= HASH_INDEX_MOST_PARTS)
			bench_index(hashes, (uint32_t)n, (unsigned)parts);
	}
	free(hashes);
	return 0;
}
