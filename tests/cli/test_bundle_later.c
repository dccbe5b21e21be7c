/* SPDX-License-Identifier: Apache-2.0 */
/* test_bundle_later.c - what is disclosed after a bundle reaches whoever received it before, or receives it then. */
#include "cli/catalogue.h"

#define OTHER  "XDG_CONFIG_HOME=$PWD/other/config XDG_STATE_HOME=$PWD/other/state \"$VIDIMUS\" -C theirs "
#define TAKE   OTHER "bundle receive --allow-unsandboxed --trust stick/archive.root.crt "
#define GIVE   V "bundle export E-1 --for court --to-organisation @org --purpose hearing --terms disclosable "
#define OPEN   V "disclose B-1 F-1 conclusion --out bundle --because @why "

/* `cat` gave a page with a finding, whose conclusion it withheld; `theirs` is another organisation's. */
static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state,
	             "printf '%%%%PDF-1.4\\nSYNTHETIC DEMO\\n' >a.pdf && echo Court >org && echo because >why && "
	             "echo 'In the east.' >g && mkdir stick other && " V "intake --allow-unsandboxed -q a.pdf && " V
	             "finding add E-1 --question place --answer answered --conclusion @g --confidence high -q && " V
	             "withhold F-1 conclusion --code contradiction --because @why -q && "
	             "\"$VIDIMUS\" key root new archive --organisation Archive --no-passphrase --out stick && "
	             "\"$VIDIMUS\" key seal new office --root stick/archive --no-passphrase && "
	             "XDG_CONFIG_HOME=$PWD/other/config XDG_STATE_HOME=$PWD/other/state \"$VIDIMUS\""
	             " init theirs --name Court --actor clerk --no-passphrase && " GIVE "--out bundle");
	return 0;
}

/* How many of their findings the receiver is shown, and how many with the conclusion. */
static void
expect_conclusions(const char *folder, int findings, int conclusions)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;
	json_t *event;
	size_t i;
	int all = 0, told = 0;

	expect_shell(0, &run, folder, OTHER "show E-1 --json");
	item = json_line(&run, 0);
	json_array_foreach(json_object_get(json_object_get(item, "theirs"), "events"), i, event) {
		if (strcmp(json_string_value(json_object_get(event, "type")), "finding.recorded") != 0)
			continue;
		all++;
		told += json_object_get(json_object_get(event, "opened"), "conclusion") != NULL;
	}
	assert_int_equal(all, findings);
	assert_int_equal(told, conclusions);
}

static void
what_was_opened_before_it_came_is_shown(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, OPEN "&& " TAKE "-q bundle");
	expect_conclusions(*state, 1, 1);
	expect_shell(0, &run, *state, OTHER "rebuild && " OTHER "audit && " OTHER "custody E-1");
	assert_out(&run, "What others say (theirs)");
}

static void
what_is_opened_afterwards_is_news(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *news = NULL, *again = NULL;

	expect_shell(0, &run, *state, TAKE "-q bundle");
	expect_conclusions(*state, 1, 0);
	expect_shell(0, &run, *state, OPEN "&& " TAKE "bundle --json | tail -n 1");
	news = json_line(&run, line_count(&run) - 1);
	assert_true(json_is_true(json_object_get(news, "already")));
	assert_int_equal(json_integer_value(json_object_get(news, "opened")), 1);
	/* told once, with all that opens it, and its file is kept */
	expect_conclusions(*state, 1, 1);
	expect_shell(0, &run, *state,
	             "h=$(cat bundle/custody/later/*.jsonl | sha256sum | cut -c1-64) &&"
	             " cmp bundle/custody/later/*.jsonl theirs/originals/$(echo $h | cut -c1-2)/$(echo $h | cut -c3-4)/$h");
	/* and is no news the next time */
	run_end(&run);
	expect_shell(0, &run, *state, OTHER "log verify --json >before && " TAKE "bundle --json | tail -n 1");
	again = json_line(&run, line_count(&run) - 1);
	assert_int_equal(json_integer_value(json_object_get(again, "opened")), 0);
	expect_shell(0, &run, *state, OTHER "log verify --json >after && cmp before after && " OTHER
	             "rebuild && " OTHER "audit");
	expect_conclusions(*state, 1, 1);
}

static void
what_opens_nothing_is_refused(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, TAKE "-q bundle && " OPEN
	             "&& sed -i 's/east/west/' bundle/custody/later/*.jsonl && " OTHER "log verify --json >before");
	expect_refusal(1, *state, "nothing was taken in", TAKE "bundle");
	expect_shell(0, &run, *state, OTHER "log verify --json >after && cmp before after");
	expect_conclusions(*state, 1, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_opened_before_it_came_is_shown, begin, end_folder),
		cmocka_unit_test_setup_teardown(what_is_opened_afterwards_is_news, begin, end_folder),
		cmocka_unit_test_setup_teardown(what_opens_nothing_is_refused, begin, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
