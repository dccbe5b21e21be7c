/* SPDX-License-Identifier: Apache-2.0 */
/* test_record_words.c - words that no record may be made of, and what is said of them; the attacker's list. */
#include "cli/catalogue.h"

static void
titles_are_one_line_that_says_something(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(2, *state, "says nothing", V "incident add --title ' '");
	expect_refusal(2, *state, "says nothing", V "incident add --title ''");
	expect_refusal(2, *state, "says nothing", V "incident add --title \"$(printf '\\302\\240\\343\\200\\200')\"");
	expect_refusal(2, *state, "one line", V "incident add --title \"$(printf 'a\\nb')\"");
	expect_refusal(2, *state, "one line", V "incident add --title \"$(printf 'a\\tb')\"");
	expect_refusal(2, *state, "one line", V "incident add --title \"$(printf 'a\\342\\200\\250b')\"");
	expect_refusal(2, *state, "title", "echo '{\"acts\":\"torture\"}' | " V "incident add --fields -");
	expect_shell(0, &run, *state, V "incident list");
	assert_out(&run, "No incident is recorded");
	expect_shell(0, &run, *state, V "incident add --title 'Երկու գերի'");
	expect_refusal(2, *state, "says nothing", V "incident edit I-1 --title ''");
	expect_shell(0, &run, *state, V "incident show I-1");
	assert_out(&run, "Երկու գերի");
}

static void
coordinates_lie_on_the_globe(void **state)
{
	static const char *const wrong[] = { "90.0001,46", "39,180.5", "-91,0",  "nan,46",
		                             "39,NaN",     "inf,inf",  "1e1,46", "39.65N, 46.75E",
		                             "+39,46",     "39.,46",   "039,46" };
	SCOPED(run) run = { 0 };

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		expect_refusal(2, *state, "decimal degrees",
		               "echo '%s; radius 5' | " V "incident add --title T --place -", wrong[i]);
	expect_shell(0, &run, *state, "echo 'Farm, 3 km north (en); -90,180; radius 5' | " V
	             "incident add --title T --place - && " V "incident show I-1 --json");
	assert_out(&run, "\"latitude\":\"-90\"");
	expect_refusal(2, *state, "BCP 47", "echo 'Shushi (the old town)' | " V
	               "incident edit I-1 --place -");
}

static void
spans_of_names_run_forwards(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "channel add --code tg-7 --visibility public --kind channel");
	expect_refusal(2, *state, "since 2021 lies after until 2020",
	               V "channel edit tg-7 --title Before --since 2021 --until 2020");
	expect_refusal(2, *state, "lies after",
	               V "channel edit tg-7 --title Before --since 2020-12-02 --until 2020-12-01");
	expect_shell(0, &run, *state, V "channel edit tg-7 --title Before --since 2020-12 --until 2020");
}

static void
languages_are_well_formed(void **state)
{
	SCOPED(run) run = { 0 };

	write_jpeg(*state, "a.jpg", "1");
	expect_shell(0, &run, *state, V "intake a.jpg && " V "channel add --code tg-7 && " V
	             "person add --code p1");
	expect_refusal(2, *state, "BCP 47", V "channel edit tg-7 --language '!!'");
	expect_refusal(2, *state, "BCP 47", V "posting add E-1 --channel tg-7 --language hy_AM");
	expect_refusal(2, *state, "BCP 47", V "person edit p1 --languages 'hy, !!'");
	expect_shell(0, &run, *state, V "person edit p1 --languages 'hy, ru-RU,hy' && " V
	             "person edit p1 --reliability b && " V "person show p1 --json");
	assert_out(&run, "\"languages\":[\"hy\",\"ru-RU\"]");
	expect_shell(0, &run, *state, V "person edit p1 --languages '' && " V "person show p1 --json");
	assert_out(&run, "\"languages\":[]");
}

static void
victims_with_a_record_stay(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "person add --code p1 && " V "person add --code p2 && " V
	             "incident add --title T --victim-persons p2,W-1,p2 && " V
	             "incident edit I-1 --date 2020 && " V "incident show I-1 --json");
	assert_out(&run, "\"victim_persons\":[\"W-000002\",\"W-000001\"]");
	expect_refusal(1, *state, "there is no person", V "incident edit I-1 --victim-persons nobody");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
a_posting_is_never_its_own_origin(void **state)
{
	SCOPED(run) run = { 0 };

	write_jpeg(*state, "a.jpg", "1");
	expect_shell(0, &run, *state, V "intake a.jpg && " V "posting add E-1 --url https://a.example/1 && " V
	             "posting add E-1 --forwarded-posting P-1 && " V
	             "posting add E-1 --forwarded-posting P-2");
	expect_refusal(2, *state, "not forwarded from itself", V "posting edit P-1 --forwarded-posting P-1");
	expect_refusal(2, *state, "cannot both be the origin", V "posting edit P-1 --forwarded-posting P-3");
	expect_shell(0, &run, *state, V "posting show P-1 --json");
	assert_out(&run, "\"forwarded_posting\":null");
}

static void
an_edit_that_changes_nothing_says_so(void **state)
{
	SCOPED(run) run = { 0 };

	write_jpeg(*state, "a.jpg", "1");
	expect_shell(0, &run, *state, V "intake a.jpg && " V "incident add --title T && " V
	             "incident edit I-1 --title T");
	assert_out(&run, "I-000001 is as it was, version 2: nothing is recorded.");
	expect_shell(0, &run, *state, V "incident edit I-1 --title U");
	assert_out(&run, "I-000001 is edited, version 3.");
	expect_shell(0, &run, *state, V "describe E-1 --title T && " V "describe E-1 --title T");
	assert_out(&run, "E-1 is as it was");
	expect_refusal(2, *state, "the first version is 1", V "incident edit I-1 --title V --based-on 0");
	expect_refusal(2, *state, "the first version is 1", V "describe E-1 --title V --based-on 0");
	expect_refusal(2, *state, "the first version is 1",
	               "echo '{\"title\":\"V\",\"based_on\":0}' | " V "incident edit I-1 --fields -");
}

static void
what_cannot_be_read_or_found_has_its_own_exit_code(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(2, *state, "NOSUCH", V "incident add --fields NOSUCH");
	expect_refusal(2, *state, "", "mkdir d; " V "incident add --fields d");
	expect_refusal(2, *state, "", V "incident add --title T --summary @d");
	expect_refusal(1, *state, "there is no channel “nope”", V "channel edit nope --language hy");
	expect_refusal(1, *state, "there is no person “nope”", V "person show nope");
	expect_shell(2, &run, *state, "echo '{\"fields\":\"x\"}' | " V "incident add --fields -");
	assert_err(&run, "there is no field 'fields'");
	assert_null(strstr(buffer_string(&run.err), "fields?"));
}

static void
names_of_bytes_are_told_in_full(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *print = NULL;

	write_jpeg(*state, "a.jpg", "1");
	expect_shell(0, &run, *state, "mv a.jpg \"$(printf 'b\\377.jpg')\"; \"$VIDIMUS\" fingerprint --json b*.jpg");
	print = json_line(&run, 0);
	assert_string_equal(string_member(print, "path"), "b\xef\xbf\xbd.jpg");
	assert_string_equal(string_member(print, "path_bytes"), "Yv8uanBn");
}

static void
the_folder_here_leaves_no_trace_in_paths(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "mkdir in");
	write_jpeg(*state, "in/a.jpg", "1");
	expect_shell(0, &run, *state, "cd in && \"$VIDIMUS\" -C ../cat intake . && \"$VIDIMUS\" -C ../cat show E-1 --json");
	assert_out(&run, "in/./a.jpg");
	assert_null(strstr(buffer_string(&run.out), "/././"));
	expect_shell(0, &run, *state, V "delivery show D-1 --manifest | tail -1");
	assert_out(&run, "  a.jpg");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_catalogue, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(titles_are_one_line_that_says_something),
		TEST(coordinates_lie_on_the_globe),
		TEST(spans_of_names_run_forwards),
		TEST(languages_are_well_formed),
		TEST(victims_with_a_record_stay),
		TEST(a_posting_is_never_its_own_origin),
		TEST(an_edit_that_changes_nothing_says_so),
		TEST(what_cannot_be_read_or_found_has_its_own_exit_code),
		TEST(names_of_bytes_are_told_in_full),
		TEST(the_folder_here_leaves_no_trace_in_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
