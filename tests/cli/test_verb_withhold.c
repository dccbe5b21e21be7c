/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_withhold.c - decisions to withhold and to open, as they are told and refused. */
#include "cli/catalogue.h"

/* An item with a title and a finding that ana recorded. */
static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state,
	             "echo film >a.pdf; echo 'A judge ordered it.' >why; " V "intake a.pdf -q && " V
	             "describe E-1 --title 'The square' -q && " V
	             "finding add E-1 --question place --answer answered --conclusion - --confidence high "
	             "-q <why");
	return 0;
}

static void
refused(const char *folder, int code, const char *command, const char *words)
{
	SCOPED(run) run = { 0 };

	expect_shell(code, &run, folder, V "%s", command);
	if (strstr(buffer_string(&run.err), words) == NULL)
		fail_msg("%s says: %s\n", command, buffer_string(&run.err));
}

static void
a_decision_needs_a_fitting_code_and_a_reason(void **state)
{
	refused(*state, 2, "withhold E-1 title --code person", "--because");
	refused(*state, 2, "withhold E-1 title --because @why", "--code");
	refused(*state, 2, "withhold E-1 title --code nonsense --because @why", "nonsense");
	refused(*state, 2, "withhold E-1 title --code dissent --because @why", "no code for title");
	refused(*state, 2, "withhold E-1 title --code other-record --because @why", "the program finds it");
	refused(*state, 2, "withhold F-1 conclusion --code court-order --because @why",
	        "the code is contradiction");
	refused(*state, 2, "withhold E-1 title --code person --for press --because @why", "no policy");
	refused(*state, 2, "disclose E-1 title --for public --because @why", "public");
	refused(*state, 1, "withhold E-1 nothing --code person --because @why", "nothing");
	refused(*state, 1, "withhold E-9 title --code person --because @why", "E-000009");
	refused(*state, 2, "withhold E-1 --code person --because @why", "which member");
}

static void
a_decision_stands_until_another_takes_its_place(void **state)
{
	SCOPED(run) made = { 0 };
	SCOPED(run) list = { 0 };
	SCOPED_JSON json_t *event = NULL, *first = NULL, *last = NULL;

	expect_shell(0, &made, *state, V "withhold F-1 conclusion --code contradiction --because @why --json");
	event = json_line(&made, 0);
	assert_string_equal(json_string_value(json_object_get(event, "type")), "finding.recorded");
	assert_string_equal(json_string_value(json_object_get(event, "class")), "plain");
	refused(*state, 5, "withhold F-1 conclusion --code contradiction --because @why", "already");
	expect_shell(0, &made, *state,
	             V "disclose F-1 conclusion --for defence,court --protected-because @why -q");
	expect_shell(0, &list, *state, V "withhold --json");
	assert_int_equal(line_count(&list), 2);
	first = json_line(&list, 0);
	last = json_line(&list, 1);
	assert_string_equal(json_string_value(json_object_get(first, "record")), "E-000001");
	assert_string_equal(json_string_value(json_object_get(first, "code")), "contradiction");
	assert_true(json_is_null(json_object_get(first, "policies")));
	assert_true(json_is_true(json_object_get(last, "opened")));
	assert_int_equal(json_array_size(json_object_get(last, "policies")), 2);
	expect_shell(0, &made, *state, V "rebuild && " V "log verify && " V "audit");
}

static void
nothing_waits_for_a_second_person_that_nobody_asked_for(void **state)
{
	SCOPED(run) run = { 0 };

	refused(*state, 1, "bundle approve B-1", "B-000001");
	refused(*state, 1, "bundle approve 0b4d5a52", "nobody asked");
	refused(*state, 2, "bundle approve E-1", "no request");
	expect_shell(0, &run, *state, V "bundle requests --json");
	assert_int_equal(run.out.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_decision_needs_a_fitting_code_and_a_reason, begin, end_folder),
		cmocka_unit_test_setup_teardown(a_decision_stands_until_another_takes_its_place, begin, end_folder),
		cmocka_unit_test_setup_teardown(nothing_waits_for_a_second_person_that_nobody_asked_for, begin, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
