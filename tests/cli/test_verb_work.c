/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_work.c - assign, tag, queue, and the setting of two people, by the real program. */
#include "cli/judging.h"

static void
work_is_moved_and_queued(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "queue --json");
	assert_int_equal(line_count(&run), 2);
	assert_out(&run, "\"state\":\"new\"");
	expect_shell(0, &run, *state,
	             ANA "assign E-2 --to bo --state in-review --priority urgent --because @p && " V "queue --json");
	assert_out(&run, "{\"kind\":\"item\"");
	assert_true(strstr(buffer_string(&run.out), "E-000002") < strstr(buffer_string(&run.out), "E-000001"));
	expect_shell(0, &run, *state, V "queue --actor bo --json");
	assert_int_equal(line_count(&run), 1);
	expect_shell(0, &run, *state, V "queue --actor nobody --json");
	assert_out(&run, "E-000001");
	assert_int_equal(line_count(&run), 1);
	expect_shell(0, &run, *state, ANA "assign E-2 --state in-review");
	assert_out(&run, "E-2 stands so already.");
	expect_shell(0, &run, *state, ANA "assign E-1..E-2 --state done && " V "queue");
	assert_out(&run, "waits for anybody");
	expect_shell(0, &run, *state, V "queue --state done --json");
	assert_int_equal(line_count(&run), 2);
	/* it stands in no exhibit's chain, and its reason in no event */
	expect_shell(0, &run, *state, V "custody E-2");
	assert_null(strstr(buffer_string(&run.out), "moved"));
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), WITNESS));
	expect_shell(0, &run, *state, V "rebuild && " ANA "audit");
}

/* A person's second key is the same person, whose work it is. */
static void
keys_of_one_person_share_the_work(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, ANA "assign E-1 --to K-4 && " V "queue --actor ana --json");
	assert_out(&run, "\"assigned\":\"ana\",\"assigned_id\":\"K-000001\"");
	expect_shell(0, &run, *state, ANA "assign E-1 --to nobody && " V "queue --actor ana");
	assert_out(&run, "waits for anybody");
}

static void
tags_are_codes(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, ANA "tag E-1..E-2 --add first-batch,urgent-look >&2 && " V "queue --tag first-batch --json");
	assert_int_equal(line_count(&run), 2);
	expect_shell(0, &run, *state, ANA "tag E-1 --remove first-batch >&2 && " V "queue --tag first-batch --json");
	assert_int_equal(line_count(&run), 1);
	expect_refusal(2, *state, "never a name", ANA "tag E-1 --add 'Anna Petrova'");
	expect_refusal(2, *state, "say what changes", ANA "tag E-1");
	expect_refusal(2, *state, "did you mean done?", ANA "assign E-1 --state doen");
	expect_refusal(1, *state, "there is no actor", ANA "assign E-1 --to zoe");
	expect_refusal(1, *state, "E-000009", ANA "assign E-9 --state done");
	expect_refusal(2, *state, "did you mean", V "queue --state doen");
	expect_refusal(1, *state, "there is no actor", V "queue --actor zoe");
}

/* Only a keeper lets one person decide, and each such decision says so. */
static void
one_person_decides_only_where_it_is_set(void **state)
{
	SCOPED(run) run = { 0 };

	answer_all(*state, "E-1");
	expect_refusal(5, *state, "a second person", ANA "status E-1 verified --as X --grounds @g");
	expect_refusal(5, *state, "only a keeper", BO "setting change two-people no");
	expect_refusal(2, *state, "yes or no", ANA "setting change two-people perhaps");
	expect_refusal(2, *state, "there is no setting", ANA "setting change two-persons no");
	expect_shell(0, &run, *state, ANA "setting change two-people no && " V "setting --json");
	assert_out(&run, "{\"name\":\"two-people\",\"value\":\"no\"}");
	expect_shell(0, &run, *state, ANA "status E-1 verified --as X --grounds @g && " V "show E-1 --json");
	assert_out(&run, "\"one_person\":true");
	/* nobody reviews his own even so */
	expect_refusal(5, *state, "recorded by yourself", ANA "finding review F-1 --agree");
	expect_shell(0, &run, *state, ANA "setting change two-people yes");
	expect_refusal(5, *state, "a second person", ANA2 "status E-1 verified --as X --grounds @g");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_judging, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(work_is_moved_and_queued),
		TEST(keys_of_one_person_share_the_work),
		TEST(tags_are_codes),
		TEST(one_person_decides_only_where_it_is_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
