/* SPDX-License-Identifier: Apache-2.0 */
/* decode_tiff.c - the first page of a TIFF by libtiff's RGBA reader, out of memory. */
#include "worker/image/image_decode.h"

#include <stdlib.h>

#include <tiffio.h>

struct tiff_source {
	struct span bytes;
	uint64_t    at;
};

static tmsize_t
read_bytes(thandle_t handle, void *out, tmsize_t n)
{
	struct tiff_source *source = handle;
	struct span part = span_first(span_from(source->bytes, source->at), n < 0 ? 0 : (uint64_t)n);

	memcpy(out, part.p, part.n);
	source->at += part.n;
	return (tmsize_t)part.n;
}

static tmsize_t
refuse_to_write(thandle_t handle, void *bytes, tmsize_t n)
{
	(void)handle, (void)bytes, (void)n;
	return -1;
}

static toff_t
seek(thandle_t handle, toff_t offset, int whence)
{
	struct tiff_source *source = handle;

	if (whence == SEEK_CUR)
		offset += source->at;
	else if (whence == SEEK_END)
		offset += source->bytes.n;
	source->at = offset;
	return offset;
}

static int
close_nothing(thandle_t handle)
{
	(void)handle;
	return 0;
}

static toff_t
size_of(thandle_t handle)
{
	struct tiff_source *source = handle;

	return source->bytes.n;
}

static int
map_bytes(thandle_t handle, void **base, toff_t *size)
{
	struct tiff_source *source = handle;

	*base = (void *)(uintptr_t)source->bytes.p;
	*size = source->bytes.n;
	return 1;
}

static void
unmap_nothing(thandle_t handle, void *base, toff_t size)
{
	(void)handle, (void)base, (void)size;
}

/* The raster has four bytes a pixel; three are moved together where they are. */
static void
pack(uint32_t *raster, size_t count)
{
	unsigned char *out = (unsigned char *)raster;

	for (size_t i = 0; i < count; i++) {
		uint32_t pixel = raster[i];

		*out++ = (unsigned char)TIFFGetR(pixel);
		*out++ = (unsigned char)TIFFGetG(pixel);
		*out++ = (unsigned char)TIFFGetB(pixel);
	}
}

static enum decode_result
read_raster(TIFF *tiff, uint32_t width, uint32_t height, struct pixels *out)
{
	size_t count = (size_t)width * height;
	uint16_t orientation = ORIENTATION_TOPLEFT;
	uint32_t *raster = calloc(count, sizeof *raster);
	int whole;

	if (raster == NULL)
		return DECODE_TOO_LARGE;
	TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &orientation);
	/* asked for as it is stored, nothing is flipped */
	whole = TIFFReadRGBAImageOriented(tiff, width, height, raster, orientation, 0);
	pack(raster, count);
	*out = (struct pixels){ width, height, 3, (unsigned char *)raster };
	return whole ? DECODE_WHOLE : DECODE_PARTLY;
}

static enum decode_result
decode(TIFF *tiff, const struct decode_limits *limits, struct pixels *out)
{
	uint32_t width = 0, height = 0;
	char words[1024];

	if (!TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width)
	    || !TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height) || width == 0 || height == 0)
		return DECODE_DAMAGED;
	if (!decode_limits_allow(limits, width, height))
		return DECODE_TOO_LARGE;
	if (!TIFFRGBAImageOK(tiff, words))
		return DECODE_DAMAGED;
	return read_raster(tiff, width, height, out);
}

enum decode_result
decode_tiff(struct span input, const struct decode_limits *limits, struct pixels *out)
{
	struct tiff_source source = { input, 0 };
	enum decode_result result;
	TIFF *tiff;

	TIFFSetErrorHandler(NULL);
	TIFFSetWarningHandler(NULL);
	tiff = TIFFClientOpen("file", "r", &source, read_bytes, refuse_to_write, seek, close_nothing,
	                      size_of, map_bytes, unmap_nothing);
	if (tiff == NULL)
		return DECODE_DAMAGED;
	result = decode(tiff, limits, out);
	TIFFClose(tiff);
	return result;
}
