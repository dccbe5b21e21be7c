/* SPDX-License-Identifier: Apache-2.0 */
/* thumbnail_check.c - correlation of 16 x 16 greys; careful, as a false alarm costs trust. */
#include "worker/image/thumbnail_check.h"

#include "base/scoped.h"
#include "worker/image/image_decode.h"

#include <math.h>
#include <stdio.h>

#define GRID          16
#define CELLS         (GRID * GRID)
#define UNLIKE        0.4            /* below it two pictures are not the same scene */
#define UNIFORM       6.0            /* standard deviation of grey below which nothing can be told */
#define FILE_LIMIT    ((size_t)32 << 20) /* bytes of a picture that is decoded for this */
#define DECODE_ENOUGH 64
#define THIN_ENOUGH   256 /* pixels of the longer side, of which a cell of the grid has 16 each way */
#define DARK          40             /* brightest sample of a black bar, which JPEG blurs */

struct grid {
	double cells[CELLS];
	bool   uniform;
};

/* A middle part of the picture with the shape width : height. */
static bool
crop(const struct pixels *picture, uint64_t width, uint64_t height, struct pixels *out)
{
	uint64_t w = picture->width, h = picture->height, x, y;

	if (w * height > h * width)
		w = h * width / height;
	else
		h = w * height / width;
	if (!pixels_begin(out, (uint32_t)w, (uint32_t)h, picture->channels))
		return false;
	x = (picture->width - w) / 2;
	y = (picture->height - h) / 2;
	for (uint64_t row = 0; row < h; row++)
		memcpy(out->samples + row * w * picture->channels,
		       picture->samples + ((y + row) * picture->width + x) * picture->channels,
		       w * picture->channels);
	return true;
}

static bool
row_is_dark(const struct pixels *picture, uint32_t y)
{
	const unsigned char *p = picture->samples + (size_t)y * picture->width * picture->channels;

	for (size_t i = 0; i < (size_t)picture->width * picture->channels; i++)
		if (p[i] > DARK)
			return false;
	return true;
}

/* Without black bars above and below, of which at least half must be left. */
static bool
trim(const struct pixels *picture, struct pixels *out)
{
	uint32_t from = 0, to = picture->height;
	size_t stride = (size_t)picture->width * picture->channels;

	while (from < to && row_is_dark(picture, from))
		from++;
	while (to > from && row_is_dark(picture, to - 1))
		to--;
	if (to - from < picture->height / 2 || to == from
	    || !pixels_begin(out, picture->width, to - from, picture->channels))
		return false;
	memcpy(out->samples, picture->samples + from * stride, (to - from) * stride);
	return true;
}

/* Grey cells less their mean, of unit length. */
static bool
make_grid(const struct pixels *picture, struct grid *out)
{
	SCOPED(pixels) small = { 0 };
	SCOPED(pixels) grey = { 0 };
	double mean = 0, square = 0;

	if (!pixels_shrink(picture, GRID, GRID, &small) || !pixels_grey(&small, &grey))
		return false;
	for (size_t i = 0; i < CELLS; i++)
		mean += grey.samples[i] / (double)CELLS;
	for (size_t i = 0; i < CELLS; i++) {
		out->cells[i] = grey.samples[i] - mean;
		square += out->cells[i] * out->cells[i];
	}
	out->uniform = sqrt(square / CELLS) < UNIFORM;
	for (size_t i = 0; i < CELLS && !out->uniform; i++)
		out->cells[i] /= sqrt(square);
	return true;
}

static double
correlate(const struct grid *a, const struct grid *b, unsigned turned)
{
	double sum = 0;

	for (size_t y = 0; y < GRID; y++)
		for (size_t x = 0; x < GRID; x++) {
			size_t u = turned & 1 ? GRID - 1 - x : x, v = turned & 2 ? GRID - 1 - y : y;

			sum += a->cells[y * GRID + x] * b->cells[turned & 4 ? u * GRID + v : v * GRID + u];
		}
	return sum;
}

static double
likeness(const struct pixels *a, const struct pixels *b)
{
	struct grid first, second;
	double best = 0;

	if (!make_grid(a, &first) || !make_grid(b, &second) || first.uniform || second.uniform)
		return 1;
	for (unsigned turned = 0; turned < 8; turned++)
		best = fmax(best, correlate(&first, &second, turned));
	return best;
}

double
thumbnail_likeness(const struct pixels *picture, const struct pixels *thumbnail)
{
	SCOPED(pixels) cut_picture = { 0 };
	SCOPED(pixels) cut_thumbnail = { 0 };
	SCOPED(pixels) trimmed = { 0 };
	double best = likeness(picture, thumbnail);

	if (trim(thumbnail, &trimmed))
		best = fmax(best, likeness(picture, &trimmed));
	/* black bars round the thumbnail, or a thumbnail of the middle only */
	if (crop(thumbnail, picture->width, picture->height, &cut_thumbnail))
		best = fmax(best, likeness(picture, &cut_thumbnail));
	if (crop(picture, thumbnail->width, thumbnail->height, &cut_picture))
		best = fmax(best, likeness(&cut_picture, thumbnail));
	return best;
}

/* Most thumbnails are at the first look; what the others looks would add, nobody asks then. */
static bool
is_alike(const struct pixels *picture, const struct pixels *thumbnail, double *alike)
{
	*alike = likeness(picture, thumbnail);
	if (*alike < UNLIKE)
		*alike = thumbnail_likeness(picture, thumbnail);
	return *alike >= UNLIKE;
}

/* One of every `step` pixels of a row. */
static unsigned char *
thin_row(const unsigned char *from, size_t step, uint32_t width, uint32_t channels,
         unsigned char *to)
{
	if (channels == 1) {
		for (uint32_t x = 0; x < width; x++)
			to[x] = from[x * step];
		return to + width;
	}
	for (uint32_t x = 0; x < width; x++, to += channels)
		memcpy(to, from + x * step * channels, channels);
	return to;
}

/* One of every so many pixels each way: enough for a grid, and nothing that costs. */
static bool
thin_out(const struct pixels *picture, struct pixels *out)
{
	uint32_t longer = picture->width > picture->height ? picture->width : picture->height;
	uint32_t step = longer / THIN_ENOUGH > 1 ? longer / THIN_ENOUGH : 1;
	uint32_t width = (picture->width + step - 1) / step, height = (picture->height + step - 1) / step;
	unsigned char *to;

	if (!pixels_begin(out, width, height, picture->channels))
		return false;
	to = out->samples;
	for (uint32_t y = 0; y < height; y++)
		to = thin_row(picture->samples +
		                      (size_t)y * step * picture->width * picture->channels,
		              step, width, picture->channels, to);
	return true;
}

/* The picture, small; all of it or nothing. What is told must not hang on whether its hash follows. */
static bool
decode_small(struct span file, struct decoded *decoded, struct pixels *out)
{
	SCOPED(decoded) own = { 0 };

	if (decoded == NULL)
		decoded = &own;
	decoded_make(decoded, file);
	return decoded->result == DECODE_WHOLE && thin_out(&decoded->pixels, out);
}

void
thumbnail_check(struct carrier *carrier, struct decoded *decoded)
{
	struct decode_limits limits = decode_limits_enough(DECODE_ENOUGH);
	SCOPED(pixels) picture = { 0 };
	SCOPED(pixels) thumbnail = { 0 };
	char detail[128];
	double alike;

	if (carrier->thumbnail.n == 0 || !span_begins(carrier->file, "\xFF\xD8", 2))
		return;
	if (carrier->file.n > FILE_LIMIT) {
		carrier_left_out(carrier, "whether the thumbnail is like the picture");
		return;
	}
	if (!decode_small(carrier->file, decoded, &picture)
	    || decode_jpeg(carrier->thumbnail, &limits, &thumbnail) != DECODE_WHOLE)
		return;
	if (is_alike(&picture, &thumbnail, &alike))
		return;
	snprintf(detail, sizeof detail, "their greys correlate by %.2f", alike);
	carrier_warn(carrier, "thumbnail-unlike-image", detail);
}
