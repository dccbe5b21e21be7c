/* SPDX-License-Identifier: Apache-2.0 */
/* test_hurry.c - made-up films on made-up machines: where each goes on with its key frames alone. */
#include "worker/av/av_hurry.h"

#include "support/support.h"

#define FRAMES 100000
#define SIZE ((uint64_t)FRAMES * 1000)

#define NEVER 0

/*
 * Of a film that takes `times` as long as it may, the frame from which it
 * hurries, and what is spent then.
 */
static unsigned
frame_of(double times, double *spent)
{
	struct hurry hurry = { 0 };

	for (unsigned i = 1; i < FRAMES; i++) {
		*spent = times * i / FRAMES;
		if (hurry_is_due(&hurry, *spent, (uint64_t)i * 1000, SIZE))
			return i;
	}
	return NEVER;
}

/* Rounded up, as the first frame behind a place hurries. */
static bool
is_a_place(unsigned frame)
{
	for (unsigned part = 2; part <= 64; part *= 2)
		if (frame == (FRAMES + part - 1) / part)
			return true;
	return false;
}

static void
what_ends_in_time_is_never_hurried(void **state)
{
	double spent;

	(void)state;
	for (double times = 0.01; times <= 1; times += 0.01)
		assert_int_equal(frame_of(times, &spent), NEVER);
}

static void
what_does_not_is_hurried_at_one_of_six_places_in_good_time(void **state)
{
	double spent;

	(void)state;
	for (double times = 1.02; times <= 16; times += 0.02) {
		unsigned frame = frame_of(times, &spent);

		if (!is_a_place(frame))
			fail_msg("%.2f times too slow, and hurried from frame %u", times, frame);
		assert_true(spent > HURRY_AFTER / 2 && spent < HURRY_AFTER + 0.01);
	}
}

/* A machine that takes up to twice as long goes on from the same place, or the one before it. */
static void
another_machine_hurries_at_the_same_place_or_the_next(void **state)
{
	double spent;

	(void)state;
	for (double times = 1.1; times <= 7; times += 0.1) {
		unsigned here = frame_of(times, &spent), there = frame_of(times * 1.9, &spent);

		assert_true(there == here || there == (here + 1) / 2);
	}
}

/* A jump past several places is one question; and what has not come to the first place hurries when HURRY_AFTER is spent. */
static void
jumps_and_very_slow_films(void **state)
{
	struct hurry hurry = { 0 };
	double spent;

	(void)state;
	assert_false(hurry_is_due(&hurry, 0.01, SIZE / 3, SIZE));
	assert_false(hurry_is_due(&hurry, 0.4, SIZE / 3, SIZE));
	assert_true(hurry_is_due(&hurry, 0.6, SIZE / 2, SIZE));
	assert_false(hurry_is_due(&hurry, 0.99, SIZE, SIZE));
	assert_int_equal(frame_of(40, &spent), FRAMES / 100);
	hurry = (struct hurry){ 0 };
	assert_false(hurry_is_due(&hurry, 0, 0, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_ends_in_time_is_never_hurried),
		cmocka_unit_test(what_does_not_is_hurried_at_one_of_six_places_in_good_time),
		cmocka_unit_test(another_machine_hurries_at_the_same_place_or_the_next),
		cmocka_unit_test(jumps_and_very_slow_films),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
