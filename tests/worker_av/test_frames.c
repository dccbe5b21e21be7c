/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_frames.c - frames at exact times: each picture bears its number, so the
 * frame that comes can be told from its neighbours, whatever the container.
 */
#include "films.h"

#include "base/scoped.h"
#include "worker/av/av_decode.h"
#include "worker/parser_run.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FRAME_LENGTH 40000 /* microseconds at 25 a second */

static char *folder;

/* Asks for the frame at a time; returns its number, and its own time in *at. */
static unsigned
ask(const char *path, int64_t microseconds, int64_t *at)
{
	struct parser_task task = task_examine("");
	struct examination told;
	struct picture picture = { 0 };
	unsigned number;

	task.work = PARSER_FRAME;
	task.microseconds = microseconds;
	parse_file(&av_parser, path, &task, &told, &picture);
	if (!picture.samples)
		fail_msg("%s: no frame at %lld\n", path, (long long)microseconds);
	number = film_number(&picture);
	*at = picture.microseconds;
	picture_end(&picture);
	examination_end(&told);
	return number;
}

/* Films of a constant rate: the n-th frame is shown from n * 40 ms on. */
static void
expect_constant(const char *name, const char *arguments)
{
	static const int64_t asked[] = { 0,       1,       39999,   40000,   40001,  999999,
		                         1000000, 1234567, 3333333, 5000000, 5999999 };
	char *path = film_make(folder, name, arguments);

	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		int64_t at;
		unsigned number = ask(path, asked[i], &at);

		if (number != asked[i] / FRAME_LENGTH || at != number * FRAME_LENGTH)
			fail_msg("%s at %lld: frame %u at %lld\n", name, (long long)asked[i], number,
			         (long long)at);
	}
	free(path);
}

static void
test_mp4_with_b_frames(void **state)
{
	(void)state;
	expect_constant("b.mp4", NUMBERED_FRAMES(8) " -c:v libx264 -crf 10 -g 60 -bf 3");
}

static void
test_open_groups(void **state)
{
	(void)state;
	expect_constant("open.mp4", NUMBERED_FRAMES(8) " -c:v libx264 -crf 10 -g 30 -bf 3"
	                                               " -x264-params open-gop=1:b-pyramid=normal");
}

static void
test_hevc(void **state)
{
	(void)state;
	expect_constant("hevc.mp4", NUMBERED_FRAMES(8) " -c:v libx265 -crf 12 -x265-params"
	                                               " log-level=error:keyint=40:pools=none:frame-threads=1");
}

static void
test_matroska(void **state)
{
	(void)state;
	expect_constant("a.mkv", NUMBERED_FRAMES(8) " -c:v libx264 -crf 10 -g 60 -bf 2");
}

static void
test_webm(void **state)
{
	(void)state;
	expect_constant("a.webm", NUMBERED_FRAMES(8) " -c:v libvpx-vp9 -cpu-used 8 -crf 10 -b:v 0");
}

static void
test_avi(void **state)
{
	(void)state;
	expect_constant("a.avi", NUMBERED_FRAMES(8) " -c:v mjpeg -q:v 3");
}

/* A transport stream begins at any time of its clock; seconds count from its start. */
static void
test_transport_stream(void **state)
{
	(void)state;
	expect_constant("a.ts", NUMBERED_FRAMES(8) " -c:v libx264 -crf 10 -g 50 -output_ts_offset 5000");
}

/* A fragmented film has no index of its whole. */
static void
test_fragments(void **state)
{
	(void)state;
	expect_constant("f.mp4", NUMBERED_FRAMES(8) " -c:v libx264 -crf 10 -g 25 -bf 2"
	                                            " -movflags frag_keyframe+empty_moov");
}

/* One key frame only: everything before is decoded. */
static void
test_single_key_frame(void **state)
{
	(void)state;
	expect_constant("one.mp4", NUMBERED_FRAMES(8) " -c:v libx264 -crf 10 -g 1000 -bf 2");
}

static bool
is_kept(unsigned number)
{
	return number % 7 == 0 || number % 7 == 1 || number % 7 == 4;
}

/* Of seven frames three are kept, with their own times: what is asked for is the last one kept. */
static void
expect_variable(const char *name, const char *arguments)
{
	char *path = film_make(folder, name, arguments);

	for (int64_t asked = 0; asked < 7000000; asked += 137000) {
		unsigned expected = (unsigned)(asked / FRAME_LENGTH);
		int64_t at;
		unsigned number = ask(path, asked, &at);

		while (!is_kept(expected))
			expected--;
		if (number != expected || at / 1000 != expected * FRAME_LENGTH / 1000)
			fail_msg("%s at %lld: frame %u at %lld\n", name, (long long)asked, number,
			         (long long)at);
	}
	free(path);
}

#define THINNED " -vf \"select='eq(mod(n,7),0)+eq(mod(n,7),1)+eq(mod(n,7),4)'\" -vsync vfr"

static void
test_variable_rate(void **state)
{
	(void)state;
	expect_variable("v.mp4", NUMBERED_FRAMES(8) THINNED " -c:v libx264 -crf 10 -g 40 -bf 2");
	expect_variable("v.mkv", NUMBERED_FRAMES(8) THINNED " -c:v libx264 -crf 10 -g 40 -bf 2");
}

/* A bare stream says no times: its frames are counted, and that is told. */
static void
test_bare_stream(void **state)
{
	struct parser_task task = task_examine("video/H264");
	char *path = film_make(folder, "bare.h264", NUMBERED_FRAMES(8) " -c:v libx264 -crf 10 -g 60 -bf 2");
	struct picture picture = { 0 };
	struct examination told;

	(void)state;
	task.work = PARSER_FRAME;
	task.microseconds = 3000000;
	parse_file(&av_parser, path, &task, &told, &picture);
	assert_int_equal(film_number(&picture), 75);
	assert_int_equal(picture.microseconds, 3000000);
	assert_true(has_warning(&told, "no-frame-times"));
	picture_end(&picture);
	examination_end(&told);
	free(path);
}

/* Program streams say of some frames only when they are shown: no variation is seen that is none. */
static void
test_program_stream(void **state)
{
	struct parser_task task = task_examine("video/mpeg");
	char *path = film_make(folder, "p.mpg", NUMBERED_FRAMES(4) " -c:v mpeg2video -q:v 1 -bf 2");
	struct examination told;
	int64_t at;

	(void)state;
	parse_file(&av_parser, path, &task, &told, NULL);
	assert_string_equal(measured(&told, "frames"), "100");
	assert_false(has_warning(&told, "variable-frame-rate"));
	examination_end(&told);
	assert_int_equal(ask(path, 2000000, &at), 50);
	assert_int_equal(at, 2000000);
	free(path);
}

/* What pulling frame by frame gives for a time: the number of the last frame at or before it. */
static unsigned
pull(const char *path, int64_t microseconds, int64_t *at)
{
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC);
	SCOPED(film) film = { 0 };
	struct parser_input input;
	struct film_frame frame;
	struct error err;
	unsigned number = 0;

	assert_ok(parser_input_open(file, &input, &err), &err);
	assert_ok(film_open(&film, &input, "", &err), &err);
	while (film_next(&film, &frame, &err) == STATUS_OK &&
	       (frame.number == 0 || frame.microseconds <= microseconds)) {
		struct picture picture = { .width = 64, .height = 64, .channels = 3 };
		unsigned char samples[3 * 64 * 64 + FILM_SPARE];

		assert_ok(film_frame_rgb(&film, &frame, 64, 64, samples, &err), &err);
		picture.samples = samples;
		number = film_number(&picture);
		*at = frame.microseconds;
	}
	film_end(&film);
	parser_input_close(&input);
	return number;
}

/* Whether a film is sought in or pulled from its beginning, the frame at a time is the same. */
static void
test_seeking_changes_nothing(void **state)
{
	static const struct {
		const char *name, *arguments;
	} films[] = {
		{ "s.mpg", "-c:v mpeg2video -q:v 1 -bf 2" },
		{ "s.ts", "-c:v mpeg2video -q:v 1 -bf 2 -g 15" },
		{ "s.avi", "-c:v libx264 -crf 10 -bf 2 -g 50" },
		{ "x.avi", "-c:v libxvid -q:v 1 -bf 2 -g 50" },
		{ "s.wmv", "-c:v wmv2 -q:v 1 -g 50" },
		{ "s.flv", "-c:v libx264 -crf 10 -bf 2 -g 50" },
		{ "s.ogv", "-c:v libtheora -q:v 10 -g 32" },
		{ "s.mov", "-c:v mpeg4 -q:v 1 -bf 2 -g 50" },
		{ "s.mxf", "-c:v mpeg2video -q:v 1 -bf 2 -s 64x64" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof films / sizeof *films; i++) {
		char arguments[512], *path;

		snprintf(arguments, sizeof arguments, "%s %s", NUMBERED_FRAMES(6), films[i].arguments);
		path = film_make(folder, films[i].name, arguments);
		for (int64_t time = 0; time < 6000000; time += 733000) {
			int64_t at = 0, pulled_at = 0;
			unsigned number = ask(path, time, &at), pulled = pull(path, time, &pulled_at);

			if (number != pulled || at != pulled_at)
				fail_msg("%s at %lld: %u at %lld, pulled %u at %lld\n", films[i].name,
				         (long long)time, number, (long long)at, pulled,
				         (long long)pulled_at);
		}
		free(path);
	}
}

/* What is told of the times agrees with how the film was made. */
static void
test_times_are_told(void **state)
{
	struct parser_task task = task_examine("");
	struct examination told;
	char *path = film_make(folder, "t.mp4", NUMBERED_FRAMES(8) " -c:v libx264 -bf 2");
	char *varied = film_make(folder, "u.mp4", NUMBERED_FRAMES(8) THINNED " -c:v libx264 -bf 2");
	char *gap = film_make(folder, "w.mp4", NUMBERED_FRAMES(8) " -vf \"select='lt(n,80)+gt(n,100)'\" -vsync vfr"
	                                       " -c:v libx264 -bf 2");

	(void)state;
	parse_file(&av_parser, path, &task, &told, NULL);
	assert_string_equal(measured(&told, "frames"), "200");
	assert_string_equal(measured(&told, "frame_rate"), "25/1");
	assert_string_equal(measured(&told, "first_frame"), "0.000000");
	assert_string_equal(measured(&told, "last_frame"), "7.960000");
	assert_string_equal(measured(&told, "shortest_interval"), "0.040000");
	assert_string_equal(measured(&told, "longest_interval"), "0.040000");
	assert_string_equal(measured(&told, "constant_frame_rate"), "yes");
	assert_false(has_warning(&told, "variable-frame-rate"));
	examination_end(&told);
	parse_file(&av_parser, varied, &task, &told, NULL);
	assert_string_equal(measured(&told, "frames"), "86");
	assert_string_equal(measured(&told, "shortest_interval"), "0.040000");
	assert_string_equal(measured(&told, "longest_interval"), "0.120000");
	assert_string_equal(measured(&told, "constant_frame_rate"), "no");
	assert_false(has_warning(&told, "variable-frame-rate")); /* as telephones do */
	examination_end(&told);
	parse_file(&av_parser, gap, &task, &told, NULL);
	assert_string_equal(measured(&told, "longest_interval"), "0.880000");
	assert_true(has_warning(&told, "variable-frame-rate"));
	examination_end(&told);
	free(gap);
	free(path);
	free(varied);
}

/* Before the first frame there is none: the first is given, with its own time. After the last, the last. */
static void
test_beyond_the_ends(void **state)
{
	char *path = film_make(folder, "e.mp4", NUMBERED_FRAMES(2) " -c:v libx264 -bf 2");
	int64_t at;

	(void)state;
	assert_int_equal(ask(path, -5000000, &at), 0);
	assert_int_equal(at, 0);
	assert_int_equal(ask(path, INT64_MAX, &at), 49);
	assert_int_equal(at, 49 * FRAME_LENGTH);
	assert_int_equal(ask(path, INT64_MIN, &at), 0);
	free(path);
}

/* The display matrix is told and not applied: the picture is as stored. */
static void
test_frames_are_not_turned(void **state)
{
	struct parser_task task = task_examine("");
	struct examination told;
	char *flat = film_make(folder, "flat.mp4", "-f lavfi -i testsrc=s=64x48:d=1 -c:v libx264");
	char *turned = film_make(folder, "turned.mp4", "-f lavfi -i testsrc=s=64x48:d=1 -c:v libx264");
	const int32_t portrait[4] = { 0, 65536, -65536, 0 };
	struct picture a = { 0 }, b = { 0 };

	(void)state;
	film_turn_by_matrix(turned, portrait);
	task.work = PARSER_FRAME;
	parse_file(&av_parser, flat, &task, &told, &a);
	examination_end(&told);
	parse_file(&av_parser, turned, &task, &told, &b);
	examination_end(&told);
	assert_int_equal(b.width, 64);
	assert_int_equal(b.height, 48);
	assert_memory_equal(a.samples, b.samples, 3 * 64 * 48);
	picture_end(&a);
	picture_end(&b);
	task = task_examine("");
	parse_file(&av_parser, turned, &task, &told, NULL);
	assert_string_equal(measured(&told, "rotation"), "90");
	assert_string_equal(measured(&told, "orientation"), "6");
	assert_string_equal(measured(&told, "width"), "64");
	examination_end(&told);
	free(flat);
	free(turned);
}

/* Colours come by the matrix and the range that the file states. */
static void
test_colours(void **state)
{
	struct parser_task task = task_examine("");
	struct examination told;
	char *path = film_make(folder, "red.mp4",
	                       "-f lavfi -i color=c=red:s=64x64:d=1 -vf"
	                       " scale=out_color_matrix=bt709 -colorspace bt709 -c:v libx264 -crf 5"
	                       " -pix_fmt yuv420p");
	struct picture picture = { 0 };

	(void)state;
	task.work = PARSER_FRAME;
	parse_file(&av_parser, path, &task, &told, &picture);
	assert_true(picture.samples[0] > 250);
	assert_true(picture.samples[1] < 6);
	assert_true(picture.samples[2] < 6);
	picture_end(&picture);
	examination_end(&told);
	free(path);
}

static int
make_folder(void **state)
{
	(void)state;
	folder = folder_make();
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	folder_remove(folder);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mp4_with_b_frames),
		cmocka_unit_test(test_open_groups),
		cmocka_unit_test(test_hevc),
		cmocka_unit_test(test_matroska),
		cmocka_unit_test(test_webm),
		cmocka_unit_test(test_avi),
		cmocka_unit_test(test_transport_stream),
		cmocka_unit_test(test_fragments),
		cmocka_unit_test(test_single_key_frame),
		cmocka_unit_test(test_variable_rate),
		cmocka_unit_test(test_bare_stream),
		cmocka_unit_test(test_program_stream),
		cmocka_unit_test(test_seeking_changes_nothing),
		cmocka_unit_test(test_times_are_told),
		cmocka_unit_test(test_beyond_the_ends),
		cmocka_unit_test(test_frames_are_not_turned),
		cmocka_unit_test(test_colours),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
