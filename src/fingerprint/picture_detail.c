/* SPDX-License-Identifier: Apache-2.0 */
/* picture_detail.c - signs of the frequencies above PDQ's. */
#include "fingerprint/picture_detail.h"

#include "fingerprint/luma.h"
#include "fingerprint/pdq.h"

#include <math.h>
#include <string.h>

#define GRID 64
#define FREQUENCIES 32
#define BLOCK 16
#define SIGNS ((size_t)DETAIL_BLOCKS * HASH256_BITS)
#define SAMPLES 256 /* of each side */
#define LEVELS 256

/* --- drawn or seen --- */

static void
count_levels(const struct pdq_picture *picture, unsigned levels[LEVELS])
{
	for (uint32_t i = 0; i < SAMPLES; i++) {
		const unsigned char *row = picture->samples +
		                           (size_t)((uint64_t)i * picture->height / SAMPLES) * picture->stride;

		for (uint32_t k = 0; k < SAMPLES; k++) {
			const unsigned char *p = row + (size_t)((uint64_t)k * picture->width / SAMPLES) *
			                                       picture->channels;

			levels[picture->channels == 1 ? p[0]
			                              : luma_parts(p[0], p[1], p[2]) / LUMA_WHOLE]++;
		}
	}
}

/* Takes the fullest range of levels out, and returns what was in it. */
static unsigned
take_fullest(unsigned levels[LEVELS])
{
	unsigned most = 0, from = 0;

	for (unsigned level = 0; level + 2 * DRAWN_TOLERANCE < LEVELS; level++) {
		unsigned sum = 0;

		for (unsigned k = 0; k <= 2 * DRAWN_TOLERANCE; k++)
			sum += levels[level + k];
		if (sum > most) {
			most = sum;
			from = level;
		}
	}
	memset(levels + from, 0, (2 * DRAWN_TOLERANCE + 1) * sizeof *levels);
	return most;
}

bool
picture_is_drawn(const struct pdq_picture *picture)
{
	unsigned levels[LEVELS] = { 0 }, sum = 0;

	count_levels(picture, levels);
	for (int i = 0; i < 3; i++)
		sum += take_fullest(levels);
	return sum >= DRAWN_SHARE * SAMPLES * SAMPLES;
}

/* --- the signs --- */

#define TURN (4 * GRID) /* steps of half a grid's place to a whole turn */

/* cosines[x][i]: frequency i + 1 at place x. */
static void
fill_cosines(float cosines[GRID][FREQUENCIES])
{
	const double pi = 3.14159265358979323846;
	float turn[TURN];

	for (int k = 0; k < TURN; k++)
		turn[k] = (float)cos(pi / 2 / GRID * k);
	for (int x = 0; x < GRID; x++) {
		for (int i = 0; i < FREQUENCIES; i++)
			cosines[x][i] = turn[(i + 1) * (2 * x + 1) % TURN];
	}
}

static void
transform(const float *grid, float out[FREQUENCIES][FREQUENCIES])
{
	float cosines[GRID][FREQUENCIES], half[FREQUENCIES][GRID] = { { 0 } };

	fill_cosines(cosines);
	memset(out, 0, sizeof(float[FREQUENCIES][FREQUENCIES]));
	for (int y = 0; y < GRID; y++) {
		for (int i = 0; i < FREQUENCIES; i++) {
			for (int x = 0; x < GRID; x++)
				half[i][x] += cosines[y][i] * grid[y * GRID + x];
		}
	}
	for (int i = 0; i < FREQUENCIES; i++) {
		for (int x = 0; x < GRID; x++) {
			for (int j = 0; j < FREQUENCIES; j++)
				out[i][j] += half[i][x] * cosines[x][j];
		}
	}
}

/* Where the frequencies of each block begin. */
static const struct {
	int row, column;
} begins[DETAIL_BLOCKS] = {
	[DETAIL_FINE_COLUMNS] = { 0, BLOCK },
	[DETAIL_FINE_ROWS] = { BLOCK, 0 },
	[DETAIL_FINE_BOTH] = { BLOCK, BLOCK },
};

struct picture_detail
picture_detail_of(const float *grid)
{
	float values[FREQUENCIES][FREQUENCIES];
	struct picture_detail detail = { 0 };
	size_t strong = 0;

	transform(grid, values);
	for (int block = 0; block < DETAIL_BLOCKS; block++) {
		for (unsigned k = 0; k < HASH256_BITS; k++) {
			float value = values[begins[block].row + (int)(k / BLOCK)]
			                    [begins[block].column + (int)(k % BLOCK)];

			strong += fabsf(value) >= DETAIL_LEAST_STRENGTH * GRID;
			detail.blocks[block].words[k / 64] |= (uint64_t)(value > 0) << k % 64;
		}
	}
	return strong >= SIGNS / 2 ? detail : (struct picture_detail){ 0 };
}

bool
picture_detail_is_none(const struct picture_detail *detail)
{
	static const struct picture_detail none;

	return memcmp(detail, &none, sizeof none) == 0;
}

/* As for PDQ's frequencies; where rows become columns, fine ones do too. */
struct picture_detail
picture_detail_turned(const struct picture_detail *detail, enum dihedral dihedral)
{
	bool exchanged = dihedral == DIHEDRAL_ROT90 || dihedral == DIHEDRAL_ROT270 ||
	                 dihedral == DIHEDRAL_FLIPPLUS1 || dihedral == DIHEDRAL_FLIPMINUS1;
	const struct hash256 *columns = &detail->blocks[DETAIL_FINE_COLUMNS];
	const struct hash256 *rows = &detail->blocks[DETAIL_FINE_ROWS];
	struct picture_detail out;

	out.blocks[DETAIL_FINE_COLUMNS] = hash256_turned(exchanged ? rows : columns, dihedral);
	out.blocks[DETAIL_FINE_ROWS] = hash256_turned(exchanged ? columns : rows, dihedral);
	out.blocks[DETAIL_FINE_BOTH] = hash256_turned(&detail->blocks[DETAIL_FINE_BOTH], dihedral);
	return out;
}

unsigned
picture_detail_distance(const struct picture_detail *a, const struct picture_detail *b)
{
	unsigned sum = 0;

	for (int block = 0; block < DETAIL_BLOCKS; block++)
		sum += hash256_distance(&a->blocks[block], &b->blocks[block]);
	return sum;
}
