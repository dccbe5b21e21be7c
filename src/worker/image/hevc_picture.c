/* SPDX-License-Identifier: Apache-2.0 */
/* hevc_picture.c - parameter sets and slices handed to libde265, one plane of what comes out. */
#include "worker/image/hevc_picture.h"

#include <libde265/de265.h>

/* hvcC: 22 bytes and the number of arrays (ISO/IEC 14496-15 8.3.3.1.2). */
#define CONFIGURATION_HEAD 23
#define LENGTH_SIZE_AT     21

/* Takes a length of `wide` bytes and what it is the length of off `rest`. */
static bool
take_unit(struct span *rest, size_t wide, struct span *out)
{
	uint64_t length = 0;

	if (rest->n < wide)
		return false;
	for (size_t i = 0; i < wide; i++)
		length = length << 8 | rest->p[i];
	if (!span_at(*rest, wide, length, out))
		return false;
	*rest = span_from(*rest, wide + length);
	return true;
}

static bool
push_unit(de265_decoder_context *decoder, struct span unit)
{
	return unit.n <= INT32_MAX &&
	       de265_push_NAL(decoder, unit.p, (int)unit.n, 0, NULL) == DE265_OK;
}

/* Arrays of a type, a count of two bytes and units, each behind a length of two bytes. */
static bool
push_configuration(de265_decoder_context *decoder, struct span configuration)
{
	struct span rest = span_from(configuration, CONFIGURATION_HEAD), unit;
	unsigned arrays = configuration.n >= CONFIGURATION_HEAD ? configuration.p[CONFIGURATION_HEAD - 1] : 0;

	while (arrays-- > 0) {
		unsigned count;

		if (rest.n < 3)
			return false;
		count = rest.p[1] << 8 | rest.p[2];
		rest = span_from(rest, 3);
		while (count-- > 0)
			if (!take_unit(&rest, 2, &unit) || !push_unit(decoder, unit))
				return false;
	}
	return true;
}

static bool
push_item(de265_decoder_context *decoder, const struct hevc_item *item)
{
	struct span rest = item->data, unit;
	size_t wide;

	if (item->configuration.n < CONFIGURATION_HEAD ||
	    !push_configuration(decoder, item->configuration))
		return false;
	wide = (item->configuration.p[LENGTH_SIZE_AT] & 3) + 1u;
	while (rest.n > 0)
		if (!take_unit(&rest, wide, &unit) || !push_unit(decoder, unit))
			return false;
	return de265_flush_data(decoder) == DE265_OK;
}

/* NULL when a fault comes before the picture. */
static const struct de265_image *
decode_until_picture(de265_decoder_context *decoder)
{
	const struct de265_image *picture = NULL;
	int more = 1;

	while (more && picture == NULL) {
		if (de265_decode(decoder, &more) != DE265_OK)
			return NULL;
		picture = de265_get_next_picture(decoder);
	}
	return de265_get_warning(decoder) == DE265_OK ? picture : NULL;
}

static void
fill_levels(unsigned char levels[256], bool limited)
{
	for (int i = 0; i < 256; i++) {
		int level = limited ? ((i - 16) * 255 + 109) / 219 : i;

		levels[i] = (unsigned char)(level < 0 ? 0 : level > 255 ? 255 : level);
	}
}

/* Samples of more than eight bits have two bytes, in the machine's order. */
static void
copy_row(const uint8_t *row, size_t n, int bits, const unsigned char levels[256], unsigned char *out)
{
	if (bits == 8) {
		for (size_t x = 0; x < n; x++)
			out[x] = levels[row[x]];
		return;
	}
	for (size_t x = 0; x < n; x++) {
		uint16_t sample;

		memcpy(&sample, row + 2 * x, sizeof sample);
		out[x] = levels[sample >> (bits - 8) & 255];
	}
}

static bool
is_limited(const struct de265_image *picture, enum hevc_range range)
{
	return range == HEVC_RANGE_OWN ? de265_get_image_full_range_flag(picture) == 0
	                               : range == HEVC_RANGE_LIMITED;
}

static bool
copy_luma(const struct de265_image *picture, enum hevc_range range, const struct hevc_place *place,
          uint32_t width, uint32_t height)
{
	int stride = 0, bits = de265_get_bits_per_pixel(picture, 0);
	const uint8_t *rows = de265_get_image_plane(picture, 0, &stride);
	struct pixels *plane = place->plane;
	unsigned char levels[256];

	if (rows == NULL || stride < 0 || bits < 8 || bits > 16 || plane->samples == NULL)
		return false;
	fill_levels(levels, is_limited(picture, range));
	if (place->left >= plane->width)
		return true;
	if (width > plane->width - place->left)
		width = plane->width - place->left;
	for (uint32_t y = 0; y < height && place->top + y < plane->height; y++)
		copy_row(rows + (size_t)y * (size_t)stride, width, bits, levels,
		         plane->samples + (size_t)(place->top + y) * plane->width + place->left);
	return true;
}

static bool
take_picture(const struct de265_image *picture, enum hevc_range range, uint32_t side,
             const struct hevc_place *place, uint32_t *width, uint32_t *height)
{
	enum de265_chroma chroma = de265_get_chroma_format(picture);
	int across = de265_get_image_width(picture, 0), down = de265_get_image_height(picture, 0);

	if (chroma == de265_chroma_444 || across <= 0 || down <= 0 || (uint32_t)across > side ||
	    (uint32_t)down > side)
		return false;
	*width = (uint32_t)across;
	*height = (uint32_t)down;
	return copy_luma(picture, range, place, *width, *height);
}

/*
 * The filters at the edges of blocks change samples by a few levels, which a
 * hash of 64 x 64 means does not see; they are up to half of the time.
 */
static void
leave_out(de265_decoder_context *decoder)
{
	de265_set_parameter_bool(decoder, DE265_DECODER_PARAM_BOOL_SEI_CHECK_HASH, 0);
	de265_set_parameter_bool(decoder, DE265_DECODER_PARAM_DISABLE_DEBLOCKING, 1);
	de265_set_parameter_bool(decoder, DE265_DECODER_PARAM_DISABLE_SAO, 1);
}

bool
hevc_picture_decode(const struct hevc_item *item, enum hevc_range range, uint32_t side,
                    const struct hevc_place *place, uint32_t *width, uint32_t *height)
{
	de265_decoder_context *decoder = de265_new_decoder();
	const struct de265_image *picture = NULL;
	bool done = false;

	if (decoder == NULL)
		return false;
	leave_out(decoder);
	if (push_item(decoder, item))
		picture = decode_until_picture(decoder);
	if (picture != NULL)
		done = take_picture(picture, range, side, place, width, height);
	de265_free_decoder(decoder);
	return done;
}

const char *
hevc_picture_version(void)
{
	return de265_get_version();
}
