/* SPDX-License-Identifier: Apache-2.0 */
/* test_verdict.c - what is said of two files, case by case. */
#include "fingerprint/verdict.h"

#include "support/support.h"

#include <string.h>

static bool
has(const struct verdict_result *result, enum verdict_reason reason)
{
	for (size_t i = 0; i < result->n; i++) {
		if (result->reasons[i].reason == reason)
			return true;
	}
	return false;
}

static struct verdict_result
judge_picture(unsigned distance, enum dihedral transform, bool inside)
{
	return verdict_of(&(struct verdict_evidence){ .pictures = true, .distance = distance,
	                                              .transform = transform, .inside = inside });
}

static void
the_same_bytes_are_identical_whatever_else(void **state)
{
	struct verdict_result result = verdict_of(&(struct verdict_evidence){
		.same_bytes = true, .pictures = true, .picture_low = true });

	(void)state;
	assert_int_equal(result.verdict, VERDICT_IDENTICAL);
	assert_int_equal(result.n, 1);
}

static void
pictures_are_judged_by_distance(void **state)
{
	struct verdict_result result;

	(void)state;
	assert_int_equal(judge_picture(0, DIHEDRAL_NONE, false).verdict, VERDICT_SAME);
	assert_int_equal(judge_picture(31, DIHEDRAL_NONE, false).verdict, VERDICT_SAME);
	assert_int_equal(judge_picture(32, DIHEDRAL_NONE, false).verdict, VERDICT_PARTLY);
	assert_int_equal(judge_picture(64, DIHEDRAL_NONE, false).verdict, VERDICT_PARTLY);
	assert_int_equal(judge_picture(65, DIHEDRAL_NONE, false).verdict, VERDICT_DIFFERENT);
	result = judge_picture(12, DIHEDRAL_FLIPY, true);
	assert_true(has(&result, REASON_TURNED) && has(&result, REASON_INSIDE));
	assert_int_equal(result.reasons[0].number, 12);
	result = verdict_of(&(struct verdict_evidence){ .pictures = true, .picture_low = true });
	assert_int_equal(result.verdict, VERDICT_DIFFERENT);
	assert_true(has(&result, REASON_PICTURE_LOW));
}

/* One segment of each, from 0 to `seconds` of the query, from `from` of the reference. */
static struct clip_result
film(double seconds, double from, double slope, enum dihedral transform)
{
	return (struct clip_result){
		.n = 1,
		.alike = 1,
		.segments = { { .query_to = seconds, .reference_from = from,
		                .reference_to = from + slope * seconds, .slope = slope,
		                .transform = transform } },
	};
}

static struct audio_result
sound(double seconds, double from)
{
	return (struct audio_result){
		.n = 1,
		.segments = { { .query_to = seconds, .reference_from = from,
		                .reference_to = from + seconds, .slope = 1 } },
	};
}

static struct verdict_result
judge_film(const struct clip_result *video, const struct audio_result *audio, double a, double b)
{
	return verdict_of(&(struct verdict_evidence){
		.video = video, .video_seconds = { a, b },
		.audio = audio, .audio_seconds = { a, b } });
}

static const struct clip_result  no_film;
static const struct audio_result no_sound;

static void
a_whole_copy_is_the_same(void **state)
{
	struct clip_result video = film(19.5, 0.3, 1, DIHEDRAL_NONE);
	struct audio_result audio = sound(19, 0.2);
	struct verdict_result result = judge_film(&video, &audio, 20, 20);

	(void)state;
	assert_int_equal(result.verdict, VERDICT_SAME);
	assert_true(has(&result, REASON_VIDEO_SAME) && has(&result, REASON_SOUND_SAME) &&
	            has(&result, REASON_TOGETHER));
	/* without sound on either side */
	assert_int_equal(judge_film(&video, NULL, 20, 20).verdict, VERDICT_SAME);
}

static void
a_clip_is_partly_the_same(void **state)
{
	struct clip_result video = film(10, 80, 1, DIHEDRAL_FLIPY);
	struct audio_result audio = sound(10, 80.4);
	struct verdict_result result = judge_film(&video, &audio, 10, 600);

	(void)state;
	assert_int_equal(result.verdict, VERDICT_PARTLY);
	assert_true(has(&result, REASON_VIDEO_PART) && has(&result, REASON_TURNED) &&
	            has(&result, REASON_TOGETHER));
	assert_int_equal(result.reasons[0].number, 100);
	/* the sound of another moment is no agreement */
	audio = sound(10, 82);
	result = judge_film(&video, &audio, 10, 600);
	assert_false(has(&result, REASON_TOGETHER));
}

static void
dubbed_is_partly_and_muted_is_the_same(void **state)
{
	struct clip_result video = film(20, 0, 1, DIHEDRAL_NONE);
	struct verdict_result result = judge_film(&video, &no_sound, 20, 20);

	(void)state;
	assert_int_equal(result.verdict, VERDICT_PARTLY);
	assert_true(has(&result, REASON_SOUND_DIFFERENT));
	result = verdict_of(&(struct verdict_evidence){ .video = &video, .video_seconds = { 20, 20 },
	                                                .audio_missing = true });
	assert_int_equal(result.verdict, VERDICT_SAME);
	assert_true(has(&result, REASON_SOUND_MISSING));
	result = verdict_of(&(struct verdict_evidence){
		.video = &video, .video_seconds = { 20, 20 }, .audio = &no_sound, .audio_silent = true });
	assert_int_equal(result.verdict, VERDICT_SAME);
	assert_true(has(&result, REASON_SOUND_SILENT));
}

/* Cropped beyond recognition, but the voice is the same. */
static void
the_same_sound_alone_is_partly(void **state)
{
	struct audio_result audio = sound(20, 0);
	struct verdict_result result = judge_film(&no_film, &audio, 20, 20);

	(void)state;
	assert_int_equal(result.verdict, VERDICT_PARTLY);
	assert_true(has(&result, REASON_VIDEO_DIFFERENT) && has(&result, REASON_SOUND_SAME));
	/* two sound files */
	result = judge_film(NULL, &audio, 20, 20);
	assert_int_equal(result.verdict, VERDICT_SAME);
	assert_int_equal(judge_film(NULL, &audio, 20, 200).verdict, VERDICT_PARTLY);
}

static void
nothing_in_common_is_different(void **state)
{
	struct verdict_result result = judge_film(&no_film, &no_sound, 20, 20);
	struct clip_result still = { .alike = 0.9, .pictures = 1 };

	(void)state;
	assert_int_equal(result.verdict, VERDICT_DIFFERENT);
	assert_true(has(&result, REASON_VIDEO_DIFFERENT) && has(&result, REASON_SOUND_DIFFERENT));
	result = judge_film(&still, NULL, 20, 20);
	assert_int_equal(result.verdict, VERDICT_DIFFERENT);
	assert_true(has(&result, REASON_VIDEO_STILL));
	assert_false(has(&result, REASON_VIDEO_FAINT));
	result = verdict_of(&(struct verdict_evidence){ 0 });
	assert_int_equal(result.verdict, VERDICT_DIFFERENT);
}

static void
a_scene_that_hardly_changes_is_named(void **state)
{
	struct clip_result video = film(20, 0, 1, DIHEDRAL_NONE);
	struct verdict_result result;

	(void)state;
	video.still = true;
	result = judge_film(&video, NULL, 20, 20);
	assert_int_equal(result.verdict, VERDICT_SAME);
	assert_true(has(&result, REASON_VIDEO_FAINT));
	assert_false(has(&result, REASON_VIDEO_STILL));
}

static void
another_speed_is_named(void **state)
{
	struct clip_result video = film(20, 0, 1.05, DIHEDRAL_NONE);
	struct verdict_result result = judge_film(&video, NULL, 20, 21);

	(void)state;
	assert_int_equal(result.verdict, VERDICT_SAME);
	assert_true(has(&result, REASON_SPEED));
	assert_int_equal(result.reasons[1].number, 105);
}

/* Overlapping segments do not make a part into a whole. */
static void
overlaps_count_once(void **state)
{
	struct clip_result video = film(10, 0, 1, DIHEDRAL_NONE);

	(void)state;
	video.n = 2;
	video.segments[1] = video.segments[0];
	assert_int_equal(judge_film(&video, NULL, 20, 20).verdict, VERDICT_PARTLY);
	video.segments[1].query_from = video.segments[1].reference_from = 10;
	video.segments[1].query_to = video.segments[1].reference_to = 20;
	assert_int_equal(judge_film(&video, NULL, 20, 20).verdict, VERDICT_SAME);
}

static void
every_reason_has_words(void **state)
{
	(void)state;
	for (int r = REASON_SAME_BYTES; r <= REASON_TOGETHER; r++) {
		char words[VERDICT_REASON_SIZE];

		verdict_reason_write(words, (enum verdict_reason)r, 100);
		assert_in_range(strlen(words), 10, VERDICT_REASON_SIZE - 2);
	}
	for (int v = VERDICT_DIFFERENT; v <= VERDICT_IDENTICAL; v++)
		assert_in_range(strlen(verdict_name((enum verdict)v)), 4, 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_bytes_are_identical_whatever_else),
		cmocka_unit_test(pictures_are_judged_by_distance),
		cmocka_unit_test(a_whole_copy_is_the_same),
		cmocka_unit_test(a_clip_is_partly_the_same),
		cmocka_unit_test(dubbed_is_partly_and_muted_is_the_same),
		cmocka_unit_test(the_same_sound_alone_is_partly),
		cmocka_unit_test(nothing_in_common_is_different),
		cmocka_unit_test(a_scene_that_hardly_changes_is_named),
		cmocka_unit_test(another_speed_is_named),
		cmocka_unit_test(overlaps_count_once),
		cmocka_unit_test(every_reason_has_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
