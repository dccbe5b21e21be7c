/* SPDX-License-Identifier: Apache-2.0 */
/* png_text.h - the texts of a PNG, and the blocks of metadata that some writers hide in them. */
#ifndef VIDIMUS_WORKER_IMAGE_PNG_TEXT_H
#define VIDIMUS_WORKER_IMAGE_PNG_TEXT_H

#include "worker/image/carrier.h"
#include "worker/image/png_walk.h"

/*
 * Reads a tEXt, zTXt or iTXt chunk (W3C PNG 11.3.3): an XMP packet or a "Raw
 * profile type" (ImageMagick's hexadecimal dump of an EXIF, APP1, IPTC or XMP
 * block) becomes a block, any other text is told, Latin-1 as UTF-8.
 */
void png_text_read(struct carrier *carrier, const struct png_chunk *chunk);

/* Appends ISO 8859-1 as UTF-8. */
void latin1_append(struct buffer *out, struct span text);

/*
 * Appends the bytes of a raw profile: line end, name, length in decimal, hex
 * digits. False when it is not of that form; then nothing is appended.
 */
CHECKED bool raw_profile_read(struct buffer *out, struct span text);

#endif
