/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_full_disk.c - a delivery in which files failed for want of space, or by a
 * failed sync, stays open until the same command has taken them in; one in which
 * a file failed for what it is does not.
 */
#include "cli/catalogue.h"

/* The program, with no room for the names of these files in the vault: folders of the first digits of their hashes. */
#define A " -P \"$PWD/cat/originals/18/87\""
#define B " -P \"$PWD/cat/originals/cf/35\""
#define C " -P \"$PWD/cat/originals/25/1e\""
#define NO_ROOM_FOR(files) "strace -qq -f -o trace" files " -e trace=linkat -e inject=linkat:error=ENOSPC "

static int
begin_with_files(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state, "mkdir in");
	write_jpeg(*state, "in/a.jpg", "one");
	write_jpeg(*state, "in/b.jpg", "two");
	write_jpeg(*state, "in/c.jpg", "three");
	return 0;
}

static void
a_delivery_waits_for_room(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(3, &run, *state, NO_ROOM_FOR(B) V "intake --json in");
	assert_out(&run, "\"code\":\"no-space\"");
	assert_out(&run, "\"not_kept\":1");
	assert_err(&run, "D-000001 stays open");
	assert_err(&run, "the same command");
	expect_shell(0, &run, *state, V "delivery show --json D-1");
	assert_out(&run, "\"state\":\"open\"");
	assert_out(&run, "\"failed\":0");
	expect_shell(0, &run, *state, V "intake --json in");
	assert_out(&run, "\"failed\":0");
	expect_shell(0, &run, *state, V "delivery show --json D-1");
	assert_out(&run, "\"state\":\"closed\"");
	assert_out(&run, "\"files\":3");
	assert_out(&run, "\"failed\":0");
	expect_refusal(1, *state, "D-000002", V "delivery show D-2");
	expect_shell(0, &run, *state, V "audit");
}

static void
a_file_that_fails_for_itself_does_not_keep_it_open(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(3, &run, *state, "mkfifo in/pipe.jpg; " V "intake --json in");
	assert_null(strstr(buffer_string(&run.err), "stays open"));
	expect_shell(0, &run, *state, V "delivery show --json D-1");
	assert_out(&run, "\"state\":\"closed\"");
	assert_out(&run, "\"failed\":1");
}

/* Both at once: what is wrong with a file is recorded when the delivery is closed. */
static void
the_end_tells_of_what_stays_wrong(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(3, &run, *state, "mkfifo in/pipe.jpg; " NO_ROOM_FOR(B) V
	             "intake --json in");
	assert_err(&run, "1 files could not be kept");
	expect_shell(3, &run, *state, V "intake --json in");
	assert_null(strstr(buffer_string(&run.err), "stays open"));
	expect_shell(0, &run, *state, V "delivery show --json D-1");
	assert_out(&run, "\"state\":\"closed\"");
	assert_out(&run, "\"files\":3");
	assert_out(&run, "\"failed\":1");
}

static void
without_room_for_any_file_nothing_is_recorded(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(3, &run, *state, NO_ROOM_FOR(A B C) V "receive --json in");
	assert_err(&run, "3 files could not be kept");
	assert_err(&run, "nothing was recorded");
	expect_refusal(1, *state, "D-000001", V "delivery show D-1");
	expect_shell(0, &run, *state, V "receive in");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_with_files, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_delivery_waits_for_room),
		TEST(a_file_that_fails_for_itself_does_not_keep_it_open),
		TEST(the_end_tells_of_what_stays_wrong),
		TEST(without_room_for_any_file_nothing_is_recorded),
	};

	setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* whoever is traced cannot look for leaks */
	if (system("strace -V >/dev/null 2>&1") != 0) {
		fprintf(stderr, "SKIPPED: strace is not there to make faults\n");
		return SKIPPED_EXIT;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
