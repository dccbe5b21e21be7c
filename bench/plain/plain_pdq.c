/* SPDX-License-Identifier: Apache-2.0 */
/* plain_pdq.c - PDQ transcribed from its description, with no thought of speed. */
#include "plain/plain_pdq.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Luma of the picture, or of its 512 x 512 nearest neighbours. */
static void
read_luma(const struct pdq_picture *picture, size_t width, size_t height, float *luma)
{
	for (size_t y = 0; y < height; y++) {
		const unsigned char *row = picture->samples + y * picture->height / height * picture->stride;

		for (size_t x = 0; x < width; x++) {
			const unsigned char *p = row + x * picture->width / width * picture->channels;

			luma[y * width + x] = picture->channels == 1
				? (float)p[0]
				: 0.299f * (float)p[0] + 0.587f * (float)p[1] + 0.114f * (float)p[2];
		}
	}
}

/* The four phases of a box of width w over n values `step` apart. */
static void
box(const float *in, float *out, size_t n, size_t step, size_t w)
{
	size_t half = (w + 2) / 2, add = 0, subtract = 0, o = 0, count = 0;
	float sum = 0;

	for (size_t i = 0; i < half - 1; i++, count++)
		sum += in[step * add++];
	for (size_t i = 0; i < w - half + 1; i++) {
		sum += in[step * add++];
		out[step * o++] = sum / (float)++count;
	}
	for (size_t i = 0; i < n - w; i++) {
		sum += in[step * add++];
		sum -= in[step * subtract++];
		out[step * o++] = sum / (float)count;
	}
	for (size_t i = 0; i < half - 1; i++) {
		sum -= in[step * subtract++];
		out[step * o++] = sum / (float)--count;
	}
}

static void
smooth(float *a, float *b, size_t width, size_t height)
{
	for (int pass = 0; pass < 2; pass++) {
		for (size_t y = 0; y < height; y++)
			box(a + y * width, b + y * width, width, 1, (width + 127) / 128);
		for (size_t x = 0; x < width; x++)
			box(b + x, a + x, height, width, (height + 127) / 128);
	}
}

static void
thin_out(const float *a, size_t width, size_t height, float out[64][64])
{
	for (int i = 0; i < 64; i++) {
		for (int j = 0; j < 64; j++)
			out[i][j] = a[(size_t)((i + 0.5) * (double)height / 64) * width +
			              (size_t)((j + 0.5) * (double)width / 64)];
	}
}

static unsigned
quality_of(float a[64][64], float range)
{
	int sum = 0;

	for (int i = 0; i < 64; i++) {
		for (int j = 0; j < 64; j++) {
			if (i < 63)
				sum += abs((int)(((a[i][j] - a[i + 1][j]) * 100) / range));
			if (j < 63)
				sum += abs((int)(((a[i][j] - a[i][j + 1]) * 100) / range));
		}
	}
	return sum / 90 < 100 ? (unsigned)sum / 90 : 100;
}

static void
transform(float a[64][64], float b[16][16])
{
	float d[16][64], t[16][64];

	for (int i = 0; i < 16; i++) {
		for (int j = 0; j < 64; j++)
			d[i][j] = (float)((double)(float)sqrt(2.0 / 64) *
			                  cos(3.14159265358979323846 / 2 / 64 * (i + 1) * (2 * j + 1)));
	}
	for (int i = 0; i < 16; i++) {
		for (int j = 0; j < 64; j++) {
			t[i][j] = 0;
			for (int k = 0; k < 64; k++)
				t[i][j] += d[i][k] * a[k][j];
		}
	}
	for (int i = 0; i < 16; i++) {
		for (int j = 0; j < 16; j++) {
			b[i][j] = 0;
			for (int k = 0; k < 64; k++)
				b[i][j] += t[i][k] * d[j][k];
		}
	}
}

static int
compare(const void *left, const void *right)
{
	float a, b;

	memcpy(&a, left, sizeof a);
	memcpy(&b, right, sizeof b);
	return (a > b) - (a < b);
}

static struct hash256
hash_of(float c[16][16])
{
	struct hash256 hash = { 0 };
	float sorted[256];

	memcpy(sorted, c, sizeof sorted);
	qsort(sorted, 256, sizeof *sorted, compare);
	for (int k = 0; k < 256; k++) {
		if (c[k / 16][k % 16] > sorted[127])
			hash.words[k / 64] |= UINT64_C(1) << k % 64;
	}
	return hash;
}

/* The table of the eight variants, as it is printed. */
static float
variant(float a[16][16], enum dihedral dihedral, int i, int j)
{
	switch (dihedral) {
	case DIHEDRAL_ROT90:
		return i % 2 ? a[j][i] : -a[j][i];
	case DIHEDRAL_ROT180:
		return (i + j) % 2 ? -a[i][j] : a[i][j];
	case DIHEDRAL_ROT270:
		return j % 2 ? a[j][i] : -a[j][i];
	case DIHEDRAL_FLIPX:
		return i % 2 ? a[i][j] : -a[i][j];
	case DIHEDRAL_FLIPY:
		return j % 2 ? a[i][j] : -a[i][j];
	case DIHEDRAL_FLIPPLUS1:
		return a[j][i];
	case DIHEDRAL_FLIPMINUS1:
		return (i + j) % 2 ? -a[j][i] : a[j][i];
	case DIHEDRAL_NONE:
		break;
	}
	return a[i][j];
}

static void
hash_grid(float grid[64][64], float range, struct pdq *out)
{
	float b[16][16], c[16][16];

	out->quality = quality_of(grid, range);
	transform(grid, b);
	for (int d = 0; d < DIHEDRAL_COUNT; d++) {
		for (int i = 0; i < 16; i++) {
			for (int j = 0; j < 16; j++)
				c[i][j] = variant(b, (enum dihedral)d, i, j);
		}
		out->hashes[d] = hash_of(c);
	}
}

bool
plain_pdq(const struct pdq_picture *picture, enum pdq_mode mode, struct pdq *out)
{
	bool shrink = mode == PDQ_PHOTO && (picture->width > 512 || picture->height > 512);
	size_t width = shrink ? 512 : picture->width, height = shrink ? 512 : picture->height;
	float *a = malloc(width * height * sizeof *a), *b = malloc(width * height * sizeof *b);
	float grid[64][64];

	*out = (struct pdq){ 0 };
	if (a == NULL || b == NULL) {
		free(a);
		free(b);
		return false;
	}
	if (width >= 5 && height >= 5) {
		read_luma(picture, width, height, a);
		if (width != 64 || height != 64)
			smooth(a, b, width, height);
		thin_out(a, width, height, grid);
		hash_grid(grid, picture->limited ? 219 : 255, out);
	}
	free(a);
	free(b);
	return true;
}
