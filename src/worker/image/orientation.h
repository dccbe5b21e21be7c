/* SPDX-License-Identifier: Apache-2.0 */
/* orientation.h - the eight ways in which a picture may lie (TIFF 6.0, Orientation, 1 to 8). */
#ifndef VIDIMUS_WORKER_IMAGE_ORIENTATION_H
#define VIDIMUS_WORKER_IMAGE_ORIENTATION_H

/* What lies as `first` says, and is then turned as `second` says; both 1 to 8, as is the answer. */
unsigned orientation_after(unsigned first, unsigned second);

/* Where the pixel (x, y) of the upright picture comes from, as matrix: x' = a x + b y, y' = c x + d y. */
struct orientation_matrix {
	int a, b, c, d;
};
struct orientation_matrix orientation_matrix_of(unsigned orientation);

#endif
