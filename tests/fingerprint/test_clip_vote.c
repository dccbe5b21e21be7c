/* SPDX-License-Identifier: Apache-2.0 */
/* test_clip_vote.c - clips of real footage found in time, and what must not be found. */
#include "fingerprint/clip_vote.h"

#include "support/frames.h"
#include "support/random.h"
#include "support/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FPS 30

static uint64_t      seed = 9;
static struct frames chair_all, chair, pattern_all, pattern;

static int
read_all(void **state)
{
	(void)state;
	frames_read(&chair_all, "chair-20-sd-bar");
	frames_dense(&chair, &chair_all);
	frames_read(&pattern_all, "pattern-sd-grey-bar");
	frames_dense(&pattern, &pattern_all);
	return 0;
}

static struct clip_result
compare(const struct frames *query, const struct frames *reference)
{
	struct clip_result result;
	struct error err;

	assert_ok(clip_compare(query->frames, query->n, reference->frames, reference->n, &result, &err),
	          &err);
	return result;
}

/* As another encoder would: some bits of each hash differ. */
static void
disturb(struct frames *frames, unsigned bits)
{
	for (size_t i = 0; i < frames->n; i++) {
		for (unsigned b = 0; b < bits; b++) {
			uint32_t k = random_below(&seed, HASH256_BITS);

			frames->frames[i].hash.words[k / 64] ^= UINT64_C(1) << k % 64;
		}
	}
}

static void
assert_near(double expected, double got, double tolerance, const char *what)
{
	if (!(fabs(expected - got) <= tolerance))
		fail_msg("%s: %.3f where %.3f was expected\n", what, got, expected);
}

static void
assert_segment(const struct clip_segment *segment, double query_from, double query_to,
               double reference_from, double slope)
{
	assert_near(query_from, segment->query_from, 1, "query from");
	assert_near(query_to, segment->query_to, 1, "query to");
	assert_near(reference_from, segment->reference_from, 1, "reference from");
	assert_near(reference_from + slope * (query_to - query_from), segment->reference_to, 1,
	            "reference to");
	assert_near(slope, segment->slope, 0.02, "slope");
}

/* At every phase against the slots of the longer one. */
static void
a_cut_clip_is_found_at_its_time(void **state)
{
	static struct frames clip_all, clip;

	(void)state;
	for (size_t from = 31; from < 300; from += 17) {
		struct clip_result result;

		frames_cut(&clip_all, &chair_all, from, from + 180);
		frames_dense(&clip, &clip_all);
		disturb(&clip, 10);
		result = compare(&clip, &chair);
		assert_int_equal(result.n, 1);
		assert_segment(&result.segments[0], 0, 180.0 / FPS, (double)from / FPS, 1);
		assert_int_equal(result.segments[0].transform, DIHEDRAL_NONE);
		assert_in_range(result.segments[0].distinct, CLIP_LEAST_DISTINCT, clip.n);
		/* the frames lie up to two apart from those of the other, which move much */
		assert_near(28, result.segments[0].mean_distance, 18, "mean distance");
	}
}

static void
the_longer_one_may_ask(void **state)
{
	static struct frames clip_all, clip;
	struct clip_result result;

	(void)state;
	frames_cut(&clip_all, &chair_all, 200, 400);
	frames_dense(&clip, &clip_all);
	for (size_t i = 0; i < clip.n; i++)
		clip.frames[i].hash = hash256_turned(&clip.frames[i].hash, DIHEDRAL_ROT90);
	result = compare(&chair, &clip);
	assert_int_equal(result.n, 1);
	assert_near(200.0 / FPS, result.segments[0].query_from, 1, "query from");
	assert_near(400.0 / FPS, result.segments[0].query_to, 1, "query to");
	assert_near(0, result.segments[0].reference_from, 1, "reference from");
	assert_int_equal(result.segments[0].transform, DIHEDRAL_ROT90);
	result = compare(&clip, &chair);
	assert_int_equal(result.segments[0].transform, DIHEDRAL_ROT270);
}

static void
every_way_to_turn_it_is_found(void **state)
{
	(void)state;
	for (int d = 0; d < DIHEDRAL_COUNT; d++) {
		static struct frames clip_all, clip;
		struct clip_result result;

		frames_cut(&clip_all, &chair_all, 77, 330);
		frames_dense(&clip, &clip_all);
		for (size_t i = 0; i < clip.n; i++)
			clip.frames[i].hash = hash256_turned(&clip.frames[i].hash, (enum dihedral)d);
		disturb(&clip, 8);
		result = compare(&clip, &chair);
		assert_int_equal(result.n, 1);
		assert_int_equal(result.segments[0].transform, dihedral_inverse((enum dihedral)d));
		assert_segment(&result.segments[0], 0, 253.0 / FPS, 77.0 / FPS, 1);
	}
}

static void
another_speed_is_found_with_its_slope(void **state)
{
	static const double speeds[] = { 0.80, 0.92, 0.95, 1.05, 1.09, 1.25 };

	(void)state;
	for (size_t s = 0; s < sizeof speeds / sizeof speeds[0]; s++) {
		static struct frames clip_all, clip;
		struct clip_result result;

		frames_cut(&clip_all, &chair_all, 61, 541);
		for (size_t i = 0; i < clip_all.n; i++)
			clip_all.frames[i].microseconds =
				(int64_t)((double)clip_all.frames[i].microseconds / speeds[s]);
		frames_dense(&clip, &clip_all);
		result = compare(&clip, &chair);
		assert_int_equal(result.n, 1);
		assert_segment(&result.segments[0], 0, 16 / speeds[s], 61.0 / FPS, speeds[s]);
	}
}

static void
half_the_frame_rate_is_found(void **state)
{
	static struct frames clip_all, clip;
	struct clip_result result;
	size_t kept = 0;

	(void)state;
	frames_cut(&clip_all, &chair_all, 40, 340);
	for (size_t i = 1; i < clip_all.n; i += 2)
		clip_all.frames[kept++] = clip_all.frames[i];
	clip_all.n = kept;
	frames_dense(&clip, &clip_all);
	disturb(&clip, 6);
	result = compare(&clip, &chair);
	assert_int_equal(result.n, 1);
	assert_segment(&result.segments[0], 0, 10, 40.0 / FPS, 1);
}

static void
append(struct frames *to, const struct frames *from, size_t first, size_t last)
{
	int64_t start = to->n == 0 ? 0 : to->frames[to->n - 1].microseconds + 1000000 / FPS;

	for (size_t i = first; i < last; i++) {
		to->frames[to->n] = from->frames[i];
		to->frames[to->n].number = (uint32_t)to->n;
		to->frames[to->n++].microseconds = start + (from->frames[i].microseconds -
		                                            from->frames[first].microseconds);
	}
}

/* A piece of the chair, the pattern, another piece of the chair that came earlier. */
static void
pieces_put_together_are_named_one_by_one(void **state)
{
	static struct frames film_all, film;
	struct clip_result result;

	(void)state;
	film_all.n = 0;
	append(&film_all, &chair_all, 330, 510);
	append(&film_all, &pattern_all, 0, 200);
	append(&film_all, &chair_all, 30, 210);
	frames_dense(&film, &film_all);
	result = compare(&film, &chair);
	assert_int_equal(result.n, 2);
	assert_segment(&result.segments[0], 0, 6, 11, 1);
	assert_segment(&result.segments[1], 380.0 / FPS, 560.0 / FPS, 1, 1);
	result = compare(&film, &pattern);
	assert_int_equal(result.n, 1);
	assert_segment(&result.segments[0], 6, 380.0 / FPS, 0, 1);
}

/* The same take published twice by its makers, cut and encoded differently (chair-19 and chair-20 of the recall bench). */
static void
the_references_own_copies_are_found(void **state)
{
	static struct frames all, dense;
	struct clip_result result;

	(void)state;
	frames_read(&all, "chair-19-sd-bar");
	frames_dense(&dense, &all);
	result = compare(&dense, &chair);
	assert_int_equal(result.n, 1);
	assert_in_range(result.segments[0].query_to - result.segments[0].query_from, 17, 19);
}

static void
a_clip_of_two_seconds_needs_less(void **state)
{
	static struct frames clip_all, clip;
	struct clip_result result;

	(void)state;
	frames_cut(&clip_all, &chair_all, 100, 160);
	frames_dense(&clip, &clip_all);
	result = compare(&clip, &chair);
	assert_int_equal(result.n, 1);
	assert_segment(&result.segments[0], 0, 2, 100.0 / FPS, 1);
}

static void
unrelated_videos_have_nothing_in_common(void **state)
{
	static struct frames all, other;
	struct clip_result result = compare(&chair, &pattern);

	(void)state;
	assert_int_equal(result.n, 0);
	assert_true(result.alike == 0);
	frames_read(&all, "doorknob-hd-no-bar");
	frames_dense(&other, &all);
	assert_int_equal(compare(&other, &chair).n, 0);
	assert_int_equal(compare(&other, &pattern).n, 0);
}

/* A camera on a wall: all alike, at every offset. No time can be told, so none is. */
static void
still_scenes_are_not_placed_in_time(void **state)
{
	static struct frames a, b;
	struct clip_result result;

	(void)state;
	a.n = b.n = 400;
	for (size_t i = 0; i < 400; i++) {
		a.frames[i] = (struct frame_hash){ .microseconds = (int64_t)i * 125000, .quality = 100,
			                           .hash = chair.frames[0].hash };
		b.frames[i] = a.frames[i];
	}
	disturb(&a, 5);
	disturb(&b, 5);
	result = compare(&a, &b);
	assert_int_equal(result.n, 0);
	assert_true(result.alike > 0.99);
	assert_in_range(result.pictures, 1, 2);
}

/*
 * Before a camera on a tripod something always moves, `bits` of it, which
 * is another thing each second; `hour` tells one recording from another.
 */
static void
film_on_tripod(struct frames *out, uint64_t hour, size_t n, unsigned bits)
{
	out->n = n;
	for (size_t i = 0; i < n; i++) {
		uint64_t thing = hour * 100000 + i / 8;
		struct hash256 hash = chair.frames[0].hash;

		for (unsigned b = 0; b < bits; b++) {
			uint32_t k = random_below(&thing, HASH256_BITS);

			hash.words[k / 64] ^= UINT64_C(1) << k % 64;
		}
		out->frames[i] = (struct frame_hash){ .microseconds = (int64_t)i * 125000,
			                              .quality = 100, .hash = hash };
	}
}

static void
what_moves_before_a_tripod_tells_the_time(void **state)
{
	static struct frames film, clip;
	struct clip_result result;

	(void)state;
	film_on_tripod(&film, 1, 480, 12);
	for (size_t from = 8; from < 400; from += 56) {
		frames_cut(&clip, &film, from, from + 64);
		disturb(&clip, 5);
		for (size_t i = 0; i < clip.n; i++)
			clip.frames[i].hash = hash256_turned(&clip.frames[i].hash, DIHEDRAL_FLIPY);
		result = compare(&clip, &film);
		assert_true(result.still);
		assert_int_equal(result.n, 1);
		assert_segment(&result.segments[0], clip.frames[0].microseconds / 1e6,
		               clip.frames[63].microseconds / 1e6, (double)from / 8, 1);
		assert_int_equal(result.segments[0].transform, DIHEDRAL_FLIPY);
	}
	disturb(&film, 20);
	film_on_tripod(&clip, 1, 480, 12);
	result = compare(&film, &clip);
	assert_int_equal(result.n, 1);
	assert_segment(&result.segments[0], 0, 59.875, 0, 1);
}

/* The same camera another time: every frame is alike to every other, and nothing is the same filming. */
static void
another_hour_before_a_tripod_is_not_the_same_filming(void **state)
{
	static struct frames film, other, clip;
	struct clip_result result;

	(void)state;
	film_on_tripod(&film, 1, 480, 12);
	for (uint64_t hour = 2; hour < 10; hour++) {
		film_on_tripod(&other, hour, 400, 12);
		result = compare(&other, &film);
		assert_int_equal(result.n, 0);
		assert_true(result.still);
		assert_true(result.alike > CLIP_ALIKE_SHARE);
		frames_cut(&clip, &other, 100, 180);
		assert_int_equal(compare(&clip, &film).n, 0);
	}
}

/* A part of what the tripod filmed between other films: it alone is laid over the recordings of that camera. */
static void
a_part_of_a_still_scene_among_others_is_placed(void **state)
{
	static struct frames film, other, mixed;
	struct clip_result result;

	(void)state;
	film_on_tripod(&film, 1, 400, 22);
	film_on_tripod(&other, 2, 400, 22);
	mixed = film;
	mixed.n = 64;
	for (size_t i = 0; i < 64; i++)
		mixed.frames[i].hash = film.frames[80 + i].hash;
	for (size_t i = 0; i < chair.n; i++) {
		mixed.frames[mixed.n] = chair.frames[i];
		mixed.frames[mixed.n++].microseconds += 8 * 1000000;
	}
	disturb(&mixed, 4);
	for (int side = 0; side < 2; side++) {
		result = side == 0 ? compare(&mixed, &film) : compare(&film, &mixed);
		assert_int_equal(result.n, 1);
		assert_segment(&result.segments[0], side == 0 ? 0 : 10, side == 0 ? 7.9 : 17.9,
		               side == 0 ? 10 : 0, 1);
		result = side == 0 ? compare(&mixed, &other) : compare(&other, &mixed);
		assert_int_equal(result.n, 0);
	}
}

/*
 * Two hours before the same wall, in the midst of which something happens:
 * the wall neither hides the clip nor has its frames compared one by one.
 */
static void
a_clip_within_hours_of_one_picture_is_found(void **state)
{
	const size_t wall = 3 * 7200, at = 4000;
	struct frame_hash *film = calloc(wall + chair.n, sizeof *film);
	struct clip_result result;
	struct error err;

	(void)state;
	assert_non_null(film);
	for (size_t i = 0; i < wall + chair.n; i++) {
		bool inside = i >= at && i < at + chair.n;

		film[i] = inside ? chair.frames[i - at] : pattern.frames[0];
		film[i].microseconds = inside ? (int64_t)at * 1000000 / 3 + chair.frames[i - at].microseconds
		                              : (int64_t)(i < at ? i : i + 100) * 1000000 / 3;
	}
	assert_ok(clip_compare(chair.frames, chair.n, film, wall + chair.n, &result, &err), &err);
	assert_int_equal(result.n, 1);
	assert_segment(&result.segments[0], 0, 20.4, (double)at / 3, 1);
	assert_ok(clip_compare(pattern.frames, 1, film, wall + chair.n, &result, &err), &err);
	assert_int_equal(result.n, 0);
	assert_true(result.alike == 1);
	free(film);
}

/* Black frames, slates: whatever their hashes say. */
static void
low_quality_never_matches(void **state)
{
	static struct frames dark;
	struct clip_result result;

	(void)state;
	dark = chair;
	for (size_t i = 0; i < dark.n; i++)
		dark.frames[i].quality = 49;
	result = compare(&dark, &chair);
	assert_int_equal(result.n, 0);
	assert_true(result.alike == 0);
	assert_int_equal(compare(&chair, &dark).n, 0);
	assert_int_equal(compare(&dark, &dark).n, 0);
}

/* The same slate in both, five seconds long: one picture is not five. */
static void
a_common_slate_is_no_clip(void **state)
{
	static struct frames a, b;

	(void)state;
	a = chair;
	b = pattern;
	for (size_t i = 0; i < 50; i++) {
		a.frames[i].hash = pattern.frames[60].hash;
		b.frames[i].hash = pattern.frames[60].hash;
	}
	assert_int_equal(compare(&a, &b).n, 0);
}

static void
nothing_is_compared_with_nothing(void **state)
{
	static const struct frames none;

	(void)state;
	assert_int_equal(compare(&none, &none).n, 0);
	assert_int_equal(compare(&none, &chair).n, 0);
	assert_int_equal(compare(&chair, &none).n, 0);
}

/* Times of a hostile file: no order, no bounds. */
static void
foreign_times_do_no_harm(void **state)
{
	static struct frames odd;

	(void)state;
	odd = chair;
	for (size_t i = 0; i < odd.n; i++)
		odd.frames[i].microseconds = (int64_t)random_next(&seed);
	assert_in_range(compare(&odd, &chair).n, 0, CLIP_SEGMENTS);
	assert_in_range(compare(&odd, &odd).n, 0, CLIP_SEGMENTS);
	for (size_t i = 0; i < odd.n; i++)
		odd.frames[i].microseconds = INT64_MAX;
	assert_in_range(compare(&odd, &odd).n, 0, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cut_clip_is_found_at_its_time),
		cmocka_unit_test(the_longer_one_may_ask),
		cmocka_unit_test(every_way_to_turn_it_is_found),
		cmocka_unit_test(another_speed_is_found_with_its_slope),
		cmocka_unit_test(half_the_frame_rate_is_found),
		cmocka_unit_test(pieces_put_together_are_named_one_by_one),
		cmocka_unit_test(the_references_own_copies_are_found),
		cmocka_unit_test(a_clip_of_two_seconds_needs_less),
		cmocka_unit_test(unrelated_videos_have_nothing_in_common),
		cmocka_unit_test(still_scenes_are_not_placed_in_time),
		cmocka_unit_test(what_moves_before_a_tripod_tells_the_time),
		cmocka_unit_test(another_hour_before_a_tripod_is_not_the_same_filming),
		cmocka_unit_test(a_part_of_a_still_scene_among_others_is_placed),
		cmocka_unit_test(a_clip_within_hours_of_one_picture_is_found),
		cmocka_unit_test(low_quality_never_matches),
		cmocka_unit_test(a_common_slate_is_no_clip),
		cmocka_unit_test(nothing_is_compared_with_nothing),
		cmocka_unit_test(foreign_times_do_no_harm),
	};

	need_shared("vectors/fingerprints/videos/chair-20-sd-bar.tsv");
	return cmocka_run_group_tests(tests, read_all, NULL);
}
