/* SPDX-License-Identifier: Apache-2.0 */
/* test_runner.c - from words to exit codes, and what is printed where. */
#include "cli/runner.h"

#include "support/support.h"

#include "base/scoped.h"
#include "cli/interrupt.h"
#include "cli/sample.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool opened;

static enum status
open_session(struct command *command, struct error *err)
{
	const char *dir = command->settings.catalogue;

	if (dir != NULL && strcmp(dir, "broken") == 0)
		return fail(err, STATUS_UNUSABLE, "%s is no catalogue", dir);
	opened = command->verb->needs == NEEDS_KEY;
	return STATUS_OK;
}

static void
close_session(struct command *command)
{
	output_string(command->output, opened ? "closed\n" : "closed what was not opened\n");
}

/* This program stands in for vidimus: the same runner on the sample's verbs. */
static int
stand_in(int argc, char **argv)
{
	static const struct session_ways ways = { open_session, close_session };

	interrupt_install();
	return run_command_line(&sample_program, &ways, argc, argv);
}

/* Runs `words` after the program and compares all it leaves. */
static void
leaves(const char *words, int code, const char *out, const char *err)
{
	SCOPED(run) run = { 0 };
	char self[512] = "";

	assert_true(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
	run_shell(&run, NULL, "SAMPLE=1 exec %s %s", self, words);
	if (run.code != code || strcmp(buffer_string(&run.out), out) != 0 ||
	    strcmp(buffer_string(&run.err), err) != 0)
		fail_msg("%s: exit %d, expected %d\n--- output\n%s--- error\n%s", words, run.code, code,
		         buffer_string(&run.out), buffer_string(&run.err));
}

static void
results_become_exit_codes(void **state)
{
	(void)state;
	leaves("list a b", 0, "list:2\n", "");
	leaves("", 0, ":0\n", "");
	leaves("list missing", 1, "", "vidimus: list: there is no \\x1b[31mE-9\n");
	leaves("list late", 5, "{\"a\":1}\n", "vidimus: list: it is held\n");
	leaves("list partial", 3, "list:1\n", "");
	leaves("list warn", 0, "list:1\n", "vidimus: list: warning: careful with a\\nb\n");
}

static void
sessions_are_opened_as_needed_and_closed(void **state)
{
	(void)state;
	leaves("channel add --name x", 0, "channel add:0\nclosed\n", "");
	leaves("-C broken channel add --name x", 4, "",
	       "vidimus: channel add: broken is no catalogue\n");
	leaves("-C broken list", 0, "list:0\n", "");
}

static void
wrong_usage_is_two_lines_and_exit_2(void **state)
{
	(void)state;
	leaves("lst", 2, "", "vidimus: vidimus has no verb \"lst\"; did you mean list?\n"
	                     "try: vidimus help\n");
	leaves("log verify", 2, "", "vidimus: log verify: an argument is missing: vidimus log verify ID\n"
	                            "try: vidimus help log verify\n");
	leaves("log shwo", 2, "", "vidimus: log: log has no verb \"shwo\"; did you mean show?\n"
	                          "try: vidimus help log\n");
}

static void
errors_are_objects_with_json(void **state)
{
	(void)state;
	leaves("--json lst", 2,
	       "{\"error\":{\"code\":\"invalid\",\"text\":\"vidimus has no verb \\\"lst\\\"; did you mean "
	       "list?\"}}\n", "vidimus: vidimus has no verb \"lst\"; did you mean list?\n"
	                      "try: vidimus help\n");
	leaves("list --json missing", 1,
	       "{\"error\":{\"code\":\"not-found\",\"text\":\"there is no \\\\x1b[31mE-9\"}}\n",
	       "vidimus: list: there is no \\x1b[31mE-9\n");
	leaves("list --json late", 5, "{\"a\":1}\n", "vidimus: list: it is held\n");
	leaves("list -- --json", 0, "list:1\n", "");
}

static void
version_comes_first_and_needs_nothing(void **state)
{
	SCOPED(run) run = { 0 };

	(void)state;
	expect_shell(0, &run, NULL, "\"$VIDIMUS\" --version");
	assert_true(strncmp(buffer_string(&run.out), "vidimus ", 8) == 0);
	assert_non_null(strstr(buffer_string(&run.out), "\nbuild "));
	expect_shell(0, &run, NULL, "\"$VIDIMUS\" -C /nowhere --json --version help");
}

static void
an_answer_nobody_got_is_told(void **state)
{
	SCOPED(run) run = { 0 };
	char self[512] = "";

	(void)state;
	assert_true(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
	expect_shell(3, &run, NULL, "SAMPLE=1 %s list much > /dev/full", self);
	assert_non_null(strstr(buffer_string(&run.err), "list: the answer could not be written"));
	assert_non_null(strstr(buffer_string(&run.err), "No space left"));
	expect_shell(3, &run, NULL, "(sleep 0.2; SAMPLE=1 %s list much; echo $? >&3) 3>&2 | true; "
	             "exit 3", self);
	/* whoever closes a pipe has had enough: only the exit code tells */
	assert_string_equal(buffer_string(&run.err), "3\n");
	/* the worse result stays */
	expect_shell(5, &run, NULL, "SAMPLE=1 %s list late > /dev/full", self);
	expect_shell(3, &run, NULL, "SAMPLE=1 %s list >&-", self);
}

static void
colour_is_only_for_those_who_want_it(void **state)
{
	SCOPED(run) run = { 0 };

	(void)state;
	expect_shell(0, &run, NULL, "\"$VIDIMUS\" help");
	assert_null(strchr(buffer_string(&run.out), '\033'));
	expect_shell(0, &run, NULL, "NO_COLOR=1 \"$VIDIMUS\" --color always help");
	assert_non_null(strchr(buffer_string(&run.out), '\033'));
}

static void
every_status_has_its_code(void **state)
{
	static const struct { enum status status; int code; } expected[] = {
		{ STATUS_OK, 0 }, { STATUS_FALSE, 1 }, { STATUS_NOT_FOUND, 1 }, { STATUS_INVALID, 2 },
		{ STATUS_UNUSABLE, 4 }, { STATUS_BUSY, 4 }, { STATUS_IO, 4 }, { STATUS_REFUSED, 5 },
		{ STATUS_STALE, 5 }, { STATUS_FAULT, 70 }, { STATUS_MEMORY, 70 }, { STATUS_DONE, 70 },
		{ STATUS_INTERRUPTED, 130 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
		assert_int_equal(exit_code_of(expected[i].status), expected[i].code);
	assert_string_equal(status_code(STATUS_NOT_FOUND), "not-found");
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_become_exit_codes),
		cmocka_unit_test(sessions_are_opened_as_needed_and_closed),
		cmocka_unit_test(wrong_usage_is_two_lines_and_exit_2),
		cmocka_unit_test(errors_are_objects_with_json),
		cmocka_unit_test(version_comes_first_and_needs_nothing),
		cmocka_unit_test(an_answer_nobody_got_is_told),
		cmocka_unit_test(colour_is_only_for_those_who_want_it),
		cmocka_unit_test(every_status_has_its_code),
	};

	if (getenv("SAMPLE") != NULL)
		return stand_in(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
