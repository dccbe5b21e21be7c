/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_home_file.c - a login's memory of the catalogue that cannot be written:
 * nothing is begun then, and what was done already is never told as undone.
 */
#include "cli/catalogue.h"

#define HOMES "home/state/vidimus/homes"
/* The program, with one fault at the home file's draft or name. */
#define FAULTY(call) "strace -qq -f -o trace -P \"$(ls $PWD/" HOMES "/*.json)\" -P \"$(ls $PWD/" HOMES "/*.json).new\" -e trace=" call " -e inject=" call ":"

static int
begin_with_item(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	write_jpeg(*state, "a.jpg", "one");
	write_jpeg(*state, "b.jpg", "two");
	expect_shell(0, &run, *state, V "intake a.jpg >out");
	return 0;
}

/* How many events there are, as text. */
static void
count_events(void **state, struct run *run)
{
	expect_shell(0, run, *state, V "log verify --json | tr ',' '\\n' | grep '\"events\"'");
}

/* Refused before anything is done, by a message that says what and where. */
static void
expect_refused(void **state, const char *prefix, const char *why)
{
	SCOPED(run) before = { 0 };
	SCOPED(run) after = { 0 };
	SCOPED(run) run = { 0 };

	count_events(state, &before);
	expect_shell(4, &run, *state, "%s " V "describe E-1 --title X", prefix);
	assert_err(&run, "home file");
	assert_err(&run, "nothing was changed");
	assert_err(&run, why);
	expect_shell(4, &run, *state, "%s " V "intake b.jpg", prefix);
	assert_err(&run, "home file");
	assert_int_equal(run.out.n, 0);
	count_events(state, &after);
	assert_string_equal(buffer_string(&before.out), buffer_string(&after.out));
	expect_shell(0, &run, *state, "ls -A cat/staging " HOMES "; ls cat/originals/*/*");
	assert_null(strstr(buffer_string(&run.out), ".new"));
	assert_int_equal(line_count(&run), 5);
}

static void
a_full_disk_is_noticed_before_the_change(void **state)
{
	expect_refused(state, FAULTY("fallocate") "error=ENOSPC", "No space left");
}

static void
a_read_only_folder_is_noticed_before_the_change(void **state)
{
	expect_refused(state,
	               "strace -qq -f -o trace -P \"$(ls $PWD/" HOMES "/*.json).new\" -e trace=openat"
	               " -e inject=openat:error=EROFS",
	               "Read-only");
}

/* The commit is done, and then the name cannot be changed. */
static void
what_is_done_is_told_as_done(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(3, &run, *state, FAULTY("rename") "error=EIO " V "describe E-1 --title Square");
	assert_err(&run, "is in the catalogue");
	assert_err(&run, HOMES);
	assert_err(&run, "Input/output error");
	expect_shell(0, &run, *state, V "show --json E-1");
	assert_out(&run, "\"title\":\"Square\"");
	expect_shell(3, &run, *state, FAULTY("rename") "error=EIO " V "intake --json b.jpg");
	assert_out(&run, "\"outcome\":\"added\"");
	assert_out(&run, "\"summary\"");
	expect_shell(0, &run, *state, "ls -A " HOMES);
	assert_null(strstr(buffer_string(&run.out), ".new"));
	expect_shell(0, &run, *state, V "audit");
	expect_shell(0, &run, *state, V "intake b.jpg && " V "log verify");
}

/* A login that has no home file yet: the second of its changes does not add another home. */
static void
a_new_login_is_added_once(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "mkdir copy; cp -a home/state copy/");
	expect_shell(3, &run, *state,
	             "f=$(ls $PWD/" HOMES "/*.json); rm $f; strace -qq -f -o trace -P $f -P $f.new -e trace=rename"
	             " -e inject=rename:error=EIO " V "intake b.jpg");
	expect_shell(0, &run, *state, V "log show --json | grep -c home.added");
	assert_string_equal(buffer_string(&run.out), "2\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_with_item, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_full_disk_is_noticed_before_the_change),
		TEST(a_read_only_folder_is_noticed_before_the_change),
		TEST(what_is_done_is_told_as_done),
		TEST(a_new_login_is_added_once),
	};

	setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* whoever is traced cannot look for leaks */
	if (system("strace -V >/dev/null 2>&1") != 0) {
		fprintf(stderr, "SKIPPED: strace is not there to make faults\n");
		return SKIPPED_EXIT;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
