/* SPDX-License-Identifier: Apache-2.0 */
/* detail_crop.c - a picture drawn from its signs, cut, and transformed again. */
#include "fingerprint/detail_crop.h"

#include <math.h>
#include <stdlib.h>

#define BLOCK 16
#define SIDE 32 /* frequencies of each side, from 1 */

/* How strong a frequency mostly is: by the square of its distance from 0, to this power, halved. */
#define FALL 0.35F
#define STRENGTH 8.0F

/* What is told of a sign counts by how strong it is told, up to here. */
#define MOST_WEIGHT 1.5F

struct matrix {
	float at[SIDE][SIDE];
};

static float
sign_of(const struct hash256 *block, int row, int column)
{
	unsigned bit = (unsigned)(row * BLOCK + column);

	return block->words[bit / 64] >> bit % 64 & 1 ? 1.0F : -1.0F;
}

static struct matrix
signs_of(const struct detail_signs *from)
{
	const struct hash256 *blocks = from->detail.blocks;
	struct matrix signs;

	for (int row = 0; row < BLOCK; row++) {
		for (int column = 0; column < BLOCK; column++) {
			signs.at[row][column] = sign_of(&from->hash, row, column);
			signs.at[row][BLOCK + column] = sign_of(&blocks[DETAIL_FINE_COLUMNS], row, column);
			signs.at[BLOCK + row][column] = sign_of(&blocks[DETAIL_FINE_ROWS], row, column);
			signs.at[BLOCK + row][BLOCK + column] = sign_of(&blocks[DETAIL_FINE_BOTH], row, column);
		}
	}
	return signs;
}

static struct matrix
strengths_of(const struct matrix *signs)
{
	struct matrix strengths;

	for (int row = 0; row < SIDE; row++) {
		for (int column = 0; column < SIDE; column++) {
			float square = (float)((row + 1) * (row + 1) + (column + 1) * (column + 1));

			strengths.at[row][column] = signs->at[row][column] * STRENGTH * powf(square, -FALL);
		}
	}
	return strengths;
}

/* What a part of a side has of the frequencies of the whole side. */
struct window {
	struct matrix rows;    /* at[of the part][of the whole] */
	struct matrix columns; /* transposed */
};

/*
 * The part from `cut` to 1 - `cut`: twice the mean of cos(pi p u) cos(pi q (cut + u length))
 * for u from 0 to 1, p of the part and q of the whole.
 */
static struct window
window_of(double cut)
{
	const double pi = 3.14159265358979323846, length = 1 - 2 * cut;
	struct window window;

	for (int q = 1; q <= SIDE; q++) {
		double begin = sin(pi * q * cut), end = sin(pi * q * (cut + length)), at = q * length;

		for (int p = 1; p <= SIDE; p++) {
			double ends = (p % 2 ? -end : end) - begin;
			double far = ends / (pi * (p + at));
			double near = fabs(p - at) < 1e-9 ? cos(pi * q * cut) : -ends / (pi * (p - at));

			window.rows.at[p - 1][q - 1] = window.columns.at[q - 1][p - 1] = (float)(far + near);
		}
	}
	return window;
}

/* out = a x b */
static void
multiply(const struct matrix *a, const struct matrix *b, struct matrix *out)
{
	*out = (struct matrix){ { { 0 } } };
	for (int row = 0; row < SIDE; row++) {
		for (int k = 0; k < SIDE; k++) {
			for (int column = 0; column < SIDE; column++)
				out->at[row][column] += a->at[row][k] * b->at[k][column];
		}
	}
}

static double
agreement_of(const struct matrix *told, const struct matrix *signs)
{
	float agreed = 0, all = 0;

	for (int row = 0; row < SIDE; row++) {
		for (int column = 0; column < SIDE; column++) {
			float weight = fminf(fabsf(told->at[row][column]), MOST_WEIGHT);

			all += weight;
			agreed += told->at[row][column] * signs->at[row][column] > 0 ? weight : 0;
		}
	}
	return all > 0 ? (double)(agreed / all) : 0;
}

/* Is `part` a part of `whole`? Both sides are cut by about the same. */
static double
best_part(const struct matrix *whole, const struct matrix *part,
          const struct window windows[DETAIL_CROP_HUNDREDTHS + 1])
{
	struct matrix strengths = strengths_of(whole), narrowed, cut;
	double best = 0;

	for (int across = 0; across <= DETAIL_CROP_HUNDREDTHS; across++) {
		multiply(&strengths, &windows[across].columns, &narrowed);
		for (int down = 0; down <= DETAIL_CROP_HUNDREDTHS; down++) {
			if (abs(across - down) > 1)
				continue;
			multiply(&windows[down].rows, &narrowed, &cut);
			best = fmax(best, agreement_of(&cut, part));
		}
	}
	return best;
}

double
detail_crop_agreement(const struct detail_signs *a, const struct detail_signs *b)
{
	struct matrix here = signs_of(a), there = signs_of(b);
	struct window windows[DETAIL_CROP_HUNDREDTHS + 1];

	for (int cut = 0; cut <= DETAIL_CROP_HUNDREDTHS; cut++)
		windows[cut] = window_of(cut / 100.0);
	return fmax(best_part(&here, &there, windows), best_part(&there, &here, windows));
}
