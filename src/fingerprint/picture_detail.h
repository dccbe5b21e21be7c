/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture_detail.h - the finer structure of pictures that are prone to look alike: pages
 * of text, cards of one design, screenshots of one program. Their coarse
 * structure, of which PDQ is made, is that of the form; what is written stands in
 * frequencies above PDQ's.
 *
 * Of the 32 x 32 lowest frequencies of the means over 64 x 64 parts (PDQ_AREA), the
 * signs of the 768 that PDQ does not use. Copies keep them: re-encoded,
 * resized, mirrored, lighter or darker ones differ in 0 to 15 %, forms
 * that were filled in otherwise in 20 to 45 % (docs/matching.md).
 */
#ifndef VIDIMUS_FINGERPRINT_PICTURE_DETAIL_H
#define VIDIMUS_FINGERPRINT_PICTURE_DETAIL_H

#include "fingerprint/hash256.h"

struct pdq_picture;

/* Blocks of 16 x 16 frequencies, each as a hash has them. */
enum detail_block {
	DETAIL_FINE_COLUMNS, /* vertical ones below 16, horizontal ones from 16 on */
	DETAIL_FINE_ROWS,    /* the other way round */
	DETAIL_FINE_BOTH
};
#define DETAIL_BLOCKS 3

/* All zero: there is none. */
struct picture_detail {
	struct hash256 blocks[DETAIL_BLOCKS];
};

/*
 * Of 768 signs, beyond so many the pictures are not the same, however alike: 22 %; and
 * where their hashes are only similar, 18 %.
 */
#define DETAIL_SAME 168
#define DETAIL_SIMILAR 138

/* Half of the frequencies must be at least so strong (of 255, times 64), else their signs are noise. */
#define DETAIL_LEAST_STRENGTH 2.0F

/* A picture of which this share lies in three ranges of grey is drawn or written rather than seen by a camera. */
#define DRAWN_SHARE 0.75

/* Half the width of such a range, of 255. */
#define DRAWN_TOLERANCE 6

/* Is it drawn or written? Looks at some 65,536 pixels. */
bool picture_is_drawn(const struct pdq_picture *picture);

/* Of the means over 64 x 64 parts; none where they are too weak. */
struct picture_detail picture_detail_of(const float *grid);

bool picture_detail_is_none(const struct picture_detail *detail);

/* Exactly that of the turned picture. */
struct picture_detail picture_detail_turned(const struct picture_detail *detail,
                                            enum dihedral dihedral);

/* Signs in which the two differ, 0 to 768. */
unsigned picture_detail_distance(const struct picture_detail *a, const struct picture_detail *b);

#endif
