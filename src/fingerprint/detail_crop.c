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

/* The mean of cos(pi (m u + c)) for u from 0 to 1. */
static double
mean_of_cosine(double m, double c)
{
	const double pi = 3.14159265358979323846;

	if (fabs(m) < 1e-9)
		return cos(pi * c);
	return (sin(pi * (m + c)) - sin(pi * c)) / (pi * m);
}

/* What frequency `column` of the whole side has of frequency `row` of the part from `cut` to 1 - `cut`. */
static struct matrix
window_of(double cut)
{
	const double length = 1 - 2 * cut;
	struct matrix window;

	for (int row = 0; row < SIDE; row++) {
		for (int column = 0; column < SIDE; column++) {
			double m = (column + 1) * length, c = (column + 1) * cut;

			window.at[row][column] = (float)(mean_of_cosine(row + 1 + m, c) +
			                                 mean_of_cosine(row + 1 - m, -c));
		}
	}
	return window;
}

/* out = picture x window transposed: the columns of a part. */
static void
cut_columns(const struct matrix *picture, const struct matrix *window, struct matrix *out)
{
	for (int row = 0; row < SIDE; row++) {
		for (int k = 0; k < SIDE; k++) {
			float sum = 0;

			for (int column = 0; column < SIDE; column++)
				sum += picture->at[row][column] * window->at[k][column];
			out->at[row][k] = sum;
		}
	}
}

/* out = window x picture: its rows. */
static void
cut_rows(const struct matrix *picture, const struct matrix *window, struct matrix *out)
{
	*out = (struct matrix){ { { 0 } } };
	for (int k = 0; k < SIDE; k++) {
		for (int row = 0; row < SIDE; row++) {
			for (int column = 0; column < SIDE; column++)
				out->at[k][column] += window->at[k][row] * picture->at[row][column];
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
          const struct matrix windows[DETAIL_CROP_HUNDREDTHS + 1])
{
	struct matrix strengths = strengths_of(whole), narrowed, cut;
	double best = 0;

	for (int across = 0; across <= DETAIL_CROP_HUNDREDTHS; across++) {
		cut_columns(&strengths, &windows[across], &narrowed);
		for (int down = 0; down <= DETAIL_CROP_HUNDREDTHS; down++) {
			if (abs(across - down) > 1)
				continue;
			cut_rows(&narrowed, &windows[down], &cut);
			best = fmax(best, agreement_of(&cut, part));
		}
	}
	return best;
}

double
detail_crop_agreement(const struct detail_signs *a, const struct detail_signs *b)
{
	struct matrix windows[DETAIL_CROP_HUNDREDTHS + 1], here = signs_of(a), there = signs_of(b);

	for (int cut = 0; cut <= DETAIL_CROP_HUNDREDTHS; cut++)
		windows[cut] = window_of(cut / 100.0);
	return fmax(best_part(&here, &there, windows), best_part(&there, &here, windows));
}
