/* SPDX-License-Identifier: Apache-2.0 */
/* upright.h - how a decoded picture must be turned to be seen upright. */
#ifndef VIDIMUS_WORKER_IMAGE_UPRIGHT_H
#define VIDIMUS_WORKER_IMAGE_UPRIGHT_H

#include "worker/image/span.h"

/*
 * 1 to 8: the orientation of the file's first EXIF block; 1 where there is
 * none, and for HEIF and AVIF, whose decoder turns by itself.
 */
unsigned upright_orientation(struct span file);

#endif
