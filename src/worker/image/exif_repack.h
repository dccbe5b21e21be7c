/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exif_repack.h - the tags of a large TIFF, BigTIFF or raw file as a small
 * EXIF block, because libexif reads 64 KiB of plain TIFF and no more.
 */
#ifndef VIDIMUS_WORKER_IMAGE_EXIF_REPACK_H
#define VIDIMUS_WORKER_IMAGE_EXIF_REPACK_H

#include "worker/image/carrier.h"
#include "worker/image/tiff_walk.h"

/*
 * Appends "Exif\0\0" and a plain TIFF of the file's byte order with IFD0, Exif,
 * GPS and Interop. Left out are pixels' places, blocks that are read apart, and
 * maker notes whose offsets would no longer hold; a value too long for the
 * block is told at once, as text when it is ASCII.
 */
void exif_repack(struct carrier *carrier, const struct tiff *tiff, struct buffer *out);

#endif
