/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claim_number.h - a number as somebody states it: exactly, about, at least,
 * at most, or between two. Nothing is added up or filled in.
 */
#ifndef VIDIMUS_CASEWORK_CLAIM_NUMBER_H
#define VIDIMUS_CASEWORK_CLAIM_NUMBER_H

#include "base/buffer.h"

#include <vidimus/types.h>

#define CLAIM_NUMBER_MAX UINT64_C(1000000000000)

struct claim_number {
	uint64_t least, most; /* most is UINT64_MAX where there is none */
	bool     about;       /* approximately; least and most are the number itself */
};

/*
 * Reads 22, ~20, 20~, 10-14, 10..14, 26.., ..10, >25, >=26, <10, <=9, and
 * "about 20", "over 25", "more than 25", "at least 26", "up to 9", "at most 9",
 * "under 10", "fewer than 10". STATUS_INVALID, with examples, for anything else.
 */
CHECKED enum status claim_number_read(struct text words, struct claim_number *out,
                                      struct error *err);

/* Appends 22, 20~, 10..14, 26.. or ..10. */
void claim_number_write(struct buffer *out, const struct claim_number *number);

/*
 * The bounds with `about` told as a measure, which is ours: one unit of the
 * last digit that is not 0, so that 20~ is 10 to 30 and 22~ is 21 to 23.
 */
struct claim_number claim_number_widest(const struct claim_number *number);

#endif
