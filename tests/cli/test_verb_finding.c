/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_finding.c - answers to questions, reviews by others, dissent and its decision, by the real program. */
#include "cli/judging.h"

static json_t *
show(const char *folder, const char *id)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, V "show %s --json", id);
	return json_line(&run, 0);
}

static void
a_finding_says_how_it_was_found(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *finding = NULL;

	expect_shell(0, &run, *state,
	             "printf 'exiftool 12.57\\nGoogle Earth 7.3\\n' > t; printf 'a map; 1:50000\\n' > s;"
	             " echo 'Shusha (az); 39.76,46.74; radius 300; precision locality' > place;" ANA
	             "finding add E-1 --question place --conclusion @c --protected-conclusion @p"
	             " --place @place --region 'Shusha (az); precision region' --confidence high"
	             " --grounds @g --methods geolocation,satellite --tools @t --sources @s"
	             " --part 'region 1,2,30x40' --objects held --json");
	assert_out(&run, "{\"id\":\"F-000001\"}");
	finding = show(*state, "f1");
	assert_string_equal(string_member(finding, "record"), "finding");
	assert_string_equal(string_member(finding, "item"), "E-000001");
	assert_string_equal(string_member(finding, "answer"), "answered");
	assert_string_equal(string_member(finding, "conclusion"), "Near the town");
	assert_string_equal(string_member(finding, "region_words"), "Shusha (az); precision region");
	assert_string_equal(string_member(finding, "part_words"), "region 1,2,30x40");
	assert_int_equal(json_array_size(json_object_get(finding, "tools")), 2);
	assert_int_equal(json_array_size(json_object_get(finding, "sources")), 1);
	assert_int_equal(json_array_size(json_object_get(finding, "methods")), 2);
	assert_int_equal(strlen(string_member(finding, "object")), 64);
	assert_false(json_is_true(json_object_get(finding, "by_expert")));
	expect_shell(0, &run, *state, V "finding show F-1");
	assert_out(&run, "Google Earth 7.3");
	expect_shell(0, &run, *state,
	             "echo '{\"tools\": [\"one, old\", \"two\"]}' | " ANA
	             "finding add E-1 --question date --conclusion @c --confidence low --fields - && " V
	             "finding show F-2 --json");
	assert_out(&run, "\"tools\":[\"one, old\",\"two\"]");
	expect_shell(0, &run, *state, V "finding list E-1");
	assert_out(&run, "Near the town");
	expect_shell(0, &run, *state, V "rebuild && " ANA "audit");
}

static void
wrong_findings_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(2, *state, "--question CODE is missing", ANA "finding add E-1 --conclusion @c");
	expect_refusal(2, *state, "did you mean place?",
	               ANA "finding add E-1 --question plase --conclusion @c --confidence low");
	expect_refusal(2, *state, "has a confidence", ANA "finding add E-1 --question date --conclusion @c");
	expect_refusal(2, *state, "a finding has a conclusion", ANA "finding add E-1 --question date --grounds @g");
	expect_refusal(2, *state, "say why",
	               ANA "finding add E-1 --question date --answer not-determinable");
	expect_refusal(2, *state, "never stands in an argument",
	               ANA "finding add E-1 --question date --conclusion 'In May'");
	expect_refusal(1, *state, "E-000009", ANA "finding add E-9 --question date --conclusion @c");
	expect_refusal(2, *state, "expected is an item", ANA "finding add K-1 --question date --conclusion @c");
	expect_refusal(2, *state, "has no version 99 yet",
	               ANA "finding add E-1 --question date --conclusion @c --confidence low --based-on 99");
	expect_refusal(2, *state, "reading date",
	               ANA "finding add E-1 --question date --conclusion @c --confidence low --date 2020-02-30");
	expect_refusal(1, *state, "F-000009", ANA "finding review F-9 --agree");
	expect_shell(0, &run, *state, V "finding list");
	assert_out(&run, "No finding is recorded");
}

/* An expert's finding says what was asked and seen, and is none of the two persons. */
static void
an_experts_finding_is_nobody_elses(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *finding = NULL, *item = NULL;

	expect_shell(0, &run, *state,
	             ANA "person add --code path-1 --roles expert && " ANA
	             "person add --code wit-1 --roles witness && echo 'What caused it?' > i");
	expect_refusal(2, *state, "what the expert was asked",
	               ANA "finding add E-1 --question cause-of-injury --by path-1 --conclusion @c"
	                   " --confidence high");
	expect_refusal(2, *state, "the exact objects",
	               ANA "finding add E-1 --question cause-of-injury --by path-1 --conclusion @c"
	                   " --confidence high --instructions @i");
	expect_shell(0, &run, *state,
	             ANA "finding add E-1 --question cause-of-injury --by path-1 --conclusion @c"
	             " --confidence high --instructions @i --discipline 'forensic pathology'"
	             " --objects held,E-2");
	finding = show(*state, "F-1");
	assert_string_equal(string_member(finding, "by_code"), "path-1");
	assert_string_equal(string_member(finding, "instructions"), "What caused it?");
	assert_true(json_is_true(json_object_get(finding, "by_expert")));
	assert_int_equal(json_array_size(json_object_get(finding, "other_objects")), 1);
	item = show(*state, "E-1");
	assert_int_equal(json_array_size(json_object_get(
				 json_array_get(json_object_get(item, "questions"), 9), "people")), 0);
	/* a witness is asked nothing and need see nothing */
	expect_shell(0, &run, *state,
	             ANA "finding add E-1 --question source --by wit-1 --conclusion @c --confidence low");
	/* who wrote it down does not review it, nor does the expert */
	expect_refusal(5, *state, "recorded by yourself", ANA "finding review F-1 --agree");
	expect_refusal(5, *state, "own finding", BO "finding review F-1 --agree --by path-1");
	expect_shell(0, &run, *state, BO "finding review F-1 --agree --by wit-1");
	expect_shell(0, &run, *state, BO "finding review F-1 --agree --objects held");
}

static void
nobody_reviews_his_own(void **state)
{
	SCOPED(run) run = { 0 };

	answer_all(*state, "E-1");
	expect_refusal(5, *state, "recorded by yourself", ANA "finding review F-1 --agree");
	expect_refusal(5, *state, "whichever of your keys", ANA2 "finding review F-1 --agree");
	expect_refusal(5, *state, "whichever of your keys", ANA2 "finding review F-1 --dissent --grounds @g");
	expect_refusal(2, *state, "say one of --agree and --dissent", BO "finding review F-1");
	expect_refusal(2, *state, "say one of", BO "finding review F-1 --agree --dissent --grounds @g");
	expect_refusal(2, *state, "a dissent says why", BO "finding review F-1 --dissent");
	expect_shell(0, &run, *state, BO "finding review F-1 --agree --blind --json");
	assert_out(&run, "{\"id\":\"F-000001\",\"of\":\"E-000001\",\"status\":\"unverified\"}");
}

static void
a_finding_is_replaced_by_its_own_person(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *finding = NULL;

	answer_all(*state, "E-1");
	expect_refusal(5, *state, "only one's own",
	               BO "finding add E-1 --question date --conclusion @c --confidence low --replaces F-2");
	expect_refusal(2, *state, "another question",
	               ANA "finding add E-1 --question place --conclusion @c --confidence low --replaces F-2");
	expect_refusal(2, *state, "not one of E-000002",
	               ANA "finding add E-2 --question date --conclusion @c --confidence low --replaces F-2");
	expect_shell(0, &run, *state,
	             ANA2 "finding add E-1 --question date --conclusion @c --confidence low --replaces F-2");
	finding = show(*state, "F-2");
	assert_string_equal(string_member(finding, "replaced_by"), "F-000006");
	expect_refusal(5, *state, "it was replaced already",
	               ANA "finding add E-1 --question date --conclusion @c --confidence low --replaces F-2");
	expect_refusal(5, *state, "review F-000006", BO "finding review F-2 --agree");
}

/* It stays disputed until a third person decides; finding, dissent and decision all stay. */
static void
a_dissent_disputes_until_a_third_decides(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL, *finding = NULL;
	json_t *review;

	answer_all(*state, "E-1");
	expect_shell(0, &run, *state, BO "status E-1 verified --as 'Filmed near the town' --grounds @g");
	expect_shell(0, &run, *state, BO "finding review F-3 --dissent --grounds @g --protected-grounds @p");
	assert_out(&run, "F-000003 is reviewed; E-000001 is disputed.");
	item = show(*state, "E-1");
	assert_string_equal(string_member(item, "status"), "disputed");
	assert_int_equal(json_array_size(json_object_get(item, "dissents")), 1);
	expect_refusal(5, *state, "a third person's decision on the dissent of bo from F-000003",
	               CY "status E-1 verified --as X --grounds @g");
	expect_refusal(5, *state, "a third person decides: you recorded the finding",
	               ANA "dissent decide F-3 --overruled --grounds @g");
	expect_refusal(5, *state, "a third person decides: you recorded the finding",
	               ANA2 "dissent decide F-3 --overruled --grounds @g");
	expect_refusal(5, *state, "a third person decides: you dissented",
	               BO "dissent decide F-3 --overruled --grounds @g");
	expect_refusal(1, *state, "no dissent from F-000002", CY "dissent decide F-2 --overruled --grounds @g");
	expect_refusal(2, *state, "says why", CY "dissent decide F-3 --overruled");
	expect_refusal(2, *state, "say which status follows", CY "dissent decide F-3 --upheld --grounds @g");
	expect_shell(0, &run, *state, CY "dissent decide F-3 --overruled --grounds @g");
	assert_out(&run, "E-000001 is verified.");
	json_decref(item);
	item = show(*state, "E-1");
	assert_string_equal(string_member(item, "verified_as"), "Filmed near the town");
	finding = show(*state, "F-3");
	review = json_array_get(json_object_get(finding, "reviews"), 0);
	assert_string_equal(string_member(review, "conclusion"), "dissent");
	assert_string_equal(string_member(review, "protected_grounds"), WITNESS);
	assert_string_equal(string_member(json_object_get(review, "decided"), "decision"), "overruled");
	expect_refusal(1, *state, "no dissent", CY "dissent decide F-3 --overruled --grounds @g");
	expect_shell(0, &run, *state, V "rebuild && " ANA "audit");
}

/* Who agreed with the finding is on one of the two sides, with whatever key; and nobody moves the status meanwhile. */
static void
nobody_decides_who_took_a_side(void **state)
{
	SCOPED(run) run = { 0 };

	answer_all(*state, "E-1");
	add_actor(*state, "cy2", "cy");
	add_actor(*state, "dee", "dee");
	expect_shell(0, &run, *state, CY "finding review F-3 --agree && " BO
	             "finding review F-3 --dissent --grounds @g");
	for (int i = 1; i <= 2; i++)
		expect_refusal(5, *state, "a third person decides: you agreed with the finding",
		               V "--key %s dissent decide F-3 --overruled --grounds @g", i == 1 ? "cy" : "cy2");
	expect_refusal(5, *state, "E-000001 is disputed by an open dissent from F-000003",
	               CY "status E-1 disputed --because @g");
	expect_refusal(5, *state, "a third person's decision on the dissent of bo from F-000003",
	               CY "status E-1 unverified --because @g");
	expect_shell(0, &run, *state, V "--key dee dissent decide F-3 --overruled --grounds @g");
	assert_out(&run, "E-000001 is unverified.");
	expect_shell(0, &run, *state, CY "status E-1 disputed --because @g");
}

/* What was upheld concludes nothing, and each of several dissents is decided. */
static void
a_dissent_is_upheld(void **state)
{
	SCOPED(run) run = { 0 };

	answer_all(*state, "E-1");
	add_actor(*state, "dee", "dee");
	expect_shell(0, &run, *state,
	             BO "finding review F-3 --dissent --grounds @g && " CY
	             "finding review F-3 --dissent --grounds @g");
	expect_refusal(2, *state, "2 dissents from F-000003 stand open",
	               V "--key dee dissent decide F-3 --overruled --grounds @g");
	expect_refusal(1, *state, "no dissent from F-000003 stands open by zoe",
	               V "--key dee dissent decide F-3 --of zoe --overruled --grounds @g");
	expect_shell(0, &run, *state, V "--key dee dissent decide F-3 --of bo --overruled --grounds @g");
	assert_out(&run, "E-000001 is disputed.");
	expect_shell(0, &run, *state,
	             V "--key dee dissent decide F-3 --upheld --status unverified --grounds @g");
	assert_out(&run, "E-000001 is unverified.");
	expect_refusal(5, *state, "missing: place: a dissent on F-000003 was upheld",
	               CY "status E-1 verified --as X --grounds @g");
}

/* Nothing that tells of somebody stands in an event. */
static void
what_is_protected_stands_in_no_event(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             ANA "finding add E-1 --question place --conclusion @c --protected-conclusion @p"
	             " --protected-sources @p --protected-grounds @p --private-sources @p --note @p"
	             " --confidence low && " BO
	             "finding review F-1 --dissent --grounds @g --protected-grounds @p"
	             " --protected-sources @p --note @p");
	expect_shell(0, &run, *state, "grep -aq " WITNESS " cat/catalog.db*");
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), WITNESS));
	assert_null(strstr(buffer_string(&run.out), "Near the town"));
	expect_shell(0, &run, *state, V "custody E-1 --json");
	assert_null(strstr(buffer_string(&run.out), WITNESS));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_judging, end_folder)

/* Filters beside the item; and the same filters choose what is reviewed. */
static void
lists_are_filtered(void **state)
{
	SCOPED(run) run = { 0 };

	answer_all(*state, "E-1");
	expect_shell(0, &run, *state, ANA "finding add E-2 --question place --answer open");
	expect_shell(0, &run, *state, V "finding list question:place --json");
	assert_int_equal(line_count(&run), 2);
	expect_shell(0, &run, *state, V "finding list E-1 question:place answer:answered --json");
	assert_int_equal(line_count(&run), 1);
	assert_out(&run, "\"id\":\"F-000003\"");
	expect_shell(0, &run, *state, V "finding list F-2..F-3 --json");
	assert_int_equal(line_count(&run), 2);
	expect_shell(0, &run, *state, V "finding list E-1 answer:open");
	assert_out(&run, "Nothing matches.");
	expect_refusal(2, *state, "has no “questoin:”", V "finding list questoin:place");
	expect_refusal(2, *state, "about one record", V "finding list E-1 E-2");
	expect_shell(0, &run, *state, BO "finding review --query question:place --query answer:answered --agree");
	assert_out(&run, "F-000003 is reviewed");
	assert_null(strstr(buffer_string(&run.out), "F-000006"));
}

/* Those that fail are told, and the others are done. */
static void
several_are_reviewed_at_once(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             ANA "finding add E-1 --question date --conclusion @c --confidence low && " ANA
	             "finding add E-1 --question place --conclusion @c --confidence low && " BO
	             "finding add E-1 --question content --conclusion @c --confidence low");
	expect_shell(3, &run, *state, BO "finding review F-1..F-3 --agree --json");
	assert_out(&run, "{\"id\":\"F-000001\"");
	assert_out(&run, "{\"id\":\"F-000002\"");
	assert_out(&run, "recorded by yourself");
	expect_shell(0, &run, *state, "echo F-3 | " ANA "finding review - --agree");
	assert_out(&run, "F-000003 is reviewed");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lists_are_filtered),
		TEST(several_are_reviewed_at_once),
		TEST(a_finding_says_how_it_was_found),
		TEST(wrong_findings_are_refused),
		TEST(an_experts_finding_is_nobody_elses),
		TEST(nobody_reviews_his_own),
		TEST(a_finding_is_replaced_by_its_own_person),
		TEST(a_dissent_disputes_until_a_third_decides),
		TEST(a_dissent_is_upheld),
		TEST(nobody_decides_who_took_a_side),
		TEST(what_is_protected_stands_in_no_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
