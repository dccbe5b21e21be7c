/* SPDX-License-Identifier: Apache-2.0 */
/* test_picture_detail.c - forms filled in otherwise are told apart, copies are not, and turning is exact. */
#include "fingerprint/detail_crop.h"

#include "fingerprint/pdq.h"

#include "support/random.h"
#include "support/support.h"

#include "base/scoped.h"

#include <stdlib.h>
#include <string.h>

DEFINE_SCOPED_POINTER(pdq_hasher, pdq_hasher_close);

#define WIDTH 400
#define HEIGHT 500

/* A page: a head, and lines of words whose lengths come from `seed`. */
static void
paint_page(unsigned char *samples, uint64_t seed)
{
	memset(samples, 245, WIDTH * HEIGHT);
	for (size_t y = 20; y < 60; y++)
		memset(samples + y * WIDTH + 30, 60, 120);
	for (size_t y = 90; y + 20 < HEIGHT; y += 18) {
		for (size_t x = 30; x + 60 < WIDTH;) {
			size_t word = 5 + random_below(&seed, 14);

			for (size_t row = y; row < y + 9; row++)
				memset(samples + row * WIDTH + x, row % 3 ? 40 : 150, word);
			x += word + 4;
		}
	}
}

static struct pdq
hash_of(const unsigned char *samples, uint32_t width, uint32_t height)
{
	SCOPED_POINTER(pdq_hasher) hasher = NULL;
	struct pdq out;
	struct error err;

	assert_ok(pdq_hasher_open(&hasher, CPU_PATH_BEST, &err), &err);
	assert_ok(pdq_hash(hasher, &(struct pdq_picture){ samples, width, width, height, 1, false },
	                   PDQ_AREA, &out, &err),
	          &err);
	return out;
}

static void
pages_of_one_form_differ_in_their_details(void **state)
{
	static unsigned char one[WIDTH * HEIGHT], other[WIDTH * HEIGHT], copy[WIDTH * HEIGHT];
	uint64_t seed = 4;
	struct pdq a, b, c;

	(void)state;
	paint_page(one, 1);
	paint_page(other, 2);
	for (size_t k = 0; k < sizeof copy; k++)
		copy[k] = (unsigned char)(one[k] * 7 / 8 + random_below(&seed, 20));
	a = hash_of(one, WIDTH, HEIGHT);
	b = hash_of(other, WIDTH, HEIGHT);
	c = hash_of(copy, WIDTH, HEIGHT);
	assert_in_range(hash256_distance(&a.hashes[0], &b.hashes[0]), 0, 64);
	assert_in_range(picture_detail_distance(&a.detail, &b.detail), DETAIL_SAME + 1, 768);
	assert_in_range(picture_detail_distance(&a.detail, &c.detail), 0, DETAIL_SAME / 2);
}

/* The part of a page that is left when so much of each side is cut off; what it hashes to. */
static struct pdq
hash_of_part(const unsigned char *page, size_t across, size_t down)
{
	static unsigned char part[WIDTH * HEIGHT];
	size_t width = WIDTH - 2 * across, height = HEIGHT - 2 * down;

	for (size_t y = 0; y < height; y++)
		memcpy(part + y * width, page + (y + down) * WIDTH + across, width);
	return hash_of(part, (uint32_t)width, (uint32_t)height);
}

static double
agreement_of(const struct pdq *a, const struct pdq *b)
{
	return detail_crop_agreement(&(struct detail_signs){ a->hashes[0], a->detail },
	                             &(struct detail_signs){ b->hashes[0], b->detail });
}

/* Rows of blocks are coarser than pages are: their parts agree a little less, and others far less. */
#define LEAST_OF_A_PART 0.83
#define MOST_OF_ANOTHER 0.75

/* Cut at all sides, a page is further from itself by its details than another one of that form, and known all the same. */
static void
a_page_without_its_margins_is_known(void **state)
{
	static unsigned char page[WIDTH * HEIGHT], other[WIDTH * HEIGHT];
	struct pdq whole, part;

	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		paint_page(page, seed);
		whole = hash_of(page, WIDTH, HEIGHT);
		part = hash_of_part(page, WIDTH / 40, HEIGHT / 40);
		assert_in_range(picture_detail_distance(&whole.detail, &part.detail), DETAIL_SAME + 1, 768);
		assert_true(agreement_of(&whole, &part) > LEAST_OF_A_PART);
		assert_true(agreement_of(&whole, &part) == agreement_of(&part, &whole));
		part = hash_of_part(page, WIDTH * 4 / 100, HEIGHT * 3 / 100);
		assert_true(agreement_of(&whole, &part) > LEAST_OF_A_PART);
		part = hash_of_part(page, WIDTH / 100, HEIGHT / 100);
		assert_true(agreement_of(&whole, &part) >= DETAIL_CROPPED);
		for (uint64_t another = seed + 1; another <= seed + 20; another++) {
			paint_page(other, another);
			part = hash_of_part(other, WIDTH / 40, HEIGHT / 40);
			assert_true(agreement_of(&whole, &part) < MOST_OF_ANOTHER);
		}
	}
}

/* How the sample at a place comes there in each turn, by enum dihedral: from (x, y) of `side` x `side`. */
static size_t
place_before(enum dihedral turn, size_t x, size_t y, size_t side)
{
	const size_t last = side - 1, place[DIHEDRAL_COUNT][2] = {
		[DIHEDRAL_NONE] = { x, y },
		[DIHEDRAL_ROT90] = { last - y, x },
		[DIHEDRAL_ROT180] = { last - x, last - y },
		[DIHEDRAL_ROT270] = { y, last - x },
		[DIHEDRAL_FLIPX] = { x, last - y },
		[DIHEDRAL_FLIPY] = { last - x, y },
		[DIHEDRAL_FLIPPLUS1] = { y, x },
		[DIHEDRAL_FLIPMINUS1] = { last - y, last - x },
	};

	return place[turn][1] * side + place[turn][0];
}

static void
turned_details_are_those_of_the_turned_picture(void **state)
{
	static unsigned char plain[128 * 128], turned[128 * 128];
	uint64_t seed = 7;
	struct pdq a;

	(void)state;
	for (size_t k = 0; k < sizeof plain; k++)
		plain[k] = (unsigned char)random_below(&seed, 256);
	a = hash_of(plain, 128, 128);
	assert_false(picture_detail_is_none(&a.detail));
	for (int turn = 0; turn < DIHEDRAL_COUNT; turn++) {
		struct picture_detail expected = picture_detail_turned(&a.detail, (enum dihedral)turn);
		struct pdq b;

		for (size_t y = 0; y < 128; y++)
			for (size_t x = 0; x < 128; x++)
				turned[y * 128 + x] = plain[place_before((enum dihedral)turn, x, y, 128)];
		b = hash_of(turned, 128, 128);
		assert_in_range(hash256_distance(&a.hashes[turn], &b.hashes[0]), 0, 2);
		/* but for values so near to nothing that rounding decides their sign */
		assert_in_range(picture_detail_distance(&expected, &b.detail), 0, 2);
	}
}

static void
weak_details_are_none(void **state)
{
	static unsigned char smooth[128 * 128];
	struct pdq a;

	(void)state;
	for (size_t k = 0; k < sizeof smooth; k++)
		smooth[k] = (unsigned char)(k / 128 + k % 128);
	a = hash_of(smooth, 128, 128);
	assert_true(picture_detail_is_none(&a.detail));
}

static void
pages_are_drawn_and_slopes_are_not(void **state)
{
	static unsigned char page[WIDTH * HEIGHT], slope[WIDTH * HEIGHT], tiny[3] = { 1, 2, 3 };

	(void)state;
	paint_page(page, 1);
	for (size_t k = 0; k < sizeof slope; k++)
		slope[k] = (unsigned char)(k % WIDTH * 255 / WIDTH);
	assert_true(picture_is_drawn(&(struct pdq_picture){ page, WIDTH, WIDTH, HEIGHT, 1, false }));
	assert_false(picture_is_drawn(&(struct pdq_picture){ slope, WIDTH, WIDTH, HEIGHT, 1, false }));
	assert_true(picture_is_drawn(&(struct pdq_picture){ tiny, 3, 1, 1, 3, false }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_of_one_form_differ_in_their_details),
		cmocka_unit_test(a_page_without_its_margins_is_known),
		cmocka_unit_test(turned_details_are_those_of_the_turned_picture),
		cmocka_unit_test(weak_details_are_none),
		cmocka_unit_test(pages_are_drawn_and_slopes_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
