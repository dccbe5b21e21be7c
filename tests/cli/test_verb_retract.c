/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_retract.c - what is taken back stays, struck out, and counts no more; what cannot be is refused. */
#include "cli/catalogue.h"

static void
add_postings(void *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             V "item add --title Seven && " V "item add --title Eight && "
	             V "posting add E-1 --published 2020-11-20 && " V
	             "posting add E-1 --published 2020-11-22 && echo why >why");
}

static json_t *
member(const json_t *object, const char *name, const char *inner)
{
	return json_object_get(json_object_get(object, name), inner);
}

static void
a_posting_is_struck_out(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;
	SCOPED_JSON json_t *item = NULL;
	SCOPED_JSON json_t *first = NULL;
	json_t *of_item;

	add_postings(*state);
	expect_shell(0, &run, *state,
	             V "retract p1 --entered-in-error --because @why --instead P-2 --json");
	assert_out(&run, "\"how\":\"retracted\",\"version\":5}");
	expect_shell(0, &run, *state, V "posting show P-1 --json");
	shown = json_line(&run, 0);
	assert_string_equal(string_member(json_object_get(shown, "retracted"), "because"), "why");
	assert_string_equal(string_member(json_object_get(shown, "retracted"), "instead"), "P-000002");
	assert_string_equal(string_member(json_object_get(shown, "retracted"), "actor"), "ana");
	assert_true(json_is_true(member(shown, "retracted", "entered_in_error")));
	expect_shell(0, &run, *state, V "show E-1 --json");
	item = json_line(&run, 0);
	of_item = json_object_get(item, "postings");
	assert_int_equal(json_array_size(of_item), 2);
	assert_true(json_is_object(json_object_get(json_array_get(of_item, 0), "retracted")));
	assert_true(json_is_null(json_object_get(json_array_get(of_item, 1), "retracted")));
	/* the earliest known posting is one that stands */
	assert_string_equal(string_member(item, "published"), "2020-11-22");
	expect_shell(0, &run, *state, V "posting list E-1 --json");
	first = json_line(&run, 0);
	assert_string_equal(string_member(first, "id"), "P-000002");
	expect_shell(0, &run, *state, V "posting list");
	assert_out(&run, "P-000001 (retracted)");
	expect_shell(0, &run, *state, V "show P-1");
	assert_out(&run, "Taken back");
	expect_shell(0, &run, *state, V "stats --json");
	assert_out(&run, "\"postings\":1,");
	expect_shell(0, &run, *state, V "rebuild && " V "audit && " V "custody E-1");
	assert_out(&run, "A record was retracted");
}

static void
whole_records_are_struck_out(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;

	add_postings(*state);
	expect_shell(0, &run, *state,
	             V "incident add --title Wrong && " V "channel add --code tg-1 --platform telegram && " V
	             "person add --code p-1 && " V
	             "retract E-1 I-1 C-1 W-1 --entered-in-error --because @why");
	expect_shell(0, &run, *state, V "list retracted:yes --json");
	shown = json_line(&run, 0);
	assert_string_equal(string_member(shown, "id"), "E-000001");
	assert_string_equal(string_member(json_object_get(shown, "retracted"), "how"), "retracted");
	expect_shell(0, &run, *state, V "list retracted:no --json");
	assert_int_equal(line_count(&run), 1);
	expect_shell(0, &run, *state, V "list && " V "incident list && " V "channel list && " V "person list");
	assert_out(&run, "E-000001 (retracted)");
	assert_out(&run, "I-000001 (retracted)");
	assert_out(&run, "C-000001 (retracted)");
	assert_out(&run, "W-000001 (retracted)");
	expect_shell(0, &run, *state, V "stats --json");
	assert_out(&run, "\"items\":1,");
	assert_out(&run, "\"incidents\":0");
	expect_refusal(5, *state, "is retracted", "printf x >f && " V "intake --as E-1 f");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* A note has no short id: its UUID stands in what is shown. */
static void
a_note_is_struck_out(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *before = NULL;
	SCOPED_JSON json_t *after = NULL;
	json_t *note;

	add_postings(*state);
	expect_shell(0, &run, *state, "echo nonsense | " V "note E-1 - && " V "show E-1 --json");
	before = json_line(&run, 1);
	note = json_array_get(json_object_get(before, "notes"), 0);
	expect_shell(0, &run, *state, V "retract %s --because @why && " V "show E-1 --json",
	             string_member(note, "uuid"));
	after = json_line(&run, 1);
	note = json_array_get(json_object_get(after, "notes"), 0);
	assert_string_equal(string_member(note, "text"), "nonsense");
	assert_true(json_is_false(member(note, "retracted", "entered_in_error")));
}

static void
wrong_retractions_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	add_postings(*state);
	expect_refusal(1, *state, "P-000009", V "retract P-9 --because @why");
	expect_refusal(1, *state, "there is no such record",
	               V "retract 0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11 --because @why");
	expect_refusal(2, *state, "K-1 is an actor", V "retract K-1 --because @why");
	expect_refusal(2, *state, "never stands in an argument", V "retract P-1 --because why");
	expect_refusal(2, *state, "--because", V "retract P-1 </dev/null");
	expect_refusal(2, *state, "its own place", V "retract P-1 --instead P-1 --because @why");
	expect_refusal(2, *state, "expected is a posting", V "retract P-1 --instead E-1 --because @why");
	expect_refusal(1, *state, "P-000009", V "retract P-1 --instead P-9 --because @why");
	expect_refusal(2, *state, "no version 9 yet", V "retract P-1 --based-on 9 --because @why");
	expect_refusal(5, *state, "came after version 2", V "retract P-1 --based-on 2 --because @why");
	expect_shell(0, &run, *state, V "retract P-1 --because @why");
	expect_refusal(5, *state, "was retracted already", V "retract P-1 --because @why");
	expect_refusal(5, *state, "was retracted already",
	               V "retract P-2 --instead P-1 --because @why");
	expect_refusal(2, *state, "expected is", V "unlink P-2 --because @why");
	expect_refusal(2, *state, "expected is", V "unlink E-1 --because @why");
}

static void
reasons_stay_out_of_events(void **state)
{
	SCOPED(run) run = { 0 };

	add_postings(*state);
	expect_shell(0, &run, *state,
	             "echo SecretWitness >g && " V "retract P-1 --because @why --protected-grounds @g");
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), "SecretWitness"));
	expect_shell(0, &run, *state, "grep -aq SecretWitness cat/catalog.db*");
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_catalogue, end_folder)
	const struct CMUnitTest tests[] = {
		CASE(a_posting_is_struck_out),
		CASE(whole_records_are_struck_out),
		CASE(a_note_is_struck_out),
		CASE(wrong_retractions_are_refused),
		CASE(reasons_stay_out_of_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
