/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdq_filter.h - a picture's luma, smoothed and thinned out to 64 x 64: PDQ's
 * two passes of a box along rows and columns (downscaling.cpp,
 * jaroszFilterFloat), as one stream of rows that never holds the whole
 * picture, and the last passes only where something is taken from them.
 */
#ifndef VIDIMUS_FINGERPRINT_PDQ_FILTER_H
#define VIDIMUS_FINGERPRINT_PDQ_FILTER_H

#include "fingerprint/pdq_kernels.h"

#include <vidimus/types.h>

/* A running sum down the columns of rows that come one after the other. */
struct pdq_column_box {
	size_t height, window;
	size_t taken;     /* steps done */
	size_t stride;    /* floats of a row, a multiple of eight */
	size_t ring_rows; /* rows that are kept, a multiple of eight */
	float *ring, *sums;
};

struct pdq_filter {
	const struct pdq_kernels *kernels;
	size_t                    width, height, channels;
	size_t                    window; /* along the rows */
	size_t                    stride; /* width rounded up to eight */
	uint32_t                  columns[PDQ_GRID], rows[PDQ_GRID]; /* what is taken from the smoothed picture */
	size_t                    rows_done; /* of `rows` */
	struct pdq_column_box     first, second;
	float                    *band, *band_out; /* eight rows side by side */
	float                    *means;  /* eight rows that come out of `first` */
	float                    *needed; /* a band of 64 columns */
	float                    *grid;   /* 64 x 64, what comes out; borrowed */
};

/* Floats of memory that a picture of these sides needs. */
size_t pdq_filter_room(size_t width, size_t height);

/* Begins a picture with sides of at least 5 in `memory` (pdq_filter_room floats, all finite), borrowed. */
void pdq_filter_begin(struct pdq_filter *filter, const struct pdq_kernels *kernels, size_t width,
                      size_t height, size_t channels, float *memory, float *grid);

/*
 * Takes the next eight rows, or what is left, then filled up with any rows
 * that may be read. With the last of them the grid is complete.
 */
void pdq_filter_rows(struct pdq_filter *filter, const pdq_byte_rows rows);

#endif
