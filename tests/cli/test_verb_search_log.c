/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_search_log.c - where somebody looked: negative results, what was found in closed channels, lists. */
#include "cli/catalogue.h"

static void
add_records(void *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             V "item add --title One && " V "item add --title Two && " V
	             "channel add --code closed --platform telegram --kind group --visibility private-closed && " V
	             "channel add --code open --platform telegram --kind channel --visibility public && "
	             "echo 'posted by SecretMan' >found && echo 'burning house' >query && echo why >why");
}

static void
what_was_not_found_is_a_result(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;
	SCOPED_JSON json_t *search = NULL;
	json_t *listed;

	add_records(*state);
	expect_shell(0, &run, *state,
	             V "search-log E-1..E-2 --question provenance --where TinEye --asked @query "
	               "--searched 2026-03-04 --result not-found --count 0 --tool Firefox --json");
	assert_out(&run, "{\"id\":\"G-000001\",\"of\":\"E-000001\",\"to\":null}");
	assert_int_equal(line_count(&run), 2);
	expect_shell(0, &run, *state, V "show E-1 --json");
	item = json_line(&run, 0);
	listed = json_array_get(json_object_get(item, "searches"), 0);
	assert_string_equal(string_member(listed, "result"), "not-found");
	assert_string_equal(string_member(listed, "query"), "burning house");
	assert_int_equal(json_integer_value(json_object_get(listed, "count")), 0);
	expect_shell(0, &run, *state, V "search-log show G-2 --json");
	search = json_line(&run, 0);
	assert_string_equal(string_member(search, "record"), "search");
	assert_string_equal(string_member(search, "item"), "E-000002");
	expect_shell(0, &run, *state, V "posting list E-1");
	assert_out(&run, "Where else was looked");
	assert_out(&run, "TinEye");
	expect_shell(0, &run, *state, V "posting list C-1");
	assert_out(&run, "No search is recorded");
	expect_shell(0, &run, *state, V "search-log list --json");
	assert_int_equal(line_count(&run), 2);
	expect_shell(0, &run, *state, V "search-log list E-2 --json");
	assert_int_equal(line_count(&run), 1);
	expect_shell(0, &run, *state, V "retract G-1 --because @why && " V "search-log list E-1");
	assert_out(&run, "G-000001 (retracted)");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
assert_found_in(void *folder, const char *member, const char *other)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *values = NULL;

	expect_shell(0, &run, folder,
	             "sqlite3 cat/catalog.db \"SELECT v.members FROM events e JOIN event_values v"
	             " ON v.seq = e.seq WHERE e.type = 'search.logged' ORDER BY e.seq DESC LIMIT 1\"");
	values = json_line(&run, 0);
	assert_string_equal(string_member(values, member), "posted by SecretMan");
	assert_true(json_is_null(json_object_get(values, other)));
}

static void
what_was_found_in_closed_channels_is_kept_apart(void **state)
{
	SCOPED(run) run = { 0 };

	add_records(*state);
	expect_shell(0, &run, *state, V "search-log E-1 --where Searchville --result found --found @found");
	assert_found_in(*state, "private_found", "public_found");
	expect_shell(0, &run, *state,
	             V "search-log E-1 --where Searchville --result found --found @found --channel closed");
	assert_found_in(*state, "private_found", "public_found");
	expect_shell(0, &run, *state,
	             V "search-log E-1 --where Searchville --result found --found @found --channel open "
	               "--earliest 2020-11-20");
	assert_found_in(*state, "public_found", "private_found");
	expect_shell(0, &run, *state, V "search-log C-2 --where Searchville --result found --found @found");
	assert_found_in(*state, "public_found", "private_found");
	expect_refusal(2, *state, "from public channels",
	               V "search-log E-1 --where Searchville --result found --earliest 2020-11-20");
	expect_refusal(2, *state, "from public channels",
	               V "search-log E-1 --where T --result found --earliest 2020-11-20 --channel closed");
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), "SecretMan"));
	assert_null(strstr(buffer_string(&run.out), "Searchville"));
}

static void
wrong_searches_are_refused(void **state)
{
	add_records(*state);
	expect_refusal(2, *state, "--where TEXT is missing", V "search-log E-1 --result found");
	expect_refusal(2, *state, "--result CODE is missing", V "search-log E-1 --where TinEye");
	expect_refusal(2, *state, "vocabulary search-result", V "search-log E-1 --where T --result nothing");
	expect_refusal(2, *state, "vocabulary verification-question",
	               V "search-log E-1 --where T --result found --question who");
	expect_refusal(2, *state, "reading searched",
	               V "search-log E-1 --where T --result found --searched yesterday");
	expect_refusal(2, *state, "never stands in an argument",
	               V "search-log E-1 --where T --result found --asked x");
	expect_refusal(1, *state, "E-000009", V "search-log E-9 --where T --result found");
	expect_refusal(2, *state, "expected is", V "search-log K-1 --where T --result found");
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_catalogue, end_folder)
	const struct CMUnitTest tests[] = {
		CASE(what_was_not_found_is_a_result),
		CASE(what_was_found_in_closed_channels_is_kept_apart),
		CASE(wrong_searches_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
