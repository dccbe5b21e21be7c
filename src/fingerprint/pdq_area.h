/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pdq_area.h - a picture's luma as the means of 64 x 64 equal parts of it, for
 * PDQ_AREA. A pixel that lies across the border of two parts counts for each
 * as far as it lies in it. All sums are whole numbers, so that a mirrored or
 * turned picture has just the same means.
 */
#ifndef VIDIMUS_FINGERPRINT_PDQ_AREA_H
#define VIDIMUS_FINGERPRINT_PDQ_AREA_H

#include "fingerprint/pdq.h"
#include "fingerprint/pdq_kernels.h"

/* Fills `grid` (64 x 64); `sums` has room for width * channels numbers. */
void pdq_area_grid(const struct pdq_kernels *kernels, const struct pdq_picture *picture,
                   uint32_t *sums, float *grid);

#endif
