/* SPDX-License-Identifier: Apache-2.0 */
/* pdq_filter.c - smoothing and thinning out for PDQ, row by row. */
#include "fingerprint/pdq_filter.h"

#include <string.h>

/* downscaling.cpp, computeJaroszFilterWindowSize: a 128th of the side, rounded up. */
static size_t
window_of(size_t side)
{
	return (side + 2 * PDQ_GRID - 1) / (2 * PDQ_GRID);
}

static size_t
up_to_eight(size_t n)
{
	return (n + PDQ_BAND - 1) / PDQ_BAND * PDQ_BAND;
}

/* The rows that fall out of a window while a band comes in are still there. */
static size_t
ring_rows(size_t height)
{
	return up_to_eight(window_of(height)) + PDQ_BAND;
}

size_t
pdq_filter_room(size_t width, size_t height)
{
	size_t stride = up_to_eight(width), ring = ring_rows(height);

	return stride * (3 * PDQ_BAND + ring + 1) + PDQ_GRID * (PDQ_BAND + ring + 1);
}

static float *
cut(float **memory, size_t floats)
{
	float *part = *memory;

	*memory += floats;
	return part;
}

static void
column_box_begin(struct pdq_column_box *box, size_t height, size_t stride, float **memory)
{
	*box = (struct pdq_column_box){
		.height = height,
		.window = window_of(height),
		.stride = stride,
		.ring_rows = ring_rows(height),
	};
	box->ring = cut(memory, box->ring_rows * stride);
	box->sums = cut(memory, stride);
	memset(box->sums, 0, stride * sizeof *box->sums);
}

/* decimateFloat: the middle of each of 64 equal parts. */
static void
choose_middles(uint32_t *out, size_t side)
{
	for (size_t i = 0; i < PDQ_GRID; i++)
		out[i] = (uint32_t)(((double)i + 0.5) * (double)side / PDQ_GRID);
}

void
pdq_filter_begin(struct pdq_filter *filter, const struct pdq_kernels *kernels, size_t width,
                 size_t height, size_t channels, float *memory, float *grid)
{
	size_t stride = up_to_eight(width);

	*filter = (struct pdq_filter){
		.kernels = kernels,
		.width = width,
		.height = height,
		.channels = channels,
		.window = window_of(width),
		.stride = stride,
		.grid = grid,
	};
	filter->band = cut(&memory, stride * PDQ_BAND);
	filter->band_out = cut(&memory, stride * PDQ_BAND);
	filter->means = cut(&memory, stride * PDQ_BAND);
	filter->needed = cut(&memory, PDQ_GRID * PDQ_BAND);
	column_box_begin(&filter->first, height, stride, &memory);
	column_box_begin(&filter->second, height, PDQ_GRID, &memory);
	choose_middles(filter->columns, width);
	choose_middles(filter->rows, height);
}

static float *
ring_row(const struct pdq_column_box *box, size_t row)
{
	return box->ring + row % box->ring_rows * box->stride;
}

/* Steps that come before the first row comes out. */
static size_t
lead(const struct pdq_column_box *box)
{
	return (box->window + 2) / 2 - 1;
}

/* One step: the row that comes out, if one does, is written to `mean`. */
static void
column_box_step(struct pdq_column_box *box, const struct pdq_kernels *kernels, float *mean)
{
	size_t s = box->taken++;
	size_t first = box->taken > box->window ? box->taken - box->window : 0;
	size_t last = box->taken < box->height ? box->taken : box->height;
	const struct pdq_step step = {
		.next = s < box->height ? ring_row(box, s) : NULL,
		.oldest = s >= box->window ? ring_row(box, s - box->window) : NULL,
		.mean = mean,
		.divisor = (float)(last - first),
	};

	kernels->step_down(box->sums, &step, box->stride);
}

/* One step of the second box; a row that comes out is kept where the grid wants it. */
static void
second_step(struct pdq_filter *filter)
{
	struct pdq_column_box *box = &filter->second;
	size_t i = filter->rows_done, before = lead(box);
	bool comes_out = box->taken >= before;
	size_t row = box->taken - (comes_out ? before : 0);
	bool wanted = comes_out && i < PDQ_GRID && filter->rows[i] == row;
	float *grid_row = filter->grid + (wanted ? i : 0) * PDQ_GRID;

	column_box_step(box, filter->kernels, wanted ? grid_row : NULL);
	if (!wanted)
		return;
	for (i++; i < PDQ_GRID && filter->rows[i] == row; i++)
		memcpy(filter->grid + i * PDQ_GRID, grid_row, PDQ_GRID * sizeof *grid_row);
	filter->rows_done = i;
}

/* The band of `count` smoothed rows from `row` on goes through the second passes. */
static void
second_band(struct pdq_filter *filter, size_t row, size_t count)
{
	const struct pdq_kernels *k = filter->kernels;

	k->rows_to_band(filter->means, filter->stride, filter->stride, filter->band);
	k->box_some(filter->band, filter->width, filter->window, filter->columns, filter->needed);
	k->band_to_rows(filter->needed, PDQ_GRID, ring_row(&filter->second, row), PDQ_GRID);
	for (size_t i = 0; i < count; i++)
		second_step(filter);
	while (row + count == filter->height && filter->rows_done < PDQ_GRID)
		second_step(filter);
}

static void
first_step(struct pdq_filter *filter)
{
	struct pdq_column_box *box = &filter->first;
	size_t before = lead(box), row, place;

	if (box->taken < before) {
		column_box_step(box, filter->kernels, NULL);
		return;
	}
	row = box->taken - before;
	place = row % PDQ_BAND;
	column_box_step(box, filter->kernels, filter->means + place * filter->stride);
	if (place == PDQ_BAND - 1 || row == filter->height - 1)
		second_band(filter, row - place, place + 1);
}

void
pdq_filter_rows(struct pdq_filter *filter, const pdq_byte_rows rows)
{
	const struct pdq_kernels *k = filter->kernels;
	struct pdq_column_box *box = &filter->first;
	size_t left = filter->height - box->taken;

	if (filter->channels == 1)
		k->grey_band(rows, filter->width, filter->band);
	else
		k->rgb_band(rows, filter->width, filter->band);
	k->box_all(filter->band, filter->width, filter->window, filter->band_out);
	k->band_to_rows(filter->band_out, filter->stride, ring_row(box, box->taken), filter->stride);
	for (size_t i = 0; i < PDQ_BAND && i < left; i++)
		first_step(filter);
	while (left <= PDQ_BAND && box->taken < filter->height + lead(box))
		first_step(filter);
}
