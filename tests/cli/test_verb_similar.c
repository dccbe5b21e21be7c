/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_verb_similar.c - copies recognised by the real program: proposed as they
 * are taken in, found by `similar`, and decided on; blanks never.
 */
#include "catalogue.h"

/* What is held first: a film that moves, with sound, a photograph, and blanks. */
static void
make_originals(const char *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             "mkdir in && convert -seed 3 -size 400x300 plasma:fractal in/photo.jpg && "
	             "convert -seed 9 -size 400x300 plasma:fractal in/other.jpg && "
	             "convert -size 300x300 xc:black in/black.png && "
	             "convert -size 300x300 xc:white in/white.png && "
	             "convert -size 1x1 xc:red in/pixel.png && "
	             "ffmpeg -v error -f lavfi -i color=black:s=96x80:r=10:d=3 -f lavfi "
	             "-i anullsrc -t 3 in/black.mp4 && "
	             "ffmpeg -v error -f lavfi -i color=white:s=96x80:r=10:d=3 in/white.mp4 && "
	             "ffmpeg -v error -f lavfi -i "
	             "mandelbrot=s=240x180:r=12:start_scale=2:end_scale=0.2:end_pts=80 "
	             "-t 9 in/whole.mp4");
}

/* Copies: a part of it from the middle, re-encoded, mirrored, in bars; the photograph mirrored in a border; more blanks. */
static void
make_copies(const char *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             "mkdir copies && ffmpeg -v error -ss 3.3 -t 4 -i in/whole.mp4 -vf "
	             "hflip,pad=iw:240:0:30 -crf 26 copies/clip.mp4 && "
	             "convert in/photo.jpg -flop -bordercolor white -border 40x40 -quality 70 "
	             "copies/photo.jpg && convert -size 200x280 xc:black copies/black.png && "
	             "ffmpeg -v error -f lavfi -i color=black:s=160x120:r=10:d=4 -f lavfi "
	             "-i anullsrc -t 4 copies/black.mp4");
}

/* The matches that lines of an intake tell, one object after the other; owned. */
static json_t *
told_matches(const struct run *run)
{
	json_t *all = json_array();

	for (size_t i = 0; i < line_count(run); i++) {
		SCOPED_JSON json_t *line = json_line(run, i);

		json_array_extend(all, json_object_get(line, "matches"));
	}
	return all;
}

static const char *
word(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static double
number(const json_t *object, const char *name)
{
	return json_number_value(json_object_get(object, name));
}

static void
assert_clip_of_the_middle(const json_t *segment)
{
	assert_true(number(segment, "a_from") < 0.5 && number(segment, "a_to") > 3.0);
	assert_true(number(segment, "b_from") - number(segment, "a_from") > 2.8 &&
	            number(segment, "b_from") - number(segment, "a_from") < 3.8);
}

static void
copies_are_proposed_at_intake_and_decided_on(void **state)
{
	SCOPED(run) first = { 0 };
	SCOPED(run) second = { 0 };
	SCOPED(run) list = { 0 };
	SCOPED(run) overview = { 0 };
	SCOPED(run) footage = { 0 };
	SCOPED_JSON json_t *none = NULL, *found = NULL, *item = NULL;
	json_t *match;
	size_t i, films = 0;

	make_originals(*state);
	make_copies(*state);
	expect_shell(0, &first, *state, V "intake --json in");
	none = told_matches(&first);
	assert_int_equal(json_array_size(none), 0);
	expect_shell(0, &second, *state, V "intake --json copies");
	found = told_matches(&second);
	assert_int_equal(json_array_size(found), 2);
	json_array_foreach(found, i, match) {
		assert_string_equal(word(match, "transform"), "flipy");
		assert_string_equal(word(match, "level"), "same");
		if (strcmp(word(match, "kind"), "video") != 0)
			continue;
		assert_clip_of_the_middle(json_array_get(json_object_get(match, "segments"), 0));
		films++;
	}
	assert_int_equal(films, 1);

	expect_shell(0, &overview, *state, "\"$VIDIMUS\" -C cat");
	assert_out(&overview, "2 matches are proposed and wait");
	assert_out(&overview, "vidimus match list");

	/* on both sides */
	expect_shell(0, &list, *state, V "show --json $(" V "match list --json | grep video | sed "
	                               "'s/.*\"other\":\"\\([^\"]*\\).*/\\1/')");
	item = json_line(&list, 0);
	assert_int_equal(json_array_size(json_object_get(item, "matches")), 1);
	expect_shell(0, &footage, *state,
	             V "match confirm M-1 --as edit-of >&2 && " V "footage show V-1");
	assert_non_null(strstr(buffer_string(&footage.out), "M-000001"));
}

static void
similar_asks_without_keeping_anything(void **state)
{
	SCOPED(run) film = { 0 };
	SCOPED(run) photo = { 0 };
	SCOPED(run) blank = { 0 };
	SCOPED_JSON json_t *found = NULL;

	make_originals(*state);
	make_copies(*state);
	expect_shell(0, &film, *state,
	             V "intake in >&2 && " V "similar --json copies/clip.mp4");
	assert_int_equal(line_count(&film), 1);
	found = json_line(&film, 0);
	assert_members(found, "item kind level distance transform region coverage segments reasons");
	assert_clip_of_the_middle(json_array_get(json_object_get(found, "segments"), 0));
	expect_shell(0, &photo, *state, V "similar copies/photo.jpg");
	assert_non_null(strstr(buffer_string(&photo.out), "the picture is the same"));
	expect_shell(0, &blank, *state,
	             V "similar --json copies/black.png && " V "similar --json copies/black.mp4 && " V
	               "similar --json E-2");
	assert_int_equal(line_count(&blank), 0);
	assert_non_null(strstr(buffer_string(&blank.err), "it is too plain or of too low a quality"));
	expect_shell(0, &blank, *state, V "similar copies/black.png");
	assert_out(&blank, "Nothing was found; it could not be compared: it is too plain");
	expect_shell(0, &blank, *state, V "similar copies/black.mp4");
	assert_out(&blank, "Nothing was found; it could not be compared: it is too plain");
	expect_shell(0, &blank, *state, "echo words >words.txt; " V "similar ./words.txt");
	assert_out(&blank, "it could not be compared");
	expect_shell(0, &blank, *state, "convert -size 200x150 -seed 23 plasma: other.png; " V "similar other.png");
	assert_out(&blank, "Nothing that is held");
}

/* An interruption while matches are looked for loses nothing that was taken in; the next run goes on. */
static void
what_was_not_asked_is_asked_the_next_time(void **state)
{
	SCOPED(run) lost = { 0 };
	SCOPED(run) again = { 0 };
	SCOPED_JSON json_t *found = NULL;

	make_originals(*state);
	make_copies(*state);
	expect_shell(0, &lost, *state,
	             V "intake in copies >&2 && rm -r cat/derived/match && " V "intake --json in");
	found = told_matches(&lost);
	assert_int_equal(json_array_size(found), 0); /* all were asked anew, and nothing is proposed twice */
	assert_true(line_count(&lost) > 9);
	expect_shell(0, &again, *state,
	             "echo nonsense >cat/derived/match/state.json && " V "examine --missing && " V
	             "match list --json --state all");
	assert_int_equal(line_count(&again) >= 2, 1);
}

/* A series that could not be read when others were asked is met as soon as it is made again. */
static void
what_was_damaged_is_matched_when_it_is_made_again(void **state)
{
	SCOPED(run) blind = { 0 };
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *none = NULL;
	json_t *match;
	size_t i;

	make_originals(*state);
	make_copies(*state);
	expect_shell(0, &run, *state, V "intake in && for f in $(find cat/derived/[0-9a-f]* -type f); "
	                                "do chmod u+w $f && echo x >>$f; done");
	expect_shell(3, &blind, *state, V "intake --json copies");
	none = told_matches(&blind);
	json_array_foreach(none, i, match)
		assert_string_equal(word(match, "kind"), "image");
	expect_shell(0, &run, *state, V "rebuild --derived && " V "examine --missing && " V
	             "match list --json | grep video");
	assert_int_equal(line_count(&run) >= 1, 1);
	expect_shell(0, &run, *state, V "match list --json | grep -c .");
	assert_string_equal(buffer_string(&run.out), "2\n");
}

/* --- what could not be compared is named --- */

static void
assert_error(const struct run *run, const char *words)
{
	if (strstr(buffer_string(&run->err), words) == NULL)
		fail_msg("\"%s\" is not in:\n%s", words, buffer_string(&run->err));
}

/* The item that a file became, "E-000001". */
static void
find_item(const char *folder, const char *file, char out[16])
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;

	expect_shell(0, &run, folder, V "show --json %s", file);
	item = json_line(&run, 0);
	snprintf(out, 16, "%s", word(item, "id"));
}

static void
who_could_not_be_compared_is_named(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *line = NULL, *answer = NULL, *last = NULL;
	char film[16];
	const json_t *summary;

	make_originals(*state);
	make_copies(*state);
	expect_shell(0, &run, *state, V "intake in && for f in $(find cat/derived/[0-9a-f]* -type f -size +500c); "
	                                "do chmod u+w $f && echo x >>$f; done");
	find_item(*state, "in/whole.mp4", film);

	expect_shell(3, &run, *state, V "similar copies/clip.mp4");
	assert_out(&run, "Nothing was found among what could be compared.");
	assert_error(&run, film);
	assert_error(&run, "1 held item could not be compared");
	assert_error(&run, "`vidimus rebuild --derived`");
	expect_shell(3, &run, *state, V "similar --json copies/clip.mp4");
	assert_int_equal(line_count(&run), 1);
	line = json_line(&run, 0);
	summary = json_object_get(line, "summary");
	assert_int_equal(json_integer_value(json_object_get(summary, "not_compared")), 1);
	assert_string_equal(json_string_value(json_array_get(json_object_get(summary, "not_compared_items"), 0)),
	                    film);

	/* itself */
	expect_shell(3, &run, *state, V "similar %s", film);
	assert_error(&run, "it could not be compared: a fingerprint of E-");
	expect_shell(3, &run, *state, V "compare %s copies/clip.mp4", film);
	assert_out(&run, "could not be compared");
	assert_out(&run, "`vidimus rebuild --derived` makes it again");
	expect_shell(3, &run, *state, V "compare --json copies/clip.mp4 %s", film);
	answer = json_line(&run, 0);
	assert_members(answer, "same_bytes image video audio verdict reasons");
	assert_true(json_is_null(json_object_get(answer, "verdict")));
	expect_shell(0, &run, *state, V "compare %s in/whole.mp4", film);
	assert_out(&run, "identical");

	/* the stage */
	expect_shell(3, &run, *state, V "intake --json copies/clip.mp4");
	assert_error(&run, film);
	last = json_line(&run, line_count(&run) - 1);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(last, "summary"), "not_compared")), 1);

	expect_shell(0, &run, *state, V "rebuild --derived && " V "similar copies/clip.mp4");
	assert_out(&run, film);
}

/* --- what is no file in derived/ --- */

static void
what_has_something_in_it_is_named_and_left(void **state)
{
	SCOPED(run) run = { 0 };

	make_originals(*state);
	make_copies(*state);
	expect_shell(0, &run, *state, V "intake in/whole.mp4 copies/clip.mp4");
	expect_shell(3, &run, *state, "f=$(find cat/derived/[0-9a-f]* -type f -size +500c | head -n 1) && echo $f >name && "
	                              "rm -f $f && mkdir $f && echo mine >$f/mine && " V "rebuild --derived");
	assert_error(&run, "is a folder with something in it: move it out of the catalogue");
	assert_out(&run, "not to be had");
	expect_shell(0, &run, *state, "grep -q mine $(cat name)/mine && rm -r $(cat name) && " V "rebuild --derived && " V
	                              "similar copies/clip.mp4");
	assert_out(&run, "1 made again");

	/* a shelf that is a link is not followed */
	expect_shell(3, &run, *state, "s=$(dirname $(cat name)) && mv $s away && ln -s $PWD/away $s && " V "rebuild --derived");
	assert_error(&run, "is no folder: move it out of the catalogue");
	expect_shell(0, &run, *state, "test -f away/$(basename $(cat name)) && rm $(dirname $(cat name)) && " V
	                              "rebuild --derived && " V "similar copies/clip.mp4");
}

/* Nothing of the index is read or written through a link, and the search goes without it. */
static void
an_index_that_is_elsewhere_is_not_followed(void **state)
{
	static const char *const mended[] = {
		"mv cat/derived/match away && ln -s $PWD/away cat/derived/match",
		"ln -s /nonexistent cat/derived/match",
		"mkdir -p cat/derived/match/state.json",
		"mkdir -p cat/derived/match && ln -s $PWD/away cat/derived/match/state.json",
		"mkdir -p cat/derived/match && mkfifo cat/derived/match/state.json",
		"mkdir -p cat/derived/match/lock",
	};
	static const char *const named[] = {
		"echo mine >cat/derived/match",
		"mkdir -p cat/derived/match/state.json/mine",
	};
	SCOPED(run) run = { 0 };

	make_originals(*state);
	make_copies(*state);
	expect_shell(0, &run, *state, V "intake in/photo.jpg");
	for (size_t i = 0; i < sizeof mended / sizeof mended[0]; i++) {
		expect_shell(0, &run, *state, "rm -rf away; %s; touch stamp; " V "similar copies/photo.jpg", mended[i]);
		assert_out(&run, "E-000001");
		expect_shell(3, &run, *state, "convert -seed 1%zu -size 400x300 plasma: new%zu.jpg; " V "intake new%zu.jpg", i, i, i);
		assert_error(&run, "should be; `vidimus rebuild --derived` mends it, or says what to do");
		expect_shell(0, &run, *state, "test -z \"$(find away -newer stamp 2>x)\" && " V "rebuild --derived && " V
		                              "examine --missing && test -f cat/derived/match/state.json && "
		                              "test ! -L cat/derived/match && rm -r cat/derived/match");
	}
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
		expect_shell(3, &run, *state, "%s; " V "rebuild --derived", named[i]);
		assert_error(&run, "the index of matches is not made again: derived/match");
		assert_error(&run, "move it out of the catalogue, and run `vidimus rebuild --derived` again");
		expect_shell(0, &run, *state, "find cat/derived/match | grep -q . && rm -r cat/derived/match && " V "rebuild --derived");
	}
}

/* Files that came back by themselves are matched as well, once it is asked for. */
static void
what_was_copied_back_is_matched_after_a_rebuild(void **state)
{
	SCOPED(run) run = { 0 };

	make_originals(*state);
	make_copies(*state);
	expect_shell(3, &run, *state, V "intake in && mkdir kept && cp -a cat/derived kept/ && rm -r cat/derived/[0-9a-f]* && " V
	                                "intake copies");
	expect_shell(0, &run, *state, "cp -an kept/derived/[0-9a-f]* cat/derived/ && " V "rebuild --derived && " V
	                              "examine --missing && " V "match list --json | grep -c '\"kind\":\"video\"'");
	assert_out(&run, "\n1\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(copies_are_proposed_at_intake_and_decided_on,
		                                begin_catalogue, end_folder),
		cmocka_unit_test_setup_teardown(similar_asks_without_keeping_anything, begin_catalogue,
		                                end_folder),
		cmocka_unit_test_setup_teardown(what_was_not_asked_is_asked_the_next_time,
		                                begin_catalogue, end_folder),
		cmocka_unit_test_setup_teardown(what_was_damaged_is_matched_when_it_is_made_again,
		                                begin_catalogue, end_folder),
		cmocka_unit_test_setup_teardown(who_could_not_be_compared_is_named, begin_catalogue,
		                                end_folder),
		cmocka_unit_test_setup_teardown(what_has_something_in_it_is_named_and_left, begin_catalogue,
		                                end_folder),
		cmocka_unit_test_setup_teardown(an_index_that_is_elsewhere_is_not_followed, begin_catalogue,
		                                end_folder),
		cmocka_unit_test_setup_teardown(what_was_copied_back_is_matched_after_a_rebuild,
		                                begin_catalogue, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
