/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_status.c - what a status needs, with each missing thing named; defects and value, by the real program. */
#include "cli/judging.h"

static json_t *
show(const char *folder, const char *id)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, V "show %s --json", id);
	return json_line(&run, 0);
}

static void
each_missing_thing_is_named(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(5, *state,
	               "E-000001 cannot be verified; what is missing: provenance: no finding; date: no finding;"
	               " place: no finding; integrity: no finding; content: no finding; verified as what",
	               BO "status E-1 verified");
	expect_shell(0, &run, *state,
	             ANA "finding add E-1 --question provenance --answer not-determinable --grounds @g && " ANA
	             "finding add E-1 --question date --answer partly-answered --conclusion @c --confidence low"
	             " && " ANA
	             "finding add E-1 --question place --answer contradicted --grounds @g && " ANA
	             "finding add E-1 --question integrity --answer not-applicable --grounds @g && " ANA
	             "finding add E-1 --question content --answer open");
	expect_refusal(5, *state,
	               "missing: date: F-000002 is only partly-answered; place: F-000003 is contradicted;"
	               " content: F-000005 is only open; verified as what: one sentence, --as",
	               BO "status E-1 verified --grounds @g");
	/* whoever found alone does not decide alone, with whatever key */
	expect_refusal(5, *state, "provenance: a second person for F-000001",
	               ANA2 "status E-1 verified --grounds @g");
	expect_shell(0, &run, *state,
	             ANA "finding add E-1 --question date --conclusion @c --confidence low && " ANA
	             "finding add E-1 --question content --conclusion @c --confidence low");
	/* a contradiction counts although the decision does not name it */
	expect_shell(0, &run, *state, ANA "finding add E-1 --question place --conclusion @c --confidence low");
	expect_refusal(5, *state, "missing: place: F-000003 is contradicted\n",
	               BO "status E-1 verified --as X --grounds @g --findings F-1,F-4,F-6..F-8");
	expect_shell(0, &run, *state,
	             ANA "finding add E-1 --question place --conclusion @c --confidence low --replaces F-3");
	expect_shell(0, &run, *state, BO "status E-1 verified --as 'A place' --grounds @g");
	expect_shell(0, &run, *state, V "list status:verified --json");
	assert_out(&run, "\"status\":\"verified\",\"verified_as\":\"A place\"");
	expect_shell(0, &run, *state, V "list status:unverified --json");
	assert_int_equal(line_count(&run), 1);
	expect_shell(0, &run, *state, V "custody E-1");
	assert_out(&run, "A place");
}

static void
two_keys_of_one_person_are_one(void **state)
{
	SCOPED(run) run = { 0 };

	answer_all(*state, "E-1");
	expect_refusal(5, *state, "content: a second person for F-000005",
	               ANA2 "status E-1 verified --as X --grounds @g");
	/* each answer needs its second person, who may have agreed before */
	for (int i = 1; i <= 4; i++)
		expect_shell(0, &run, *state, BO "finding review F-%d --agree", i);
	expect_refusal(5, *state, "missing: content: a second person for F-000005\n",
	               ANA "status E-1 verified --as X --grounds @g");
	expect_shell(0, &run, *state, BO "finding review F-5 --agree");
	expect_shell(0, &run, *state, ANA "status E-1 verified --as X --grounds @g");
	assert_out(&run, "E-1 is verified, version 15.");
}

static void
a_status_has_a_reason_and_falls_for_one(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;
	json_t *statuses;

	answer_all(*state, "E-1");
	expect_refusal(2, *state, "a decision with a reason", BO "status E-1 partly-verified");
	expect_refusal(2, *state, "did you mean verified", BO "status E-1 verifed --grounds @g");
	expect_refusal(2, *state, "is verified as something", BO "status E-1 refuted --as X --grounds @g --because @g");
	expect_refusal(5, *state, "at least moderate confidence", BO "status E-2 partly-verified --grounds @g");
	expect_refusal(5, *state, "a finding that it rests on", BO "status E-2 not-verifiable --grounds @g");
	expect_refusal(2, *state, "F-000001 is no finding of E-000002",
	               BO "status E-2 partly-verified --findings F-1 --grounds @g");
	expect_refusal(2, *state, "expected is a finding", BO "status E-1 verified --findings E-1 --grounds @g");
	expect_shell(0, &run, *state, BO "status E-1 verified --as X --grounds @g");
	expect_refusal(2, *state, "falls from verified to unverified: say why, --because",
	               BO "status E-1 unverified --grounds @g");
	expect_shell(0, &run, *state, BO "status E-1 refuted --because @p --findings F-1");
	item = show(*state, "E-1");
	assert_string_equal(string_member(item, "status"), "refuted");
	assert_true(json_is_null(json_object_get(item, "verified_as")));
	statuses = json_object_get(item, "statuses");
	assert_int_equal(json_array_size(statuses), 2);
	assert_string_equal(string_member(json_array_get(statuses, 1), "because"), WITNESS);
	assert_string_equal(string_member(json_array_get(statuses, 1), "before"), "verified");
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), WITNESS));
	expect_shell(0, &run, *state, V "rebuild && " ANA "audit");
}

static void
a_stale_decision_is_refused(void **state)
{
	SCOPED(run) run = { 0 };

	answer_all(*state, "E-1");
	expect_refusal(5, *state, "was judged again in version 9",
	               BO "status E-1 verified --as X --grounds @g --based-on 5");
	expect_refusal(2, *state, "has no version 30 yet",
	               BO "status E-1 verified --as X --grounds @g --based-on 30");
	expect_shell(0, &run, *state, BO "status E-1 verified --as X --grounds @g --based-on 9 --json");
	assert_out(&run, "{\"id\":\"E-1\",\"version\":10}");
	expect_shell(0, &run, *state, BO "defects E-1 recycled --grounds @g --based-on 10");
	expect_refusal(5, *state, "it was decided again in version 11",
	               BO "defects E-1 staged --grounds @g --based-on 10");
}

/* Whatever it names must be enough; what it rested on and stands no more is told. */
static void
a_status_rests_on_what_stands(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;

	answer_all(*state, "E-1");
	expect_shell(0, &run, *state,
	             ANA "finding add E-1 --question source --conclusion @c --confidence low && " ANA
	             "finding add E-1 --question motivation --answer open");
	expect_refusal(5, *state, "at least moderate confidence",
	               BO "status E-1 partly-verified --findings F-6,F-7 --grounds @g");
	expect_refusal(2, *state, "is one line", BO "status E-1 verified --as \"$(printf 'a\\nb')\" --grounds @g");
	expect_refusal(2, *state, "says nothing", BO "status E-1 verified --as ' ' --grounds @g");
	expect_shell(0, &run, *state, BO "status E-1 partly-verified --findings F-2,F-6 --grounds @g");
	expect_shell(0, &run, *state,
	             ANA "finding add E-1 --question date --conclusion @c --confidence low --replaces F-2");
	item = show(*state, "E-1");
	assert_string_equal(json_string_value(json_array_get(
				    json_object_get(item, "status_rests_on_fallen"), 0)),
	                    "F-000002");
	expect_refusal(5, *state, "F-000002 was replaced by F-000008",
	               BO "status E-1 partly-verified --findings F-2 --grounds @g");
	expect_refusal(5, *state, "recorded by another person", BO "retract F-6 --because @g");
	expect_shell(0, &run, *state, ANA "retract F-6 --entered-in-error --because @g");
	expect_refusal(5, *state, "F-000006 was taken back",
	               BO "status E-1 partly-verified --findings F-6 --grounds @g");
	expect_refusal(5, *state, "nothing to review", BO "finding review F-6 --agree");
}

static void
defects_and_value_stand_apart(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;

	answer_all(*state, "E-1");
	expect_refusal(2, *state, "did you mean staged?", BO "defects E-1 stagd --grounds @g");
	expect_refusal(2, *state, "has a reason", BO "defects E-1 staged");
	expect_refusal(2, *state, "nothing is made from itself", BO "defects E-1 recycled --original E-1 --grounds @g");
	expect_shell(0, &run, *state,
	             BO "defects E-1 recycled,misattributed --original E-2 --findings F-1 --grounds @g");
	expect_refusal(2, *state, "say a strength", BO "value E-1 --grounds @g");
	expect_shell(0, &run, *state, BO "value E-1 --strength strong --grounds @g");
	expect_shell(0, &run, *state, BO "value E-1 --disclosure exonerating --grounds @g");
	item = show(*state, "E-1");
	assert_string_equal(string_member(item, "status"), "unverified");
	assert_int_equal(json_array_size(json_object_get(item, "defects")), 2);
	assert_string_equal(string_member(item, "strength"), "strong");
	assert_string_equal(string_member(item, "disclosure"), "exonerating");
	assert_string_equal(string_member(item, "caption"), "unassessed");
	expect_shell(0, &run, *state, BO "defects E-1 '' --grounds @g && " V "rebuild");
	json_decref(item);
	item = show(*state, "E-1");
	assert_int_equal(json_array_size(json_object_get(item, "defects")), 0);
}

/* Footage takes a status only by its own decision, which may rest on what was found of its members. */
static void
footage_has_a_status_of_its_own(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *footage = NULL;

	expect_shell(0, &run, *state,
	             "mkdir in && convert -seed 3 -size 400x300 plasma:fractal in/p.jpg && " ANA
	             "intake in && convert in/p.jpg -quality 60 in/q.jpg && " ANA "intake in && " ANA
	             "match confirm M-1 --as edit-of");
	answer_all(*state, "E-3");
	expect_shell(0, &run, *state, BO "status E-3 verified --as 'The same' --grounds @g");
	footage = show(*state, "V-1");
	assert_string_equal(string_member(footage, "status"), "unverified");
	assert_int_equal(json_array_size(json_object_get(footage, "findings")), 0);
	assert_int_equal(json_array_size(json_object_get(footage, "member_findings")), 5);
	expect_refusal(5, *state, "V-000001 cannot be verified; what is missing: provenance: no finding",
	               BO "status V-1 verified --as X --grounds @g");
	expect_shell(0, &run, *state,
	             BO "status V-1 verified --as 'The market' --grounds @g --findings F-1..F-5");
	/* a dissent on what it rests on is open for it too, and the item's alone is disputed */
	expect_shell(0, &run, *state, CY "finding review F-2 --dissent --grounds @g");
	json_decref(footage);
	footage = show(*state, "V-1");
	assert_string_equal(string_member(footage, "status"), "verified");
	assert_string_equal(string_member(footage, "verified_as"), "The market");
	assert_int_equal(json_array_size(json_object_get(footage, "dissents")), 1);
	expect_refusal(5, *state, "a third person's decision on the dissent",
	               BO "status V-1 verified --as X --grounds @g --findings F-1..F-5");
	expect_shell(0, &run, *state, V "footage list");
	assert_out(&run, "verified");
	expect_shell(0, &run, *state, V "footage show V-1");
	assert_out(&run, "Findings of members, which are theirs");
	expect_shell(0, &run, *state, V "rebuild && " ANA "audit");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_judging, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_missing_thing_is_named),
		TEST(two_keys_of_one_person_are_one),
		TEST(a_status_has_a_reason_and_falls_for_one),
		TEST(a_stale_decision_is_refused),
		TEST(a_status_rests_on_what_stands),
		TEST(defects_and_value_stand_apart),
		TEST(footage_has_a_status_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
