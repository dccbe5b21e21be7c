/* SPDX-License-Identifier: Apache-2.0 */
/*
 * thumbnail_check.h - whether the thumbnail that EXIF holds shows the same as
 * the picture: a program that edits the picture and forgets the thumbnail
 * leaves the earlier state to be seen.
 */
#ifndef VIDIMUS_WORKER_IMAGE_THUMBNAIL_CHECK_H
#define VIDIMUS_WORKER_IMAGE_THUMBNAIL_CHECK_H

#include "worker/image/carrier.h"
#include "worker/image/image_decode.h"

/*
 * How alike two pictures are: the largest correlation of their coarse greys
 * over the eight ways to turn one, with the borders of either cut to the
 * other's shape or not; 1 for the same, 0 for unrelated. 1 too when either is
 * too uniform to tell.
 */
double thumbnail_likeness(const struct pixels *picture, const struct pixels *thumbnail);

/*
 * Tells `thumbnail-unlike-image` when the likeness is beyond doubt too small. JPEG only. The
 * picture is decoded as its hash needs it, and stays in `decoded`, unless that is NULL.
 */
void thumbnail_check(struct carrier *carrier, struct decoded *decoded);

#endif
