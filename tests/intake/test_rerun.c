/* SPDX-License-Identifier: Apache-2.0 */
/* test_rerun.c - a command run again, and one that only says what it would do, write nothing. */
#include "intake/fixture.h"

#include <fcntl.h>
#include <unistd.h>

static void
make_sources(struct fixture *fixture, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char path[64];

		snprintf(path, sizeof path, "source/%03zu.jpg", i);
		make_picture(path, (unsigned)i, 3000 + i * 7);
	}
	write_file("source/notes.txt", "hello", 5);
	write_file("source/double.txt", "hello", 5);
	assert_int_equal(symlink("000.jpg", "source/link"), 0);
	(void)fixture;
}

static void
the_same_command_again_writes_nothing(void **state)
{
	struct fixture fixture;
	char *before;

	(void)state;
	fixture_begin(&fixture);
	make_sources(&fixture, 300);
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.added, 300);
	assert_int_equal(fixture.summary.components, 1);
	assert_int_equal(fixture.summary.known, 1);
	assert_int_equal(fixture.summary.failed, 1);
	before = catalogue_bytes(&fixture);
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.known, 302);
	assert_int_equal(fixture.summary.failed, 1);
	assert_int_equal(fixture.summary.delivery, 0);
	assert_int_equal(fixture.summary.receipt.n, 0);
	assert_true(fixture_line(&fixture, "source/000.jpg")->had_already);
	assert_true(fixture_line(&fixture, "source/000.jpg")->item > 0);
	expect_same_bytes(&fixture, before);
	before = catalogue_bytes(&fixture);
	fixture_run(&fixture, (struct intake_options){ .mode = DELIVERY_INTAKE, .verify_known = true });
	assert_int_equal(fixture.summary.known, 302);
	expect_same_bytes(&fixture, before);
	fixture_end(&fixture);
}

/* The staging folder is watched: known files are not copied there either. */
static void
known_files_are_only_hashed(void **state)
{
	struct fixture fixture;
	struct timespec before, after;
	struct stat st;

	(void)state;
	fixture_begin(&fixture);
	make_sources(&fixture, 20);
	fixture_intake(&fixture);
	fixture_open(&fixture); /* opening tries the file system there */
	assert_int_equal(stat("catalogue/originals", &st), 0);
	before = st.st_mtim;
	fixture_close(&fixture);
	fixture_intake(&fixture);
	assert_int_equal(stat("catalogue/originals", &st), 0);
	after = st.st_mtim;
	assert_true(before.tv_sec == after.tv_sec && before.tv_nsec == after.tv_nsec);
	fixture_end(&fixture);
}

static void
one_new_file_makes_a_delivery_that_counts_the_others(void **state)
{
	struct fixture fixture;
	char *counts;

	(void)state;
	fixture_begin(&fixture);
	make_sources(&fixture, 10);
	fixture_intake(&fixture);
	make_picture("source/new.jpg", 77, 9999);
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.added, 1);
	assert_int_equal(fixture.summary.delivery, 2);
	counts = query(&fixture, "SELECT files, already_had, failed FROM p_deliveries WHERE number = 2");
	assert_string_equal(counts, "1|12|1\n");
	free(counts);
	expect_sound_log(&fixture);
	expect_sound_vault(&fixture);
	fixture_end(&fixture);
}

static void
known_bytes_under_another_time_are_a_new_acquisition(void **state)
{
	struct fixture fixture;
	struct timespec times[2] = { { .tv_sec = 1600000000 }, { .tv_sec = 1600000000 } };

	(void)state;
	fixture_begin(&fixture);
	make_sources(&fixture, 3);
	fixture_intake(&fixture);
	assert_int_equal(utimensat(AT_FDCWD, "source/001.jpg", times, 0), 0);
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.known, 5);
	assert_false(fixture_line(&fixture, "source/001.jpg")->had_already);
	assert_true(fixture_line(&fixture, "source/000.jpg")->had_already);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_acquisitions"), 6);
	assert_int_equal(query_number(&fixture, "SELECT known FROM p_acquisitions ORDER BY number DESC LIMIT 1"), 1);
	expect_sound_log(&fixture);
	fixture_end(&fixture);
}

static void
a_dry_run_foretells_and_writes_nothing(void **state)
{
	struct fixture fixture;
	enum intake_outcome foretold[400];
	size_t count;
	char *before;

	(void)state;
	fixture_begin(&fixture);
	make_sources(&fixture, 300);
	before = catalogue_bytes(&fixture);
	fixture_run(&fixture, (struct intake_options){ .mode = DELIVERY_INTAKE, .dry_run = true });
	expect_same_bytes(&fixture, before);
	count = fixture.line_count;
	for (size_t i = 0; i < count; i++) {
		foretold[i] = fixture.lines[i].outcome;
		assert_int_equal(fixture.lines[i].acquisition, 0);
	}
	assert_int_equal(fixture.summary.added, 300);
	assert_int_equal(fixture.summary.delivery, 0);
	fixture_intake(&fixture);
	assert_int_equal(fixture.line_count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(fixture.lines[i].outcome, foretold[i]);
	before = catalogue_bytes(&fixture);
	fixture_run(&fixture, (struct intake_options){ .mode = DELIVERY_INTAKE, .dry_run = true });
	assert_int_equal(fixture.summary.known, 302);
	assert_true(fixture.lines[0].item > 0);
	expect_same_bytes(&fixture, before);
	fixture_end(&fixture);
}

static void
a_dry_run_needs_no_key(void **state)
{
	static const char *const source[] = { "source" };
	struct fixture fixture;
	struct intake_options options = { .paths = source, .path_count = 1, .list = -1,
		                          .mode = DELIVERY_INTAKE, .dry_run = true };
	struct error err;

	(void)state;
	fixture_begin(&fixture);
	make_sources(&fixture, 2);
	assert_ok(catalogue_open(&fixture.catalogue, fixture.path, false, &fixture.here, &err), &err);
	assert_ok(intake_run(fixture.catalogue, &options, &fixture.summary, &err), &err);
	assert_int_equal(fixture.summary.added, 2);
	fixture_end(&fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_command_again_writes_nothing),
		cmocka_unit_test(known_files_are_only_hashed),
		cmocka_unit_test(one_new_file_makes_a_delivery_that_counts_the_others),
		cmocka_unit_test(known_bytes_under_another_time_are_a_new_acquisition),
		cmocka_unit_test(a_dry_run_foretells_and_writes_nothing),
		cmocka_unit_test(a_dry_run_needs_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
