/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_matching_stopped.c - the real program stopped and killed while it looks
 * for matches: nothing is lost, the next run goes on, no pair is proposed twice.
 */
#include "catalogue.h"

/* Pictures that are unlike each other, and a copy of each: more than one group of the stage. */
#define PAIRS 81

/*
 * Takes them in while another process has the stage's lock, so that nobody was
 * asked about, and keeps that state in start/. The program looks for matches
 * only, and writes nothing else, when it is asked for what was not examined.
 */
static int
begin_unmatched(void **state)
{
	SCOPED(run) run = { 0 };
	int failed = begin_catalogue(state);

	expect_shell(0, &run, *state,
	             "mkdir in && convert -seed 5 -size 72x72 xc: +noise Random -filter Gaussian "
	             "-resize 720x720! -crop 80x80 +repage in/p%%03d.png && cd in && "
	             "mogrify -quality 92 -format jpg *.png && cd .. && mkdir -p cat/derived/match && "
	             "flock cat/derived/match/lock " V "intake in && mkdir start && "
	             "cp -r cat home start");
	assert_non_null(strstr(buffer_string(&run.err), "another process is looking for matches"));
	return failed;
}

/* After a run that is not disturbed: each item stands in just one match, and the log is whole. */
static void
expect_all_matches(const char *folder, const char *words)
{
	SCOPED(run) rest = { 0 };
	SCOPED(run) list = { 0 };
	SCOPED(run) log = { 0 };
	bool seen[2 * PAIRS + 1] = { false };

	expect_shell(0, &rest, folder, V "examine --missing");
	expect_shell(0, &list, folder, V "match list --json --state all");
	if (line_count(&list) != PAIRS)
		fail_msg("%s: %zu matches\n", words, line_count(&list));
	for (size_t i = 0; i < PAIRS; i++) {
		static const char *const sides[] = { "item", "other" };
		SCOPED_JSON json_t *match = json_line(&list, i);

		for (int side = 0; side < 2; side++) {
			const char *id = json_string_value(json_object_get(match, sides[side]));
			long number = strtol(id + 2, NULL, 10);

			assert_in_range(number, 1, 2 * PAIRS);
			if (seen[number])
				fail_msg("%s: %s is in two matches\n", words, id);
			seen[number] = true;
		}
	}
	expect_shell(0, &log, folder, V "log verify");
}

/* From the start, with a signal at the `when`-th call of `name`; the program's exit code. */
static int
stop_at(const char *folder, const char *name, const char *signal, unsigned when)
{
	SCOPED(run) run = { 0 };

	run_shell(&run, folder,
	          "rm -rf cat home && cp -r start/cat start/home . && "
	          "ASAN_OPTIONS=detect_leaks=0 strace -qq -o trace -e trace=%s -e inject=%s:signal=%s:when=%u "
	          V "examine --missing",
	          name, name, signal, when);
	return run.code;
}

/* Some of the calls until there are no more of them. */
static void
sweep(const char *folder, const char *name, const char *signal, unsigned step, int code)
{
	unsigned when = 1;

	for (; when < 2000; when += step) {
		char words[80];
		int got = stop_at(folder, name, signal, when);

		snprintf(words, sizeof words, "%s at %s %u", signal, name, when);
		if (got != 0 && got != code)
			fail_msg("%s: exit code %d\n", words, got);
		expect_all_matches(folder, words);
		if (got == 0)
			break;
	}
	assert_in_range(when, 2, 1999);
}

static void
a_killed_stage_goes_on_and_proposes_nothing_twice(void **state)
{
	sweep(*state, "rename", "KILL", 1, 137);
	sweep(*state, "fdatasync", "KILL", 1, 137);
	sweep(*state, "pwrite64", "KILL", 90, 137);
}

/* It ends what it has begun, says what is left with its exit code, and that is done the next time. */
static void
an_interrupted_stage_goes_on_and_proposes_nothing_twice(void **state)
{
	sweep(*state, "rename", "INT", 1, 3);
	sweep(*state, "pwrite64", "INT", 90, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_killed_stage_goes_on_and_proposes_nothing_twice,
		                                begin_unmatched, end_folder),
		cmocka_unit_test_setup_teardown(an_interrupted_stage_goes_on_and_proposes_nothing_twice,
		                                begin_unmatched, end_folder),
	};

	if (system("strace -qq -o /dev/null true") != 0)
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
