/* SPDX-License-Identifier: Apache-2.0 */
/* image_decode.c - which library decodes what, and what is too much. */
#include "worker/image/image_decode.h"

#include "worker/image/format.h"
#include "worker/image/tiff_walk.h"

#include <libheif/heif.h>
#include <png.h>
#include <stdio.h>
#include <tiffio.h>
#include <webp/decode.h>

#include <jpeglib.h>

#define TEXT_OF(number) #number
#define TEXT_OF_MACRO(number) TEXT_OF(number)

typedef enum decode_result decode_function(struct span input, const struct decode_limits *limits,
                                           struct pixels *out);

/* DNG, NEF, ARW and the like begin with a reduced picture, as TIFF; TIFF proper does not. */
static enum decode_result
decode_tiff_or_raw(struct span input, const struct decode_limits *limits, struct pixels *out)
{
	struct tiff_directory first;
	struct tiff tiff;
	enum decode_result result = DECODE_NO_DECODER;

	if (tiff_begin(&tiff, input) && tiff_directory_at(&tiff, tiff.first, &first)
	    && (tiff_find_number(&first, 254, 0) & 1))
		result = decode_raw(input, limits, out);
	if (result == DECODE_NO_DECODER)
		result = decode_tiff(input, limits, out);
	return result;
}

static const char *
jpeg_version(void)
{
	return TEXT_OF_MACRO(LIBJPEG_TURBO_VERSION);
}

static const char *
png_version(void)
{
	return png_get_libpng_ver(NULL);
}

static const char *
webp_version(void)
{
	static char text[16];
	int version = WebPGetDecoderVersion();

	snprintf(text, sizeof text, "%d.%d.%d", version >> 16, version >> 8 & 255, version & 255);
	return text;
}

static const char *
tiff_version(void)
{
	return TEXT_OF_MACRO(TIFFLIB_MAJOR_VERSION) "." TEXT_OF_MACRO(
		TIFFLIB_MINOR_VERSION) "." TEXT_OF_MACRO(TIFFLIB_MICRO_VERSION);
}

static const char *
own_version(void)
{
	return VIDIMUS_VERSION;
}

static const struct {
	const char      *media_type;
	decode_function *decode;
	const char      *library;
	const char    *(*version)(void);
} decoders[] = {
	{ "image/jpeg", decode_jpeg, "libjpeg-turbo", jpeg_version },
	{ "image/png", decode_png, "libpng", png_version },
	{ "image/webp", decode_webp, "libwebp", webp_version },
	{ "image/gif", decode_gif, "vidimus gif", own_version },
	{ "image/bmp", decode_bmp, "vidimus bmp", own_version },
	{ "image/tiff", decode_tiff_or_raw, "libtiff", tiff_version },
	{ "image/x-canon-cr2", decode_raw, "libjpeg-turbo", jpeg_version },
	{ "image/x-panasonic-rw2", decode_raw, "libjpeg-turbo", jpeg_version },
	{ "image/x-olympus-orf", decode_raw, "libjpeg-turbo", jpeg_version },
	{ "image/x-fuji-raf", decode_raw, "libjpeg-turbo", jpeg_version },
	{ "image/heic", decode_heif, "libheif", heif_get_version },
	{ "image/heic-sequence", decode_heif, "libheif", heif_get_version },
	{ "image/heif", decode_heif, "libheif", heif_get_version },
	{ "image/heif-sequence", decode_heif, "libheif", heif_get_version },
	{ "image/avif", decode_heif, "libheif", heif_get_version },
};

#define DECODER_COUNT (sizeof decoders / sizeof decoders[0])

/* Index of the decoder, or DECODER_COUNT. */
static size_t
decoder_of(struct span input)
{
	const struct format *format = format_of(input);
	size_t i = 0;

	while (i < DECODER_COUNT
	       && (format == NULL || strcmp(decoders[i].media_type, format->media_type) != 0))
		i++;
	return i;
}

struct decode_limits
decode_limits_full(void)
{
	return (struct decode_limits){ .pixels = DECODE_PIXEL_LIMIT, .side = DECODE_SIDE_LIMIT };
}

struct decode_limits
decode_limits_enough(uint32_t enough)
{
	struct decode_limits limits = decode_limits_full();

	limits.enough = enough;
	return limits;
}

struct decode_limits
decode_limits_luma(void)
{
	struct decode_limits limits = decode_limits_full();

	limits.luma_from = DECODE_LUMA_FROM;
	return limits;
}

bool
decode_limits_want_luma(const struct decode_limits *limits, uint64_t width, uint64_t height)
{
	return limits->luma_from > 0 && width >= limits->luma_from && height >= limits->luma_from;
}

bool
decode_limits_allow(const struct decode_limits *limits, uint64_t width, uint64_t height)
{
	return width > 0 && height > 0 && width <= limits->side && height <= limits->side
	       && width <= limits->pixels / height;
}

enum decode_result
image_decode(struct span input, const struct decode_limits *limits, struct pixels *out)
{
	size_t i = decoder_of(input);

	return i < DECODER_COUNT ? decoders[i].decode(input, limits, out) : DECODE_NO_DECODER;
}

void
decoded_end(struct decoded *decoded)
{
	pixels_end(&decoded->pixels);
	*decoded = (struct decoded){ 0 };
}

void
decoded_make(struct decoded *decoded, struct span file)
{
	const struct decode_limits limits = decode_limits_luma();

	if (!decoded->done)
		decoded->result = image_decode(file, &limits, &decoded->pixels);
	decoded->done = true;
}

bool
image_decoder_of(struct span input, const char **name, const char **version)
{
	size_t i = decoder_of(input);

	if (i == DECODER_COUNT)
		return false;
	*name = decoders[i].library;
	*version = decoders[i].version();
	return true;
}
