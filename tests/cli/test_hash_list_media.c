/* SPDX-License-Identifier: Apache-2.0 */
/* test_hash_list_media.c - lists made of edited copies of pictures and films, held against the originals by the real program. */
#include "cli/catalogue.h"

/* E-1 a film that moves, E-2 and E-3 photographs; beside them edited copies that are not taken in. */
static int
begin_with_media(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state,
	             "mkdir in copies && "
	             "ffmpeg -v error -f lavfi -i "
	             "mandelbrot=s=240x180:r=12:start_scale=2:end_scale=0.2:end_pts=80 -t 9 in/a.mp4 && "
	             "convert -seed 3 -size 400x300 plasma:fractal in/b.jpg && "
	             "cp \"$SHARED/vectors/fingerprints/images/bridge-mods/aaa-orig.jpg\" in/c.jpg && "
	             "ffmpeg -v error -ss 3.3 -t 4 -i in/a.mp4 -vf hflip -crf 28 copies/clip.mp4 && "
	             "ffmpeg -v error -f lavfi -i life=s=240x180:r=12:mold=10:ratio=0.3 -t 5 "
	             "copies/other.mp4 && "
	             "convert in/b.jpg -flop -resize 70%% -quality 60 copies/mirrored.jpg && "
	             "convert in/c.jpg -bordercolor white -border 10%% -quality 70 copies/framed.jpg && "
	             "convert in/c.jpg -rotate 90 -quality 80 turned.jpg && "
	             "convert -seed 77 -size 400x300 plasma:fractal copies/other.jpg && " V "intake in >o");
	return 0;
}

static const json_t *
assert_item(const json_t *hit, const char *item, const char *transform, int farthest)
{
	assert_string_equal(string_member(hit, "item"), item);
	assert_string_equal(string_member(hit, "transform"), transform);
	assert_in_range(json_integer_value(json_object_get(hit, "distance")), 0, farthest);
	assert_string_equal(string_member(hit, "list_name"), "Büro Ost");
	assert_string_equal(string_member(hit, "recorded"), "added");
	return hit;
}

/* As `fingerprint` prints them for a partner, paths and all. */
static void
pictures_that_were_mirrored_and_turned_are_found(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(run) told = { 0 };
	SCOPED_JSON json_t *first = NULL, *second = NULL;

	expect_shell(0, &run, *state,
	             "\"$VIDIMUS\" fingerprint --format pdq copies/other.jpg copies/mirrored.jpg "
	             "turned.jpg >l && " V "hash-list check --json l --name 'Büro Ost'");
	assert_int_equal(line_count(&run), 3);
	first = json_line(&run, 0);
	second = json_line(&run, 1);
	assert_item(first, "E-000002", "flipy", 31);
	/* to the right, which is three quarters to the left */
	assert_item(second, "E-000003", "rot270", 31);
	expect_shell(0, &told, *state, V "show E-2 && " V "custody E-2");
	assert_out(&told, "Büro Ost");
}

static void
a_clip_is_found_by_all_its_frames_and_by_one_a_second(void **state)
{
	static const char *const frames[] = { "all", "second", "dense" };

	for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
		SCOPED(run) run = { 0 };
		SCOPED_JSON json_t *hit = NULL;

		expect_shell(0, &run, *state,
		             "\"$VIDIMUS\" fingerprint --format vpdq --frames %s copies/clip.mp4 >l && " V
		             "hash-list check --json l --name 'Büro Ost'",
		             frames[i]);
		assert_int_equal(line_count(&run), 2);
		hit = json_line(&run, 0);
		assert_item(hit, "E-000001", "flipy", 31);
	}
}

static void
what_is_unrelated_stands_in_no_list(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "\"$VIDIMUS\" fingerprint --format vpdq --frames all copies/other.mp4 >l && " V
	             "hash-list check --json l --name Ost && "
	             "\"$VIDIMUS\" fingerprint --format pdq copies/other.jpg >l && " V
	             "hash-list check --json l --name Ost && sha256sum copies/* | cut -c1-64 >l && " V
	             "hash-list check --json --kind sha256 l --name Ost");
	assert_int_equal(line_count(&run), 3);
	for (size_t i = 0; i < 3; i++) {
		SCOPED_JSON json_t *line = json_line(&run, i);

		assert_int_equal(json_integer_value(json_object_get(json_object_get(line, "summary"), "hits")), 0);
	}
}

static void
bytes_are_found_by_sha256_and_md5(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *film = NULL, *photo = NULL;

	expect_shell(0, &run, *state,
	             "cd in && sha256sum a.mp4 >../l && md5sum c.jpg ../copies/other.jpg >../m && cd .. && " V
	             "hash-list check --json l --name 'Büro Ost' && " V
	             "hash-list check --json --read-originals m --name 'Büro Ost'");
	film = json_line(&run, 0);
	photo = json_line(&run, 2);
	assert_string_equal(string_member(film, "item"), "E-000001");
	assert_string_equal(string_member(photo, "item"), "E-000003");
	assert_string_equal(string_member(photo, "recorded"), "added");
}

/* What one catalogue gives away finds the copies that another one holds. */
static void
a_list_that_was_made_finds_copies_elsewhere(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *film = NULL, *first = NULL, *second = NULL;

	expect_shell(0, &run, *state,
	             V "hash-list make E-1 --kind vpdq --output film --to Partner >o && " V
	               "hash-list make E-2..E-3 --kind pdq --output pictures --to Partner >o && "
	               "\"$VIDIMUS\" -C theirs init theirs --name Theirs --actor bo --no-passphrase >o && "
	               "\"$VIDIMUS\" -C theirs intake copies >o && "
	               "\"$VIDIMUS\" -C theirs hash-list check --json film --name 'Büro Ost' && "
	               "\"$VIDIMUS\" -C theirs hash-list check --json pictures --name 'Büro Ost'");
	film = json_line(&run, 0);
	first = json_line(&run, 2);
	second = json_line(&run, 3);
	assert_item(film, "E-000001", "flipy", 31);
	assert_item(first, "E-000002", "none", 31);
	assert_item(second, "E-000003", "flipy", 31);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pictures_that_were_mirrored_and_turned_are_found,
		                                begin_with_media, end_folder),
		cmocka_unit_test_setup_teardown(a_clip_is_found_by_all_its_frames_and_by_one_a_second,
		                                begin_with_media, end_folder),
		cmocka_unit_test_setup_teardown(what_is_unrelated_stands_in_no_list, begin_with_media,
		                                end_folder),
		cmocka_unit_test_setup_teardown(bytes_are_found_by_sha256_and_md5, begin_with_media,
		                                end_folder),
		cmocka_unit_test_setup_teardown(a_list_that_was_made_finds_copies_elsewhere,
		                                begin_with_media, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
