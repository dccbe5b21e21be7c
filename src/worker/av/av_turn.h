/* SPDX-License-Identifier: Apache-2.0 */
/*
 * av_turn.h - how a picture is to be turned and mirrored before it is shown,
 * from the display matrix of its stream (ISO/IEC 14496-12 8.3.2, QuickTime).
 */
#ifndef VIDIMUS_WORKER_AV_TURN_H
#define VIDIMUS_WORKER_AV_TURN_H

#include <stdbool.h>
#include <stdint.h>

struct turn {
	bool   stated;      /* the stream has a display matrix */
	double degrees;     /* clockwise, 0 to below 360, after the mirroring */
	int    orientation; /* the EXIF number, 1-8; 0 where the matrix is none of the eight */
};

/* Reads a matrix of nine numbers: 16.16 fixed point, the last column 2.30. */
struct turn turn_of_matrix(const int32_t matrix[9]);

/*
 * Turns and mirrors `width` x `height` pixels of three bytes by an EXIF
 * orientation (0 and 1: copies). `out` holds as many bytes as `in`. For 5-8
 * the outcome is `height` pixels wide.
 */
void turn_apply(int orientation, const unsigned char *in, uint32_t width, uint32_t height,
                unsigned char *out);

#endif
