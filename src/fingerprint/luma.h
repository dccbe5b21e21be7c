/* SPDX-License-Identifier: Apache-2.0 */
/* luma.h - the brightness of colours in whole numbers (ITU-R BT.601). */
#ifndef VIDIMUS_FINGERPRINT_LUMA_H
#define VIDIMUS_FINGERPRINT_LUMA_H

#include <stdint.h>

/* What the weights of the three colours are parts of. */
#define LUMA_WHOLE 256

/* Of a pixel, or of sums of pixels (below 2^56); in parts of LUMA_WHOLE. */
static inline uint64_t
luma_parts(uint64_t red, uint64_t green, uint64_t blue)
{
	return 77 * red + 150 * green + 29 * blue;
}

#endif
