/* SPDX-License-Identifier: Apache-2.0 */
/* hash_scan.c - distances of a few hashes to very many, in plain C and for AVX2. */
#include "fingerprint/hash_scan.h"

#if FINGERPRINT_HAS_AVX2
#include <immintrin.h>
#endif

struct scan {
	const struct hash256 *hashes, *queries;
	unsigned              count, threshold;
	hash_taker           *take;
	void                 *context;
};

/* Looks at one hash, by the portable way; false to end. */
static bool
look_at(const struct scan *scan, size_t index)
{
	for (unsigned q = 0; q < scan->count; q++) {
		unsigned distance = hash256_distance(&scan->hashes[index], &scan->queries[q]);
		struct hash_found found = { index, q, distance };

		if (distance <= scan->threshold && !scan->take(scan->context, &found))
			return false;
	}
	return true;
}

static bool
scan_portably(const struct scan *scan, size_t from, size_t n)
{
	for (size_t i = from; i < n; i++) {
		if (!look_at(scan, i))
			return false;
	}
	return true;
}

#if FINGERPRINT_HAS_AVX2

#define AVX2 __attribute__((target("avx2,popcnt")))
#define GROUP 4 /* hashes whose sums fit in one register */

/* Set bits of each of four words, by a table of nibbles (W. Muła, "SSSE3: fast popcount"). */
AVX2 static inline __m256i
count_words(__m256i bits)
{
	const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,
	                                       0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
	const __m256i nibble = _mm256_set1_epi8(15);
	__m256i low = _mm256_shuffle_epi8(table, _mm256_and_si256(bits, nibble));
	__m256i high = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(bits, 4), nibble));

	return _mm256_sad_epu8(_mm256_add_epi8(low, high), _mm256_setzero_si256());
}

/* Distances of four hashes to one query; the lanes stand for hashes 0, 1, 2, 3 of the group. */
AVX2 static inline __m256i
distances(const __m256i hashes[GROUP], __m256i query)
{
	__m256i a = count_words(_mm256_xor_si256(hashes[0], query));
	__m256i b = count_words(_mm256_xor_si256(hashes[1], query));
	__m256i c = count_words(_mm256_xor_si256(hashes[2], query));
	__m256i d = count_words(_mm256_xor_si256(hashes[3], query));
	__m256i ab = _mm256_add_epi64(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
	__m256i cd = _mm256_add_epi64(_mm256_unpacklo_epi64(c, d), _mm256_unpackhi_epi64(c, d));

	return _mm256_add_epi64(_mm256_permute2x128_si256(ab, cd, 0x20),
	                        _mm256_permute2x128_si256(ab, cd, 0x31));
}

AVX2 static bool
scan_by_avx2(const struct scan *scan, size_t n)
{
	const __m256i above = _mm256_set1_epi64x((long long)scan->threshold + 1);
	__m256i queries[HASH_SCAN_QUERIES];
	size_t i = 0;

	for (unsigned q = 0; q < scan->count; q++)
		queries[q] = _mm256_loadu_si256((const __m256i *)(const void *)&scan->queries[q]);
	for (; i + GROUP <= n; i += GROUP) {
		__m256i hashes[GROUP], near = _mm256_setzero_si256();

		for (int k = 0; k < GROUP; k++)
			hashes[k] = _mm256_loadu_si256((const __m256i *)(const void *)&scan->hashes[i + (size_t)k]);
		for (unsigned q = 0; q < scan->count; q++)
			near = _mm256_or_si256(near, _mm256_cmpgt_epi64(above, distances(hashes, queries[q])));
		/* something near is rare: what it is, is found out anew */
		if (!_mm256_testz_si256(near, near) && !scan_portably(scan, i, i + GROUP))
			return false;
	}
	return scan_portably(scan, i, n);
}

#endif

bool
hash_scan(enum cpu_path path, const struct hash256 *hashes, size_t n,
          const struct hash256 *queries, unsigned count, unsigned threshold, hash_taker *take,
          void *context)
{
	const struct scan scan = { hashes, queries, count, threshold, take, context };

#if FINGERPRINT_HAS_AVX2
	if (cpu_path_is_avx2(path))
		return scan_by_avx2(&scan, n);
#else
	(void)path;
#endif
	return scan_portably(&scan, 0, n);
}
