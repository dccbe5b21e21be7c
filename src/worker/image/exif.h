/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exif.h - EXIF blocks (Exif 2.32 / 3.0, CIPA DC-008) through libexif, with
 * none of its corrections, so that what is told is what stands there.
 */
#ifndef VIDIMUS_WORKER_IMAGE_EXIF_H
#define VIDIMUS_WORKER_IMAGE_EXIF_H

#include "worker/image/carrier.h"

/*
 * Tells every tag of IFD0, Exif, GPS, Interop, IFD1 and of the maker notes that
 * libexif knows; notes orientation and thumbnail in the carrier. `block` begins
 * with a TIFF header.
 */
void exif_tell(struct carrier *carrier, struct span block);

#endif
