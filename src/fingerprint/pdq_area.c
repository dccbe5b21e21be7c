/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdq_area.c - means of equal parts of a picture. Lengths are counted in 64ths of a
 * pixel: a pixel is 64 long, and of a side of n pixels each part is n long.
 */
#include "fingerprint/pdq_area.h"

#include "fingerprint/luma.h"

#include <string.h>

_Static_assert((uint64_t)255 * PDQ_LONGEST_SIDE <= UINT32_MAX, "a column's sum has room");

/* How much of pixel `pixel` of a side lies in part `part`. */
static unsigned
overlap(size_t pixel, size_t part, size_t side)
{
	size_t from = pixel * PDQ_GRID, to = from + PDQ_GRID;

	from = from > part * side ? from : part * side;
	to = to < (part + 1) * side ? to : (part + 1) * side;
	return (unsigned)(to - from);
}

/* The first pixel of a side that lies in the part, and the one after the last. */
static size_t
first_pixel(size_t part, size_t side)
{
	return part * side / PDQ_GRID;
}

static size_t
end_pixel(size_t part, size_t side)
{
	return ((part + 1) * side + PDQ_GRID - 1) / PDQ_GRID;
}

/* The columns' sums over one row of parts. */
static void
sum_rows(const struct pdq_kernels *kernels, const struct pdq_picture *picture, size_t part,
         uint32_t *sums)
{
	size_t n = (size_t)picture->width * picture->channels;
	size_t end = end_pixel(part, picture->height);

	memset(sums, 0, n * sizeof *sums);
	for (size_t y = first_pixel(part, picture->height); y < end; y++)
		kernels->add_bytes(sums, picture->samples + y * picture->stride, n,
		                   overlap(y, part, picture->height));
}

static uint64_t
luma_of(const uint32_t *sums, size_t x, unsigned channels)
{
	const uint32_t *p = sums + x * channels;

	return channels == 1 ? (uint64_t)p[0] * LUMA_WHOLE : luma_parts(p[0], p[1], p[2]);
}

void
pdq_area_grid(const struct pdq_kernels *kernels, const struct pdq_picture *picture, uint32_t *sums,
              float *grid)
{
	double area = (double)picture->width * picture->height * LUMA_WHOLE;

	for (size_t i = 0; i < PDQ_GRID; i++) {
		sum_rows(kernels, picture, i, sums);
		for (size_t j = 0; j < PDQ_GRID; j++) {
			size_t end = end_pixel(j, picture->width);
			uint64_t sum = 0;

			for (size_t x = first_pixel(j, picture->width); x < end; x++)
				sum += luma_of(sums, x, picture->channels) *
				       overlap(x, j, picture->width);
			grid[i * PDQ_GRID + j] = (float)((double)sum / area);
		}
	}
}
