/* SPDX-License-Identifier: Apache-2.0 */
/* test_likeness.c - pictures, frames, films and sounds made of random hashes, compared. */
#include "match/likeness_json.h"

#include "base/scoped.h"
#include "fingerprint/pdq.h"
#include "support/support.h"

#include <string.h>

#define FRAMES 160 /* 20 s */

static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static struct hash256
random_hash(uint64_t seed)
{
	struct hash256 hash;

	for (size_t w = 0; w < HASH256_WORDS; w++)
		hash.words[w] = next_random(&seed);
	return hash;
}

/* Adds a picture with this hash, or the part of one. */
static void
add_picture(struct fingerprints *prints, const struct hash256 *hash, unsigned quality, uint32_t width)
{
	struct picture_hashes *picture = &prints->pictures[prints->picture_count++];

	picture->quality = quality;
	picture->box = (struct report_box){ 0, 0, width, width };
	for (int d = 0; d < DIHEDRAL_COUNT; d++)
		picture->hashes[d] = hash256_turned(hash, (enum dihedral)d);
}

/* Adds a film of frames [first, first + n) of one filming, an eighth of a second each, turned. */
static void
add_film(struct fingerprints *prints, size_t first, size_t n, enum dihedral turn)
{
	struct film_series *film = &prints->films[prints->film_count++];

	film->frames = calloc(n, sizeof *film->frames);
	assert_non_null(film->frames);
	film->n = n;
	for (size_t i = 0; i < n; i++) {
		struct hash256 hash = random_hash(1000 + first + i);

		film->frames[i] = (struct frame_hash){ .microseconds = (int64_t)i * 125000,
			                               .hash = hash256_turned(&hash, turn),
			                               .quality = 100 };
	}
}

static struct likeness
compare(const struct fingerprints *here, const struct fingerprints *there)
{
	struct likeness likeness;

	assert_int_equal(likeness_of(here, there, false, &likeness, NULL), STATUS_OK);
	return likeness;
}

static void
test_finds_a_mirrored_picture_inside_of_bars(void **state)
{
	struct fingerprints here = { 0 }, there = { 0 };
	struct hash256 shown = random_hash(1), framed = random_hash(2);
	struct hash256 mirrored = hash256_turned(&shown, DIHEDRAL_FLIPY);
	struct likeness likeness;
	SCOPED_JSON json_t *object = NULL;

	(void)state;
	add_picture(&there, &shown, 100, 0);
	add_picture(&here, &framed, 100, 0);
	add_picture(&here, &mirrored, 100, 64);
	likeness = compare(&here, &there);
	assert_int_equal(likeness.verdict.verdict, VERDICT_SAME);
	assert_string_equal(likeness_kind(&likeness), "image");
	assert_string_equal(likeness_transform(&likeness), "flipy");
	assert_true(likeness_is_same(&likeness));
	assert_int_equal(likeness_boxes(&likeness)[HERE].width, 64);
	object = likeness_json(&likeness);
	assert_int_equal(json_integer_value(json_object_get(
				 json_object_get(json_object_get(object, "region"), "here"), "width")),
	                 64);
	assert_true(json_is_null(json_object_get(json_object_get(object, "region"), "there")));
}

static void
test_blanks_are_never_alike(void **state)
{
	struct fingerprints here = { 0 }, there = { 0 };
	struct hash256 blank = { { 0 } };
	struct likeness likeness;

	(void)state;
	add_picture(&here, &blank, PDQ_LEAST_QUALITY - 1, 0);
	add_picture(&there, &blank, 100, 0);
	likeness = compare(&here, &there);
	assert_int_equal(likeness.verdict.verdict, VERDICT_DIFFERENT);
	assert_int_equal(likeness.verdict.reasons[0].reason, REASON_PICTURE_LOW);
}

/* Details of what is written: far from, or near to, those of another one, once it is turned. */
static void
set_details(struct fingerprints *prints, uint64_t number, unsigned changed, enum dihedral turn)
{
	struct picture_detail *detail = &prints->pictures[0].detail;

	for (size_t i = 0; i < DETAIL_BLOCKS; i++)
		detail->blocks[i] = random_hash(500 + 3 * number + i);
	detail->blocks[0].words[0] ^= (UINT64_C(1) << changed) - 1;
	*detail = picture_detail_turned(detail, turn);
}

static void
test_tells_forms_filled_in_otherwise_apart(void **state)
{
	struct hash256 hash = random_hash(1), turned = hash256_turned(&hash, DIHEDRAL_ROT90);
	struct fingerprints here = { 0 }, copy = { 0 }, other = { 0 };
	struct likeness likeness;

	(void)state;
	add_picture(&here, &hash, 100, 0);
	add_picture(&copy, &turned, 100, 0);
	add_picture(&other, &turned, 100, 0);
	set_details(&here, 1, 0, DIHEDRAL_NONE);
	set_details(&copy, 1, 40, DIHEDRAL_ROT90);
	set_details(&other, 2, 0, DIHEDRAL_ROT90);
	likeness = compare(&here, &copy);
	assert_int_equal(likeness.verdict.verdict, VERDICT_SAME);
	likeness = compare(&here, &other);
	assert_int_equal(likeness.verdict.verdict, VERDICT_DIFFERENT);
	assert_int_equal(likeness.verdict.reasons[0].reason, REASON_PICTURE_UNLIKE);
	/* a copy may have lost its details; what is only similar and has none is another picture */
	other.pictures[0].detail = (struct picture_detail){ 0 };
	likeness = compare(&here, &other);
	assert_int_equal(likeness.verdict.verdict, VERDICT_SAME);
	for (int d = 0; d < DIHEDRAL_COUNT; d++)
		other.pictures[0].hashes[d].words[1] ^= UINT64_C(0xffffffffff);
	likeness = compare(&here, &other);
	assert_int_equal(likeness.verdict.verdict, VERDICT_DIFFERENT);
	here.pictures[0].detail = (struct picture_detail){ 0 };
	likeness = compare(&here, &other);
	assert_int_equal(likeness.verdict.verdict, VERDICT_PARTLY);
}

static void
test_names_the_part_of_a_film(void **state)
{
	SCOPED(fingerprints) here = { 0 };
	SCOPED(fingerprints) there = { 0 };
	struct likeness_segment segments[LIKENESS_SEGMENTS];
	struct likeness likeness;
	SCOPED_JSON json_t *kept = NULL;

	(void)state;
	add_film(&here, 40, 64, DIHEDRAL_ROT90);
	add_film(&there, 0, FRAMES, DIHEDRAL_NONE);
	likeness = compare(&here, &there);
	assert_int_equal(likeness.verdict.verdict, VERDICT_PARTLY);
	assert_string_equal(likeness_kind(&likeness), "video");
	assert_string_equal(likeness_transform(&likeness), "rot270");
	assert_int_equal(likeness_segments(&likeness, segments), 1);
	assert_true(segments[0].from[THERE] > 4.5 && segments[0].from[THERE] < 5.5);
	assert_true(likeness_coverage(&likeness) > 0.95);
	kept = likeness_segments_kept(&likeness);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(kept, 0), "other_from")),
	                 5000);
}

/* The inside of one is the whole of the other. */
static void
test_pairs_wholes_and_insides_crosswise(void **state)
{
	SCOPED(fingerprints) here = { 0 };
	SCOPED(fingerprints) there = { 0 };
	struct likeness likeness;

	(void)state;
	add_film(&here, 5000, 64, DIHEDRAL_NONE);
	add_film(&here, 0, 64, DIHEDRAL_NONE);
	here.films[1].box = (struct report_box){ 0, 10, 100, 80 };
	add_film(&there, 0, FRAMES, DIHEDRAL_NONE);
	likeness = compare(&here, &there);
	assert_int_equal(likeness.verdict.verdict, VERDICT_PARTLY);
	assert_int_equal(likeness_boxes(&likeness)[HERE].y, 10);
}

static void
test_finds_the_frame_that_a_picture_is(void **state)
{
	SCOPED(fingerprints) film = { 0 };
	struct fingerprints still = { 0 };
	struct hash256 frame = random_hash(1000 + 24);
	struct likeness_segment segments[LIKENESS_SEGMENTS];
	struct likeness likeness;

	(void)state;
	add_film(&film, 0, FRAMES, DIHEDRAL_NONE);
	add_picture(&still, &frame, 100, 0);
	for (int turn = 0; turn < 2; turn++) {
		int side = turn == 0 ? THERE : HERE;

		likeness = turn == 0 ? compare(&still, &film) : compare(&film, &still);
		assert_int_equal(likeness.verdict.verdict, VERDICT_PARTLY);
		assert_string_equal(likeness_kind(&likeness), "image");
		assert_int_equal(likeness_segments(&likeness, segments), 1);
		assert_true(segments[0].from[side] == 3.0 && segments[0].from[1 - side] == 0);
	}
}

/* Times before the recording, as a line through hits may give, would fit no event. */
static void
test_no_stretch_begins_before_the_recording(void **state)
{
	struct likeness likeness = { .film = { .compared = true, .result = { .n = 1 } } };
	struct likeness_segment segments[LIKENESS_SEGMENTS];

	(void)state;
	likeness.film.result.segments[0] = (struct clip_segment){ .query_to = 6.7,
		                                                  .reference_from = -0.066,
		                                                  .reference_to = 6.6 };
	assert_int_equal(likeness_segments(&likeness, segments), 1);
	assert_true(segments[0].from[THERE] == 0 && segments[0].to[THERE] == 6.6);
}

static void
add_sound(struct fingerprints *prints, size_t first, size_t n)
{
	prints->sound = calloc(n, sizeof *prints->sound);
	assert_non_null(prints->sound);
	prints->sound_count = n;
	prints->sound_nanoseconds = 123810000;
	for (size_t i = 0; i < n; i++)
		prints->sound[i] = (uint32_t)random_hash(9000 + first + i).words[0];
}

static void
test_joins_sound_and_knows_when_only_it_is_alike(void **state)
{
	SCOPED(fingerprints) here = { 0 };
	SCOPED(fingerprints) there = { 0 };
	struct likeness likeness;

	(void)state;
	add_film(&here, 0, FRAMES, DIHEDRAL_NONE);
	add_film(&there, 7000, FRAMES, DIHEDRAL_NONE);
	add_sound(&here, 0, FRAMES);
	add_sound(&there, 0, FRAMES);
	likeness = compare(&here, &there);
	assert_int_equal(likeness.verdict.verdict, VERDICT_PARTLY);
	assert_string_equal(likeness_kind(&likeness), "audio");
	assert_null(likeness_transform(&likeness));
	assert_true(likeness_distance(&likeness) < 0.01);
	free(there.films[0].frames);
	there.film_count = 0;
	add_film(&there, 0, FRAMES, DIHEDRAL_NONE);
	likeness = compare(&here, &there);
	assert_int_equal(likeness.verdict.verdict, VERDICT_SAME);
	assert_string_equal(likeness_kind(&likeness), "film-and-sound");
}

static void
test_says_when_there_is_nothing_to_compare(void **state)
{
	struct fingerprints none = { 0 }, picture = { 0 };
	struct hash256 hash = random_hash(3);
	struct likeness likeness;

	(void)state;
	add_picture(&picture, &hash, 100, 0);
	likeness = compare(&none, &picture);
	assert_int_equal(likeness.verdict.verdict, VERDICT_DIFFERENT);
	assert_int_equal(likeness.verdict.reasons[0].reason, REASON_NOTHING_TO_COMPARE);
	assert_int_equal(likeness_of(&none, &none, true, &likeness, NULL), STATUS_OK);
	assert_int_equal(likeness.verdict.verdict, VERDICT_IDENTICAL);
}

/* All rows one pattern or its contrary, as a box or stripes have it; then `changed` bits. */
static struct hash256
product_hash(unsigned changed)
{
	struct hash256 hash = { { 0 } };

	for (unsigned row = 0; row < 16; row++)
		hash.words[row / 4] |= (uint64_t)(row % 3 ? 0xa5c3 : 0x5a3c) << row % 4 * 16;
	for (unsigned i = 0; i < changed; i++)
		hash.words[i % 4] ^= UINT64_C(1) << i / 4;
	return hash;
}

static unsigned
distance_of(const struct hash256 *a, const struct hash256 *b, struct likeness *out)
{
	struct fingerprints here = { 0 }, there = { 0 };

	add_picture(&here, a, 100, 0);
	add_picture(&there, b, 100, 0);
	*out = compare(&here, &there);
	return out->picture.distance;
}

/* Within 64 bits, but of two patterns it says nothing; within 48 it does, and of photographs always. */
static void
test_patterns_are_not_similar_by_chance(void **state)
{
	struct hash256 figure = product_hash(0), near = product_hash(40), far = product_hash(0);
	struct hash256 photograph = random_hash(5), copy = photograph;
	struct likeness likeness;
	SCOPED_JSON json_t *told = NULL;

	(void)state;
	assert_int_equal(distance_of(&figure, &near, &likeness), 40);
	assert_int_equal(likeness.verdict.verdict, VERDICT_PARTLY);
	for (unsigned i = 0; i < 4; i++)
		far.words[i] ^= UINT64_C(0x000f000f000f000f); /* four columns turned over */
	assert_int_equal(distance_of(&figure, &far, &likeness), 64);
	assert_int_equal(likeness.verdict.verdict, VERDICT_DIFFERENT);
	assert_int_equal(likeness.verdict.reasons[0].reason, REASON_PICTURE_FIGURES);
	told = likeness_comparison_json(&likeness);
	assert_true(json_is_false(json_object_get(json_object_get(told, "image"), "alike")));
	for (unsigned i = 0; i < 4; i++)
		copy.words[i] ^= UINT64_C(0x000f000f000f000f);
	assert_int_equal(distance_of(&photograph, &copy, &likeness), 64);
	assert_int_equal(likeness.verdict.verdict, VERDICT_PARTLY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds_a_mirrored_picture_inside_of_bars),
		cmocka_unit_test(test_blanks_are_never_alike),
		cmocka_unit_test(test_tells_forms_filled_in_otherwise_apart),
		cmocka_unit_test(test_patterns_are_not_similar_by_chance),
		cmocka_unit_test(test_names_the_part_of_a_film),
		cmocka_unit_test(test_pairs_wholes_and_insides_crosswise),
		cmocka_unit_test(test_finds_the_frame_that_a_picture_is),
		cmocka_unit_test(test_no_stretch_begins_before_the_recording),
		cmocka_unit_test(test_joins_sound_and_knows_when_only_it_is_alike),
		cmocka_unit_test(test_says_when_there_is_nothing_to_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
