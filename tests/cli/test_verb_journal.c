/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_journal.c - lines of the access journal: kept so long, given out under an order only. */
#include "cli/looking.h"

#define VIEW SEAT V "view E-1 --yes >o; "

/* Counting shows no line of it. */
static void
counting_shows_no_line(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *status = NULL;

	expect_shell(0, &run, *state, VIEW VIEW V "journal --json");
	status = json_line(&run, 0);
	assert_members(status, "days path entries oldest newest disclosed");
	assert_int_equal(json_integer_value(json_object_get(status, "days")), 90);
	assert_int_equal(json_integer_value(json_object_get(status, "entries")), 2);
	expect_shell(0, &run, *state, V "journal; " V "journal status");
	assert_out(&run, "Days kept  90");
	assert_null(strstr(buffer_string(&run.out), "ana"));
}

static void
is_given_out_under_an_order_only(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *line = NULL;

	expect_shell(0, &run, *state, VIEW VIEW "true");
	expect_refusal(2, *state, "--order is missing", "env -u EDITOR -u VISUAL " V "journal show");
	expect_refusal(2, *state, "without an order", "echo | " V "journal show --order -");
	run_shell(&run, *state, V "journal show --order 'Court of X'");
	assert_int_equal(run.code, 2);
	assert_int_equal(run.out.n, 0);
	expect_shell(0, &run, *state, "echo 'District court, 7 Gs 12/26' | " V
	             "journal show --order - --json");
	assert_int_equal(line_count(&run), 2);
	line = json_line(&run, 0);
	assert_members(line, "object person time");
	expect_shell(0, &run, *state, V "journal; " V "log show --json | tail -n 1; " V "audit");
	assert_out(&run, "District court");
	assert_out(&run, "\"type\":\"journal.disclosed\"");
	expect_shell(0, &run, *state, V "log show | cat");
	assert_null(strstr(buffer_string(&run.out), "District"));
}

static void
old_lines_are_taken_out(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, VIEW V "journal keep 30 && f=$(echo " JOURNAL ") && "
	             "{ echo '{\"object\":\"\",\"person\":\"old\",\"time\":\"2020-01-01T00:00:00.000Z\"}'; "
	             "echo 'half of an old li'; cat $f; } >n && cat n >$f && chmod 644 $f && " VIEW
	             "stat -c %%a $f; cat $f");
	assert_out(&run, "600\n");
	assert_null(strstr(buffer_string(&run.out), "old"));
	assert_int_equal(line_count(&run), 4);
}

/* What a power cut left of a line spoils no other. */
static void
half_a_line_spoils_no_other(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, VIEW "f=$(echo " JOURNAL "); printf '{\"object\":' >>$f; " VIEW V
	             "journal --json");
	assert_out(&run, "\"entries\":2");
	expect_shell(0, &run, *state, "echo order | " V "journal show --order - --json");
	assert_int_equal(line_count(&run), 2);
}

static void
none_is_kept_where_none_is_wanted(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, VIEW V "journal keep 0 && " VIEW "cat " JOURNAL " | wc -c; rm " JOURNAL
	             "; " VIEW "ls " JOURNAL " 2>&1; true");
	assert_out(&run, "No access journal is kept");
	assert_out(&run, "\n0\n");
	assert_out(&run, "No such file");
	expect_refusal(2, *state, "number of days", V "journal keep forever");
	expect_refusal(2, *state, "number of days", V "journal keep 99999");
}

static void
only_a_keeper_decides(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "u=$(" V "log show --json | head -n 1 | "
	             "sed 's/.*catalogue.\\([0-9a-f-]\\{36\\}\\).*/\\1/'); "
	             "\"$VIDIMUS\" key new ben --catalogue $u --no-passphrase >o && " V "--key ana actor add "
	             "--request home/config/vidimus/keys/ben.request --code ben --role member >o");
	expect_refusal(5, *state, "only a keeper", V "--key ben journal keep 3");
	expect_shell(0, &run, *state, SEAT V "--key ben view E-1 --yes >o; " SEAT V
	             "view E-1 --yes >o; cat " JOURNAL);
	assert_out(&run, "\"person\":\"ben\"");
	assert_null(strstr(buffer_string(&run.out), "ana"));
	assert_int_equal(line_count(&run), 2);
}

/* Where it cannot be written, nothing is opened. */
static void
without_its_line_nothing_is_opened(void **state)
{

	write_player(*state, "#!/bin/sh\nexit 50\n");
	expect_refusal(4, *state, "access journal", "mkdir -p home/state/vidimus/journal && "
	               "ln -s /dev/full $(echo home/state/vidimus/journal/$(" V "log show --json | "
	               "head -n 1 | sed 's/.*catalogue.\\([0-9a-f-]\\{36\\}\\).*/\\1/').jsonl); " SEAT V
	               "view E-1 --yes");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_looking, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(counting_shows_no_line),
		TEST(is_given_out_under_an_order_only),
		TEST(old_lines_are_taken_out),
		TEST(half_a_line_spoils_no_other),
		TEST(none_is_kept_where_none_is_wanted),
		TEST(only_a_keeper_decides),
		TEST(without_its_line_nothing_is_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
