/* SPDX-License-Identifier: Apache-2.0 */
/* pdq.c - PDQ: from samples to eight hashes and a quality. */
#include "fingerprint/pdq.h"

#include "base/error.h"
#include "fingerprint/pdq_area.h"
#include "fingerprint/pdq_filter.h"
#include "fingerprint/pdq_kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PHOTO_SIDE 512   /* pdqio.cpp: larger pictures are first made as large as this */
#define VALUES (PDQ_BASIS * PDQ_BASIS)

struct pdq_hasher {
	const struct pdq_kernels *kernels;
	float                     basis[PDQ_BASIS * PDQ_GRID];
	float                     basis_transposed[PDQ_GRID * PDQ_BASIS];
	float                     grid[PDQ_GRID * PDQ_GRID];
	float                    *memory;
	size_t                    room; /* floats of memory */
	uint32_t                 *sums; /* of pdq_area_grid */
	size_t                    sums_room;
	uint32_t                  columns[PHOTO_SIDE]; /* where the columns of a shrunk photograph lie */
	unsigned char             shrunk[PDQ_BAND][PHOTO_SIDE * 3];
};

/* pdqhashing.cpp, computeDCTMatrix: frequencies 1 to 16, without the constant one. */
static void
fill_basis(struct pdq_hasher *hasher)
{
	const double pi = 3.14159265358979323846;
	const float scale = (float)sqrt(2.0 / PDQ_GRID);

	for (int i = 0; i < PDQ_BASIS; i++) {
		for (int j = 0; j < PDQ_GRID; j++) {
			double angle = pi / 2 / PDQ_GRID * (i + 1) * (2 * j + 1);
			float value = (float)((double)scale * cos(angle));

			hasher->basis[i * PDQ_GRID + j] = value;
			hasher->basis_transposed[j * PDQ_BASIS + i] = value;
		}
	}
}

enum status
pdq_hasher_open(struct pdq_hasher **out, enum cpu_path path, struct error *err)
{
	struct pdq_hasher *hasher = calloc(1, sizeof *hasher);

	if (hasher == NULL)
		return fail_memory(err);
	hasher->kernels = &pdq_kernels_portable;
#if FINGERPRINT_HAS_AVX2
	if (cpu_path_is_avx2(path))
		hasher->kernels = &pdq_kernels_avx2;
#else
	(void)path;
#endif
	fill_basis(hasher);
	*out = hasher;
	return STATUS_OK;
}

void
pdq_hasher_close(struct pdq_hasher *hasher)
{
	if (hasher == NULL)
		return;
	free(hasher->memory);
	free(hasher->sums);
	free(hasher);
}

static bool
is_valid(const struct pdq_picture *picture)
{
	return picture->width >= 1 && picture->width <= PDQ_LONGEST_SIDE &&
	       picture->height >= 1 && picture->height <= PDQ_LONGEST_SIDE &&
	       (picture->channels == 1 || picture->channels == 3) &&
	       picture->stride >= (size_t)picture->width * picture->channels;
}

/* Zeroed, so that no column beyond the width is ever something else than a number. */
static enum status
make_room(struct pdq_hasher *hasher, size_t floats, struct error *err)
{
	float *memory;

	if (floats <= hasher->room)
		return STATUS_OK;
	memory = calloc(floats, sizeof *memory);
	if (memory == NULL)
		return fail_memory(err);
	free(hasher->memory);
	hasher->memory = memory;
	hasher->room = floats;
	return STATUS_OK;
}

static enum status
make_room_for_sums(struct pdq_hasher *hasher, size_t n, struct error *err)
{
	uint32_t *sums;

	if (n <= hasher->sums_room)
		return STATUS_OK;
	sums = malloc(n * sizeof *sums);
	if (sums == NULL)
		return fail_memory(err);
	free(hasher->sums);
	hasher->sums = sums;
	hasher->sums_room = n;
	return STATUS_OK;
}

/* CImg's nearest neighbour: the sample at floor(place * side / 512). */
static size_t
shrunk_place(size_t place, size_t side)
{
	return place * side / PHOTO_SIDE;
}

static void
shrink_row(const struct pdq_hasher *hasher, const struct pdq_picture *picture,
           const unsigned char *from, unsigned char *to)
{
	if (picture->channels == 1) {
		for (size_t x = 0; x < PHOTO_SIDE; x++)
			to[x] = from[hasher->columns[x]];
		return;
	}
	for (size_t x = 0; x < PHOTO_SIDE; x++)
		memcpy(to + 3 * x, from + 3 * (size_t)hasher->columns[x], 3);
}

/* Eight rows from `y` on of the picture as it is; the last one stands for those below it. */
static void
own_rows(const struct pdq_picture *picture, size_t y, pdq_byte_rows rows)
{
	for (size_t r = 0; r < PDQ_BAND; r++) {
		size_t row = y + r < picture->height ? y + r : picture->height - 1;

		rows[r] = picture->samples + row * picture->stride;
	}
}

static void
shrunk_rows(struct pdq_hasher *hasher, const struct pdq_picture *picture, size_t y,
            pdq_byte_rows rows)
{
	for (size_t r = 0; r < PDQ_BAND; r++) {
		size_t row = shrunk_place(y + r, picture->height);

		if (r > 0 && row == shrunk_place(y + r - 1, picture->height)) {
			rows[r] = rows[r - 1];
			continue;
		}
		shrink_row(hasher, picture, picture->samples + row * picture->stride,
		           hasher->shrunk[r]);
		rows[r] = hasher->shrunk[r];
	}
}

/* pdqhashing.cpp: a picture of just this size is taken unsmoothed. */
static void
grid_of_samples(struct pdq_hasher *hasher, const struct pdq_picture *picture)
{
	const struct pdq_kernels *k = hasher->kernels;
	float band[PDQ_GRID * PDQ_BAND];

	for (size_t y = 0; y < PDQ_GRID; y += PDQ_BAND) {
		pdq_byte_rows rows;

		own_rows(picture, y, rows);
		if (picture->channels == 1)
			k->grey_band(rows, PDQ_GRID, band);
		else
			k->rgb_band(rows, PDQ_GRID, band);
		k->band_to_rows(band, PDQ_GRID, hasher->grid + y * PDQ_GRID, PDQ_GRID);
	}
}

static bool
is_shrunk(const struct pdq_picture *picture, enum pdq_mode mode)
{
	return mode == PDQ_PHOTO && (picture->width > PHOTO_SIDE || picture->height > PHOTO_SIDE);
}

/* The reference looks at the sides after shrinking, which also lengthens a short one. */
static bool
is_too_small(const struct pdq_picture *picture, enum pdq_mode mode)
{
	return !is_shrunk(picture, mode) &&
	       (picture->width < PDQ_LEAST_SIDE || picture->height < PDQ_LEAST_SIDE);
}

static enum status
fill_grid_by_area(struct pdq_hasher *hasher, const struct pdq_picture *picture,
                  struct error *err)
{
	enum status st = make_room_for_sums(hasher, (size_t)picture->width * picture->channels, err);

	if (st == STATUS_OK)
		pdq_area_grid(hasher->kernels, picture, hasher->sums, hasher->grid);
	return st;
}

static enum status
fill_grid(struct pdq_hasher *hasher, const struct pdq_picture *picture, enum pdq_mode mode,
          struct error *err)
{
	bool shrunk = is_shrunk(picture, mode);
	size_t width = shrunk ? PHOTO_SIDE : picture->width;
	size_t height = shrunk ? PHOTO_SIDE : picture->height;
	struct pdq_filter filter;
	enum status st;

	if (width == PDQ_GRID && height == PDQ_GRID) {
		grid_of_samples(hasher, picture);
		return STATUS_OK;
	}
	st = make_room(hasher, pdq_filter_room(width, height), err);
	if (st != STATUS_OK)
		return st;
	for (size_t x = 0; shrunk && x < PHOTO_SIDE; x++)
		hasher->columns[x] = (uint32_t)shrunk_place(x, picture->width);
	pdq_filter_begin(&filter, hasher->kernels, width, height, picture->channels,
	                 hasher->memory, hasher->grid);
	for (size_t y = 0; y < height; y += PDQ_BAND) {
		pdq_byte_rows rows;

		if (shrunk)
			shrunk_rows(hasher, picture, y, rows);
		else
			own_rows(picture, y, rows);
		pdq_filter_rows(&filter, rows);
	}
	return STATUS_OK;
}

/* Whole numbers in the order of the floats, and back. */
static int32_t
key_of(float value)
{
	int32_t bits;

	memcpy(&bits, &value, sizeof bits);
	return bits < 0 ? bits ^ INT32_MAX : bits;
}

static float
value_of(int32_t key)
{
	int32_t bits = key < 0 ? key ^ INT32_MAX : key;
	float value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

static struct hash256
bits_above_median(const struct pdq_hasher *hasher, const float *values)
{
	struct hash256 hash = { 0 };
	int32_t keys[VALUES];
	float median;

	for (size_t k = 0; k < VALUES; k++)
		keys[k] = key_of(values[k]);
	median = value_of(hasher->kernels->lower_median(keys));
	for (size_t k = 0; k < VALUES; k++)
		hash.words[k / 64] |= (uint64_t)(values[k] > median) << k % 64;
	return hash;
}

/* Which frequencies change their sign when the picture is mirrored. */
enum mirror {
	MIRROR_NONE,
	MIRROR_ROWS,    /* those with an even i: top and bottom exchanged */
	MIRROR_COLUMNS, /* those with an even j */
	MIRROR_BOTH     /* those with an odd i + j */
};

static struct hash256
mirrored_hash(const struct pdq_hasher *hasher, const float *values, enum mirror mirror)
{
	float changed[VALUES];

	for (unsigned k = 0; k < VALUES; k++) {
		unsigned i = k / PDQ_BASIS, j = k % PDQ_BASIS;
		bool negated = (mirror == MIRROR_ROWS && i % 2 == 0) ||
		               (mirror == MIRROR_COLUMNS && j % 2 == 0) ||
		               (mirror == MIRROR_BOTH && (i + j) % 2 == 1);

		changed[k] = negated ? -values[k] : values[k];
	}
	return bits_above_median(hasher, changed);
}

/*
 * pdqhashing.cpp, dct16OriginalToRotate90 and so on: turning changes signs,
 * for which the median is taken anew, and exchanges rows and columns, which
 * leaves the median as it is. So four medians make eight hashes.
 */
static void
fill_hashes(const struct pdq_hasher *hasher, const float *values, struct hash256 *hashes)
{
	struct hash256 rows = mirrored_hash(hasher, values, MIRROR_ROWS);
	struct hash256 columns = mirrored_hash(hasher, values, MIRROR_COLUMNS);
	struct hash256 both = mirrored_hash(hasher, values, MIRROR_BOTH);
	struct hash256 none = bits_above_median(hasher, values);

	hashes[DIHEDRAL_NONE] = none;
	hashes[DIHEDRAL_ROT180] = both;
	hashes[DIHEDRAL_FLIPX] = rows;
	hashes[DIHEDRAL_FLIPY] = columns;
	hashes[DIHEDRAL_FLIPPLUS1] = hash256_turned(&none, DIHEDRAL_FLIPPLUS1);
	hashes[DIHEDRAL_FLIPMINUS1] = hash256_turned(&both, DIHEDRAL_FLIPPLUS1);
	hashes[DIHEDRAL_ROT90] = hash256_turned(&columns, DIHEDRAL_FLIPPLUS1);
	hashes[DIHEDRAL_ROT270] = hash256_turned(&rows, DIHEDRAL_FLIPPLUS1);
}

enum status
pdq_hash(struct pdq_hasher *hasher, const struct pdq_picture *picture, enum pdq_mode mode,
         struct pdq *out, struct error *err)
{
	float values[VALUES];
	unsigned quality;
	enum status st;

	if (!is_valid(picture))
		return fail(err, STATUS_INVALID, "not a picture that can be hashed");
	if (is_too_small(picture, mode)) {
		*out = (struct pdq){ 0 };
		return STATUS_OK;
	}
	st = mode == PDQ_AREA ? fill_grid_by_area(hasher, picture, err)
	                      : fill_grid(hasher, picture, mode, err);
	if (st != STATUS_OK)
		return st;
	/* pdqhashing.cpp: a ninetieth of the sum, at most 100 */
	quality = hasher->kernels->gradients(hasher->grid, picture->limited ? 219 : 255) / 90;
	out->quality = quality < 100 ? quality : 100;
	hasher->kernels->transform(hasher->basis, hasher->basis_transposed, hasher->grid, values);
	fill_hashes(hasher, values, out->hashes);
	out->detail = mode == PDQ_AREA ? picture_detail_of(hasher->grid) : (struct picture_detail){ 0 };
	return STATUS_OK;
}
