/* SPDX-License-Identifier: Apache-2.0 */
/* pdq_kernels.c - the inner loops of PDQ in plain C. */
#include "fingerprint/pdq_kernels.h"

#include "fingerprint/pdq_kernel_loops.h"

static void
grey_band(const pdq_byte_rows rows, size_t n, float *band)
{
	for (size_t x = 0; x < n; x++) {
		for (size_t r = 0; r < PDQ_BAND; r++)
			band[x * PDQ_BAND + r] = (float)rows[r][x];
	}
}

static void
rgb_band(const pdq_byte_rows rows, size_t n, float *band)
{
	for (size_t x = 0; x < n; x++) {
		for (size_t r = 0; r < PDQ_BAND; r++) {
			const unsigned char *p = rows[r] + 3 * x;

			band[x * PDQ_BAND + r] = 0.299f * (float)p[0] + 0.587f * (float)p[1] +
			                         0.114f * (float)p[2];
		}
	}
}

static void
band_to_rows(const float *band, size_t n, float *rows, size_t stride)
{
	for (size_t r = 0; r < PDQ_BAND; r++) {
		for (size_t x = 0; x < n; x++)
			rows[r * stride + x] = band[x * PDQ_BAND + r];
	}
}

static void
rows_to_band(const float *rows, size_t stride, size_t n, float *band)
{
	for (size_t x = 0; x < n; x++) {
		for (size_t r = 0; r < PDQ_BAND; r++)
			band[x * PDQ_BAND + r] = rows[r * stride + x];
	}
}

static void
box_all(const float *band, size_t n, size_t window, float *out)
{
	loop_box_all(band, n, window, out);
}

static void
box_some(const float *band, size_t n, size_t window, const uint32_t *columns, float *out)
{
	loop_box_some(band, n, window, columns, out);
}

static void
step_down(float *sum, const struct pdq_step *step, size_t n)
{
	loop_step_down(sum, step, n);
}

static void
add_bytes(uint32_t *sums, const unsigned char *row, size_t n, unsigned weight)
{
	loop_add_bytes(sums, row, n, weight);
}

static unsigned
gradients(const float *grid, float range)
{
	return loop_gradients(grid, range);
}

static void
transform(const float *basis, const float *basis_transposed, const float *grid, float *out)
{
	loop_transform(basis, basis_transposed, grid, out);
}

static int32_t
lower_median(const int32_t *keys)
{
	return loop_lower_median(keys);
}

const struct pdq_kernels pdq_kernels_portable = {
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
