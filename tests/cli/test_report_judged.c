/* SPDX-License-Identifier: Apache-2.0 */
/* test_report_judged.c - what became of a report's exhibits since it was drafted: dissents, statuses that fell, and who is refused. */
#include "cli/judging.h"

/* A draft that cites E-1, which was verified in part. */
#define DRAFTED                                                                                    \
	"echo Working-Title >title; echo Because >why; "                                            \
	ANA "describe E-1 --graphic not-sensitive --sound no-sound && "                             \
	ANA "finding add E-1 --question place --conclusion @c --confidence high --grounds @g && "  \
	ANA "status E-1 partly-verified --as 'Filmed in the town' --grounds @g && "                \
	ANA "report add --own yes --title @title && " ANA "cite R-1 E-1"

static json_t *
check(const char *folder)
{
	SCOPED(run) run = { 0 };

	run_shell(&run, folder, ANA "report check R-1 --json");
	return json_line(&run, 0);
}

static bool
found(const json_t *checked, const char *code)
{
	const json_t *list = json_object_get(checked, "counts"), *each;
	size_t i;

	json_array_foreach(list, i, each) {
		if (strcmp(string_member(each, "code"), code) == 0)
			return true;
	}
	return false;
}

static void
the_status_of_that_day_is_kept(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *checked = NULL;

	expect_shell(0, &run, *state, DRAFTED);
	expect_shell(0, &run, *state, ANA "show N-1 --json");
	assert_out(&run, "\"status\":\"partly-verified\",\"verified_as\":\"Filmed in the town\"");
	checked = check(*state);
	assert_true(found(checked, "unverified"));
	assert_false(found(checked, "changed-since-draft"));
	assert_false(found(checked, "open-dissent"));
}

static void
what_was_retracted_is_told(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *checked = NULL;

	expect_shell(0, &run, *state, DRAFTED " && " ANA "retract E-1 --because @why");
	checked = check(*state);
	assert_true(found(checked, "taken-back"));
	expect_shell(5, &run, *state, ANA "report publish R-1 --as-drafted --override "
	             "unverified,changed-since-draft --because @why");
}

static void
an_open_dissent_is_told(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *checked = NULL;

	expect_shell(0, &run, *state, DRAFTED " && " BO "finding review F-1 --dissent --grounds @g");
	checked = check(*state);
	assert_true(found(checked, "open-dissent"));
	assert_true(found(checked, "changed-since-draft"));
	expect_shell(1, &run, *state, ANA "report check R-1");
	assert_out(&run, "E-000001: a dissent on F-000001 (place) is open");
	expect_refusal(5, *state, "open-dissent (1)",
	               ANA "report publish R-1 --as-drafted --override unverified --because @why");
}

/* Nothing is published on a status that fell, unless somebody says so and why. */
static void
a_status_that_fell_is_refused(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *checked = NULL;
	const json_t *each, *changed = NULL;
	size_t i;

	expect_shell(0, &run, *state, DRAFTED " && " ANA "status E-1 refuted --grounds @g --because @why");
	checked = check(*state);
	assert_true(found(checked, "refuted"));
	assert_false(found(checked, "unverified"));
	json_array_foreach(json_object_get(checked, "findings"), i, each) {
		if (strcmp(string_member(each, "code"), "changed-since-draft") == 0)
			changed = each;
	}
	assert_non_null(changed);
	assert_string_equal(string_member(json_object_get(changed, "then"), "status"), "partly-verified");
	assert_string_equal(string_member(json_object_get(changed, "now"), "status"), "refuted");
	expect_refusal(5, *state, "refuted (1)", ANA "report publish R-1 --as-drafted");
	expect_refusal(5, *state, "refuted (1)",
	               ANA "report publish R-1 --as-drafted --override changed-since-draft --because @why");
	expect_shell(0, &run, *state,
	             ANA "report publish R-1 --as-drafted --override changed-since-draft,refuted --because @why");
	expect_shell(0, &run, *state, ANA "show N-1 --json");
	assert_out(&run, "\"pins\":[{\"report_version\":1");
	assert_out(&run, "\"status\":\"refuted\"");
	/* the pin is the new ground: nothing has changed since */
	json_decref(checked);
	checked = check(*state);
	assert_false(found(checked, "changed-since-draft"));
	expect_shell(0, &run, *state, ANA "rebuild && " ANA "audit");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_judging, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_status_of_that_day_is_kept),
		TEST(what_was_retracted_is_told),
		TEST(an_open_dissent_is_told),
		TEST(a_status_that_fell_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
