/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_odd_films.c - films that are odd, broken or blank, taken in by the real
 * program: each is held, named by a warning, and no blank is found in another.
 */
#include "cli/catalogue.h"

#include <stdlib.h>

/* $o is made; $lively a source that moves, $e an encoder that is fast, whole.mp4 and whole.ts five seconds of it. */
static const struct {
	const char *name, *recipe, *code; /* code: "" for none that is asked for */
} films[] = {
	{ "no-key-frame.ts", "$f -i whole.ts -c copy -bsf:v noise=drop=key $o", "not-decodable" },
	{ "joined.ts", "{ cat whole.ts; $f $lively -t 3 -vf scale=240:100 $e -f mpegts -; } >$o",
	  "changing-resolution" },
	{ "varied.mp4", "$f $lively -t 4 -vf \"select='lt(n,20)+gt(n,30)'\" -vsync vfr $e $o",
	  "variable-frame-rate" },
	{ "no-pictures.mp4", "$f -f lavfi -i anoisesrc=d=5 -brand isom $o", "no-video-stream" },
	{ "silent.mp4", "$f $lively -f lavfi -i anullsrc -t 20 $e $o", "low-quality-fingerprint" },
	{ "silence.wav", "$f -f lavfi -i anullsrc -t 20 $o", "low-quality-fingerprint" },
	{ "black.mp4", "$f -f lavfi -i color=black:s=96x80:r=10:d=5 $e $o", "low-quality-fingerprint" },
	{ "white.mkv", "$f -f lavfi -i color=white:s=96x80:r=10:d=5 $e $o", "low-quality-fingerprint" },
	{ "grey.avi", "$f -f lavfi -i color=gray:s=96x80:r=10:d=5 -c:v mpeg4 $o",
	  "low-quality-fingerprint" },
	{ "flat.gif", "$f -f lavfi -i color=black:s=96x80:r=10:d=2 $o", "low-quality-fingerprint" },
	{ "cut.mp4", "head -c 20000 whole.mp4 >$o", "truncated" },
	{ "cut.ts", "head -c 30001 whole.ts >$o", "decode-errors" },
	{ "scratched.ts", "cp whole.ts $o; yes | head -c 3000 | dd of=$o bs=1 seek=90000 "
	                  "conv=notrunc status=none", "decode-errors" },
	{ "delimited.h264", "$f -i whole.ts -c copy -bsf:v h264_metadata=aud=insert -f h264 $o",
	  "no-frame-times" },
	{ "moving.gif", "$f $lively -t 2 $o", "" },
	{ "moving.webp", "$f $lively -t 2 -c:v libwebp $o", "" },
	{ "moving.png", "$f $lively -t 2 -f apng $o", "" },
};
#define FILMS (sizeof films / sizeof *films)

static const char ground[] =
	"set -e; f='ffmpeg -v error -nostdin -y'; e='-c:v libx264 -preset ultrafast -pix_fmt yuv420p'; "
	"lively='-f lavfi -i mandelbrot=s=160x120:r=10:start_scale=2:end_scale=0.2:end_pts=60'; mkdir -p in; "
	"if [ ! -e whole.ts ]; then $f $lively -t 5 $e -g 100 -bf 0 whole.ts; "
	"$f -i whole.ts -c copy whole.mp4; fi; ";

/* Blanks once more, none of them byte for byte one of those above. */
static const char blanks[] =
	"mkdir again; $f -f lavfi -i color=black:s=128x96:r=12:d=6 $e again/black.mp4; "
	"$f -f lavfi -i color=white:s=128x96:r=12:d=6 -f lavfi -i anullsrc -t 6 $e again/white.mp4; "
	"$f -f lavfi -i color=gray:s=128x96:r=12:d=6 $e again/grey.mp4; "
	"$f -f lavfi -i anullsrc=r=22050 -t 25 again/silence.flac; "
	"$f -f lavfi -i color=black:s=64x64:r=5:d=2 again/flat.gif; "
	"$f -f lavfi -i color=white:s=64x64:r=5:d=2 -c:v libwebp again/flat.webp; ";

/* The last part of a path. */
static const char *
base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static bool
warns(const json_t *line, const char *code)
{
	const json_t *warnings = json_object_get(line, "warnings"), *warning;
	size_t i;

	json_array_foreach(warnings, i, warning)
		if (strcmp(string_member(warning, "code"), code) == 0)
			return true;
	return false;
}

static void
assert_held_and_named(const json_t *line)
{
	const char *name = base_of(string_member(line, "path"));

	assert_string_equal(string_member(line, "outcome"), "added");
	assert_false(warns(line, "parser-failed"));
	for (size_t i = 0; i < FILMS; i++)
		if (strcmp(films[i].name, name) == 0 && films[i].code[0] != '\0' &&
		    !warns(line, films[i].code))
			fail_msg("%s has no warning %s\n", name, films[i].code);
}

static void
odd_films_are_held_and_their_oddity_named(void **state)
{
	SCOPED(run) run = { 0 };
	size_t held = 0;

	for (size_t i = 0; i < FILMS; i++) {
		SCOPED(run) made = { 0 };

		expect_shell(0, &made, *state, "%so=in/%s; %s", ground, films[i].name, films[i].recipe);
	}
	expect_shell(0, &run, *state, V "intake --json in");
	for (size_t i = 0; i < line_count(&run); i++) {
		SCOPED_JSON json_t *line = json_line(&run, i);

		if (json_object_get(line, "path") == NULL)
			continue;
		assert_held_and_named(line);
		held++;
	}
	assert_int_equal(held, FILMS);
}

/* Proposals that lines of an intake tell. */
static size_t
count_matches(const struct run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < line_count(run); i++) {
		SCOPED_JSON json_t *line = json_line(run, i);

		n += json_array_size(json_object_get(line, "matches"));
	}
	return n;
}

static void
no_blank_is_found_in_another(void **state)
{
	SCOPED(run) run = { 0 };

	for (size_t i = 0; i < FILMS; i++) {
		SCOPED(run) made = { 0 };

		if (strcmp(films[i].code, "low-quality-fingerprint") == 0)
			expect_shell(0, &made, *state, "%so=in/%s; %s", ground, films[i].name,
			             films[i].recipe);
	}
	expect_shell(0, &run, *state, "%s%s" V "intake --json in && " V "intake --json again", ground,
	             blanks);
	assert_true(line_count(&run) > 10);
	assert_int_equal(count_matches(&run), 0);
}

/* A GIF, WebP, PNG or AVIF that moves is found in a film and a film in it; no still picture has frames. */
static void
pictures_that_move_are_films(void **state)
{
	static const char *const pictures[] = { "$f -ss 1 $lively -t 4 -vf hflip a.gif", "$f -ss 1 $lively -t 4 -c:v libwebp a.webp",
		                                "$f -ss 1 $lively -t 4 -f apng a.png",
		                                "$f -ss 1 $lively -t 4 -c:v libaom-av1 -cpu-used 8 a.avif" };
	SCOPED(run) still = { 0 };
	SCOPED_JSON json_t *print = NULL;

	for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
		SCOPED(run) found = { 0 };
		SCOPED_JSON json_t *match = NULL;

		expect_shell(0, &found, *state, "%s%s; " V "intake whole.mp4 >&2; " V "similar --json a.*; rm a.*",
		             ground, pictures[i]);
		assert_int_equal(line_count(&found), 1);
		match = json_line(&found, 0);
		assert_string_equal(string_member(match, "kind"), "video");
	}
	expect_shell(0, &still, *state, "convert -seed 3 -size 90x70 plasma:fractal still.gif && "
	                                "\"$VIDIMUS\" fingerprint --json still.gif");
	print = json_line(&still, 0);
	assert_int_equal(json_array_size(json_object_get(print, "vpdq")), 0);
	assert_true(json_array_size(json_object_get(print, "pdq")) > 0);
}

/* Minutes of an ordinary run; ten hours of a full one. */
static unsigned
long_seconds(void)
{
	return getenv("VIDIMUS_TEST_FULL") != NULL ? 36000 : 900;
}

static void
a_very_long_film_is_held_and_a_part_of_it_found(void **state)
{
	SCOPED(run) made = { 0 };
	SCOPED(run) shown = { 0 };
	SCOPED(run) found = { 0 };
	SCOPED_JSON json_t *item = NULL;
	SCOPED_JSON json_t *match = NULL;
	json_t *series;

	expect_shell(0, &made, *state,
	             "%s$f -f lavfi -i mandelbrot=s=160x120:r=5:end_scale=0.02:end_pts=400 -f lavfi -i "
	             "anoisesrc=d=90:c=brown:seed=3:r=16000,tremolo=f=1.7,aphaser=speed=0.7 -t 90 $e -crf 34 "
	             "-g 50 -c:a aac -b:a 24k part.mp4; "
	             "$f -stream_loop 400 -i part.mp4 -c copy -t %u in/long.mp4; "
	             "$f -ss 130.3 -t 24 -i in/long.mp4 -vf scale=200:-2 $e clip.mp4",
	             ground, long_seconds());
	expect_shell(0, &shown, *state, V "intake in >&2 && " V "show --json E-1");
	item = json_line(&shown, 0);
	series = json_array_get(json_object_get(json_object_get(item, "fingerprints"), "vpdq"), 0);
	assert_true(json_integer_value(json_object_get(series, "milliseconds")) >
	            (json_int_t)(long_seconds() - 3) * 1000);
	assert_true(json_integer_value(json_object_get(series, "frames")) > (json_int_t)long_seconds());
	expect_shell(0, &found, *state, V "similar --json clip.mp4");
	assert_int_equal(line_count(&found), 1);
	match = json_line(&found, 0);
	assert_string_equal(string_member(match, "item"), "E-000001");
	assert_true(json_array_size(json_object_get(match, "segments")) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(odd_films_are_held_and_their_oddity_named,
		                                begin_catalogue, end_folder),
		cmocka_unit_test_setup_teardown(no_blank_is_found_in_another, begin_catalogue,
		                                end_folder),
		cmocka_unit_test_setup_teardown(pictures_that_move_are_films, begin_catalogue,
		                                end_folder),
		cmocka_unit_test_setup_teardown(a_very_long_film_is_held_and_a_part_of_it_found,
		                                begin_catalogue, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
