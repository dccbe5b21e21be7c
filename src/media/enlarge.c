/* SPDX-License-Identifier: Apache-2.0 */
/* enlarge.c - each new pixel lies between four old ones. */
#include "media/enlarge.h"

#include "base/error.h"

#include <stdlib.h>

/* Where a new pixel's centre lies between two old ones: the first, and 1/65536 towards the second. */
struct between {
	uint32_t first, second;
	uint64_t part;
};

static struct between
between(uint32_t i, uint32_t count, uint32_t source)
{
	int64_t at = (int64_t)((2 * (uint64_t)i + 1) * source * 32768 / count) - 32768;
	struct between out;

	at = at < 0 ? 0 : at;
	out.first = (uint32_t)(at >> 16);
	out.second = out.first + 1 < source ? out.first + 1 : out.first;
	out.part = (uint64_t)at & 0xFFFF;
	return out;
}

static const unsigned char *
sample_at(const struct picture *picture, uint32_t x, uint32_t y)
{
	return picture->samples + ((size_t)y * picture->width + x) * picture->channels;
}

static void
draw_pixel(const struct picture *from, struct between x, struct between y, unsigned char *sample)
{
	for (uint32_t c = 0; c < from->channels; c++) {
		uint64_t top = sample_at(from, x.first, y.first)[c] * (65536 - x.part) +
		               sample_at(from, x.second, y.first)[c] * x.part;
		uint64_t bottom = sample_at(from, x.first, y.second)[c] * (65536 - x.part) +
		                  sample_at(from, x.second, y.second)[c] * x.part;

		sample[c] = (unsigned char)((top * (65536 - y.part) + bottom * y.part) >> 32);
	}
}

static uint32_t
scaled(uint32_t length, uint32_t longest, uint32_t side)
{
	uint32_t out = (uint32_t)(((uint64_t)length * side + longest / 2) / longest);

	return out > 0 ? out : 1;
}

enum status
picture_enlarge(struct picture *picture, uint32_t side, struct error *err)
{
	uint32_t longest = picture->width > picture->height ? picture->width : picture->height;
	struct picture out = *picture;
	unsigned char *sample;

	side = side < ENLARGE_MOST ? side : ENLARGE_MOST;
	if (picture->samples == NULL || longest == 0 || longest >= side)
		return STATUS_OK;
	out.width = scaled(picture->width, longest, side);
	out.height = scaled(picture->height, longest, side);
	sample = out.samples = malloc((size_t)out.width * out.height * out.channels);
	if (sample == NULL)
		return fail_memory(err);
	for (uint32_t y = 0; y < out.height; y++)
		for (uint32_t x = 0; x < out.width; x++, sample += out.channels)
			draw_pixel(picture, between(x, out.width, picture->width),
			           between(y, out.height, picture->height), sample);
	picture_end(picture);
	*picture = out;
	return STATUS_OK;
}
