/* SPDX-License-Identifier: Apache-2.0 */
/* test_turn.c - display matrices, and pixels that are turned by them. */
#include "support/support.h"

#include "worker/av/av_turn.h"

#include <string.h>

#define ONE 65536

static void
expect_turn(const int32_t matrix[9], double degrees, int orientation)
{
	struct turn turn = turn_of_matrix(matrix);

	assert_true(turn.stated);
	assert_true(turn.degrees == degrees);
	assert_int_equal(turn.orientation, orientation);
}

/* The matrices that phones write, and their mirrored forms. */
static void
test_matrices(void **state)
{
	const int32_t upright[9] = { ONE, 0, 0, 0, ONE, 0, 0, 0, 1 << 30 };
	const int32_t portrait[9] = { 0, ONE, 0, -ONE, 0, 0, 0, 0, 1 << 30 };
	const int32_t upside_down[9] = { -ONE, 0, 0, 0, -ONE, 0, 0, 0, 1 << 30 };
	const int32_t other_side[9] = { 0, -ONE, 0, ONE, 0, 0, 0, 0, 1 << 30 };
	const int32_t mirrored[9] = { -ONE, 0, 0, 0, ONE, 0, 0, 0, 1 << 30 };
	const int32_t flipped[9] = { ONE, 0, 0, 0, -ONE, 0, 0, 0, 1 << 30 };
	const int32_t transposed[9] = { 0, ONE, 0, ONE, 0, 0, 0, 0, 1 << 30 };

	(void)state;
	expect_turn(upright, 0, 1);
	expect_turn(portrait, 90, 6);
	expect_turn(upside_down, 180, 3);
	expect_turn(other_side, 270, 8);
	expect_turn(mirrored, 0, 2);
	expect_turn(flipped, 180, 4);
	assert_int_equal(turn_of_matrix(transposed).orientation, 5);
}

static void
test_matrices_that_are_none(void **state)
{
	const int32_t none[9] = { 0 };
	const int32_t least[9] = { INT32_MIN, INT32_MIN, 0, INT32_MIN, INT32_MIN, 0, 0, 0, 0 };
	const int32_t slanted[9] = { 46341, 46341, 0, -46341, 46341, 0, 0, 0, 1 << 30 };

	(void)state;
	assert_int_equal(turn_of_matrix(none).orientation, 0);
	assert_true(turn_of_matrix(none).degrees == 0);
	assert_int_equal(turn_of_matrix(least).orientation, 0);
	expect_turn(slanted, 45, 0);
}

/* A picture of 2 x 3 pixels that are all different, turned by each orientation. */
static void
test_pixels(void **state)
{
	static const char *const expected[] = {
		"", "abcdef", "badcfe", "fedcba", "efcdab", "acebdf", "ecafdb", "fdbeca", "bdface",
	};

	(void)state;
	for (int orientation = 0; orientation <= 8; orientation++) {
		unsigned char in[18], out[18], want[18];
		const char *letters = orientation == 0 ? "abcdef" : expected[orientation];

		for (int i = 0; i < 6; i++) {
			memset(in + 3 * i, "abcdef"[i], 3);
			memset(want + 3 * i, letters[i], 3);
		}
		turn_apply(orientation, in, 2, 3, out);
		assert_memory_equal(out, want, sizeof want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matrices),
		cmocka_unit_test(test_matrices_that_are_none),
		cmocka_unit_test(test_pixels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
