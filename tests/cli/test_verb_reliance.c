/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_reliance.c - which reports rely on what, then and now, and who was told; by the real program. */
#include "cli/judging.h"

static json_t *
ask(const char *folder, const char *id)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, V "reliance %s --json", id);
	return json_line(&run, 0);
}

/* E-1 verified, and cited by a report of others. */
static void
cite(const char *folder)
{
	SCOPED(run) run = { 0 };

	answer_all(folder, "E-1");
	expect_shell(0, &run, folder,
	             BO "status E-1 verified --as 'Near the town' --grounds @g && echo 'A news site' > who && " ANA
	             "report add --own no --title 'Report one' --published 2020-12-10 && " ANA
	             "cite R-1 E-1 --locator 'p. 3'");
}

static void
a_fall_names_who_must_be_told(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *before = NULL, *fallen = NULL, *told = NULL;
	json_t *citation;

	cite(*state);
	before = ask(*state, "E-1");
	assert_int_equal(json_array_size(json_object_get(before, "to_tell")), 0);
	expect_shell(0, &run, *state, CY "status E-1 refuted --findings F-1 --because @g");
	fallen = ask(*state, "E-1");
	citation = json_array_get(json_object_get(fallen, "citations"), 0);
	assert_string_equal(string_member(citation, "report"), "R-000001");
	assert_string_equal(string_member(citation, "status_then"), "verified");
	assert_string_equal(string_member(citation, "status_now"), "refuted");
	assert_int_equal(json_array_size(json_object_get(fallen, "to_tell")), 1);
	expect_shell(0, &run, *state, V "reliance E-1");
	assert_out(&run, "Not told yet");
	expect_shell(0, &run, *state, ANA "notify R-1 --about E-1 --kind status-fell --recipient @who");
	told = ask(*state, "E-1");
	assert_int_equal(json_array_size(json_object_get(told, "to_tell")), 0);
	assert_string_equal(string_member(json_array_get(json_object_get(told, "told"), 0), "recipient"),
	                    "A news site");
	expect_shell(0, &run, *state, V "reliance E-1");
	assert_out(&run, "A news site");
	/* what was told of an earlier fall tells nothing of the next */
	expect_shell(0, &run, *state, V "rebuild && " ANA "audit");
}

/* Nobody outside has seen a draft, so nobody is to be told; disputed that becomes refuted has fallen. */
static void
a_draft_tells_nobody(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *fallen = NULL;
	const json_t *citation;

	cite(*state);
	expect_shell(0, &run, *state, "echo Draft >title; " ANA "report add --own yes --title @title && " ANA
	             "cite R-2 E-1 && " CY "status E-1 disputed --findings F-1 --because @g && " CY
	             "status E-1 refuted --findings F-1 --because @g");
	fallen = ask(*state, "E-1");
	assert_int_equal(json_array_size(json_object_get(fallen, "citations")), 2);
	assert_int_equal(json_array_size(json_object_get(fallen, "to_tell")), 1);
	citation = json_array_get(json_object_get(fallen, "to_tell"), 0);
	assert_string_equal(string_member(citation, "report"), "R-000001");
}

static void
what_rests_on_a_report_and_a_finding(void **state)
{
	SCOPED_JSON json_t *report = NULL, *finding = NULL;

	cite(*state);
	report = ask(*state, "R-1");
	assert_string_equal(
		string_member(json_array_get(json_object_get(report, "citations"), 0), "item"),
		"E-000001");
	finding = ask(*state, "F-1");
	assert_string_equal(
		string_member(json_array_get(json_object_get(finding, "statuses"), 0), "status"),
		"verified");
	expect_refusal(2, *state, "expected is an item", V "reliance K-1");
	expect_refusal(1, *state, "E-000009", V "reliance E-9");
}

/* What shows an incident, and what a finding rests on. */
static void
what_rests_on_incidents_and_attachments(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *incident = NULL, *item = NULL, *finding = NULL;
	json_t *depiction;

	cite(*state);
	expect_shell(0, &run, *state,
	             ANA "incident add --title 'A market' && " ANA "depict E-1 I-1 --confidence high && " ANA
	             "attach E-1 g --kind expert-report && " ANA
	             "finding add E-1 --question source --conclusion @c --confidence low --attachments X-1"
	             " --opinion X-1");
	incident = ask(*state, "I-1");
	depiction = json_array_get(json_object_get(incident, "depictions"), 0);
	assert_string_equal(string_member(depiction, "item"), "E-000001");
	assert_string_equal(string_member(depiction, "status_now"), "verified");
	assert_int_equal(json_integer_value(json_object_get(depiction, "reports")), 1);
	item = ask(*state, "E-1");
	assert_int_equal(json_array_size(json_object_get(item, "depictions")), 1);
	expect_shell(0, &run, *state, V "finding show F-6 --json");
	finding = json_line(&run, 0);
	assert_string_equal(string_member(finding, "opinion"), "X-000001");
	assert_string_equal(json_string_value(json_array_get(json_object_get(finding, "attachments"), 0)),
	                    "X-000001");
}

static void
wrong_notices_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	cite(*state);
	expect_shell(0, &run, *state, ANA "person add --code partner-2 --roles partner");
	expect_refusal(2, *state, "say who was told", ANA "notify E-1 --kind status-fell");
	expect_refusal(2, *state, "--kind CODE is missing", ANA "notify E-1 --person partner-2");
	expect_refusal(2, *state, "did you mean status-fell?",
	               ANA "notify E-1 --kind status-fel --person partner-2");
	expect_refusal(2, *state, "never stands in an argument",
	               ANA "notify E-1 --kind status-fell --recipient 'A news site'");
	expect_refusal(2, *state, "nothing of E-000002", ANA "notify E-2 --kind status-fell --person partner-2");
	expect_refusal(1, *state, "partner-3", ANA "notify E-1 --kind status-fell --person partner-3");
	expect_shell(0, &run, *state, ANA "notify E-1 --kind other --person partner-2 --words @p");
	expect_shell(0, &run, *state, V "reliance E-1");
	assert_out(&run, "partner-2");
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), WITNESS));
	assert_null(strstr(buffer_string(&run.out), "partner-2"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_judging, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_fall_names_who_must_be_told),
		TEST(a_draft_tells_nobody),
		TEST(what_rests_on_a_report_and_a_finding),
		TEST(what_rests_on_incidents_and_attachments),
		TEST(wrong_notices_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
