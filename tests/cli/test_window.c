/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_window.c - what `view` puts on a real screen: a display of the test's
 * own, the real mpv, and pictures taken of its window. The window's title is
 * made to tell what mpv itself holds to be muted and paused.
 */
#include "cli/looking.h"

static void
need_screen(void)
{
	if (system("command -v Xvfb xwininfo import convert mpv ffmpeg >/dev/null 2>&1") == 0)
		return;
	print_message("SKIPPED: one of Xvfb, xwininfo, ImageMagick, mpv, ffmpeg is not installed\n");
	skip();
}

static const char titled_player[] =
	"#!/bin/sh\n"
	"for word; do shift\n"
	"case $word in --title=*) word='--title=window mute=${mute} pause=${pause} volume=${volume}';; esac\n"
	"set -- \"$@\" \"$word\"\n"
	"done\n"
	"PATH=${PATH#*:}\n"
	"exec mpv \"$@\"\n";

/* Shell functions: `screen` begins a display, `window` waits for the player's and prints what X knows of it. */
static const char on_screen[] =
	"export TERM=dumb; unset WAYLAND_DISPLAY; export PATH=\"$PWD/bin:$PATH\"; "
	"screen() { : >display; timeout 120 Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>display >xvfb 2>&1 & x=$!; "
	"until [ -s display ]; do kill -0 $x; sleep 0.1; done; export DISPLAY=:$(cat display); }; "
	"window() { xwininfo -root -tree | sed -n 's/^ *\\(0x[0-9a-f]*\\) \"window mute=.*/\\1/p' | head -n 1; }; "
	"shown() { i=0; until id=$(window) && [ -n \"$id\" ] && import -silent -window $id -depth 8 $1.ppm && "
	"[ \"$(convert $1.ppm -format %k info:)\" -gt 8 ]; do "
	"i=$((i + 1)); [ $i -lt 40 ] || return 9; sleep 0.25; done; }; "
	"over() { set +e; trap - EXIT; kill $player; wait $player; kill $x; wait $x; true; }; "
	"set -e; trap over EXIT; screen; ";

static int
begin_screen(void **state)
{
	SCOPED(run) run = { 0 };

	begin_looking(state);
	if (system("command -v Xvfb mpv ffmpeg >/dev/null 2>&1") != 0)
		return 0;
	expect_shell(0, &run, *state,
	             "ffmpeg -loglevel error -nostdin -f lavfi -i testsrc=s=640x360:d=20:r=25 -f lavfi -i sine=d=20 "
	             "-c:v mpeg4 -q:v 3 -c:a aac film.mp4; " V "intake film.mp4 >o");
	write_player(*state, titled_player);
	return 0;
}

/* The picture's pixels, after the head of three words; and its sides. */
static const unsigned char *
picture_read(const char *folder, const char *name, struct buffer *file, unsigned *width, unsigned *height)
{
	char path[4096];
	int head = 0;

	snprintf(path, sizeof path, "%s/%s.ppm", folder, name);
	read_file(file, path);
	assert_int_equal(sscanf(buffer_string(file), "P6 %u %u 255%n", width, height, &head), 2);
	assert_int_equal(file->n, (size_t)head + 1 + (size_t)3 * *width * *height);
	return (const unsigned char *)file->p + head + 1;
}

/* The largest difference between the channels of one pixel. */
static int
colour_of(const unsigned char *pixels, size_t n)
{
	int most = 0;

	for (size_t i = 0; i < n; i++) {
		const unsigned char *p = pixels + 3 * i;
		int differences[] = { abs(p[0] - p[1]), abs(p[1] - p[2]), abs(p[0] - p[2]) };

		for (int d = 0; d < 3; d++)
			most = differences[d] > most ? differences[d] : most;
	}
	return most;
}

/* Small, grey, silent, and nothing moves. */
static void
the_window_is_calm(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(buffer) first = { 0 };
	SCOPED(buffer) later = { 0 };
	const unsigned char *pixels, *again;
	unsigned width, height, widest, highest;

	need_screen();
	expect_shell(0, &run, *state, "%s \"$VIDIMUS\" -C cat view --yes E-4 >words 2>&1 & player=$!; shown first; "
	             "sleep 1; shown later; xwininfo -id $(window); over", on_screen);
	assert_out(&run, "mute=yes pause=yes volume=20");
	pixels = picture_read(*state, "first", &first, &width, &height);
	again = picture_read(*state, "later", &later, &widest, &highest);
	assert_int_equal(width, 320);
	assert_int_equal(height, 180);
	assert_true(colour_of(pixels, (size_t)width * height) <= 4);
	assert_int_equal(widest, width);
	assert_int_equal(highest, height);
	assert_memory_equal(pixels, again, (size_t)3 * width * height);
}

/* What was asked for one call: the same means of this test see colours, sound, and a larger picture. */
static void
what_is_asked_for_is_seen(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(buffer) file = { 0 };
	const unsigned char *pixels;
	unsigned width, height;

	need_screen();
	expect_shell(0, &run, *state, "%s \"$VIDIMUS\" -C cat view --yes --sound --colour --large E-4 >words 2>&1 & "
	             "player=$!; shown picture; xwininfo -id $(window); over", on_screen);
	assert_out(&run, "mute=no pause=yes volume=20");
	pixels = picture_read(*state, "picture", &file, &width, &height);
	assert_int_equal(width, 640);
	assert_int_equal(height, 360);
	assert_true(colour_of(pixels, (size_t)width * height) > 150);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_screen, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_window_is_calm),
		TEST(what_is_asked_for_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
