/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_fingerprint.c - `vidimus fingerprint`: its forms, its exit codes, and what is no picture. */
#include "catalogue.h"

static void
make_media(const char *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             "convert -seed 3 -size 400x300 plasma:fractal photo.jpg && ffmpeg -v error -f "
	             "lavfi -i testsrc2=s=160x120:r=10:d=3 -f lavfi -i anoisesrc=d=3 film.mp4 && "
	             "printf 'notes\\n' >notes.txt");
}

static void
a_picture_has_eight_hashes_the_plain_one_first(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *print = NULL;
	json_t *pdq;

	make_media(*state);
	expect_shell(0, &run, *state, "\"$VIDIMUS\" fingerprint --json photo.jpg");
	print = json_line(&run, 0);
	assert_members(print, "path path_bytes sha256 bytes media_type outcome warnings pdq chromaprint vpdq");
	pdq = json_object_get(print, "pdq");
	assert_true(json_array_size(pdq) >= 8);
	assert_string_equal(json_string_value(json_object_get(json_array_get(pdq, 0), "transform")),
	                    "none");
	assert_true(json_is_null(json_object_get(json_array_get(pdq, 0), "box")));
	assert_string_equal(json_string_value(json_object_get(json_array_get(pdq, 5), "transform")),
	                    "flipy");
	assert_true(json_is_null(json_object_get(print, "chromaprint")));
}

static void
lists_are_as_the_references_print_them(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(run) frames = { 0 };
	SCOPED(run) seconds = { 0 };

	make_media(*state);
	expect_shell(0, &run, *state, "\"$VIDIMUS\" fingerprint --format pdq photo.jpg | grep -cE "
	                              "'^[0-9a-f]{64},[0-9]+,photo.jpg$'");
	expect_shell(0, &frames, *state,
	             "\"$VIDIMUS\" fingerprint --format vpdq film.mp4 | grep -cE "
	             "'^[0-9]+,[0-9]+,[0-9a-f]{64},[0-9]+\\.[0-9]{3}$'");
	assert_string_equal(buffer_string(&frames.out), "30\n");
	expect_shell(0, &seconds, *state,
	             "\"$VIDIMUS\" fingerprint --format vpdq --frames second film.mp4 | wc -l");
	assert_int_equal(atoi(buffer_string(&seconds.out)), 3);
}

static void
what_cannot_be_fingerprinted_is_said_and_the_rest_is_done(void **state)
{
	SCOPED(run) some = { 0 };
	SCOPED(run) none = { 0 };

	make_media(*state);
	expect_shell(3, &some, *state,
	             "\"$VIDIMUS\" fingerprint missing.jpg photo.jpg notes.txt");
	assert_non_null(strstr(buffer_string(&some.err), "missing.jpg"));
	assert_non_null(strstr(buffer_string(&some.out), "PDQ "));
	assert_non_null(strstr(buffer_string(&some.out), "not fingerprinted: no-parser"));
	expect_shell(1, &none, *state, "\"$VIDIMUS\" fingerprint notes.txt");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_picture_has_eight_hashes_the_plain_one_first,
		                                begin_folder, end_folder),
		cmocka_unit_test_setup_teardown(lists_are_as_the_references_print_them, begin_folder,
		                                end_folder),
		cmocka_unit_test_setup_teardown(
			what_cannot_be_fingerprinted_is_said_and_the_rest_is_done, begin_folder,
			end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
