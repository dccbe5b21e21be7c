/* SPDX-License-Identifier: Apache-2.0 */
/* popcount.h - how many bits are set, without an instruction that not every processor has. */
#ifndef VIDIMUS_FINGERPRINT_POPCOUNT_H
#define VIDIMUS_FINGERPRINT_POPCOUNT_H

#include <stdint.h>

/* Sums of pairs, of fours, of bytes, and all bytes by one multiplication. */
static inline unsigned
popcount64(uint64_t x)
{
	x -= x >> 1 & UINT64_C(0x5555555555555555);
	x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
	x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return (unsigned)(x * UINT64_C(0x0101010101010101) >> 56);
}

static inline unsigned
popcount32(uint32_t x)
{
	return popcount64(x);
}

#endif
