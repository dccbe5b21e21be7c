/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_odd_pictures.c - odd still pictures through the real program: each has a
 * hash or a warning, never a crash; blanks match nothing, and one picture in
 * sixteen bits, CMYK, grey, a palette or with alpha is one picture.
 */
#include "catalogue.h"

#include "fingerprint/pdq.h"

#include <string.h>

#define PLASMA "convert -seed 4 -size 300x200 plasma:fractal "

/* Blanks, and what is too small; of each size and colour more than one. */
static void
make_blanks(const char *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             "mkdir in && convert -size 1x1 xc:red in/blank-pixel.png && "
	             "convert -size 1x1 xc:blue in/blank-pixel.jpg && "
	             "convert -seed 1 -size 4x4 plasma:fractal in/blank-four.png && "
	             "convert -seed 1 -size 4x4 plasma:fractal in/blank-four.jpg && "
	             "convert -size 300x200 xc:white in/blank-white.png && "
	             "convert -size 400x300 xc:white in/blank-white.jpg && "
	             "convert -size 300x200 xc:black in/blank-black.png && "
	             "convert -size 200x300 xc:black in/blank-black.jpg && "
	             "convert -size 300x200 xc:gray50 in/blank-grey.png && "
	             "convert -size 200x200 xc:gray50 in/blank-grey.jpg && "
	             "ffmpeg -v error -f lavfi -i color=gray:s=65500x16:r=1:d=1 -frames:v 1 in/blank-wide.jpg && "
	             "ffmpeg -v error -f lavfi -i color=gray:s=65534x16:r=1:d=1 -frames:v 1 in/blank-wide.png");
}

static void
make_odd(const char *folder)
{
	SCOPED(run) run = { 0 };

	make_blanks(folder);
	expect_shell(0, &run, folder,
	             PLASMA "-depth 16 in/same-deep.png && " PLASMA "-colorspace CMYK in/same-cmyk.jpg && "
	             PLASMA "-colorspace Gray in/same-grey.jpg && "
	             PLASMA "-colors 64 -type Palette in/same-palette.png && "
	             PLASMA "-alpha set -channel A -evaluate set 40%% +channel in/same-alpha.png && "
	             "ffmpeg -v error -f lavfi -i testsrc2=s=65534x16:r=1:d=1 -frames:v 1 in/wide.png && "
	             "ffmpeg -v error -f lavfi -i testsrc2=s=16x65534:r=1:d=1 -frames:v 1 in/high.png");
}

static bool
is_named(const json_t *line, const char *prefix)
{
	const char *path = json_string_value(json_object_get(line, "path"));
	const char *name = strrchr(path, '/');

	return strncmp(name + 1, prefix, strlen(prefix)) == 0;
}

static bool
warns(const json_t *line, const char *code)
{
	json_t *warning;
	size_t i;

	json_array_foreach(json_iterable(json_object_get(line, "warnings")), i, warning) {
		if (strcmp(json_string_value(json_object_get(warning, "code")), code) == 0)
			return true;
	}
	return false;
}

static void
each_has_a_hash_or_a_warning(void **state)
{
	SCOPED(run) run = { 0 };

	make_odd(*state);
	expect_shell(0, &run, *state, "\"$VIDIMUS\" fingerprint --json in/*");
	assert_int_equal(line_count(&run), 19);
	for (size_t i = 0; i < line_count(&run); i++) {
		SCOPED_JSON json_t *line = json_line(&run, i);
		const json_t *first = json_array_get(json_object_get(line, "pdq"), 0);
		int quality = (int)json_integer_value(json_object_get(first, "quality"));

		assert_string_equal(json_string_value(json_object_get(line, "outcome")), "complete");
		assert_non_null(first);
		assert_int_equal(quality < PDQ_LEAST_QUALITY, is_named(line, "blank-"));
		assert_int_equal(warns(line, "low-quality-fingerprint"), is_named(line, "blank-"));
	}
}

static void
blanks_match_nothing_and_one_picture_is_one(void **state)
{
	SCOPED(run) taken = { 0 };
	SCOPED(run) blanks = { 0 };
	SCOPED(run) same = { 0 };
	size_t matches = 0;

	make_odd(*state);
	expect_shell(0, &taken, *state, V "intake --json in");
	for (size_t i = 0; i < line_count(&taken); i++) {
		SCOPED_JSON json_t *line = json_line(&taken, i);

		matches += json_array_size(json_object_get(line, "matches"));
	}
	assert_int_equal(matches, 10); /* each pair of the five once */
	expect_shell(0, &blanks, *state,
	             "for file in in/blank-* in/wide.png in/high.png; do " V "similar --json $file; done");
	assert_int_equal(line_count(&blanks), 0);
	expect_shell(0, &same, *state, V "similar --json in/same-cmyk.jpg");
	assert_int_equal(line_count(&same), 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_has_a_hash_or_a_warning, begin_folder, end_folder),
		cmocka_unit_test_setup_teardown(blanks_match_nothing_and_one_picture_is_one,
		                                begin_catalogue, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
