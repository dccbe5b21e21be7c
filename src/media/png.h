/* SPDX-License-Identifier: Apache-2.0 */
/*
 * png.h - a picture as a PNG file (W3C PNG, third edition), written without a
 * library: rows unfiltered, their stream stored and not compressed (RFC 1951,
 * 3.2.4). So the same picture gives the same bytes, and the same hash, with any
 * version of anything; and the main program links neither decoder nor
 * compressor. The price is size: three bytes a pixel.
 */
#ifndef VIDIMUS_MEDIA_PNG_H
#define VIDIMUS_MEDIA_PNG_H

#include "media/collect.h"

#include <vidimus/types.h>

/* Where the bytes go; any status but STATUS_OK ends the writing, which returns it. */
struct png_sink {
	enum status (*take)(void *context, const void *bytes, size_t n, struct error *err);
	void *context;
};

/*
 * Writes a picture of 1 or 3 channels, both sides from 1 to 2^31 - 1. In
 * pieces, with 64 KiB of memory. STATUS_INVALID for any other picture.
 */
CHECKED enum status png_write(const struct picture *picture, const struct png_sink *to,
                              struct error *err);

#endif
