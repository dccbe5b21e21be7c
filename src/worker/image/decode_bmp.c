/* SPDX-License-Identifier: Apache-2.0 */
/* decode_bmp.c - Windows bitmaps without compression: 1, 4, 8, 16, 24 and 32 bits a pixel. */
#include "worker/image/image_decode.h"

#include <stdlib.h>

struct bmp {
	uint32_t    width, height;
	bool        from_top;
	unsigned    bits;
	struct span palette; /* blue, green, red and, in later headers, a spare byte */
	size_t      palette_step;
	struct span pixels;
	size_t      stride;
	uint32_t    masks[3]; /* of 16 and 32 bits: red, green, blue */
};

static bool
read_sizes(struct bmp *bmp, struct span input)
{
	uint32_t header = le32(input.p + 14), height;

	if (header == 12) { /* BITMAPCOREHEADER */
		bmp->width = le16(input.p + 18);
		bmp->height = le16(input.p + 20);
		bmp->bits = le16(input.p + 24);
		bmp->palette_step = 3;
		return true;
	}
	if (input.n < 54)
		return false;
	height = le32(input.p + 22);
	bmp->width = le32(input.p + 18);
	bmp->from_top = height > INT32_MAX;
	bmp->height = bmp->from_top ? -height : height;
	bmp->bits = le16(input.p + 28);
	bmp->palette_step = 4;
	return true;
}

/* BI_RGB has fixed masks, BI_BITFIELDS tells them behind the first 40 bytes of the header. */
static bool
read_masks(struct bmp *bmp, struct span input)
{
	uint32_t compression = le32(input.p + 14) == 12 ? 0 : le32(input.p + 30);
	static const uint32_t narrow[3] = { 0x7C00, 0x3E0, 0x1F };
	static const uint32_t wide[3] = { 0xFF0000, 0xFF00, 0xFF };

	memcpy(bmp->masks, bmp->bits == 16 ? narrow : wide, sizeof bmp->masks);
	if (compression == 3 && input.n >= 66)
		for (size_t i = 0; i < 3; i++)
			bmp->masks[i] = le32(input.p + 54 + 4 * i);
	return compression == 0 || (compression == 3 && input.n >= 66 && bmp->bits >= 16);
}

static bool
read_header(struct bmp *bmp, struct span input)
{
	if (input.n < 26 || !read_sizes(bmp, input) || bmp->width == 0 || bmp->height == 0)
		return false;
	if (bmp->bits != 1 && bmp->bits != 4 && bmp->bits != 8 && bmp->bits != 16 && bmp->bits != 24
	    && bmp->bits != 32)
		return false;
	bmp->palette = span_from(input, 14 + (uint64_t)le32(input.p + 14));
	bmp->pixels = span_from(input, le32(input.p + 10));
	return read_masks(bmp, input);
}

static unsigned char
masked(uint32_t value, uint32_t mask)
{
	uint32_t low = mask & (~mask + 1); /* its lowest bit */

	return mask == 0 ? 0 : (unsigned char)((uint64_t)((value & mask) / low) * 255 / (mask / low));
}

static void
copy_indexed(const struct bmp *bmp, const unsigned char *row, uint32_t x, unsigned char *out)
{
	size_t bit = (size_t)x * bmp->bits;
	unsigned index = row[bit / 8] >> (8 - bmp->bits - bit % 8) & ((1u << bmp->bits) - 1);
	struct span colour;

	if (!span_at(bmp->palette, index * bmp->palette_step, 3, &colour))
		return;
	out[0] = colour.p[2];
	out[1] = colour.p[1];
	out[2] = colour.p[0];
}

static void
copy_pixel(const struct bmp *bmp, const unsigned char *row, uint32_t x, unsigned char *out)
{
	uint32_t value;

	if (bmp->bits <= 8) {
		copy_indexed(bmp, row, x, out);
		return;
	}
	if (bmp->bits == 16)
		value = le16(row + (size_t)x * 2);
	else
		value = bmp->bits == 24 ? le24(row + (size_t)x * 3) : le32(row + (size_t)x * 4);
	for (size_t i = 0; i < 3; i++)
		out[i] = masked(value, bmp->masks[i]);
}

static enum decode_result
copy_rows(const struct bmp *bmp, struct pixels *out)
{
	for (uint32_t y = 0; y < bmp->height; y++) {
		uint32_t to = bmp->from_top ? y : bmp->height - 1 - y;
		struct span row;

		if (!span_at(bmp->pixels, (uint64_t)y * bmp->stride, bmp->stride, &row))
			return y == 0 ? DECODE_DAMAGED : DECODE_PARTLY;
		for (uint32_t x = 0; x < bmp->width; x++)
			copy_pixel(bmp, row.p, x, out->samples + ((size_t)to * bmp->width + x) * 3);
	}
	return DECODE_WHOLE;
}

enum decode_result
decode_bmp(struct span input, const struct decode_limits *limits, struct pixels *out)
{
	struct bmp bmp = { 0 };
	enum decode_result result;

	if (!read_header(&bmp, input))
		return DECODE_DAMAGED;
	if (!decode_limits_allow(limits, bmp.width, bmp.height))
		return DECODE_TOO_LARGE;
	bmp.stride = ((size_t)bmp.width * bmp.bits + 31) / 32 * 4;
	if (!pixels_begin(out, bmp.width, bmp.height, 3))
		return DECODE_TOO_LARGE;
	result = copy_rows(&bmp, out);
	if (result == DECODE_DAMAGED)
		pixels_end(out);
	return result;
}
