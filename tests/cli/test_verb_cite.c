/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_cite.c - citations: many in one change, pinned to what they found; told where they stand; what is refused. */
#include "cli/catalogue.h"

#define HELD(n) "mkdir -p m; for i in $(seq " n "); do printf 'GIF89a%%s' $i >m/$i.gif; done; " V "intake m; "
#define OWN V "report add --own yes --title @title --document title; "

/* Five items, and a report of one's own. */
static int
begin_cited(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state, "echo Working-Title >title; " HELD("5") OWN);
	return 0;
}

static void
many_are_cited_at_once(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *last = NULL;
	SCOPED_JSON json_t *shown = NULL;
	SCOPED_JSON json_t *item = NULL;
	const json_t *by;

	expect_shell(0, &run, *state, V "cite R-1 E-1..E-4 --locator 'para 7' --label 'video 3' --json");
	assert_int_equal(line_count(&run), 4);
	last = json_line(&run, 3);
	assert_string_equal(string_member(last, "citation"), "N-000004");
	assert_string_equal(string_member(last, "item"), "E-000004");
	assert_true(json_is_false(json_object_get(last, "known")));
	/* the same again is told, and another part is another citation */
	expect_shell(0, &run, *state, V "cite R-1 E-1 E-5 --locator 'para 7' --label 'video 3'");
	assert_out(&run, "N-000001 cites E-000001 already");
	assert_out(&run, "N-000005 cites E-000005.");
	expect_shell(0, &run, *state, "echo E-2 | " V "cite r1 - --part '1:05-1:20; region 10,20,30x40'");
	assert_out(&run, "N-000006 cites E-000002.");
	expect_shell(0, &run, *state, V "show N-6 --json");
	shown = json_line(&run, 0);
	assert_string_equal(string_member(shown, "part_words"), "00:01:05-00:01:20; region 10,20,30x40");
	assert_string_equal(string_member(shown, "stance"), "relies-on");
	assert_string_equal(string_member(shown, "status"), "unverified");
	assert_int_equal(strlen(string_member(shown, "object")), 64);
	assert_string_equal(string_member(shown, "object_now"), string_member(shown, "object"));
	expect_shell(0, &run, *state, V "show E-2 --json");
	item = json_line(&run, 0);
	by = json_object_get(item, "cited_by");
	assert_int_equal(json_array_size(by), 2);
	assert_string_equal(string_member(json_array_get(by, 0), "report"), "R-000001");
	expect_shell(0, &run, *state, V "show E-2");
	assert_out(&run, "Cited by");
	expect_shell(0, &run, *state, V "report show R-1");
	assert_out(&run, "para 7");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* All or none. */
static void
nothing_is_cited_in_part(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(1, *state, "no item E-000009", V "cite R-1 E-1..E-5 E-9");
	expect_refusal(1, *state, "no item E-000009", V "cite R-1 E-1..E-9");
	expect_refusal(1, *state, "no report R-000009", V "cite R-9 E-1");
	expect_refusal(1, *state, "no footage V-000001", V "cite R-1 E-1 V-1");
	expect_refusal(2, *state, "item (E-…) or a footage (V-…)", V "cite R-1 D-1");
	expect_refusal(2, *state, "report (R-…)", V "cite E-1 E-2");
	expect_refusal(2, *state, "argument is missing", V "cite R-1");
	expect_refusal(2, *state, "nothing is named", ": | " V "cite R-1 -");
	expect_refusal(2, *state, "is no part", V "cite R-1 E-1 --part 1:99");
	expect_refusal(2, *state, "did you mean mentions", V "cite R-1 E-1 --stance mention");
	expect_refusal(2, *state, "reading accessed", V "cite R-1 E-1 --accessed 2026-02-31");
	expect_refusal(2, *state, "has no version 2", V "cite R-1 E-1 --in-version 2");
	expect_refusal(2, *state, "never stands in an argument", V "cite R-1 E-1 --quote words");
	expect_shell(0, &run, *state, V "report list --json");
	assert_out(&run, "\"citations\":0");
}

/* What a draft says of it is in no event, and in no member that a policy opens. */
static void
drafts_cite_in_private(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "echo Secret-Quote >quote; " V "cite R-1 E-1 --quote @quote --quote-language hy-Latn --locator Secret-Place"
	             " --label Secret-Label --because @quote");
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), "Secret-"));
	expect_shell(0, &run, *state, V "show N-1");
	assert_out(&run, "Secret-Quote");
	expect_shell(0, &run, *state,
	             V "report add --own no --title Press --published 2020-12 && " V
	             "cite R-2 E-1..E-3 --locator 'para 2' --stance mentions --accessed 2026-11-30 && " V
	             "show N-2 --json");
	assert_out(&run, "\"drafted\":false");
	assert_out(&run, "\"versions\":[1]");
}

static void
what_was_taken_back_is_not_cited(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "cite R-1 E-1 E-2");
	expect_shell(0, &run, *state, "echo error >why; " V "retract E-3 --entered-in-error --because @why");
	expect_refusal(5, *state, "was taken back", V "cite R-1 E-1..E-5");
	/* an unlinked citation does not keep the same from being made again */
	expect_shell(0, &run, *state, V "unlink N-1 --because @why && " V "cite R-1 E-1 E-2");
	assert_out(&run, "N-000003 cites E-000001.");
	assert_out(&run, "N-000002 cites E-000002 already");
	expect_shell(0, &run, *state, V "report show R-1");
	assert_out(&run, "N-000001 (unlinked)");
	expect_shell(0, &run, *state, V "show N-1 --json");
	assert_out(&run, "\"versions\":[]");
	expect_shell(0, &run, *state, V "retract R-1 --because @why");
	expect_refusal(5, *state, "cites nothing more", V "cite R-1 E-1");
	expect_refusal(5, *state, "was taken back", V "report publish R-1 --as-drafted");
}

static void
what_is_restricted_is_not_cited(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "cite R-1 E-1");
	expect_shell(0, &run, *state, "echo court >why; " V "restrict E-1 E-2 --uses citation,publication --because @why");
	expect_refusal(5, *state, "E-000002", V "cite R-1 E-2..E-4");
	expect_shell(1, &run, *state, V "report check R-1 --json");
	assert_out(&run, "\"code\":\"restricted\"");
	expect_refusal(5, *state, "restricted (1)",
	               V "report publish R-1 --as-drafted --override unverified,identifiable-person --because @why");
	/* that others cite it is a fact */
	expect_shell(0, &run, *state, V "report add --own no && " V "cite R-2 E-2");
	expect_shell(0, &run, *state, V "report list --json");
	assert_out(&run, "\"citations\":1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_cited, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(many_are_cited_at_once),
		TEST(nothing_is_cited_in_part),
		TEST(drafts_cite_in_private),
		TEST(what_was_taken_back_is_not_cited),
		TEST(what_is_restricted_is_not_cited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
