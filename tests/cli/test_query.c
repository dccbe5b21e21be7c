/* SPDX-License-Identifier: Apache-2.0 */
/* test_query.c - what is asked for by filters: lists of records, and --query wherever ids are taken. */
#include "cli/catalogue.h"

/* Three items in two deliveries, three channels, postings and incidents. */
static int
begin_asked(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	write_jpeg(*state, "a.jpg", "1");
	write_jpeg(*state, "b.jpg", "2");
	write_jpeg(*state, "c.jpg", "3");
	expect_shell(0, &run, *state, V "intake a.jpg b.jpg && " V "intake c.jpg && " V
	             "channel add --code tg-1 --platform telegram --kind channel --visibility public --title 'Новости дня' && " V
	             "channel add --code yt-1 --platform youtube && " V
	             "posting add E-1 --channel tg-1 --published 2020-10-02 --language hy && " V
	             "posting add E-2 --channel tg-1 --published 2020-11 && " V
	             "posting add E-2 --channel yt-1 && " V
	             "incident add --title 'Two captives' --acts torture,extrajudicial-execution --date 2020-10~ && " V
	             "incident add --title 'A village' --acts pillage --part-of I-1");
	return 0;
}

/* The ids that a list prints with --json, with blanks. */
static void
lists(char *folder, const char *expected, const char *command)
{
	SCOPED(run) run = { 0 };
	SCOPED(buffer) ids = { 0 };

	expect_shell(0, &run, folder, V "%s", command);
	for (size_t i = 0; i < line_count(&run); i++) {
		SCOPED_JSON json_t *object = json_line(&run, i);

		buffer_append_format(&ids, "%s%s", i ? " " : "", string_member(object, "id"));
	}
	if (strcmp(buffer_string(&ids), expected) != 0)
		fail_msg("%s\nlists:    %s\nexpected: %s\n", command, buffer_string(&ids), expected);
}

static void
records_are_listed_by_their_members(void **state)
{
	lists(*state, "P-000001 P-000002", "posting list --json channel:tg-1");
	lists(*state, "P-000001 P-000002", "posting list --json channel:c1");
	lists(*state, "P-000001", "posting list --json posted:2020-10 platform:TELEGRAM");
	lists(*state, "P-000003", "posting list --json published:none");
	lists(*state, "P-000002 P-000003", "posting list --json P-2..P-9");
	lists(*state, "P-000002", "posting list --json P-2..P-9 channel:tg-1");
	lists(*state, "P-000002 P-000003", "posting list --json item:e2");
	lists(*state, "P-000002 P-000003", "posting list E-2 --json");
	lists(*state, "I-000001", "incident list --json act:torture");
	lists(*state, "I-000002", "incident list --json part-of:I-1");
	lists(*state, "I-000001", "incident list --json date:2020-10-05");
	lists(*state, "I-000001", "incident list --json title:CAPTIVES");
	lists(*state, "C-000001", "channel list --json title:новости");
	lists(*state, "C-000002", "channel list --json visibility:none");
	lists(*state, "", "channel list --json platform:tele");
	lists(*state, "D-000002", "delivery list --json D-2 closed:any");
}

static void
wrong_filters_of_records_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(2, *state, "did you mean platform?", V "posting list platfrom:telegram");
	expect_refusal(2, *state, "no date as EDTF", V "incident list date:soon");
	expect_refusal(2, *state, "neither an id", V "incident list torture");
	expect_refusal(2, *state, "KEY:VALUE", V "incident list act:");
	expect_shell(0, &run, *state, V "incident list act:nothing");
	assert_out(&run, "Nothing matches.");
}

static void
a_query_stands_for_ids(void **state)
{
	SCOPED(run) run = { 0 };

	lists(*state, "E-000001 E-000002", "show --json --query delivery:D-1");
	lists(*state, "E-000002", "show --json --query delivery:D-1 --query name:b");
	lists(*state, "E-000003 E-000001 E-000002", "show --json E-3 --query channel:tg-1");
	lists(*state, "P-000001", "posting show --json --query posted:2020-10-02");
	lists(*state, "I-000001", "incident show --json --query act:torture");
	lists(*state, "C-000002", "channel show --json --query platform:youtube");
	expect_shell(0, &run, *state, "echo E-1 | " V "show --json - --query name:c | wc -l");
	assert_out(&run, "2");
	expect_shell(0, &run, *state, V "examine --query name:c --json");
	assert_out(&run, "E-000003");
	expect_shell(0, &run, *state, V "report add --title T --own no && " V "cite R-1 --query delivery:D-1 --json");
	assert_out(&run, "E-000002");
	expect_refusal(1, *state, "the query finds nothing", V "show --query name:nothing");
	expect_refusal(2, *state, "there is no filter", V "show --query nome:x");
	expect_refusal(2, *state, "an argument is missing", V "show");
}

static void
items_are_listed_by_what_they_show(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "depict E-1 I-1 && " V "depict E-3 I-2 && " V
	             "report add --title T --own no && " V "cite R-1 E-2..E-3");
	lists(*state, "E-000001", "list --json incident:I-1");
	lists(*state, "E-000001", "list --json act:torture");
	lists(*state, "E-000003", "list --json act:pillage report:R-1");
	lists(*state, "E-000002 E-000003", "list --json report:R-1");
	lists(*state, "E-000002", "list --json E-2 report:R-1 posted:2020-11");
	lists(*state, "E-000001 E-000002", "list --json channel:tg-1");
	lists(*state, "E-000001 E-000002 E-000003", "list --json status:unverified type:image/jpeg");
	lists(*state, "E-000001 E-000002 E-000003", "list --json place-concluded:no");
	lists(*state, "", "list --json place-concluded:yes");
	expect_shell(0, &run, *state,
	             V "claim I-2 --property alleged-party --value 'Azerbaijan; basis uniform' --by me");
	lists(*state, "E-000003", "list --json party:AZERBAIJAN");
	lists(*state, "", "list --json party:Armenia");
	lists(*state, "E-000001 E-000002", "list --json posted:2020-09/..");
	lists(*state, "", "list --json posted:../1990");
	expect_shell(0, &run, *state, "echo slip | " V "retract A-1 --because -");
	lists(*state, "", "list --json party:azerbaijan");
	expect_refusal(2, *state, "party:", V "list party:");
	expect_shell(0, &run, *state, "echo by-mistake | " V "unlink L-1 --because -");
	lists(*state, "", "list --json incident:I-1");
	expect_refusal(2, *state, "did you mean torture", V "list act:tortur");
	expect_refusal(1, *state, "I-000009", V "list incident:I-9");
}

static void
numbers_are_told_by_one_thing(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "stats --by channel --json");
	assert_out(&run, "{\"by\":\"channel\",\"of\":\"postings\",\"rows\":[{\"key\":\"C-000001\",\"code\":\"tg-1\","
	           "\"number\":2},{\"key\":\"C-000002\",\"code\":\"yt-1\",\"number\":1}],"
	           "\"unknown\":{\"number\":0,\"text\":\"in a channel that is not known\"}}");
	expect_shell(0, &run, *state, V "stats --by month");
	assert_out(&run, "1 postings without a date.");
	assert_out(&run, "2020-11");
	expect_shell(0, &run, *state, V "stats --by act --json");
	assert_out(&run, "{\"key\":\"torture\",\"code\":null,\"number\":1}");
	expect_shell(0, &run, *state, V "incident edit I-1 --acts pillage && " V "stats --by act --json");
	assert_out(&run, "{\"key\":\"pillage\",\"code\":null,\"number\":2}");
	assert_null(strstr(buffer_string(&run.out), "torture"));
	expect_shell(0, &run, *state, V "posting edit P-1 --channel yt-1 --published 2021-01-02/2021-02 && " V
	             "stats --by month --json && " V "stats --by channel --json");
	assert_out(&run, "{\"key\":\"other\",\"code\":null,\"number\":1}");
	assert_out(&run, "\"code\":\"yt-1\",\"number\":2");
	expect_shell(0, &run, *state, V "describe E-1 --graphic graphic-2 && " V "stats --by graphic");
	assert_out(&run, "2 items not assessed.");
	expect_shell(0, &run, *state, V "stats --by status --json && " V "stats --by type --json");
	assert_out(&run, "{\"key\":\"unverified\",\"code\":null,\"number\":3}");
	expect_refusal(2, *state, "did you mean channel?", V "stats --by chanel");
	/* what was taken back is in no number */
	expect_shell(0, &run, *state, "echo slip >why && " V "retract E-2 --because @why && " V
	             "retract P-1 --because @why && " V "retract I-1 --because @why && " V
	             "stats --by status --json && " V "stats --by channel --json && " V "stats --by act --json");
	assert_out(&run, "{\"key\":\"unverified\",\"code\":null,\"number\":2}");
	assert_out(&run, "\"code\":\"yt-1\",\"number\":1}");
	assert_out(&run, "{\"key\":\"pillage\",\"code\":null,\"number\":1}");
	expect_shell(0, &run, *state, V "stats --json");
	assert_out(&run, "\"items\":2,\"items_not_held\":0,\"items_retracted\":1");
	assert_out(&run, "\"items_by_kind\":{\"image\":2,");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
names_of_files_stand_in_lists(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "list");
	assert_out(&run, "b.jpg");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_asked, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(records_are_listed_by_their_members),
		TEST(wrong_filters_of_records_are_refused),
		TEST(a_query_stands_for_ids),
		TEST(items_are_listed_by_what_they_show),
		TEST(numbers_are_told_by_one_thing),
		TEST(names_of_files_stand_in_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
