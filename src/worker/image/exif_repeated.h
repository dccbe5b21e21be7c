/* SPDX-License-Identifier: Apache-2.0 */
/* exif_repeated.h - tags that stand twice in one EXIF directory, of which libexif keeps the first without a word. */
#ifndef VIDIMUS_WORKER_IMAGE_EXIF_REPEATED_H
#define VIDIMUS_WORKER_IMAGE_EXIF_REPEATED_H

#include "worker/image/carrier.h"
#include "worker/image/tiff_walk.h"

#define EXIF_REPEATED_LIMIT 64 /* told of one directory */

/* Tells every further value of such tags in IFD0, Exif and GPS; beyond the limit `facts-left-out`. */
void exif_tell_repeated(struct carrier *carrier, const struct tiff *tiff);

#endif
