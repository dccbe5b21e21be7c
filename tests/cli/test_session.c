/* SPDX-License-Identifier: Apache-2.0 */
/* test_session.c - which catalogue is opened and which key acts, and what is said when it cannot be. */
#include "cli/catalogue.h"
#include "support/person.h"

#include <unistd.h>

static void
finds_the_catalogue(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "cd cat/originals && \"$VIDIMUS\" stats");
	assert_out(&run, "Tests");
	expect_shell(0, &run, *state, "VIDIMUS_CATALOG=cat \"$VIDIMUS\" stats");
	expect_shell(0, &run, *state, "VIDIMUS_CATALOG=none \"$VIDIMUS\" -C cat stats");
	expect_refusal(4, *state, "none", "VIDIMUS_CATALOG=none \"$VIDIMUS\" stats");
	expect_refusal(4, *state, "vidimus init", "\"$VIDIMUS\" stats");
	expect_refusal(4, *state, "", "\"$VIDIMUS\" -C home stats");
	expect_refusal(2, *state, "--catalogue must not be empty", "\"$VIDIMUS\" -C '' stats");
}

static void
says_it_in_json_too(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *answer = NULL;

	expect_shell(4, &run, *state, "\"$VIDIMUS\" stats --json");
	answer = json_line(&run, 0);
	assert_members(answer, "error");
	assert_members(json_object_get(answer, "error"), "code text");
	assert_string_equal(string_member(json_object_get(answer, "error"), "code"), "unusable");
}

static void
reads_without_a_key(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "rm -r home/config; " V "list && " V "log verify && " V "stats");
	expect_refusal(5, *state, "no key in", V "channel add --code c1");
	expect_refusal(5, *state, "vidimus key new NAME --catalogue", V "channel add --code c1");
	expect_refusal(1, *state, "there is no key zoe", V "--key zoe channel add --code c1");
}

/* ben's key, added as a member. */
static void
add_ben(const char *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, V "key new ben --no-passphrase && " V
	             "--key ana actor add --code ben "
	             "--request home/config/vidimus/keys/ben.request");
}

static void
asks_which_of_several_keys(void **state)
{
	SCOPED(run) run = { 0 };

	add_ben(*state);
	expect_refusal(5, *state, "(ana, ben): choose one with --key", V "channel add --code c1");
	expect_shell(0, &run, *state, V "channel add --code c1 --key ben && " V
	             "show --json C-1");
	assert_out(&run, "\"actor\":\"ben\"");
	expect_shell(0, &run, *state, "VIDIMUS_KEY=ana " V "channel add --code c2 && " V
	             "show --json C-2");
	assert_out(&run, "\"actor\":\"ana\"");
}

static void
keys_of_others_do_not_count(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "key new stranger --no-passphrase && " V
	             "channel add --code c1");
	expect_refusal(5, *state, "", V "--key stranger channel add --code c2");
}

static void
a_key_without_its_request_still_acts(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "rm home/config/vidimus/keys/ana.request; " V
	             "channel add --code c1");
}

static void
takes_the_passphrase_from_a_file(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "echo secret >pass; echo wrong >bad; chmod 600 pass bad; "
	             "\"$VIDIMUS\" init other --name O --actor eva --passphrase-file pass");
	expect_shell(0, &run, *state, "\"$VIDIMUS\" -C other channel add --code c1 "
	             "--passphrase-file pass");
	expect_refusal(5, *state, "opening the key eva",
	               "\"$VIDIMUS\" -C other channel add --code c2 --passphrase-file bad");
	expect_refusal(2, *state, "--passphrase-file",
	               "\"$VIDIMUS\" -C other channel add --code c2");
	expect_refusal(5, *state, "chmod", "chmod 640 home/config/vidimus/keys/eva.pem; "
	               "\"$VIDIMUS\" -C other --key eva channel add --code c2 "
	               "--passphrase-file pass");
}

static int
add_at_terminal(void *context)
{
	char command[512], path[512];

	snprintf(path, sizeof path, "%s/home/config", (const char *)context);
	setenv("XDG_CONFIG_HOME", path, 1);
	snprintf(path, sizeof path, "%s/home/state", (const char *)context);
	setenv("XDG_STATE_HOME", path, 1);
	snprintf(command, sizeof command, "cd %s && exec %s -C other channel add --code c3",
	         (const char *)context, VIDIMUS_PROGRAM);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	return 127;
}

static void
asks_for_the_passphrase_three_times(void **state)
{
	SCOPED(run) run = { 0 };
	struct person person;

	expect_shell(0, &run, *state, "echo secret >pass; chmod 600 pass; "
	             "\"$VIDIMUS\" init other --name O --actor eva --passphrase-file pass");
	person_begin(&person, add_at_terminal, *state);
	person_expect(&person, "Passphrase of key eva: ");
	person_type(&person, "wrong\r");
	person_expect(&person, "Passphrase of key eva: ");
	person_type(&person, "secret\r");
	person_expect(&person, "C-000001");
	assert_int_equal(person_end(&person), 0);
	person_free(&person);
	person_begin(&person, add_at_terminal, *state);
	for (int i = 0; i < 3; i++) {
		person_expect(&person, "Passphrase of key eva: ");
		person_type(&person, "wrong\r");
	}
	assert_int_equal(person_end(&person), 5);
	person_free(&person);
}

static void
only_keepers_add_actors(void **state)
{
	SCOPED(run) run = { 0 };

	add_ben(*state);
	expect_shell(0, &run, *state, V "key new cleo --no-passphrase");
	expect_refusal(5, *state, "keeper", V "--key ben actor add --code cleo "
	               "--request home/config/vidimus/keys/cleo.request");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_catalogue, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(finds_the_catalogue),
		TEST(says_it_in_json_too),
		TEST(reads_without_a_key),
		TEST(asks_which_of_several_keys),
		TEST(keys_of_others_do_not_count),
		TEST(a_key_without_its_request_still_acts),
		TEST(takes_the_passphrase_from_a_file),
		TEST(asks_for_the_passphrase_three_times),
		TEST(only_keepers_add_actors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
