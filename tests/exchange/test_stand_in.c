/* SPDX-License-Identifier: Apache-2.0 */
/* test_stand_in.c - the synthetic files of the worked example: what they are, and that they are always the same. */
#include "exchange/stand_in.h"
#include "exchange/stand_in_film.h"

#include "support/support.h"

#include "base/scoped.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void
write_into(const char *path, enum status expected)
{
	SCOPED_FD folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct error err;

	assert_true(folder >= 0);
	assert_status(expected, stand_ins_write(folder, &err), &err);
}

static void
read_from(const char *folder, const char *name, struct buffer *out)
{
	char path[512];

	assert_true((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) < sizeof path);
	read_file(out, path);
}

static bool
are_equal(const char *folder, const char *name, const char *other, const char *other_name)
{
	SCOPED(buffer) a = { 0 };
	SCOPED(buffer) b = { 0 };

	read_from(folder, name, &a);
	read_from(other, other_name, &b);
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static void
the_bytes_are_the_same_every_time(void **state)
{
	static const char *const names[] = { "DEMO-01.avi", "DEMO-02.avi", "DEMO-03.avi", "DEMO-04.avi",
		                             "DEMO-05.avi", "DEMO-06.avi", "DEMO-07.avi", "DEMO-08.png",
		                             "DEMO-09.avi", "DEMO-10.mp4", "DEMO-11.jpg" };
	char *one = folder_make(), *two = folder_make();

	(void)state;
	write_into(one, STATUS_OK);
	write_into(two, STATUS_OK);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_true(are_equal(one, names[i], two, names[i]));
	assert_true(are_equal(one, "DEMO-01.avi", one, "DEMO-07.avi"));
	assert_false(are_equal(one, "DEMO-01.avi", one, "DEMO-06.avi"));
	folder_remove(one);
	folder_remove(two);
}

static void
nothing_is_replaced(void **state)
{
	char *folder = folder_make(), path[512];
	SCOPED(buffer) kept = { 0 };

	(void)state;
	assert_true((size_t)snprintf(path, sizeof path, "%s/DEMO-03.avi", folder) < sizeof path);
	write_file(path, "mine", 4);
	write_into(folder, STATUS_EXISTS);
	read_file(&kept, path);
	assert_string_equal(buffer_string(&kept), "mine");
	folder_remove(folder);
}

/* The chunk "movi" holds every frame and its sound, and the file's length is told. */
static void
a_film_is_as_long_as_it_says(void **state)
{
	static const struct stand_in_scene scene = { .seed = 1, .width = 64, .height = 36, .frames = 3 };
	SCOPED(buffer) film = { 0 };
	uint32_t told;

	(void)state;
	assert_int_equal(stand_in_film(&scene, &film, NULL), STATUS_OK);
	assert_memory_equal(film.p, "RIFF", 4);
	told = (unsigned char)film.p[4] | (uint32_t)(unsigned char)film.p[5] << 8 |
	       (uint32_t)(unsigned char)film.p[6] << 16 | (uint32_t)(unsigned char)film.p[7] << 24;
	assert_int_equal(told + 8, film.n);
	assert_true(film.n > 3 * (64 * 36 + 800));
}

/* A mirrored frame is the frame from right to left, and has words that can be read. */
static void
a_mirrored_frame_is_mirrored(void **state)
{
	struct stand_in_scene scene = { .seed = 1, .width = 320, .height = 180, .frames = 1 };
	static unsigned char plain[320 * 180], mirrored[320 * 180];

	(void)state;
	stand_in_draw(&scene, 0, plain);
	scene.mirrored = true;
	stand_in_draw(&scene, 0, mirrored);
	for (size_t x = 0; x < 320; x++)
		assert_int_equal(plain[60 * 320 + x], mirrored[60 * 320 + 319 - x]);
	assert_memory_not_equal(plain + 93 * 320 + 4, mirrored + 93 * 320 + 4, 174);
}

/* Of what lies below the field nothing is in the file, and all else is as it was. */
static void
a_masked_frame_has_lost_its_middle(void **state)
{
	struct stand_in_scene scene = { .seed = 2, .width = 160, .height = 90, .frames = 1 };
	static unsigned char plain[160 * 90], masked[160 * 90];

	(void)state;
	stand_in_draw(&scene, 7, plain);
	scene.masked = true;
	stand_in_draw(&scene, 7, masked);
	for (size_t y = 0; y < 90; y++) {
		for (size_t x = 0; x < 160; x++) {
			bool inside = y >= 22 && y < 45 && x >= 53 && x < 106;

			assert_int_equal(masked[y * 160 + x], inside ? 0 : plain[y * 160 + x]);
		}
	}
}

static void
redacted_ones_stand_apart(void **state)
{
	char *folder = folder_make();
	SCOPED_FD fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct error err;

	(void)state;
	assert_status(STATUS_OK, stand_ins_write_redacted(fd, &err), &err);
	assert_int_equal(faccessat(fd, "DEMO-01-redacted.avi", R_OK, 0), 0);
	assert_int_equal(faccessat(fd, "DEMO-08-redacted.png", R_OK, 0), 0);
	assert_int_not_equal(faccessat(fd, "DEMO-01.avi", R_OK, 0), 0);
	assert_status(STATUS_EXISTS, stand_ins_write_redacted(fd, &err), &err);
	folder_remove(folder);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_bytes_are_the_same_every_time),
		cmocka_unit_test(nothing_is_replaced),
		cmocka_unit_test(a_film_is_as_long_as_it_says),
		cmocka_unit_test(a_mirrored_frame_is_mirrored),
		cmocka_unit_test(a_masked_frame_has_lost_its_middle),
		cmocka_unit_test(redacted_ones_stand_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
