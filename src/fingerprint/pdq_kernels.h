/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdq_kernels.h - the inner loops of PDQ, which are there once in plain C and
 * once for AVX2. Both do the same float operations in the same order, so their
 * bits are the same; this holds only without contraction to fused operations
 * (-ffp-contract=off).
 *
 * A running sum along a row cannot be vectorised along it, but eight rows can
 * go side by side. So a *band* holds eight rows column by column: value x of
 * row r at [x * 8 + r].
 */
#ifndef VIDIMUS_FINGERPRINT_PDQ_KERNELS_H
#define VIDIMUS_FINGERPRINT_PDQ_KERNELS_H

#include "fingerprint/cpu.h"

#include <stddef.h>
#include <stdint.h>

#define PDQ_BAND 8    /* rows of a band */
#define PDQ_GRID 64   /* sides of what the transform sees */
#define PDQ_BASIS 16  /* frequencies that are kept */

typedef const unsigned char *pdq_byte_rows[PDQ_BAND];

/* One step of a running sum down the columns: add, then subtract, then divide. */
struct pdq_step {
	const float *next;    /* NULL: nothing is added any more */
	const float *oldest;  /* NULL: nothing falls out yet */
	float       *mean;    /* NULL: no output yet */
	float        divisor; /* how many values are in the sum */
};

struct pdq_kernels {
	/* A band of `n` pixels' luma: samples of 1 byte, or of 3 (R, G, B). */
	void (*grey_band)(const pdq_byte_rows rows, size_t n, float *band);
	void (*rgb_band)(const pdq_byte_rows rows, size_t n, float *band);
	/* Band to eight rows of `stride` floats, and back; whole groups of eight columns are written. */
	void (*band_to_rows)(const float *band, size_t n, float *rows, size_t stride);
	void (*rows_to_band)(const float *rows, size_t stride, size_t n, float *band);
	/* The box of width `window` along the rows of a band, for all columns. */
	void (*box_all)(const float *band, size_t n, size_t window, float *out);
	/* The same for 64 columns in ascending order, which may repeat. */
	void (*box_some)(const float *band, size_t n, size_t window, const uint32_t *columns,
	                 float *out);
	/* One step down, for `n` columns, a multiple of eight. */
	void (*step_down)(float *sum, const struct pdq_step *step, size_t n);
	/* Adds a row's bytes, each times `weight` (at most 257), to `n` sums. */
	void (*add_bytes)(uint32_t *sums, const unsigned char *row, size_t n, unsigned weight);
	/* Sum of the rounded gradients of the 64 x 64 grid; `range` is 255 or 219. */
	unsigned (*gradients)(const float *grid, float range);
	/* basis (16 x 64) * grid (64 x 64) * its transpose (64 x 16) to out (16 x 16). */
	void (*transform)(const float *basis, const float *basis_transposed, const float *grid,
	                  float *out);
	/* The 128th smallest of 256 keys. */
	int32_t (*lower_median)(const int32_t *keys);
};

extern const struct pdq_kernels pdq_kernels_portable;
#if FINGERPRINT_HAS_AVX2
extern const struct pdq_kernels pdq_kernels_avx2;
#endif

#endif
