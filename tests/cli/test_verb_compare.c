/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_compare.c - `vidimus compare`: its verdicts, segments and exit codes, without a catalogue. */
#include "catalogue.h"

/* A photograph, a mirrored copy in a border, another; a film that moves, and a part of it, mirrored, in bars. */
static void
make_media(const char *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             "convert -seed 3 -size 400x300 plasma:fractal a.jpg && "
	             "convert a.jpg -flop -bordercolor white -border 40x40 -quality 80 b.jpg && "
	             "convert -seed 9 -size 400x300 plasma:fractal other.jpg && "
	             "convert -size 300x300 xc:black black.png && "
	             "convert -size 280x280 xc:black black2.png && "
	             "ffmpeg -v error -f lavfi -i "
	             "mandelbrot=s=160x120:r=12:start_scale=2:end_scale=0.2:end_pts=80 "
	             "-t 9 whole.mp4 && "
	             "ffmpeg -v error -ss 3.3 -t 4 -i whole.mp4 -vf hflip,pad=iw:160:0:20 part.mp4");
}

static json_t *
compare(const char *folder, int exit_code, const char *files)
{
	SCOPED(run) run = { 0 };
	SCOPED(buffer) line = { 0 };

	buffer_append_format(&line, "\"$VIDIMUS\" compare --json %s", files);
	expect_shell(exit_code, &run, folder, "%s", buffer_string(&line));
	return json_line(&run, 0);
}

static void
assert_verdict(const json_t *answer, const char *verdict)
{
	assert_members(answer, "same_bytes image video audio verdict reasons");
	assert_string_equal(json_string_value(json_object_get(answer, "verdict")), verdict);
}

static void
pictures_are_compared_mirrored_and_inside_of_borders(void **state)
{
	SCOPED_JSON json_t *same = NULL, *different = NULL, *identical = NULL, *blank = NULL;
	json_t *image;

	make_media(*state);
	same = compare(*state, 0, "b.jpg a.jpg");
	assert_verdict(same, "same");
	image = json_object_get(same, "image");
	assert_string_equal(json_string_value(json_object_get(image, "transform")), "flipy");
	assert_true(json_is_object(json_object_get(json_object_get(image, "region"), "here")));
	different = compare(*state, 1, "a.jpg other.jpg");
	assert_verdict(different, "different");
	identical = compare(*state, 0, "a.jpg a.jpg");
	assert_verdict(identical, "identical");
	blank = compare(*state, 1, "black.png black2.png");
	assert_verdict(blank, "different");
}

static void
the_part_of_a_film_is_named(void **state)
{
	SCOPED_JSON json_t *answer = NULL;
	SCOPED(run) words = { 0 };
	json_t *segment;

	make_media(*state);
	answer = compare(*state, 0, "part.mp4 whole.mp4");
	assert_verdict(answer, "partly");
	segment = json_array_get(json_object_get(json_object_get(answer, "video"), "segments"), 0);
	assert_true(json_real_value(json_object_get(segment, "b_from")) > 2.3 &&
	            json_real_value(json_object_get(segment, "b_from")) < 4.3);
	expect_shell(0, &words, *state, "\"$VIDIMUS\" compare part.mp4 whole.mp4");
	assert_non_null(strstr(buffer_string(&words.out), " of part.mp4 is "));
}

static void
what_cannot_be_compared_says_why(void **state)
{
	SCOPED(run) missing = { 0 };
	SCOPED(run) text = { 0 };

	make_media(*state);
	expect_shell(2, &missing, *state, "\"$VIDIMUS\" compare a.jpg"); /* one is missing */
	expect_shell(1, &text, *state, "echo notes >notes.txt && \"$VIDIMUS\" compare a.jpg notes.txt");
	assert_non_null(strstr(buffer_string(&text.err), "no-parser"));
	assert_non_null(strstr(buffer_string(&text.out), "no kind of fingerprint in common"));
}

/* Of two pages with one letterhead: without its margins each is itself, and never the other. */
static void
a_page_without_its_margins_is_itself(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             VIDIMUS_SOURCE "/bench/edits/lookalikes likes 2 page && cd likes && for n in 1 2; do "
	             "convert page-00$n.jpg -gravity center -crop 95x95%%+0+0 +repage -quality 80 part-$n.jpg; done");
	for (int page = 1; page <= 2; page++) {
		SCOPED_JSON json_t *own = NULL, *other = NULL;
		SCOPED(buffer) files = { 0 };

		buffer_append_format(&files, "likes/part-%d.jpg likes/page-00%d.jpg", page, page);
		own = compare(*state, 0, buffer_string(&files));
		assert_string_not_equal(json_string_value(json_object_get(own, "verdict")), "different");
		buffer_clear(&files);
		buffer_append_format(&files, "likes/part-%d.jpg likes/page-00%d.jpg", page, 3 - page);
		other = compare(*state, 1, buffer_string(&files));
		assert_verdict(other, "different");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pictures_are_compared_mirrored_and_inside_of_borders,
		                                begin_folder, end_folder),
		cmocka_unit_test_setup_teardown(the_part_of_a_film_is_named, begin_folder, end_folder),
		cmocka_unit_test_setup_teardown(a_page_without_its_margins_is_itself, begin_folder, end_folder),
		cmocka_unit_test_setup_teardown(what_cannot_be_compared_says_why, begin_folder,
		                                end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
