/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_pdq.c - PDQ against the reference's own values, against a plain
 * transcription of the description, and both ways of computing against each other.
 */
#include "fingerprint/pdq.h"

#include "support/netpbm.h"
#include "support/random.h"
#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"

#include "plain/plain_pdq.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

DEFINE_SCOPED_POINTER(pdq_hasher, pdq_hasher_close);

#define VECTORS "vectors/fingerprints/"
#define VECTOR_COLUMNS 12
#define NEAR 10 /* NOTES.md: the tolerance where many coefficients are nearly equal */

static struct pdq_hasher *
hasher(enum cpu_path path)
{
	struct pdq_hasher *out = NULL;
	struct error err;

	assert_ok(pdq_hasher_open(&out, path, &err), &err);
	return out;
}

static struct pdq
hash_with(struct pdq_hasher *h, const struct pdq_picture *picture, enum pdq_mode mode)
{
	struct pdq out;
	struct error err;

	assert_ok(pdq_hash(h, picture, mode, &out, &err), &err);
	return out;
}

static void
assert_same_pdq(const struct pdq *a, const struct pdq *b, const char *what)
{
	for (int d = 0; d < DIHEDRAL_COUNT; d++) {
		unsigned distance = hash256_distance(&a->hashes[d], &b->hashes[d]);

		if (distance != 0)
			fail_msg("%s: %s differs by %u bits\n", what, dihedral_name((enum dihedral)d),
			         distance);
	}
	if (a->quality != b->quality)
		fail_msg("%s: quality %u and %u\n", what, a->quality, b->quality);
}

/* --- the reference's values --- */

struct vector {
	char           name[64];
	unsigned       quality;
	struct hash256 hashes[DIHEDRAL_COUNT];
};

static struct vector
read_vector(struct text line)
{
	struct vector out = { 0 };
	struct text cells[VECTOR_COLUMNS];
	uint64_t quality;

	for (size_t i = 0; i < VECTOR_COLUMNS; i++)
		cells[i] = text_cut(&line, '\t');
	snprintf(out.name, sizeof out.name, "%.*s", (int)cells[0].n, cells[0].p);
	assert_true(text_number(cells[3], 100, &quality));
	out.quality = (unsigned)quality;
	for (size_t d = 0; d < DIHEDRAL_COUNT; d++)
		assert_true(hash256_read(cells[4 + d], &out.hashes[d]));
	return out;
}

static void
judge_vector(const struct vector *vector)
{
	bool near = strncmp(vector->name, "gradient", 8) == 0 || strncmp(vector->name, "checker", 7) == 0;
	SCOPED_FREE char *path = NULL;
	SCOPED(netpbm) image = { 0 };
	char relative[128];

	snprintf(relative, sizeof relative, VECTORS "pixels/%s", vector->name);
	path = shared_path(relative);
	netpbm_read(&image, path);
	for (int way = CPU_PATH_BEST; way <= CPU_PATH_PORTABLE; way++) {
		SCOPED_POINTER(pdq_hasher) h = hasher((enum cpu_path)way);
		struct pdq got = hash_with(h,
			&(struct pdq_picture){ image.samples, (size_t)image.width * image.channels,
			                       image.width, image.height, image.channels, false },
			PDQ_PHOTO);

		for (int d = 0; d < DIHEDRAL_COUNT; d++) {
			unsigned distance = hash256_distance(&got.hashes[d], &vector->hashes[d]);

			if (distance > (near ? NEAR : 0))
				fail_msg("%s: %s is %u bits off\n", vector->name,
				         dihedral_name((enum dihedral)d), distance);
		}
		assert_int_equal(got.quality, vector->quality);
	}
}

static void
pixels_give_the_reference_values(void **state)
{
	SCOPED_FREE char *path = shared_path(VECTORS "pixels-expected.tsv");
	SCOPED(buffer) table = { 0 };
	struct text rest;
	size_t judged = 0;

	(void)state;
	read_file(&table, path);
	rest = text_of_buffer(&table);
	(void)text_cut(&rest, '\n');
	while (rest.p != NULL) {
		struct text line = text_cut(&rest, '\n');

		if (line.n > 0) {
			struct vector vector = read_vector(line);

			judge_vector(&vector);
			judged++;
		}
	}
	assert_in_range(judged, 27, SIZE_MAX);
}

/* --- every size and both ways against the plain transcription --- */

static uint64_t seed = 20261130;

/* Smooth blobs, stripes or noise, so that rounding has much to get wrong. */
static unsigned char
random_sample(unsigned kind, size_t x, size_t y, size_t c)
{
	if (kind == 0)
		return (unsigned char)random_below(&seed, 256);
	if (kind == 1)
		return (unsigned char)((x * (3 + c) + y * 7) / 5);
	if (kind == 2)
		return (unsigned char)((x * y / (17 + c)) + random_below(&seed, 4));
	return (unsigned char)(200 + (x / 50 + y / 30) % 2 * 3);
}

static void
compare_at(uint32_t width, uint32_t height, unsigned channels)
{
	size_t stride = (size_t)width * channels + random_below(&seed, 9);
	/* not one byte more than the picture has, so that reading past it is seen */
	size_t size = stride * (height - 1) + (size_t)width * channels;
	SCOPED_FREE unsigned char *samples = malloc(size);
	SCOPED_POINTER(pdq_hasher) best = hasher(CPU_PATH_BEST);
	SCOPED_POINTER(pdq_hasher) portable = hasher(CPU_PATH_PORTABLE);
	unsigned kind = random_below(&seed, 4);
	const struct pdq_picture picture = { samples, stride, width, height, channels, random_below(&seed, 2) };
	char what[64];

	assert_non_null(samples);
	for (size_t i = 0; i < size; i++)
		samples[i] = random_sample(kind, i % stride / channels, i / stride, i % stride % channels);
	for (int mode = PDQ_PHOTO; mode <= PDQ_FRAME; mode++) {
		struct pdq a = hash_with(best, &picture, (enum pdq_mode)mode);
		struct pdq b = hash_with(portable, &picture, (enum pdq_mode)mode);
		struct pdq c;

		assert_true(plain_pdq(&picture, (enum pdq_mode)mode, &c));
		snprintf(what, sizeof what, "%ux%ux%u kind %u mode %d", width, height, channels, kind, mode);
		assert_same_pdq(&a, &c, what);
		assert_same_pdq(&b, &c, what);
	}
}

static void
all_ways_give_the_same_bits(void **state)
{
	static const uint32_t sides[] = { 5, 7, 8, 9, 63, 64, 65, 127, 128, 129, 255, 257, 385, 512, 513, 641 };
	const size_t count = sizeof sides / sizeof sides[0];

	(void)state;
	for (size_t i = 0; i < count; i++)
		compare_at(sides[i], sides[(i * 7 + 3) % count], i % 2 ? 1 : 3);
	for (int i = 0; i < 40; i++)
		compare_at(5 + random_below(&seed, 700), 5 + random_below(&seed, 700), i % 2 ? 1 : 3);
	compare_at(1920, 1080, 1);
	compare_at(6000, 7, 3);
	compare_at(7, 6000, 3);
}

/* One hasher for pictures of all sizes: nothing of the one before may show. */
static void
a_hasher_forgets_the_picture_before(void **state)
{
	SCOPED_POINTER(pdq_hasher) kept = hasher(CPU_PATH_BEST);
	static unsigned char samples[300 * 200];

	(void)state;
	for (int i = 0; i < 30; i++) {
		uint32_t width = 5 + random_below(&seed, 295), height = 5 + random_below(&seed, 195);
		SCOPED_POINTER(pdq_hasher) fresh = hasher(CPU_PATH_BEST);
		struct pdq_picture picture = { samples, 300, width, height, 1, false };
		struct pdq a, b;

		for (size_t k = 0; k < sizeof samples; k++)
			samples[k] = (unsigned char)random_below(&seed, 256);
		a = hash_with(kept, &picture, PDQ_FRAME);
		b = hash_with(fresh, &picture, PDQ_FRAME);
		assert_same_pdq(&a, &b, "a second picture");
	}
}

/* --- means over areas --- */

/* Fine texture, of which every n-th pixel says little. */
static void
paint_texture(unsigned char *samples, uint32_t width, uint32_t height, unsigned channels)
{
	for (size_t y = 0; y < height; y++) {
		for (size_t x = 0; x < width; x++) {
			unsigned large = (unsigned)(x * 200 / width * (y + 7) / height);
			unsigned v = (x / 2 + y / 2) % 2 ? large : 55 + large;

			for (unsigned c = 0; c < channels; c++)
				samples[(y * width + x) * channels + c] =
					(unsigned char)(v - c + random_below(&seed, 3));
		}
	}
}

/* What becomes of a picture when left and right are exchanged. */
static void
mirror(const unsigned char *from, unsigned char *to, uint32_t width, uint32_t height,
       unsigned channels)
{
	for (size_t y = 0; y < height; y++) {
		for (size_t x = 0; x < width; x++)
			memcpy(to + (y * width + x) * channels,
			       from + (y * width + width - 1 - x) * channels, channels);
	}
}

static void
mirrored_at(uint32_t width, uint32_t height, unsigned channels)
{
	size_t size = (size_t)width * height * channels;
	SCOPED_FREE unsigned char *samples = malloc(size);
	SCOPED_FREE unsigned char *mirrored = malloc(size);
	SCOPED_POINTER(pdq_hasher) best = hasher(CPU_PATH_BEST);
	SCOPED_POINTER(pdq_hasher) portable = hasher(CPU_PATH_PORTABLE);
	const struct pdq_picture one = { samples, (size_t)width * channels, width, height, channels, false };
	const struct pdq_picture other = { mirrored, (size_t)width * channels, width, height, channels, false };
	struct pdq a, b, c;

	assert_non_null(samples);
	assert_non_null(mirrored);
	paint_texture(samples, width, height, channels);
	mirror(samples, mirrored, width, height, channels);
	a = hash_with(best, &one, PDQ_AREA);
	b = hash_with(portable, &one, PDQ_AREA);
	c = hash_with(portable, &other, PDQ_AREA);
	assert_same_pdq(&a, &b, "by areas");
	/* but for the rounding of sums of floats in another order */
	assert_in_range(hash256_distance(&a.hashes[DIHEDRAL_FLIPY], &c.hashes[0]), 0, 2);
	assert_in_range(hash256_distance(&a.hashes[0], &c.hashes[DIHEDRAL_FLIPY]), 0, 2);
	assert_int_equal(a.quality, c.quality);
}

static void
by_areas_a_mirrored_copy_has_the_mirrored_hash(void **state)
{
	(void)state;
	mirrored_at(1021, 683, 3);
	mirrored_at(1021, 683, 1);
	mirrored_at(600, 800, 3);
	mirrored_at(64, 64, 1);
	mirrored_at(40, 50, 3);
	mirrored_at(9, 2000, 1);
}

/* Parts of one pixel, of several and of parts of one: each the mean of what lies in it. */
static void
the_hash_by_areas_is_that_of_the_means(void **state)
{
	static unsigned char small[64 * 64], large[64 * 3 * 64 * 5];
	SCOPED_POINTER(pdq_hasher) h = hasher(CPU_PATH_BEST);
	struct pdq a, b;

	(void)state;
	for (size_t k = 0; k < sizeof small; k++)
		small[k] = (unsigned char)(30 + random_below(&seed, 200));
	for (size_t y = 0; y < 64 * 5; y++) {
		for (size_t x = 0; x < 64 * 3; x++)
			large[y * 64 * 3 + x] = (unsigned char)(
				small[y / 5 * 64 + x / 3] + (x % 3 == 0) * 20 - (x % 3 == 1) * 20);
	}
	a = hash_with(h, &(struct pdq_picture){ small, 64, 64, 64, 1, false }, PDQ_FRAME);
	b = hash_with(h, &(struct pdq_picture){ large, 64 * 3, 64 * 3, 64 * 5, 1, false }, PDQ_AREA);
	assert_same_pdq(&a, &b, "means");
}

static void
by_areas_the_widest_white_does_not_overflow(void **state)
{
	SCOPED_FREE unsigned char *samples = malloc((size_t)PDQ_LONGEST_SIDE * 5 * 3);
	SCOPED_POINTER(pdq_hasher) h = hasher(CPU_PATH_BEST);
	struct pdq out;

	(void)state;
	assert_non_null(samples);
	memset(samples, 255, (size_t)PDQ_LONGEST_SIDE * 5 * 3);
	out = hash_with(h, &(struct pdq_picture){ samples, (size_t)PDQ_LONGEST_SIDE * 3,
	                                          PDQ_LONGEST_SIDE, 5, 3, false }, PDQ_AREA);
	assert_int_equal(out.quality, 0);
	out = hash_with(h, &(struct pdq_picture){ samples, 15, 5, PDQ_LONGEST_SIDE, 3, false }, PDQ_AREA);
	assert_int_equal(out.quality, 0);
}

/* --- limits --- */

static void
pictures_too_small_have_no_quality(void **state)
{
	static const unsigned char samples[2048 * 3] = { 1, 200, 3, 150 };
	SCOPED_POINTER(pdq_hasher) h = hasher(CPU_PATH_BEST);

	(void)state;
	for (uint32_t side = 1; side < PDQ_LEAST_SIDE; side++) {
		struct pdq_picture picture = { samples, 64, side, 20, 1, false };
		struct pdq out = hash_with(h, &picture, PDQ_PHOTO);

		assert_int_equal(out.quality, 0);
		assert_int_equal(hash256_weight(&out.hashes[0]), 0);
		out = hash_with(h, &picture, PDQ_AREA);
		assert_int_equal(out.quality, 0);
		assert_int_equal(hash256_weight(&out.hashes[0]), 0);
	}
	/* the reference shrinks first, and then it is large enough */
	assert_int_equal(hash256_weight(&hash_with(h, &(struct pdq_picture){ samples, 2048, 2048, 3, 1,
		false }, PDQ_PHOTO).hashes[0]) > 0, true);
}

static void
what_is_no_picture_is_refused(void **state)
{
	static const unsigned char samples[64 * 64];
	static const struct pdq_picture wrong[] = {
		{ samples, 64, 0, 64, 1, false },     { samples, 64, 64, 0, 1, false },
		{ samples, 64, 64, 64, 2, false },    { samples, 64, 64, 64, 3, false },
		{ samples, 63, 64, 64, 1, false },    { samples, 64, 64, 64, 0, false },
		{ samples, 65536, 65536, 1, 1, false },
	};
	SCOPED_POINTER(pdq_hasher) h = hasher(CPU_PATH_BEST);
	struct pdq out = { .quality = 77 };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct error err;

		assert_status(STATUS_INVALID, pdq_hash(h, &wrong[i], PDQ_FRAME, &out, &err), &err);
		assert_int_equal(out.quality, 77);
	}
	pdq_hasher_close(NULL);
}

static void
limited_luma_counts_for_more_quality(void **state)
{
	static unsigned char samples[128 * 128];
	SCOPED_POINTER(pdq_hasher) h = hasher(CPU_PATH_BEST);
	struct pdq_picture picture = { samples, 128, 128, 128, 1, false };
	struct pdq full, limited;

	(void)state;
	for (size_t k = 0; k < sizeof samples; k++)
		samples[k] = (unsigned char)(16 + (k / 16 + k / 128 / 16) % 2 * 20);
	full = hash_with(h, &picture, PDQ_FRAME);
	picture.limited = true;
	limited = hash_with(h, &picture, PDQ_FRAME);
	assert_true(hash256_equal(&full.hashes[0], &limited.hashes[0]));
	assert_in_range(full.quality, 1, 99);
	assert_in_range(limited.quality, full.quality + 1, 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pixels_give_the_reference_values),
		cmocka_unit_test(all_ways_give_the_same_bits),
		cmocka_unit_test(a_hasher_forgets_the_picture_before),
		cmocka_unit_test(by_areas_a_mirrored_copy_has_the_mirrored_hash),
		cmocka_unit_test(the_hash_by_areas_is_that_of_the_means),
		cmocka_unit_test(by_areas_the_widest_white_does_not_overflow),
		cmocka_unit_test(pictures_too_small_have_no_quality),
		cmocka_unit_test(what_is_no_picture_is_refused),
		cmocka_unit_test(limited_luma_counts_for_more_quality),
	};

	need_shared(VECTORS "pixels-expected.tsv");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
