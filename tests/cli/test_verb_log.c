/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_log.c - `vidimus log`: events, bytes, checkpoints and proofs. */
#include "cli/catalogue.h"

static int
begin_with_channel(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state, V "channel add --code tg-7 --handle secret_handle >out");
	return 0;
}

static void
shows_events(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *line = NULL;

	expect_shell(0, &run, *state, V "log show");
	assert_out(&run, "catalogue.created");
	assert_out(&run, "channel.added");
	expect_shell(0, &run, *state, V "log --subject C-1 --json");
	assert_int_equal(line_count(&run), 1);
	line = json_line(&run, 0);
	assert_members(line, "event");
	assert_string_equal(string_member(json_object_get(line, "event"), "type"), "channel.added");
	assert_null(strstr(buffer_string(&run.out), "secret_handle"));
	expect_shell(0, &run, *state, V "log show --subject C-1 --json --values");
	assert_out(&run, "secret_handle");
	expect_shell(0, &run, *state, V "log show --from 1 --limit 2 --json");
	assert_int_equal(line_count(&run), 2);
	assert_out(&run, "\"seq\":1,");
}

static void
shows_one_event_by_index_or_id(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(run) by_id = { 0 };

	expect_shell(0, &run, *state, V "log show 0");
	assert_out(&run, "catalogue.created");
	assert_out(&run, "Actor    ana");
	expect_shell(0, &by_id, *state, V "log show "
	             "$(" V "log show 0 --json | sed 's/.*\"id\":\"\\([^\"]*\\).*/\\1/')");
	assert_string_equal(buffer_string(&run.out), buffer_string(&by_id.out));
	expect_refusal(1, *state, "", V "log show 999");
	expect_refusal(2, *state, "no event", V "log show E-x");
	expect_refusal(2, *state, "name one event", V "log show 0 --subject C-1");
}

/* The leaf of the tree is SHA-256(0x00 and these bytes): RFC 6962 2.1. */
static void
prints_the_bytes_that_are_hashed(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "n=$(" V "log show --subject C-1 --json | sed 's/.*\"seq\":\\([0-9]*\\).*/\\1/'); "
	             "leaf=$({ printf '\\000'; " V "log show $n --raw | tr -d '\\n'; } | sha256sum | "
	             "cut -c1-64); echo x | " V "note C-1 - >out; " V
	             "log show --subject C-1 --raw | tail -n 1 | grep -c \"\\\"previous\\\":\\\"$leaf\\\"\"");
	assert_string_equal(buffer_string(&run.out), "1\n");
}

static void
verifies(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *report = NULL;

	expect_shell(0, &run, *state, V "log verify");
	assert_out(&run, "The log verifies");
	expect_shell(0, &run, *state, V "log verify --json");
	report = json_line(&run, 0);
	assert_has_members(report, "ok events checkpoints signatures root faults");
}

static void
gives_checkpoints_keys_and_proofs(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *answer = NULL;

	expect_shell(0, &run, *state, V "log checkpoint >c && head -n 1 c | cut -c1-8 && sed -n 2p c && " V
	             "log verify --json | grep -c \"\\\"events\\\":$(sed -n 2p c),\"");
	assert_true(text_begins(text_of_buffer(&run.out), "vidimus/\n"));
	expect_shell(0, &run, *state, V "log checkpoint --keys");
	assert_true(text_begins(text_of_buffer(&run.out), "vidimus/"));
	assert_int_equal(line_count(&run), 1);
	expect_shell(0, &run, *state, V "log prove 1");
	assert_true(text_begins(text_of_buffer(&run.out), "c2sp.org/tlog-proof@v1\nindex 1\n"));
	expect_shell(0, &run, *state, V "log prove 1 --json");
	answer = json_line(&run, 0);
	assert_members(answer, "proof");
	expect_refusal(2, *state, "an argument is missing", V "log prove");
	expect_refusal(2, *state, "no event", V "log prove first");
	expect_refusal(2, *state, "did you mean prove", V "log prov 1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_with_channel, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(shows_events),
		TEST(shows_one_event_by_index_or_id),
		TEST(prints_the_bytes_that_are_hashed),
		TEST(verifies),
		TEST(gives_checkpoints_keys_and_proofs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
