/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_derive.c - frames at exact times and blurred pictures, by the real parsers on real files. */
#include "cli/catalogue.h"

/* Of what lies in derived/, beside fingerprints. */
#define PICTURES "$(grep -alr IHDR cat/derived)"

/* Pictures and fingerprints; the index over these is another matter. */
#define MADE "find cat/derived -path '*/match' -prune -o -type f -print | sort"

#define FILM    "$SHARED/corpus/abema__go-mp4/testdata/sample.mp4" /* 10 frames, one each 0.1 s (ffprobe) */
#define PICTURE "$SHARED/corpus/mathiasbynens__small/jpeg.jpg"

static int
begin_with_media(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state, "mkdir in && cp " FILM " in/a.mp4 && cp " PICTURE " in/b.jpg && "
	             "head -c 3000 in/a.mp4 >in/c.mp4 && printf '%%%%PDF-1.4\\n' >in/d.pdf && " V
	             "intake in >o");
	return 0;
}

static void
expect_frame(const char *folder, const char *at, json_int_t microseconds)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *frame = NULL;

	expect_shell(0, &run, folder, V "derive frame --json E-1 --at %s", at);
	frame = json_line(&run, 0);
	assert_members(frame, "item kind sha256 bytes width height microseconds counted known");
	assert_int_equal(json_integer_value(json_object_get(frame, "microseconds")), microseconds);
	assert_int_equal(json_integer_value(json_object_get(frame, "width")), 320);
	assert_int_equal(json_integer_value(json_object_get(frame, "height")), 180);
}

static void
frames_have_exact_times(void **state)
{
	expect_frame(*state, "0", 0);
	expect_frame(*state, "0.099999", 0);
	expect_frame(*state, "0.1", 100000);
	expect_frame(*state, "00:00:00.555", 500000);
	expect_frame(*state, "0:59", 900000);
}

static void
a_time_after_the_end_is_told(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "derive frame E-1 --at 0:59");
	assert_err(&run, "E-000001 ends before 00:00:59.000000: this is its last frame, at 00:00:00.900000");
	expect_shell(0, &run, *state, V "derive frame E-1 --at 0.95 2>&1");
	assert_null(strstr(buffer_string(&run.out), "ends before"));
}

/* A bare stream says no times. */
static void
a_counted_time_is_told(void **state)
{
	SCOPED(run) run = { 0 };

	if (system("ffmpeg -version >/dev/null 2>&1") != 0) {
		print_message("SKIPPED: ffmpeg makes the film of this test\n");
		skip();
	}
	expect_shell(0, &run, *state, "ffmpeg -loglevel error -nostdin -f lavfi -i testsrc=s=64x64:d=2 "
	             "-c:v libx264 bare.h264; " V "intake bare.h264 >o; " V "derive frame --json E-5 --at 1");
	assert_out(&run, "\"microseconds\":1000000,\"counted\":true");
	assert_err(&run, "E-000005 does not say when its frames are shown");
	expect_shell(0, &run, *state, V "derive frame --json E-1 --at 0.1 2>&1");
	assert_out(&run, "\"counted\":false");
	assert_null(strstr(buffer_string(&run.out), "does not say"));
}

static void
a_frame_is_kept_by_its_hash_and_in_the_log(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;
	json_t *frame;

	expect_shell(0, &run, *state, V "derive frame E-1 --at 0.25 && " V "derive frame E-1 --at 0.29");
	assert_out(&run, "E-000001: frame at 00:00:00.200000, 320 x 180, PNG");
	assert_out(&run, "(in the log already)");
	expect_shell(0, &run, *state, V "show --json E-1");
	item = json_line(&run, 0);
	assert_int_equal(json_array_size(json_object_get(item, "derived")), 1);
	frame = json_array_get(json_object_get(item, "derived"), 0);
	assert_string_equal(string_member(frame, "kind"), "frame");
	assert_string_equal(string_member(frame, "object"), string_member(item, "sha256"));
	assert_int_equal(json_integer_value(json_object_get(frame, "asked")), 250000);
	expect_shell(0, &run, *state, "f=" PICTURES "; sha256sum $f; stat -c %%a $f; "
	             "head -c 8 $f | tail -c 7; " V "custody E-1; " V "audit");
	assert_out(&run, string_member(frame, "sha256"));
	assert_out(&run, "\n440\nPNG\r\n");
	assert_out(&run, "A picture was made from it (frame, 320 x 180, microseconds: 200000)");
}

/* No edge survives: neighbours of an enlarged picture of 16 pixels are nearly equal. */
static void
thumbnails_are_blurred(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(buffer) file = { 0 };
	char path[4096];
	size_t row = 160 * 3 + 1, at, steep = 0;

	expect_shell(0, &run, *state, V "derive thumbnail --json E-1; mv " PICTURES " picture");
	assert_out(&run, "\"kind\":\"thumbnail\"");
	assert_out(&run, "\"width\":160,\"height\":90");
	assert_out(&run, "\"microseconds\":null");
	snprintf(path, sizeof path, "%s/picture", (char *)*state);
	read_file(&file, path);
	at = 33 + 8 + 2 + 5; /* signature and IHDR; head of IDAT; of the stream; of its one block */
	assert_int_equal(file.n, at + row * 90 + 4 + 4 + 12);
	for (size_t y = 0; y < 90; y++) {
		for (size_t x = 1; x < 159 * 3; x++) {
			int here = (unsigned char)file.p[at + y * row + x];
			int next = (unsigned char)file.p[at + y * row + x + 3];

			steep += abs(here - next) > 48;
		}
	}
	assert_int_equal(steep, 0);
}

/* No event may say that a picture was made from bytes that are not there any more. */
static void
nothing_is_made_from_altered_bytes(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(1, *state, "is altered", "for held in $(find cat/originals -type f); do "
	               "chmod u+w \"$held\"; printf X | dd of=\"$held\" bs=1 seek=64 conv=notrunc 2>o; done; " V
	               "derive frame E-1 --at 0");
	expect_refusal(1, *state, "E-000001", V "derive thumbnail E-1");
	expect_shell(0, &run, *state, V "show E-1; echo " PICTURES);
	assert_null(strstr(buffer_string(&run.out), "A picture was made"));
	assert_null(strstr(buffer_string(&run.out), "cat/derived"));
}

static void
what_gives_no_picture_says_why(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(1, *state, "no parser makes pictures of E-000004", V "derive frame E-4 --at 0");
	expect_refusal(1, *state, "E-000003", V "derive thumbnail E-3");
	expect_refusal(1, *state, "E-000009", V "derive frame E-9 --at 0");
	expect_refusal(2, *state, "is no time", V "derive frame E-1 --at 1:75");
	expect_refusal(2, *state, "is no time", V "derive frame E-1 --at 1:00:00:00");
	expect_refusal(2, *state, "is no time", V "derive frame E-1 --at 1.0000001");
	expect_refusal(2, *state, "is no time", V "derive frame E-1 --at=-1");
	expect_refusal(2, *state, "is no time", V "derive frame E-1 --at .5");
	expect_refusal(2, *state, "--at", V "derive frame E-1");
	expect_shell(0, &run, *state, "echo " PICTURES);
	assert_string_equal(buffer_string(&run.out), "\n");
	expect_shell(3, &run, *state, V "derive thumbnail E-2..E-4 --json");
	assert_int_equal(line_count(&run), 3);
}

static void
what_was_deleted_is_made_again(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "derive frame E-1 --at 0.4 >o; " V "derive thumbnail E-1 E-2 >o; "
	             MADE " >before; " V "log show --json | wc -l >events; "
	             "rm -r cat/derived; " V "rebuild --derived && " MADE " | cmp - before && " V "log show --json | wc -l | cmp - events");
	assert_out(&run, "4 made again, 0 there, 0 not to be had");
	expect_shell(0, &run, *state, "f=$(head -n 1 before); chmod u+w $f; echo x >$f; " V
	             "rebuild --derived --json");
	assert_out(&run, "\"derived\":{\"remade\":1,\"there\":3,\"failed\":0}");
	expect_shell(3, &run, *state, "rm $f cat/derived/*/*; f=$(grep -l ftyp cat/originals/*/*/* | "
	             "xargs ls -S | head -n 1); mv $f away; " V "rebuild --derived");
	assert_out(&run, "1 made again, 0 there, 3 not to be had");
	assert_err(&run, "is not made again");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_with_media, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frames_have_exact_times),
		TEST(a_time_after_the_end_is_told),
		TEST(a_counted_time_is_told),
		TEST(a_frame_is_kept_by_its_hash_and_in_the_log),
		TEST(thumbnails_are_blurred),
		TEST(nothing_is_made_from_altered_bytes),
		TEST(what_gives_no_picture_says_why),
		TEST(what_was_deleted_is_made_again),
	};

	need_shared("corpus/abema__go-mp4/testdata/sample.mp4");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
