/* SPDX-License-Identifier: Apache-2.0 */
/* test_frame_series.c - which frames are hashed, and which are kept. */
#include "fingerprint/frame_series.h"

#include "support/frames.h"
#include "support/random.h"
#include "support/support.h"

#include "base/scoped.h"

#include <stdlib.h>
#include <string.h>

DEFINE_SCOPED_POINTER(frame_series, frame_series_close);

static uint64_t seed = 3;

static struct hash256
random_hash(void)
{
	struct hash256 hash;

	for (size_t i = 0; i < HASH256_WORDS; i++)
		hash.words[i] = random_next(&seed);
	return hash;
}

static struct frame_series *
open_series(enum frame_mode mode, uint32_t every, size_t limit)
{
	struct frame_series *series = NULL;
	struct error err;

	assert_ok(frame_series_open(&series, mode, every, limit, &err), &err);
	return series;
}

static void
add(struct frame_series *series, const struct hash256 *hash, unsigned quality)
{
	struct error err;

	assert_ok(frame_series_add(series, hash, quality, &err), &err);
}

/* One minute at thirty frames a second, no two alike: eight to ten hashes a second. */
static void
a_dense_series_has_eight_to_ten_a_second(void **state)
{
	SCOPED_POINTER(frame_series) series = open_series(FRAMES_DENSE, 0, 0);
	const struct frame_hash *frames;
	size_t n;

	(void)state;
	for (uint32_t i = 0; i < 1800; i++) {
		struct hash256 hash = random_hash();

		if (frame_series_wants(series, i, (int64_t)i * 1000000 / 30))
			add(series, &hash, 100);
	}
	frames = frame_series_frames(series, &n);
	assert_in_range(n, 8 * 60, 10 * 60);
	for (size_t i = 1; i < n; i++) {
		assert_true(frames[i].microseconds - frames[i - 1].microseconds <= 134000);
		assert_int_equal(frames[i].microseconds, (int64_t)frames[i].number * 1000000 / 30);
	}
}

static void
real_footage_stays_within_it_too(void **state)
{
	static struct frames all, dense;

	(void)state;
	frames_read(&all, "chair-20-sd-bar");
	frames_dense(&dense, &all);
	assert_in_range(dense.n, all.n / 30 * 7, all.n / 30 * 10 + 10);
}

static void
still_scenes_keep_one_a_second(void **state)
{
	SCOPED_POINTER(frame_series) series = open_series(FRAMES_DENSE, 0, 0);
	struct hash256 hash = random_hash();
	size_t n;

	(void)state;
	for (uint32_t i = 0; i < 300; i++) {
		struct hash256 near = hash;

		near.words[i % 4] ^= UINT64_C(0x55); /* 8 bits between two of them at most */
		if (frame_series_wants(series, i, (int64_t)i * 1000000 / 30))
			add(series, &near, 100);
	}
	(void)frame_series_frames(series, &n);
	assert_in_range(n, 9, 11);
}

static void
low_qualities_are_not_kept_densely(void **state)
{
	SCOPED_POINTER(frame_series) series = open_series(FRAMES_DENSE, 0, 0);
	size_t n;

	(void)state;
	for (uint32_t i = 0; i < 20; i++) {
		struct hash256 hash = random_hash();

		assert_true(frame_series_wants(series, i, (int64_t)i * 1000000));
		add(series, &hash, i % 2 ? 49 : 50);
	}
	(void)frame_series_frames(series, &n);
	assert_int_equal(n, 10);
}

static void
the_compatible_modes_keep_what_the_reference_keeps(void **state)
{
	SCOPED_POINTER(frame_series) all = open_series(FRAMES_ALL, 0, 0);
	SCOPED_POINTER(frame_series) every = open_series(FRAMES_EVERY, frame_interval(1, 30), 0);
	const struct frame_hash *frames;
	struct hash256 same = { 0 };
	size_t n;

	(void)state;
	for (uint32_t i = 0; i < 95; i++) {
		assert_true(frame_series_wants(all, i, 0));
		add(all, &same, 0);
		assert_true(frame_series_wants(every, i, 0) == (i % 30 == 0));
		if (i % 30 == 0)
			add(every, &same, 0);
	}
	(void)frame_series_frames(all, &n);
	assert_int_equal(n, 95);
	frames = frame_series_frames(every, &n);
	assert_int_equal(n, 4);
	assert_int_equal(frames[3].number, 90);
}

static void
the_interval_is_the_references(void **state)
{
	(void)state;
	assert_int_equal(frame_interval(1, 29.97), 29);
	assert_int_equal(frame_interval(1, 0.5), 1);
	assert_int_equal(frame_interval(0, 30), 1);
	assert_int_equal(frame_interval(1, 0.0 / 0.0), 1);
	assert_int_equal(frame_interval(1, -30), 1);
	assert_true(frame_interval(1e300, 1e300) == UINT32_MAX);
}

/* However long: never more than the limit, from the first to the last minute. */
static void
endless_videos_are_thinned_out(void **state)
{
	SCOPED_POINTER(frame_series) series = open_series(FRAMES_DENSE, 0, 1000);
	const struct frame_hash *frames;
	size_t n;

	(void)state;
	for (uint32_t i = 0; i < 300000; i++) {
		struct hash256 hash = random_hash();

		if (frame_series_wants(series, i, (int64_t)i * 1000000 / 30))
			add(series, &hash, 100);
		(void)frame_series_frames(series, &n);
		assert_in_range(n, 0, 1000);
	}
	frames = frame_series_frames(series, &n);
	assert_in_range(n, 400, 1000);
	assert_int_equal(frames[0].number, 0);
	for (size_t i = 1; i < n; i++)
		assert_in_range(frames[i].microseconds - frames[i - 1].microseconds, 1, 33000000);
	assert_true(frames[n - 1].microseconds > INT64_C(9960000000));
}

static void
foreign_times_do_no_harm(void **state)
{
	static const int64_t edges[] = { INT64_MIN, INT64_MAX, 0, -1, INT64_MIN + 1, 125000, 1 };
	SCOPED_POINTER(frame_series) series = open_series(FRAMES_DENSE, 0, 50);
	size_t n;

	(void)state;
	for (uint32_t i = 0; i < 20000; i++) {
		int64_t time = i % 3 == 0 ? edges[random_below(&seed, 7)] : (int64_t)random_next(&seed);
		struct hash256 hash = random_hash();

		if (frame_series_wants(series, i, i < 10000 ? time : 77))
			add(series, &hash, 100);
		(void)frame_series_frames(series, &n);
		assert_in_range(n, 0, 50);
	}
}

/* Times before the first frame are no bursts, or every frame of such a file were hashed. */
static void
times_before_the_first_are_sparse_too(void **state)
{
	SCOPED_POINTER(frame_series) series = open_series(FRAMES_DENSE, 0, 0);
	size_t wanted = 0;

	(void)state;
	assert_true(frame_series_wants(series, 0, 0));
	for (uint32_t i = 1; i < 300; i++)
		wanted += frame_series_wants(series, i, -(int64_t)i * 1000000 / 30);
	assert_in_range(wanted, 70, 90);
}

static void
a_query_of_foreign_times_is_within_its_limit(void **state)
{
	static struct frame_hash odd[3000];
	uint32_t picks[600];

	(void)state;
	for (size_t i = 0; i < 3000; i++)
		odd[i] = (struct frame_hash){ .microseconds = i % 2 ? INT64_MIN : INT64_MAX, .burst = 1 };
	assert_in_range(frame_series_query(odd, 3000, 600, picks), 1, 600);
	for (size_t i = 0; i < 3000; i++)
		odd[i].microseconds = (int64_t)random_next(&seed);
	assert_in_range(frame_series_query(odd, 3000, 600, picks), 1, 600);
}

static void
the_compatible_modes_say_when_they_are_full(void **state)
{
	SCOPED_POINTER(frame_series) series = open_series(FRAMES_ALL, 0, 10);
	struct hash256 hash = { 0 };
	struct error err;

	(void)state;
	for (uint32_t i = 0; i < 10; i++) {
		assert_true(frame_series_wants(series, i, i));
		add(series, &hash, 1);
	}
	assert_true(frame_series_wants(series, 10, 10));
	assert_status(STATUS_LIMIT, frame_series_add(series, &hash, 1, &err), &err);
}

static void
a_query_is_all_or_whole_bursts(void **state)
{
	static struct frames all, dense;
	uint32_t picks[FRAMES_MOST];
	size_t n;

	(void)state;
	frames_read(&all, "chair-20-sd-bar");
	frames_dense(&dense, &all);
	assert_int_equal(frame_series_query(dense.frames, dense.n, dense.n, picks), dense.n);
	assert_int_equal(picks[dense.n - 1], dense.n - 1);
	for (size_t limit = 1; limit < dense.n; limit += 7) {
		n = frame_series_query(dense.frames, dense.n, limit, picks);
		assert_in_range(n, 1, limit);
		for (size_t i = 0; i < n; i++) {
			assert_true(picks[i] < dense.n && (i == 0 || picks[i] > picks[i - 1]));
			assert_true(limit < 6 || dense.frames[picks[i]].burst);
		}
	}
	assert_int_equal(frame_series_query(dense.frames, 0, 5, picks), 0);
	for (size_t i = 0; i < dense.n; i++)
		dense.frames[i].burst = 0;
	assert_int_equal(frame_series_query(dense.frames, dense.n, 11, picks), 11);
	assert_true(picks[10] > dense.n * 9 / 11);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dense_series_has_eight_to_ten_a_second),
		cmocka_unit_test(real_footage_stays_within_it_too),
		cmocka_unit_test(still_scenes_keep_one_a_second),
		cmocka_unit_test(low_qualities_are_not_kept_densely),
		cmocka_unit_test(the_compatible_modes_keep_what_the_reference_keeps),
		cmocka_unit_test(the_interval_is_the_references),
		cmocka_unit_test(endless_videos_are_thinned_out),
		cmocka_unit_test(foreign_times_do_no_harm),
		cmocka_unit_test(times_before_the_first_are_sparse_too),
		cmocka_unit_test(a_query_of_foreign_times_is_within_its_limit),
		cmocka_unit_test(the_compatible_modes_say_when_they_are_full),
		cmocka_unit_test(a_query_is_all_or_whole_bursts),
	};

	need_shared("vectors/fingerprints/videos/chair-20-sd-bar.tsv");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
