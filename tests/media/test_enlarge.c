/* SPDX-License-Identifier: Apache-2.0 */
/* test_enlarge.c - a few pixels grow smoothly, and are no more than they were. */
#include "support/support.h"

#include "base/scoped.h"
#include "media/enlarge.h"

#include <stdlib.h>
#include <string.h>

static struct picture
picture_of(uint32_t width, uint32_t height, uint32_t channels, const void *samples)
{
	struct picture picture = { width, height, channels, 0, NULL };
	size_t n = (size_t)width * height * channels;

	picture.samples = malloc(n);
	assert_non_null(picture.samples);
	memcpy(picture.samples, samples, n);
	return picture;
}

/* Black, then white: between them grey, in even steps, and nothing beyond. */
static void
test_steps_are_even(void **state)
{
	SCOPED(picture) picture = picture_of(2, 1, 1, "\x00\xff");
	struct error err;

	(void)state;
	assert_ok(picture_enlarge(&picture, 160, &err), &err);
	assert_int_equal(picture.width, 160);
	assert_int_equal(picture.height, 80);
	assert_int_equal(picture.samples[0], 0);
	assert_int_equal(picture.samples[159], 255);
	for (size_t i = 1; i < 160; i++) {
		int step = picture.samples[i] - picture.samples[i - 1];

		assert_true(step >= 0 && step <= 4);
		assert_int_equal(picture.samples[79 * 160 + i], picture.samples[i]);
	}
	assert_true(abs(picture.samples[79] + picture.samples[80] - 255) <= 1);
}

static void
test_colours_stay_apart(void **state)
{
	SCOPED(picture) picture = picture_of(1, 2, 3, "\xff\0\0\0\0\xff");
	struct error err;

	(void)state;
	picture.microseconds = 7;
	assert_ok(picture_enlarge(&picture, 8, &err), &err);
	assert_int_equal(picture.width, 4);
	assert_int_equal(picture.height, 8);
	assert_int_equal(picture.microseconds, 7);
	assert_memory_equal(picture.samples, "\xff\0\0", 3);
	assert_memory_equal(picture.samples + 3 * (4 * 8 - 1), "\0\0\xff", 3);
	for (size_t i = 0; i < 4 * 8; i++)
		assert_int_equal(picture.samples[3 * i + 1], 0);
}

static void
test_bounds(void **state)
{
	SCOPED(picture) large = picture_of(3, 2, 1, "abcdef");
	SCOPED(picture) line = picture_of(16, 1, 1, "abcdefghijklmnop");
	SCOPED(picture) none = { 0 };
	struct error err;

	(void)state;
	assert_ok(picture_enlarge(&large, 3, &err), &err);
	assert_memory_equal(large.samples, "abcdef", 6);
	assert_ok(picture_enlarge(&large, 0, &err), &err);
	assert_int_equal(large.width, 3);
	assert_ok(picture_enlarge(&none, 160, &err), &err);
	assert_null(none.samples);
	assert_ok(picture_enlarge(&line, UINT32_MAX, &err), &err);
	assert_int_equal(line.width, ENLARGE_MOST);
	assert_int_equal(line.height, 64);
	assert_int_equal(line.samples[(size_t)64 * 1024 - 1], 'p');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps_are_even),
		cmocka_unit_test(test_colours_stay_apart),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
