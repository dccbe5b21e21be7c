/* SPDX-License-Identifier: Apache-2.0 */
/* test_stage.c - items with made-up fingerprints: what is proposed, once, by whatever is left of derived/match/. */
#include "match/stage.h"

#include "casework/fingerprint_record.h"
#include "casework/match_record.h"
#include "fingerprint/pdq.h"
#include "match/finder.h"

#include "support/open_catalogue.h"
#include "support/random.h"
#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
	struct open_catalogue open;
	int64_t             items;

	/* of the last stage */
	struct stage_summary summary;
	json_t              *told; /* {"E number": matches} */
	atomic_bool          stop;
	bool                 stop_soon; /* when the first item was told of */
};

static int
begin(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	open_catalogue_begin(&f->open);
	*state = f;
	return 0;
}

static int
end(void **state)
{
	struct fixture *f = *state;

	json_decref(f->told);
	stage_summary_end(&f->summary);
	open_catalogue_end(&f->open);
	free(f);
	return 0;
}

/* --- made-up fingerprints: hash number `n` of scene `scene` --- */

static struct hash256
hash_of(uint64_t scene, uint64_t n)
{
	uint64_t seed = scene * 1000003 + n * 7919 + 17;
	struct hash256 hash;

	for (size_t i = 0; i < HASH256_WORDS; i++)
		hash.words[i] = random_next(&seed);
	return hash;
}

static void
add_picture(struct fingerprints *prints, struct hash256 hash, unsigned quality)
{
	struct picture_hashes *picture = &prints->pictures[prints->picture_count++];

	*picture = (struct picture_hashes){ .quality = quality };
	for (int d = 0; d < DIHEDRAL_COUNT; d++)
		picture->hashes[d] = hash256_turned(&hash, (enum dihedral)d);
}

/* Frames [from, from + n) of a scene, an eighth of a second each. */
static void
add_film(struct fingerprints *prints, uint64_t scene, size_t from, size_t n, enum dihedral turn)
{
	struct film_series *film = &prints->films[prints->film_count++];

	*film = (struct film_series){ .n = n, .room = n, .frames = calloc(n, sizeof *film->frames) };
	assert_non_null(film->frames);
	for (size_t i = 0; i < n; i++) {
		struct hash256 hash = hash_of(scene, from + i);

		film->frames[i] = (struct frame_hash){ .microseconds = (int64_t)i * 125000,
			                               .number = (uint32_t)i,
			                               .quality = 90,
			                               .burst = i % 16 == 0,
			                               .hash = hash256_turned(&hash, turn) };
	}
}

static void
add_sound(struct fingerprints *prints, uint64_t scene, size_t from, size_t n)
{
	prints->sound = calloc(n, sizeof *prints->sound);
	assert_non_null(prints->sound);
	prints->sound_count = prints->sound_room = n;
	prints->sound_nanoseconds = 123809524;
	for (size_t i = 0; i < n; i++)
		prints->sound[i] = (uint32_t)hash_of(scene, from + i).words[0];
}

/* A new item with these fingerprints, which are ended; its number. */
static int64_t
take_in(struct fixture *f, struct fingerprints *prints)
{
	struct examination examination = { .outcome = EXAMINATION_COMPLETE, .sandboxed = true,
		                           .worker = "vidimus-worker-av" };
	SCOPED_JSON json_t *open = NULL, *item_values = NULL, *values = NULL;
	struct change *change = NULL;
	struct digest object = { { 0 } };
	struct subject subject;
	struct uuid item;
	int64_t number;
	struct error err;

	examination.parsers = json_array();
	examination.warnings = json_array();
	examination.tags = json_array();
	examination.measured = json_object();
	snprintf((char *)object.bytes, sizeof object.bytes, "item %lld", (long long)++f->items);
	assert_ok(fingerprint_values(f->open.catalogue, prints, &examination, &object, &values, &err), &err);
	examination_end(&examination);
	fingerprints_end(prints);
	assert_ok(catalogue_begin(f->open.catalogue, "test", &change, &err), &err);
	assert_ok(change_new_uuid(change, &item, &err), &err);
	assert_ok(catalogue_next_id(f->open.catalogue, 'E', &open, &number, &err), &err);
	item_values = json_pack("{s:o,s:s}", "object", json_of_digest(&object), "media_type", "video/mp4");
	subject = subject_of("item", &item);
	assert_ok(change_add(change, "item.accessioned", &subject, open, item_values, NULL, &err), &err);
	assert_ok(fingerprint_add(f->open.catalogue, change, &item, values, &err), &err);
	assert_ok(catalogue_commit(f->open.catalogue, change, &err), &err);
	return number;
}

static void
take_item(void *context, int64_t number, const json_t *matches)
{
	struct fixture *f = context;
	char key[24];

	snprintf(key, sizeof key, "%lld", (long long)number);
	assert_null(json_object_get(f->told, key));
	json_object_set_new(f->told, key, json_deep_copy(matches));
	f->stop = f->stop_soon;
}

static void
run_stage(struct fixture *f, bool stopped)
{
	const struct stage_settings settings = { .verb = "test", .item = take_item, .context = f,
		                                 .stop = &f->stop };
	struct error err = { 0 };

	f->stop = stopped;
	stage_summary_end(&f->summary);
	json_decref(f->told);
	f->told = json_object();
	assert_ok(stage_run(f->open.catalogue, &settings, &f->summary, &err), &err);
}

/* Match `index` that was proposed when the item was asked about; NULL for none. */
static const json_t *
match_of(const struct fixture *f, int64_t item, size_t index)
{
	char key[24];

	snprintf(key, sizeof key, "%lld", (long long)item);
	assert_non_null(json_object_get(f->told, key));
	return json_array_get(json_object_get(f->told, key), index);
}

static const char *
word_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

/* --- the tests --- */

static void
a_clip_is_found_in_a_film_and_the_film_for_a_clip(void **state)
{
	struct fixture *f = *state;
	struct fingerprints prints = { 0 };
	const json_t *match, *segment;
	int64_t film, clip, later;

	add_film(&prints, 1, 0, 400, DIHEDRAL_NONE);
	film = take_in(f, &prints);
	add_film(&prints, 2, 0, 300, DIHEDRAL_NONE);
	take_in(f, &prints);
	add_film(&prints, 1, 100, 80, DIHEDRAL_FLIPY);
	clip = take_in(f, &prints);
	run_stage(f, false);
	assert_int_equal(f->summary.asked, 3);
	assert_int_equal(f->summary.matches, 1);
	assert_null(match_of(f, film, 0));
	match = match_of(f, clip, 0);
	assert_string_equal(word_of(match, "other"), "E-000001");
	assert_string_equal(word_of(match, "kind"), "video");
	assert_string_equal(word_of(match, "level"), "same");
	assert_string_equal(word_of(match, "transform"), "flipy");
	segment = json_array_get(json_object_get(match, "segments"), 0);
	assert_true(json_real_value(json_object_get(segment, "b_from")) == 12.5);

	/* and one that holds both comes later: the other way round */
	add_film(&prints, 1, 90, 400, DIHEDRAL_NONE);
	later = take_in(f, &prints);
	run_stage(f, false);
	assert_int_equal(f->summary.asked, 1);
	assert_int_equal(json_array_size(json_object_get(f->told, "4")), 2);
	assert_non_null(match_of(f, later, 1));
}

static void
pictures_and_frames_are_found_and_blanks_never(void **state)
{
	struct fixture *f = *state;
	struct fingerprints prints = { 0 };
	struct hash256 blank = { { 0 } }, turned, frame = hash_of(5, 40);
	int64_t copy, grab;

	add_picture(&prints, hash_of(3, 0), 100);
	take_in(f, &prints);
	add_film(&prints, 5, 0, 100, DIHEDRAL_NONE);
	take_in(f, &prints);
	for (int i = 0; i < 2; i++) {
		add_picture(&prints, blank, PDQ_LEAST_QUALITY - 1);
		take_in(f, &prints);
	}
	turned = hash_of(3, 0);
	turned = hash256_turned(&turned, DIHEDRAL_ROT90);
	add_picture(&prints, turned, 100);
	copy = take_in(f, &prints);
	add_picture(&prints, frame, 100);
	grab = take_in(f, &prints);
	run_stage(f, false);
	assert_int_equal(f->summary.matches, 2);
	assert_string_equal(word_of(match_of(f, copy, 0), "other"), "E-000001");
	assert_string_equal(word_of(match_of(f, copy, 0), "transform"), "rot270");
	assert_string_equal(word_of(match_of(f, grab, 0), "other"), "E-000002");
	assert_string_equal(word_of(match_of(f, grab, 0), "kind"), "image");
}

static void
only_the_sound_is_found(void **state)
{
	struct fixture *f = *state;
	struct fingerprints prints = { 0 };
	const json_t *match;
	int64_t copy;

	for (uint64_t scene = 10; scene < 14; scene++) {
		add_film(&prints, scene, 0, 80, DIHEDRAL_NONE);
		add_sound(&prints, scene, 0, 700);
		take_in(f, &prints);
	}
	add_film(&prints, 20, 0, 80, DIHEDRAL_NONE);
	add_sound(&prints, 12, 300, 90);
	copy = take_in(f, &prints);
	run_stage(f, false);
	assert_int_equal(f->summary.matches, 1);
	match = match_of(f, copy, 0);
	assert_string_equal(word_of(match, "other"), "E-000003");
	assert_string_equal(word_of(match, "kind"), "audio");
	assert_true(json_is_null(json_object_get(match, "transform")));
}

static void
an_interrupted_stage_goes_on_and_a_lost_watermark_proposes_nothing_twice(void **state)
{
	struct fixture *f = *state;
	struct fingerprints prints = { 0 };
	SCOPED(run) run = { 0 };

	for (int i = 0; i < 3; i++) {
		add_picture(&prints, hash_of(3, 0), 100);
		take_in(f, &prints);
	}
	run_stage(f, true);
	assert_int_equal(f->summary.asked, 0);
	assert_int_equal(f->summary.left, 3);
	run_stage(f, false);
	assert_int_equal(f->summary.asked, 3);
	assert_int_equal(f->summary.matches, 3);
	run_stage(f, false);
	assert_int_equal(f->summary.asked, 0);
	expect_shell(0, &run, f->open.folder, "echo '{\"asked\":3' >case/derived/match/state.json");
	run_stage(f, false);
	assert_int_equal(f->summary.asked, 3);
	assert_int_equal(f->summary.matches, 0);
}

/* What was told of is committed and not asked again; the rest is. */
static void
a_stage_that_is_stopped_in_the_middle_loses_nothing(void **state)
{
	struct fixture *f = *state;
	struct fingerprints prints = { 0 };
	uint64_t asked;

	for (uint64_t i = 0; i < 150; i++) {
		add_picture(&prints, hash_of(3, i % 70), 100);
		take_in(f, &prints);
	}
	f->stop_soon = true;
	run_stage(f, false);
	asked = f->summary.asked;
	assert_true(asked > 0 && asked < 150);
	assert_int_equal(f->summary.left, 150 - asked);
	f->stop_soon = false;
	run_stage(f, false);
	assert_int_equal(f->summary.asked, 150 - asked);
	assert_non_null(match_of(f, 150, 0));
}

static void
at_most_twenty_are_proposed(void **state)
{
	struct fixture *f = *state;
	struct fingerprints prints = { 0 };

	for (int i = 0; i < MATCH_PROPOSALS_LIMIT + 4; i++) {
		add_picture(&prints, hash_of(3, 0), 100);
		take_in(f, &prints);
	}
	run_stage(f, false);
	for (int64_t i = 1; i <= MATCH_PROPOSALS_LIMIT + 4; i++)
		assert_null(match_of(f, i, MATCH_PROPOSALS_LIMIT));
	assert_non_null(match_of(f, MATCH_PROPOSALS_LIMIT, MATCH_PROPOSALS_LIMIT - 2));
}

static void
what_is_missing_from_derived_is_told_and_the_rest_found(void **state)
{
	struct fixture *f = *state;
	struct fingerprints prints = { 0 };
	SCOPED(run) run = { 0 };
	int64_t clip;

	add_film(&prints, 1, 0, 100, DIHEDRAL_NONE);
	take_in(f, &prints);
	expect_shell(0, &run, f->open.folder,
	             "for f in case/derived/[0-9a-f]*/*; do chmod u+w $f; echo x >$f; done");
	add_film(&prints, 1, 0, 100, DIHEDRAL_FLIPX);
	take_in(f, &prints);
	add_film(&prints, 1, 20, 60, DIHEDRAL_NONE);
	clip = take_in(f, &prints);
	run_stage(f, false);
	assert_int_equal(f->summary.unread.n, 1);
	assert_int_equal(f->summary.unread.numbers[0], 1);
	assert_int_equal(f->summary.matches, 1);
	assert_string_equal(word_of(match_of(f, clip, 0), "other"), "E-000002");

	/* and the next time, by those that come then */
	add_film(&prints, 1, 30, 60, DIHEDRAL_NONE);
	take_in(f, &prints);
	run_stage(f, false);
	assert_int_equal(f->summary.unread.n, 1);
}

/* A hostile container's times: the last that an event holds as a number, and a segment's end rounds up from there. */
static void
a_match_that_no_event_can_hold_is_passed_over_and_told(void **state)
{
	struct fixture *f = *state;
	struct fingerprints prints = { 0 };
	int64_t copy;

	add_film(&prints, 1, 0, 100, DIHEDRAL_NONE);
	take_in(f, &prints);
	add_film(&prints, 1, 0, 100, DIHEDRAL_NONE);
	for (size_t i = 0; i < prints.films[0].n; i++)
		prints.films[0].frames[i].microseconds += (INT64_C(1000) << 53) - 1 - 99 * 125000;
	take_in(f, &prints);
	add_film(&prints, 1, 10, 90, DIHEDRAL_NONE);
	copy = take_in(f, &prints);
	run_stage(f, false);
	assert_int_equal(f->summary.asked, 3);
	assert_int_equal(f->summary.left, 0);
	assert_int_equal(f->summary.matches, 1);
	assert_string_equal(word_of(match_of(f, copy, 0), "other"), "E-000001");
	assert_int_equal(f->summary.passed_over, 2);
	assert_non_null(strstr(f->summary.why_passed_over.text, "E-000002 and E-000001: "));
	run_stage(f, false);
	assert_int_equal(f->summary.asked, 0);
}

/* --- with a segment --- */

#define SCENE_FRAMES 1000

static size_t
count_segments(const struct fixture *f)
{
	char path[700];
	struct dirent *entry;
	DIR *folder;
	size_t n = 0;

	snprintf(path, sizeof path, "%s/derived/match", f->open.path);
	folder = opendir(path);
	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL)
		n += strstr(entry->d_name, ".segment") != NULL;
	closedir(folder);
	return n;
}

/*
 * A film of a scene, and another one that makes a segment of both: comparing with the
 * short one takes no time.
 */
static void
take_in_for_a_segment(struct fixture *f, uint64_t scene)
{
	struct fingerprints prints = { 0 };

	add_film(&prints, scene, 0, SCENE_FRAMES, DIHEDRAL_NONE);
	take_in(f, &prints);
	add_film(&prints, scene + 100, 0, INDEX_TAIL + 1, DIHEDRAL_NONE);
	take_in(f, &prints);
}

static void
segments_are_made_and_made_again_when_damaged(void **state)
{
	struct fixture *f = *state;
	struct fingerprints prints = { 0 };
	SCOPED(run) damage = { 0 };
	int64_t clip;

	take_in_for_a_segment(f, 1);
	run_stage(f, false);
	assert_int_equal(count_segments(f), 1);

	/* found by the segment, whose file its item does not wait for */
	add_film(&prints, 1, 500, 80, DIHEDRAL_NONE);
	clip = take_in(f, &prints);
	run_stage(f, false);
	assert_string_equal(word_of(match_of(f, clip, 0), "other"), "E-000001");
	assert_int_equal(count_segments(f), 1);

	expect_shell(0, &damage, f->open.folder,
	             "printf XXXX | dd of=$(ls case/derived/match/frames-*) bs=1 seek=70000 "
	             "conv=notrunc status=none");
	add_film(&prints, 1, 700, 80, DIHEDRAL_NONE);
	clip = take_in(f, &prints);
	run_stage(f, false);
	assert_string_equal(word_of(match_of(f, clip, 0), "other"), "E-000001");
	assert_int_equal(count_segments(f), 1);
}

/* What could not be read when a segment was made is told by each search in it, until it is fingerprinted anew. */
static void
a_segment_tells_who_is_missing_in_it(void **state)
{
	struct fixture *f = *state;
	struct fingerprints prints = { 0 };
	SCOPED(run) damage = { 0 };
	bool unread = false;
	struct error err = { 0 };

	add_film(&prints, 2, 0, 100, DIHEDRAL_NONE);
	take_in(f, &prints);
	expect_shell(0, &damage, f->open.folder,
	             "for f in case/derived/[0-9a-f]*/*; do chmod u+w $f; echo x >$f; done");
	take_in_for_a_segment(f, 1);
	run_stage(f, false);
	assert_int_equal(count_segments(f), 1);
	assert_ok(index_was_unread(f->open.catalogue, &unread, &err), &err);
	assert_true(unread);
	add_film(&prints, 3, 0, 80, DIHEDRAL_NONE);
	take_in(f, &prints);
	run_stage(f, false);
	assert_int_equal(f->summary.unread.n, 1);
	assert_int_equal(f->summary.unread.numbers[0], 1);
}

/* A clip of scene 1, whose film has a segment, is taken in and found whatever lies in derived/match. */
static void
expect_found(struct fixture *f, size_t from, const char *words)
{
	struct fingerprints prints = { 0 };
	const json_t *match;
	int64_t clip;

	add_film(&prints, 1, from, 80, DIHEDRAL_NONE);
	clip = take_in(f, &prints);
	run_stage(f, false);
	match = match_of(f, clip, 0);
	if (match == NULL || strcmp(word_of(match, "other"), "E-000001") != 0)
		fail_msg("%s: the clip is not found", words);
	assert_int_equal(count_segments(f), 1);
}

static void
whatever_is_wrong_with_the_files_is_mended(void **state)
{
	static const char *const harm[] = {
		"truncate -s -1 $S",
		"rm $S && ln -s /dev/zero $S",
		"truncate -s 20 state.json",
	};
	struct fixture *f = *state;

	take_in_for_a_segment(f, 1);
	run_stage(f, false);
	assert_int_equal(count_segments(f), 1);
	for (size_t i = 0; i < sizeof harm / sizeof harm[0]; i++) {
		SCOPED(run) damage = { 0 };

		expect_shell(0, &damage, f->open.folder,
		             "cd case/derived/match && S=$(ls | grep '^frames-.*segment$') && chmod u+w $S && %s", harm[i]);
		expect_found(f, 100 + 200 * i, harm[i]);
	}
}

/* A whole segment of the right name and cover, but of another catalogue. */
static void
another_catalogues_segment_is_not_believed(void **state)
{
	struct fixture *f = *state, *other;
	SCOPED(run) copy = { 0 };
	void *another;

	begin(&another);
	other = another;
	take_in_for_a_segment(f, 1);
	run_stage(f, false);
	take_in_for_a_segment(other, 2);
	run_stage(other, false);
	expect_shell(0, &copy, f->open.folder, "cp -f '%s'/case/derived/match/frames-* case/derived/match/",
	             other->open.folder);
	end(&another);
	expect_found(f, 500, "another catalogue's segment");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_clip_is_found_in_a_film_and_the_film_for_a_clip, begin, end),
		cmocka_unit_test_setup_teardown(pictures_and_frames_are_found_and_blanks_never, begin, end),
		cmocka_unit_test_setup_teardown(only_the_sound_is_found, begin, end),
		cmocka_unit_test_setup_teardown(
			an_interrupted_stage_goes_on_and_a_lost_watermark_proposes_nothing_twice, begin, end),
		cmocka_unit_test_setup_teardown(a_stage_that_is_stopped_in_the_middle_loses_nothing, begin, end),
		cmocka_unit_test_setup_teardown(at_most_twenty_are_proposed, begin, end),
		cmocka_unit_test_setup_teardown(what_is_missing_from_derived_is_told_and_the_rest_found,
		                                begin, end),
		cmocka_unit_test_setup_teardown(a_match_that_no_event_can_hold_is_passed_over_and_told, begin,
		                                end),
		cmocka_unit_test_setup_teardown(segments_are_made_and_made_again_when_damaged, begin, end),
		cmocka_unit_test_setup_teardown(a_segment_tells_who_is_missing_in_it, begin, end),
		cmocka_unit_test_setup_teardown(whatever_is_wrong_with_the_files_is_mended, begin, end),
		cmocka_unit_test_setup_teardown(another_catalogues_segment_is_not_believed, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
