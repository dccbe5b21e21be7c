/* SPDX-License-Identifier: Apache-2.0 */
/* test_thumbnail.c - the picture that a film is told by: early, not black, turned, without detail. */
#include "films.h"

#include <stdlib.h>
#include <string.h>

static char *folder;

static struct picture
thumbnail(const char *path, uint32_t side)
{
	struct parser_task task = task_examine("");
	struct picture picture = { 0 };
	struct examination told;

	task.work = PARSER_THUMBNAIL;
	task.side = side;
	parse_file(&av_parser, path, &task, &told, &picture);
	assert_non_null(picture.samples);
	assert_int_equal(picture.channels, 3);
	examination_end(&told);
	return picture;
}

static const unsigned char *
pixel(const struct picture *picture, uint32_t x, uint32_t y)
{
	return picture->samples + 3 * ((size_t)y * picture->width + x);
}

/* The largest step of brightness between neighbours in a row. */
static int
steepest(const struct picture *picture)
{
	int most = 0;

	for (uint32_t y = 0; y < picture->height; y++)
		for (uint32_t x = 1; x < picture->width; x++) {
			int step = abs(pixel(picture, x, y)[1] - pixel(picture, x - 1, y)[1]);

			most = step > most ? step : most;
		}
	return most;
}

/* A film full of black and white lines of two pixels: none of them is left. */
static void
test_no_detail_is_left(void **state)
{
	char *path = film_make(folder, "lines.mp4",
	                       "-f lavfi -i \"nullsrc=s=640x360:d=1:r=5,format=yuv420p,"
	                       "geq=lum='if(mod(floor(X/2),2),235,if(gt(X,320),120,16))':cb=128:cr=128\""
	                       " -c:v libx264 -crf 5");
	struct picture picture = thumbnail(path, 320);

	(void)state;
	assert_int_equal(picture.width, 16);
	assert_int_equal(picture.height, 9);
	assert_true(steepest(&picture) < 60);
	/* yet the brighter half is the brighter half */
	assert_true(pixel(&picture, 14, 4)[1] > pixel(&picture, 2, 4)[1] + 30);
	picture_end(&picture);
	free(path);
}

/* Three seconds of black, then colours: the thumbnail is of the colours. */
static void
test_black_is_passed_over(void **state)
{
	char *path = film_make(folder, "black.mp4",
	                       "-f lavfi -i color=black:s=320x180:d=3:r=25 -f lavfi -i"
	                       " smptebars=s=320x180:d=2:r=25 -filter_complex concat=n=2:v=1"
	                       " -c:v libx264");
	struct picture picture = thumbnail(path, 160);

	(void)state;
	assert_true(picture.microseconds >= 3000000);
	assert_true(picture.microseconds < 5000000);
	assert_true(pixel(&picture, 1, 2)[0] > 80);
	picture_end(&picture);
	free(path);
}

/* A film that is black all through has a black thumbnail. */
static void
test_nothing_but_black(void **state)
{
	char *path = film_make(folder, "dark.mp4", "-f lavfi -i color=black:s=320x180:d=1 -c:v libx264");
	struct picture picture = thumbnail(path, 160);

	(void)state;
	assert_int_equal(picture.width, 16);
	assert_true(pixel(&picture, 8, 4)[0] < 10);
	picture_end(&picture);
	free(path);
}

/* Left red and right blue, stored lying and shown standing: red is above. */
static void
test_turned(void **state)
{
	const int32_t portrait[4] = { 0, 65536, -65536, 0 };
	char *path = film_make(folder, "standing.mp4",
	                       "-f lavfi -i color=red:s=160x180:d=1 -f lavfi -i color=blue:s=160x180:d=1"
	                       " -filter_complex hstack -c:v libx264");
	struct picture picture;

	(void)state;
	film_turn_by_matrix(path, portrait);
	picture = thumbnail(path, 160);
	assert_int_equal(picture.width, 9);
	assert_int_equal(picture.height, 16);
	assert_true(pixel(&picture, 4, 1)[0] > 200);
	assert_true(pixel(&picture, 4, 1)[2] < 50);
	assert_true(pixel(&picture, 4, 14)[2] > 200);
	picture_end(&picture);
	free(path);
}

/* Whatever is asked for, there are no more pixels. */
static void
test_sides(void **state)
{
	char *path = film_make(folder, "wide.mp4", "-f lavfi -i testsrc=s=1024x16:d=1 -c:v libx264");
	struct picture picture = thumbnail(path, 0);

	(void)state;
	assert_int_equal(picture.width, 16);
	assert_int_equal(picture.height, 1);
	picture_end(&picture);
	picture = thumbnail(path, UINT32_MAX);
	assert_int_equal(picture.width, 16);
	assert_int_equal(picture.height, 1);
	picture_end(&picture);
	free(path);
}

static void
test_animations(void **state)
{
	static const char *const names[] = { "a.gif", "a.png" };
	static const char *const arguments[] = { "-f lavfi -i testsrc=s=128x96:d=2:r=5 -f gif",
		                                 "-f lavfi -i testsrc=s=128x96:d=2:r=5 -f apng" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *path = film_make(folder, names[i], arguments[i]);
		struct picture picture = thumbnail(path, 64);

		assert_int_equal(picture.width, 16);
		assert_int_equal(picture.height, 12);
		picture_end(&picture);
		free(path);
	}
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
		cmocka_unit_test(test_no_detail_is_left), cmocka_unit_test(test_black_is_passed_over),
		cmocka_unit_test(test_nothing_but_black), cmocka_unit_test(test_turned),
		cmocka_unit_test(test_sides),             cmocka_unit_test(test_animations),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
