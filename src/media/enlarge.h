/* SPDX-License-Identifier: Apache-2.0 */
/*
 * enlarge.h - a few pixels drawn larger. Parsers send thumbnails of so few that
 * nothing can be recognised, whoever has taken them over; here they only grow.
 */
#ifndef VIDIMUS_MEDIA_ENLARGE_H
#define VIDIMUS_MEDIA_ENLARGE_H

#include "media/collect.h"

#define ENLARGE_MOST 1024 /* pixels of a side */

/*
 * Enlarges the picture by bilinear interpolation so that its longer side has `side` pixels, at most
 * ENLARGE_MOST; a larger one stays as it is. Only integers: the same pixels on any machine. STATUS_MEMORY leaves it as it was.
 */
CHECKED enum status picture_enlarge(struct picture *picture, uint32_t side, struct error *err);

#endif
