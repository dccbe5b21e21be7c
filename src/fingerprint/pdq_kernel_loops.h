/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdq_kernel_loops.h - loops of PDQ that compilers vectorise by themselves:
 * inlined into the plain functions, and into others built for AVX2.
 */
#ifndef VIDIMUS_FINGERPRINT_PDQ_KERNEL_LOOPS_H
#define VIDIMUS_FINGERPRINT_PDQ_KERNEL_LOOPS_H

#include "fingerprint/pdq_kernels.h"

#include <string.h>

#define PDQ_INLINE static inline __attribute__((always_inline))

/* Eight floats that go side by side; the compiler makes of it what the target has. */
typedef float pdq_lanes __attribute__((vector_size(4 * PDQ_BAND)));

PDQ_INLINE void
lanes_add(pdq_lanes *sum, const float *p)
{
	pdq_lanes value;

	memcpy(&value, p, sizeof value);
	*sum = *sum + value;
}

PDQ_INLINE void
lanes_subtract(pdq_lanes *sum, const float *p)
{
	pdq_lanes value;

	memcpy(&value, p, sizeof value);
	*sum = *sum - value;
}

PDQ_INLINE void
lanes_store_mean(const pdq_lanes *sum, float divisor, float *out)
{
	pdq_lanes mean = *sum / divisor;

	memcpy(out, &mean, sizeof mean);
}

/* By a power of two, dividing is multiplying by its inverse: both are exact up to one same rounding. */
PDQ_INLINE void
lanes_store_scaled(const pdq_lanes *sum, float factor, float *out)
{
	pdq_lanes mean = *sum * factor;

	memcpy(out, &mean, sizeof mean);
}

/*
 * The box of the reference (downscaling.cpp, box1DFloat), by the column that
 * comes out rather than in its four phases: before column o is written, the
 * columns up to o + half - 1 were added and those below o + half - window
 * subtracted, each addition before the subtraction of the same step.
 */
struct pdq_box {
	const float *band;
	size_t       n, window, half;
	size_t       taken; /* steps done: columns added, and beyond n, ends reached */
	pdq_lanes    sum;
};

PDQ_INLINE void
box_take(struct pdq_box *box)
{
	size_t s = box->taken++;

	if (s < box->n)
		lanes_add(&box->sum, box->band + s * PDQ_BAND);
	if (s >= box->window)
		lanes_subtract(&box->sum, box->band + (s - box->window) * PDQ_BAND);
}

/* How many columns are in the sum after `taken` steps. */
PDQ_INLINE size_t
box_count(const struct pdq_box *box)
{
	size_t first = box->taken > box->window ? box->taken - box->window : 0;
	size_t last = box->taken < box->n ? box->taken : box->n;

	return last - first;
}

PDQ_INLINE void
loop_box_all(const float *band, size_t n, size_t window, float *out)
{
	struct pdq_box box = { band, n, window, (window + 2) / 2, 0, { 0 } };
	const bool exact = (window & (window - 1)) == 0;
	const float divisor = (float)window, factor = 1.0f / divisor;
	pdq_lanes sum;
	size_t o = 0;

	while (box.taken < box.half - 1)
		box_take(&box);
	for (; box.taken < window && o < n; o++) {
		box_take(&box);
		lanes_store_mean(&box.sum, (float)box_count(&box), out + o * PDQ_BAND);
	}
	sum = box.sum; /* a local of its own stays in a register */
	for (; box.taken < n; box.taken++, o++) {
		lanes_add(&sum, band + box.taken * PDQ_BAND);
		lanes_subtract(&sum, band + (box.taken - window) * PDQ_BAND);
		if (exact)
			lanes_store_scaled(&sum, factor, out + o * PDQ_BAND);
		else
			lanes_store_mean(&sum, divisor, out + o * PDQ_BAND);
	}
	box.sum = sum;
	for (; o < n; o++) {
		box_take(&box);
		lanes_store_mean(&box.sum, (float)box_count(&box), out + o * PDQ_BAND);
	}
}

PDQ_INLINE void
loop_box_some(const float *band, size_t n, size_t window, const uint32_t *columns, float *out)
{
	struct pdq_box box = { band, n, window, (window + 2) / 2, 0, { 0 } };

	for (size_t j = 0; j < PDQ_GRID; j++) {
		size_t until = columns[j] + box.half;

		while (box.taken < until && (box.taken < window || box.taken >= n))
			box_take(&box);
		if (box.taken < until && box.taken < n) {
			size_t stop = until < n ? until : n, s = box.taken;
			pdq_lanes sum = box.sum;

			for (; s < stop; s++) {
				lanes_add(&sum, band + s * PDQ_BAND);
				lanes_subtract(&sum, band + (s - window) * PDQ_BAND);
			}
			box.sum = sum;
			box.taken = s;
		}
		while (box.taken < until)
			box_take(&box);
		lanes_store_mean(&box.sum, (float)box_count(&box), out + j * PDQ_BAND);
	}
}

PDQ_INLINE void
loop_step_down(float *restrict sums, const struct pdq_step *step, size_t n)
{
	const float *next = step->next, *oldest = step->oldest;
	float *mean = step->mean;

	for (size_t x = 0; x < n; x += PDQ_BAND) {
		pdq_lanes sum;

		memcpy(&sum, sums + x, sizeof sum);
		if (next)
			lanes_add(&sum, next + x);
		if (oldest)
			lanes_subtract(&sum, oldest + x);
		memcpy(sums + x, &sum, sizeof sum);
		if (mean)
			lanes_store_mean(&sum, step->divisor, mean + x);
	}
}

PDQ_INLINE void
loop_add_bytes(uint32_t *sums, const unsigned char *row, size_t n, unsigned weight)
{
	uint16_t factor = (uint16_t)weight;

	for (size_t k = 0; k < n; k++)
		sums[k] += (uint16_t)(row[k] * factor);
}

/* pdqhashing.cpp, pdqImageDomainQualityMetric. */
PDQ_INLINE int
gradient(float u, float v, float range)
{
	int d = (int)(((u - v) * 100) / range);

	return d < 0 ? -d : d;
}

PDQ_INLINE unsigned
loop_gradients(const float *grid, float range)
{
	int sum = 0;

	for (size_t k = 0; k < (PDQ_GRID - 1) * PDQ_GRID; k++)
		sum += gradient(grid[k], grid[k + PDQ_GRID], range);
	for (size_t i = 0; i < PDQ_GRID; i++) {
		for (size_t j = 0; j < PDQ_GRID - 1; j++)
			sum += gradient(grid[i * PDQ_GRID + j], grid[i * PDQ_GRID + j + 1], range);
	}
	return (unsigned)sum;
}

/* Plain dot products, k ascending; vectorised over the columns of the result. */
PDQ_INLINE void
loop_product(const float *restrict a, const float *restrict b, size_t columns, float *restrict out)
{
	for (size_t i = 0; i < PDQ_BASIS; i++) {
		float row[PDQ_GRID] = { 0 };

		for (size_t k = 0; k < PDQ_GRID; k++) {
			for (size_t j = 0; j < columns; j++)
				row[j] += a[i * PDQ_GRID + k] * b[k * columns + j];
		}
		memcpy(out + i * columns, row, columns * sizeof *row);
	}
}

PDQ_INLINE void
loop_transform(const float *basis, const float *basis_transposed, const float *grid, float *out)
{
	float half[PDQ_BASIS * PDQ_GRID];

	loop_product(basis, grid, PDQ_GRID, half);
	loop_product(half, basis_transposed, PDQ_BASIS, out);
}

/*
 * The largest key that no more than 127 keys are below is the 128th smallest:
 * found bit by bit from the top, without a branch that depends on the keys.
 */
PDQ_INLINE int32_t
loop_lower_median(const int32_t *keys)
{
	const int count = PDQ_BASIS * PDQ_BASIS, wanted = (count - 1) / 2;
	int64_t found = INT32_MIN;

	for (int bit = 31; bit >= 0; bit--) {
		int64_t higher = found + (INT64_C(1) << bit);
		int32_t limit = (int32_t)higher;
		int below = 0;

		for (int i = 0; i < count; i++)
			below += keys[i] < limit;
		if (below <= wanted)
			found = higher;
	}
	return (int32_t)found;
}

#endif
