/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detail_crop.h - is what is drawn or written in one picture that of the other with
 * its margins cut off?
 *
 * Fine frequencies are others as soon as a hundredth of a side is missing. But the
 * 1,024 signs of a picture's lowest frequencies, each as strong as it is in most
 * pictures, are enough of it to tell what the signs of a part will be: copies
 * agree in 85 to 96 % of what is told, and forms that were filled in otherwise in
 * 84 % at most, whichever part is tried (docs/matching.md).
 */
#ifndef VIDIMUS_FINGERPRINT_DETAIL_CROP_H
#define VIDIMUS_FINGERPRINT_DETAIL_CROP_H

#include "fingerprint/picture_detail.h"

/* The share of agreement from which one is taken for a part of the other. */
#define DETAIL_CROPPED 0.865

/* Parts that are tried: 0 to so many hundredths of each side cut off, at left and right, at top and bottom. */
#define DETAIL_CROP_HUNDREDTHS 5

/* A picture's hash by areas, and its details, turned as the other one is. */
struct detail_signs {
	struct hash256        hash;
	struct picture_detail detail; /* not none */
};

/* How much of the signs of one agree with those of a part of the other, the best of both ways; 0 to 1. */
double detail_crop_agreement(const struct detail_signs *a, const struct detail_signs *b);

#endif
