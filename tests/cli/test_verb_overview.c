/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_overview.c - bare `vidimus`, `vidimus stats`, and the help of every verb. */
#include "cli/catalogue.h"

static void
explains_itself_where_there_is_no_catalogue(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *answer = NULL;

	expect_shell(0, &run, *state, "\"$VIDIMUS\"");
	assert_out(&run, "There is no catalogue here");
	assert_out(&run, "vidimus init DIR --name NAME --actor CODE");
	expect_shell(0, &run, *state, "\"$VIDIMUS\" --json");
	answer = json_line(&run, 0);
	assert_true(json_is_null(json_object_get(answer, "catalogue")));
	assert_string_equal(string_member(json_array_get(json_object_get(answer, "next"), 0), "code"),
	                    "no-catalogue");
	expect_refusal(4, *state, "", "\"$VIDIMUS\" -C home");
}

static void
shows_state_and_next_steps(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *bare = NULL;
	SCOPED_JSON json_t *stats = NULL;

	expect_shell(0, &run, *state, V);
	assert_out(&run, "Catalogue        Tests");
	assert_out(&run, "of them (0 days) not yet seen by anyone outside");
	assert_out(&run, "vidimus intake PATH");
	write_jpeg(*state, "a.jpg", "x");
	expect_shell(0, &run, *state, V "intake a.jpg >/dev/null; " V);
	assert_out(&run, "Items            1, image 1");
	assert_out(&run, "vidimus triage");
	assert_out(&run, "vidimus audit");
	expect_shell(0, &run, *state, V "--json");
	bare = json_line(&run, 0);
	expect_shell(0, &run, *state, V "stats --json");
	stats = json_line(&run, 0);
	assert_has_members(stats, "catalogue items objects bytes deliveries events unseen next");
	assert_true(json_equal(json_object_get(bare, "items"), json_object_get(stats, "items")));
	expect_shell(0, &run, *state, V "stats");
	assert_out(&run, "Acquisitions     1");
	expect_refusal(2, *state, "takes no arguments", V "stats now");
}

/* Whoever does what the next step says is not told it again. */
static void
an_audit_that_is_asked_for_is_recorded(void **state)
{
	static const char other[] = "\"$VIDIMUS\" -C other";
	SCOPED(run) run = { 0 };

	write_jpeg(*state, "a.jpg", "x");
	expect_shell(0, &run, *state, "echo secret >pass; chmod 600 pass; "
	             "\"$VIDIMUS\" init other --name O --actor eva --passphrase-file pass >out; "
	             "%s intake a.jpg --passphrase-file pass >out; %s audit >out; %s", other, other, other);
	assert_out(&run, "No full audit was ever recorded\n    vidimus audit --key eva\n");
	expect_shell(0, &run, *state, "%s --json", other);
	assert_out(&run, "\"command\":\"vidimus audit --key eva\"");
	expect_shell(0, &run, *state, "%s stats --json", other);
	assert_out(&run, "\"command\":\"vidimus audit --key eva\"");
	expect_shell(0, &run, *state, "%s audit --key eva --passphrase-file pass >out; %s", other, other);
	assert_null(strstr(buffer_string(&run.out), "vidimus audit"));
	/* a key without a passphrase is taken unasked; who has none is told to take one */
	expect_shell(0, &run, *state, V "intake a.jpg >out; " V);
	assert_out(&run, "\n    vidimus audit\n");
	expect_shell(0, &run, *state, V "--key ana");
	assert_out(&run, "\n    vidimus audit\n");
	expect_shell(0, &run, *state, "mv home/config away; " V);
	assert_out(&run, "\n    vidimus audit --key NAME\n");
	expect_shell(0, &run, *state, "mv away home/config; " V "audit >out; " V);
	assert_null(strstr(buffer_string(&run.out), "vidimus audit"));
}

static void
escapes_the_names_it_shows(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "\"$VIDIMUS\" init odd --name \"$(printf 'a\\033[31mb')\" "
	             "--actor eva --no-passphrase && \"$VIDIMUS\" -C odd");
	assert_out(&run, "a\\x1b[31mb");
	assert_null(strchr(buffer_string(&run.out), '\033'));
}

/* Each verb of `vidimus help` and the verbs below them answer --help and help alike. */
static void
every_verb_has_help(void **state)
{
	static const char *const verbs[] = {
		"init",          "key",            "key new",       "key request", "key list",
		"key show",      "receive",        "intake",        "accession",   "list",
		"show",          "stats",          "vocabulary",    "vocabulary list",
		"vocabulary show", "describe",     "note",          "delivery",
		"delivery list", "delivery show",  "channel",       "channel add", "channel list",
		"channel show",  "person",         "person add",    "person list", "person show",
		"actor",         "actor add",      "actor list",    "actor show",  "custody",
		"audit",         "log",            "log show",      "log verify",  "log checkpoint",
		"log prove",     "tidy",           "rebuild",       "help",
	};
	SCOPED(run) all = { 0 };

	expect_shell(0, &all, *state, "\"$VIDIMUS\" help");
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		SCOPED(run) by_option = { 0 };
		SCOPED(run) by_verb = { 0 };
		SCOPED(buffer) usage = { 0 };

		expect_shell(0, &by_option, *state, "\"$VIDIMUS\" %s --help", verbs[i]);
		expect_shell(0, &by_verb, *state, "\"$VIDIMUS\" help %s", verbs[i]);
		assert_string_equal(buffer_string(&by_option.out), buffer_string(&by_verb.out));
		buffer_append_format(&usage, "vidimus %s", verbs[i]);
		assert_out(&by_option, buffer_string(&usage));
		if (strchr(verbs[i], ' ') == NULL)
			assert_out(&all, verbs[i]);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_catalogue, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(explains_itself_where_there_is_no_catalogue),
		TEST(shows_state_and_next_steps),
		TEST(an_audit_that_is_asked_for_is_recorded),
		TEST(escapes_the_names_it_shows),
		TEST(every_verb_has_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
