/* SPDX-License-Identifier: Apache-2.0 */
/* test_repair.c - held copies that are damaged, gone, or lie there unknown to the log. */
#include "intake/fixture.h"

#include <sys/stat.h>
#include <unistd.h>

/* The path of the object that a line tells of. */
static void
object_path(char out[200], const struct kept_line *line)
{
	char hex[DIGEST_TEXT_SIZE];

	digest_write(hex, &line->digest);
	snprintf(out, 200, "catalogue/originals/%.2s/%.2s/%s", hex, hex + 2, hex);
}

/* Puts other bytes where the object lies. */
static void
overwrite(const char *path, const char *bytes, size_t n)
{
	assert_true(chmod(path, 0600) == 0 || errno == ENOENT);
	write_file(path, bytes, n);
	assert_int_equal(chmod(path, 0440), 0);
}

static void
begin(struct fixture *fixture, char path[200])
{
	fixture_begin(fixture);
	make_picture("source/a.jpg", 1, 5000);
	make_picture("source/b.jpg", 2, 6000);
	write_file("source/c.txt", "component", 9);
	fixture_intake(fixture);
	object_path(path, fixture_line(fixture, "source/a.jpg"));
}

static void
a_held_copy_of_the_wrong_length_is_replaced(void **state)
{
	struct fixture fixture;
	struct run run = { 0 };
	char path[200], *row;

	(void)state;
	begin(&fixture, path);
	overwrite(path, "cut", 3);
	fixture_intake(&fixture);
	assert_true(fixture_line(&fixture, "source/a.jpg")->repaired);
	assert_true(fixture_line(&fixture, "source/a.jpg")->had_already);
	assert_false(fixture_line(&fixture, "source/b.jpg")->repaired);
	row = query(&fixture, "SELECT r.damaged, r.damaged_bytes, r.kept_as, a.number FROM p_repairs r"
	                      " JOIN p_acquisitions a ON a.uuid = r.acquisition");
	expect_shell(0, &run, fixture.folder, "printf cut | sha256sum");
	assert_memory_equal(row, run.out.p, 64);
	assert_memory_equal(row + 64, "|3|", 3);
	assert_non_null(strstr(row, "|originals/damaged/"));
	free(row);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_deliveries"), 1);
	expect_shell(0, &run, fixture.folder, "cat catalogue/originals/damaged/*");
	assert_string_equal(buffer_string(&run.out), "cut");
	expect_sound_vault(&fixture);
	expect_sound_log(&fixture);
	run_end(&run);
	fixture_end(&fixture);
}

static void
altered_bytes_are_found_only_when_asked_for(void **state)
{
	struct fixture fixture;
	char path[200], bytes[5000] = "altered";

	(void)state;
	begin(&fixture, path);
	overwrite(path, bytes, sizeof bytes);
	fixture_intake(&fixture);
	assert_false(fixture_line(&fixture, "source/a.jpg")->repaired);
	fixture_run(&fixture, (struct intake_options){ .mode = DELIVERY_INTAKE, .verify_known = true,
	                                               .dry_run = true });
	assert_true(fixture_line(&fixture, "source/a.jpg")->repaired);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_repairs"), 0);
	fixture_run(&fixture, (struct intake_options){ .mode = DELIVERY_INTAKE, .verify_known = true });
	assert_true(fixture_line(&fixture, "source/a.jpg")->repaired);
	assert_false(fixture_line(&fixture, "source/b.jpg")->repaired);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_repairs"), 1);
	expect_sound_vault(&fixture);
	expect_sound_log(&fixture);
	fixture_end(&fixture);
}

static void
a_copy_that_is_gone_comes_back(void **state)
{
	struct fixture fixture;
	char path[200];

	(void)state;
	begin(&fixture, path);
	assert_int_equal(unlink(path), 0);
	object_path(path, fixture_line(&fixture, "source/c.txt"));
	assert_int_equal(unlink(path), 0);
	fixture_intake(&fixture);
	assert_true(fixture_line(&fixture, "source/a.jpg")->repaired);
	assert_true(fixture_line(&fixture, "source/c.txt")->repaired);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_repairs WHERE kept_as IS NULL"), 2);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_repairs WHERE subject LIKE 'delivery/%'"), 1);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_deliveries"), 1);
	expect_sound_vault(&fixture);
	expect_sound_log(&fixture);
	fixture_end(&fixture);
}

static void
several_files_with_the_bytes_of_one_damaged_copy_repair_it_once(void **state)
{
	struct fixture fixture;
	char path[200];

	(void)state;
	begin(&fixture, path);
	make_picture("source/a2.jpg", 1, 5000);
	make_picture("source/a3.jpg", 1, 5000);
	overwrite(path, "cut", 3);
	fixture_intake(&fixture);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_repairs"), 1);
	assert_int_equal(fixture_line(&fixture, "source/a3.jpg")->outcome, INTAKE_KNOWN);
	expect_sound_vault(&fixture);
	expect_sound_log(&fixture);
	fixture_end(&fixture);
}

/* What a crash between publishing and commit leaves. */
static void
leave_object(struct fixture *fixture, char path[200], const char *bytes, size_t n)
{
	struct kept_line line = { .path = NULL };
	struct buffer picture = { 0 };
	struct run run = { 0 };

	fixture_begin(fixture);
	make_picture("source/a.jpg", 1, 5000);
	make_picture("source/b.jpg", 2, 6000);
	read_file(&picture, "source/a.jpg");
	assert_ok(digest_of(picture.p, picture.n, &line.digest, NULL), NULL);
	object_path(path, &line);
	expect_shell(0, &run, fixture->folder, "mkdir -p $(dirname %s)", path);
	overwrite(path, bytes ? bytes : picture.p, bytes ? n : picture.n);
	buffer_end(&picture);
	run_end(&run);
}

static void
a_leftover_with_the_right_bytes_is_taken_over(void **state)
{
	struct fixture fixture;
	char path[200];

	(void)state;
	leave_object(&fixture, path, NULL, 0);
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.added, 2);
	assert_false(fixture_line(&fixture, "source/a.jpg")->repaired);
	expect_sound_vault(&fixture);
	expect_sound_log(&fixture);
	fixture_end(&fixture);
}

static void
a_leftover_with_the_right_bytes_and_a_known_size_too(void **state)
{
	struct fixture fixture;
	char path[200];

	(void)state;
	leave_object(&fixture, path, NULL, 0);
	make_picture("first.jpg", 9, 5000); /* of the same size, so that a.jpg is hashed first */
	fixture_run(&fixture, (struct intake_options){ .mode = DELIVERY_INTAKE, .path_count = 1,
	                                               .paths = (const char *const[]){ "first.jpg" },
	                                               .list = -1 });
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.added, 2);
	expect_sound_vault(&fixture);
	expect_sound_log(&fixture);
	fixture_end(&fixture);
}

static void
a_leftover_with_wrong_bytes_is_replaced(void **state)
{
	struct fixture fixture;
	char path[200], bytes[5000] = "not what its name says";

	(void)state;
	for (size_t n = 100; n <= sizeof bytes; n += sizeof bytes - 100) {
		leave_object(&fixture, path, bytes, n);
		fixture_intake(&fixture);
		assert_int_equal(fixture.summary.added, 2);
		assert_true(fixture_line(&fixture, "source/a.jpg")->repaired);
		assert_false(fixture_line(&fixture, "source/b.jpg")->repaired);
		assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_repairs"), 1);
		expect_sound_vault(&fixture);
		expect_sound_log(&fixture);
		fixture_end(&fixture);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_held_copy_of_the_wrong_length_is_replaced),
		cmocka_unit_test(altered_bytes_are_found_only_when_asked_for),
		cmocka_unit_test(a_copy_that_is_gone_comes_back),
		cmocka_unit_test(several_files_with_the_bytes_of_one_damaged_copy_repair_it_once),
		cmocka_unit_test(a_leftover_with_the_right_bytes_is_taken_over),
		cmocka_unit_test(a_leftover_with_the_right_bytes_and_a_known_size_too),
		cmocka_unit_test(a_leftover_with_wrong_bytes_is_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
