/* SPDX-License-Identifier: Apache-2.0 */
/* pixels.c - shrinking, turning. */
#include "worker/image/pixels.h"

#include "worker/image/orientation.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void
pixels_end(struct pixels *picture)
{
	free(picture->samples);
	*picture = (struct pixels){ 0 };
}

/* A fault for each page of 4 KiB costs as much as decoding into it: from so many bytes on they are had at once. */
#define AT_ONCE_FROM ((size_t)64 << 10)
#define PAGE         ((size_t)4 << 10)

/* From so many on pages of 2 MiB are asked for. */
#define LARGE_FROM ((size_t)1 << 20)
#define LARGE_PAGE ((size_t)2 << 20)

/* Whether the kernel does as it is advised does not matter. */
static void
advise(unsigned char *memory, size_t size)
{
	unsigned char *page = (unsigned char *)(((uintptr_t)memory + PAGE - 1) & ~(uintptr_t)(PAGE - 1));

	if (size >= LARGE_FROM)
		(void)madvise(memory, size, MADV_HUGEPAGE);
	else if (size >= AT_ONCE_FROM)
		(void)madvise(page, size - (size_t)(page - memory), MADV_POPULATE_WRITE);
}

static unsigned char *
memory_for(size_t size)
{
	size_t whole = (size + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
	unsigned char *memory = size >= LARGE_FROM ? aligned_alloc(LARGE_PAGE, whole) : malloc(size);

	if (memory != NULL)
		advise(memory, size);
	return memory;
}

static size_t
size_of(const struct pixels *picture)
{
	return (size_t)picture->width * picture->height * picture->channels;
}

bool
pixels_room(struct pixels *picture, uint32_t width, uint32_t height, uint32_t channels)
{
	*picture = (struct pixels){ width, height, channels, NULL };
	if (width > 0 && height > 0 && (uint64_t)width * height <= SIZE_MAX / 4)
		picture->samples = memory_for(size_of(picture));
	if (picture->samples == NULL)
		*picture = (struct pixels){ 0 };
	return picture->samples != NULL;
}

bool
pixels_begin(struct pixels *picture, uint32_t width, uint32_t height, uint32_t channels)
{
	if (!pixels_room(picture, width, height, channels))
		return false;
	memset(picture->samples, 0, size_of(picture));
	return true;
}

void
pixels_fit(const struct pixels *picture, uint32_t side, uint32_t *width, uint32_t *height)
{
	uint64_t longest = picture->width > picture->height ? picture->width : picture->height;

	*width = (uint32_t)((picture->width * (uint64_t)side + longest / 2) / longest);
	*height = (uint32_t)((picture->height * (uint64_t)side + longest / 2) / longest);
	if (*width == 0)
		*width = 1;
	if (*height == 0)
		*height = 1;
}

static const unsigned char *
sample_at(const struct pixels *picture, uint32_t x, uint32_t y)
{
	return picture->samples + ((size_t)y * picture->width + x) * picture->channels;
}

/* The source positions that a new one covers: [from, to), never empty. */
static void
cover(uint32_t i, uint32_t count, uint32_t source, uint32_t *from, uint32_t *to)
{
	*from = (uint32_t)((uint64_t)i * source / count);
	*to = (uint32_t)(((uint64_t)i + 1) * source / count);
	if (*to <= *from)
		*to = *from + 1;
}

/* Adds up the samples of `n` pixels, each channel by itself. */
static void
add_pixels(const unsigned char *p, size_t n, uint32_t channels, uint64_t sums[3])
{
	if (channels == 1) {
		uint32_t sum = 0;

		for (size_t i = 0; i < n; i++)
			sum += p[i];
		sums[0] += sum;
		return;
	}
	for (size_t i = 0; i < n; i++)
		for (uint32_t c = 0; c < channels; c++)
			sums[c] += *p++;
}

static void
average(const struct pixels *picture, uint32_t x, uint32_t y, const struct pixels *out,
        unsigned char *sample)
{
	uint32_t x0, x1, y0, y1;
	uint64_t sums[3] = { 0 }, count;

	cover(x, out->width, picture->width, &x0, &x1);
	cover(y, out->height, picture->height, &y0, &y1);
	count = (uint64_t)(x1 - x0) * (y1 - y0);
	for (uint32_t row = y0; row < y1; row++)
		add_pixels(sample_at(picture, x0, row), x1 - x0, picture->channels, sums);
	for (uint32_t c = 0; c < picture->channels; c++)
		sample[c] = (unsigned char)((sums[c] + count / 2) / count);
}

bool
pixels_shrink(const struct pixels *picture, uint32_t width, uint32_t height, struct pixels *out)
{
	unsigned char *sample;

	if (!pixels_begin(out, width, height, picture->channels))
		return false;
	sample = out->samples;
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++, sample += out->channels)
			average(picture, x, y, out, sample);
	return true;
}

/* Bytes from the pixel that the upright (0, 0) comes from to those of (1, 0) and (0, 1). */
struct way {
	const unsigned char *begin;
	ptrdiff_t            right, down;
};

static struct way
way_through(const struct pixels *picture, struct orientation_matrix m)
{
	ptrdiff_t pixel = (ptrdiff_t)picture->channels, row = pixel * (ptrdiff_t)picture->width;

	return (struct way){ sample_at(picture, m.a + m.b < 0 ? picture->width - 1 : 0,
		                       m.c + m.d < 0 ? picture->height - 1 : 0),
		             m.a * pixel + m.c * row, m.b * pixel + m.d * row };
}

/* A part of TURN_BLOCK pixels each way stays in the cache when its columns become rows. */
#define TURN_BLOCK 64u

static void
turn_block(const struct way *way, struct pixels *out, uint32_t left, uint32_t top)
{
	uint32_t right = out->width - left < TURN_BLOCK ? out->width : left + TURN_BLOCK;
	uint32_t bottom = out->height - top < TURN_BLOCK ? out->height : top + TURN_BLOCK;

	for (uint32_t y = top; y < bottom; y++) {
		const unsigned char *from = way->begin + way->down * (ptrdiff_t)y + way->right * (ptrdiff_t)left;
		unsigned char *to = out->samples + ((size_t)y * out->width + left) * out->channels;

		for (uint32_t x = left; x < right; x++, from += way->right)
			for (uint32_t c = 0; c < out->channels; c++)
				*to++ = from[c];
	}
}

bool
pixels_turn(const struct pixels *picture, unsigned orientation, struct pixels *out)
{
	struct orientation_matrix m = orientation_matrix_of(orientation);
	struct way way = way_through(picture, m);
	bool aside = m.a == 0;

	if (!pixels_begin(out, aside ? picture->height : picture->width,
	                   aside ? picture->width : picture->height, picture->channels))
		return false;
	for (uint32_t y = 0; y < out->height; y += TURN_BLOCK)
		for (uint32_t x = 0; x < out->width; x += TURN_BLOCK)
			turn_block(&way, out, x, y);
	return true;
}

bool
pixels_grey(const struct pixels *picture, struct pixels *out)
{
	size_t count = (size_t)picture->width * picture->height;

	if (!pixels_begin(out, picture->width, picture->height, 1))
		return false;
	for (size_t i = 0; i < count; i++) {
		const unsigned char *p = picture->samples + i * picture->channels;

		out->samples[i] = picture->channels == 1
		                          ? p[0]
		                          : (unsigned char)((299u * p[0] + 587u * p[1] + 114u * p[2]) / 1000);
	}
	return true;
}
