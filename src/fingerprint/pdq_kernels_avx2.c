/* SPDX-License-Identifier: Apache-2.0 */
/* pdq_kernels_avx2.c - the inner loops of PDQ for processors with AVX2, chosen at run time. */
#include "fingerprint/pdq_kernels.h"

#if FINGERPRINT_HAS_AVX2

#include "fingerprint/pdq_kernel_loops.h"

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,popcnt")))
#define AVX2_INLINE AVX2 static inline

/* Rows become columns: eight registers of eight floats each. */
AVX2_INLINE void
turn(__m256 v[PDQ_BAND])
{
	__m256 pairs[PDQ_BAND], fours[PDQ_BAND];

	for (int i = 0; i < 4; i++) {
		pairs[2 * i] = _mm256_unpacklo_ps(v[2 * i], v[2 * i + 1]);
		pairs[2 * i + 1] = _mm256_unpackhi_ps(v[2 * i], v[2 * i + 1]);
	}
	for (int i = 0; i < 8; i += 4) {
		fours[i] = _mm256_shuffle_ps(pairs[i], pairs[i + 2], _MM_SHUFFLE(1, 0, 1, 0));
		fours[i + 1] = _mm256_shuffle_ps(pairs[i], pairs[i + 2], _MM_SHUFFLE(3, 2, 3, 2));
		fours[i + 2] = _mm256_shuffle_ps(pairs[i + 1], pairs[i + 3], _MM_SHUFFLE(1, 0, 1, 0));
		fours[i + 3] = _mm256_shuffle_ps(pairs[i + 1], pairs[i + 3], _MM_SHUFFLE(3, 2, 3, 2));
	}
	for (int i = 0; i < 4; i++) {
		v[i] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x20);
		v[i + 4] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x31);
	}
}

AVX2_INLINE void
store_turned(__m256 v[PDQ_BAND], float *out, size_t stride)
{
	turn(v);
	for (int i = 0; i < PDQ_BAND; i++)
		_mm256_storeu_ps(out + (size_t)i * stride, v[i]);
}

AVX2 static void
grey_band(const pdq_byte_rows rows, size_t n, float *band)
{
	size_t x = 0;

	for (; x + 8 <= n; x += 8) {
		__m256 v[PDQ_BAND];

		for (int r = 0; r < PDQ_BAND; r++) {
			__m128i bytes = _mm_loadl_epi64((const __m128i *)(const void *)(rows[r] + x));

			v[r] = _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes));
		}
		store_turned(v, band + x * PDQ_BAND, PDQ_BAND);
	}
	if (x < n) {
		pdq_byte_rows rest;

		for (int r = 0; r < PDQ_BAND; r++)
			rest[r] = rows[r] + x;
		pdq_kernels_portable.grey_band(rest, n - x, band + x * PDQ_BAND);
	}
}

/* One of three channels of eight pixels, as floats. */
AVX2_INLINE __m256
channel(__m256i pixels, __m256i places)
{
	return _mm256_cvtepi32_ps(_mm256_shuffle_epi8(pixels, places));
}

/* Luma of eight pixels in the 24 bytes at p: four from each of two loads that overlap. */
AVX2_INLINE __m256
luma(const unsigned char *p)
{
	const __m256i red = _mm256_setr_epi8(
		0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1,
		4, -1, -1, -1, 7, -1, -1, -1, 10, -1, -1, -1, 13, -1, -1, -1);
	const __m256i green = _mm256_setr_epi8(
		1, -1, -1, -1, 4, -1, -1, -1, 7, -1, -1, -1, 10, -1, -1, -1,
		5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1, 14, -1, -1, -1);
	const __m256i blue = _mm256_setr_epi8(
		2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1,
		6, -1, -1, -1, 9, -1, -1, -1, 12, -1, -1, -1, 15, -1, -1, -1);
	__m128i low = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i high = _mm_loadu_si128((const __m128i *)(const void *)(p + 8));
	__m256i pixels = _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
	__m256 r = _mm256_mul_ps(_mm256_set1_ps(0.299f), channel(pixels, red));
	__m256 g = _mm256_mul_ps(_mm256_set1_ps(0.587f), channel(pixels, green));
	__m256 b = _mm256_mul_ps(_mm256_set1_ps(0.114f), channel(pixels, blue));

	return _mm256_add_ps(_mm256_add_ps(r, g), b);
}

AVX2 static void
rgb_band(const pdq_byte_rows rows, size_t n, float *band)
{
	size_t x = 0;

	for (; x + 8 <= n; x += 8) {
		__m256 v[PDQ_BAND];

		for (int r = 0; r < PDQ_BAND; r++)
			v[r] = luma(rows[r] + 3 * x);
		store_turned(v, band + x * PDQ_BAND, PDQ_BAND);
	}
	if (x < n) {
		pdq_byte_rows rest;

		for (int r = 0; r < PDQ_BAND; r++)
			rest[r] = rows[r] + 3 * x;
		pdq_kernels_portable.rgb_band(rest, n - x, band + x * PDQ_BAND);
	}
}

AVX2 static void
band_to_rows(const float *band, size_t n, float *rows, size_t stride)
{
	for (size_t x = 0; x < n; x += 8) {
		__m256 v[PDQ_BAND];

		for (int i = 0; i < PDQ_BAND; i++)
			v[i] = _mm256_loadu_ps(band + (x + (size_t)i) * PDQ_BAND);
		store_turned(v, rows + x, stride);
	}
}

AVX2 static void
rows_to_band(const float *rows, size_t stride, size_t n, float *band)
{
	for (size_t x = 0; x < n; x += 8) {
		__m256 v[PDQ_BAND];

		for (int r = 0; r < PDQ_BAND; r++)
			v[r] = _mm256_loadu_ps(rows + (size_t)r * stride + x);
		store_turned(v, band + x * PDQ_BAND, PDQ_BAND);
	}
}

AVX2 static void
box_all(const float *band, size_t n, size_t window, float *out)
{
	loop_box_all(band, n, window, out);
}

AVX2 static void
box_some(const float *band, size_t n, size_t window, const uint32_t *columns, float *out)
{
	loop_box_some(band, n, window, columns, out);
}

AVX2 static void
step_down(float *sum, const struct pdq_step *step, size_t n)
{
	loop_step_down(sum, step, n);
}

AVX2 static void
add_bytes(uint32_t *sums, const unsigned char *row, size_t n, unsigned weight)
{
	loop_add_bytes(sums, row, n, weight);
}

AVX2 static unsigned
gradients(const float *grid, float range)
{
	return loop_gradients(grid, range);
}

AVX2 static void
transform(const float *basis, const float *basis_transposed, const float *grid, float *out)
{
	loop_transform(basis, basis_transposed, grid, out);
}

AVX2 static int32_t
lower_median(const int32_t *keys)
{
	return loop_lower_median(keys);
}

const struct pdq_kernels pdq_kernels_avx2 = {
	.grey_band = grey_band,
	.rgb_band = rgb_band,
	.band_to_rows = band_to_rows,
	.rows_to_band = rows_to_band,
	.box_all = box_all,
	.box_some = box_some,
	.step_down = step_down,
	.add_bytes = add_bytes,
	.gradients = gradients,
	.transform = transform,
	.lower_median = lower_median,
};

#endif
