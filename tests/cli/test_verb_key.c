/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_key.c - `vidimus key`: making, listing and showing one's own keys. */
#include "cli/catalogue.h"

#define KEY "\"$VIDIMUS\" key "
#define UUID "0d9b6b2f-6d0c-4c5e-9a5f-9f3f0c9a1b2c"

static void
makes_lists_and_shows_keys(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *listed = NULL;
	SCOPED_JSON json_t *shown = NULL;

	expect_shell(0, &run, *state, KEY "list");
	assert_out(&run, "You have no key.");
	expect_shell(0, &run, *state, KEY "new ben --no-passphrase --catalogue " UUID);
	assert_out(&run, UUID);
	assert_out(&run, "vidimus actor add");
	expect_shell(0, &run, *state, "test \"$(stat -c %%a home/config/vidimus/keys/ben.pem)\" = 600");
	expect_shell(0, &run, *state, KEY "list --json");
	listed = json_line(&run, 0);
	assert_members(listed, "name has_passphrase public_key catalogue file request");
	assert_int_equal(strlen(string_member(listed, "public_key")), 64);
	expect_shell(0, &run, *state, KEY "show ben --json");
	shown = json_line(&run, 0);
	assert_true(json_equal(listed, shown));
	expect_shell(0, &run, *state, KEY);
	assert_out(&run, "ben  no");
}

static void
says_when_a_request_is_of_no_use(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, KEY "new ben --no-passphrase");
	assert_out(&run, "No catalogue is named");
	expect_refusal(2, *state, "for which catalogue", KEY "request ben");
	expect_shell(0, &run, *state, KEY "request ben --catalogue " UUID);
	assert_out(&run, UUID);
}

static void
takes_the_catalogue_that_is_here(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "\"$VIDIMUS\" init cat --name T --actor ana --no-passphrase "
	             "--json | sed 's/.*\"uuid\":\"\\([^\"]*\\)\".*/\\1/' >uuid && cd cat && " KEY
	             "new ben --no-passphrase >../shown && grep -q \"$(cat ../uuid)\" ../shown");
	expect_shell(0, &run, *state, V "key new cleo --no-passphrase >shown && "
	             "grep -q \"$(cat uuid)\" shown");
}

static void
never_writes_over_a_key(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, KEY "new ben --no-passphrase && "
	             "cp home/config/vidimus/keys/ben.pem before");
	expect_refusal(5, *state, "ben.pem", KEY "new ben --no-passphrase");
	expect_shell(0, &run, *state, "cmp before home/config/vidimus/keys/ben.pem");
}

static void
refuses_wrong_words(void **state)
{
	expect_refusal(2, *state, "no name for a key", KEY "new ../ben --no-passphrase");
	expect_refusal(2, *state, "no name for a key", KEY "show ../ben");
	expect_refusal(2, *state, "--no-passphrase", KEY "new ben");
	expect_refusal(1, *state, "there is no key ben", KEY "show ben");
	expect_refusal(1, *state, "there is no key ben", KEY "request ben --catalogue " UUID);
	expect_refusal(2, *state, "no verb \"nwe\"; did you mean new", KEY "nwe");
}

static void
keeps_a_passphrase(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "echo secret >pass; chmod 600 pass; " KEY
	             "new ben --passphrase-file pass && " KEY "list");
	assert_out(&run, "ben  yes");
	expect_refusal(5, *state, "opening the key ben", "echo wrong >pass; " KEY
	               "request ben --passphrase-file pass --catalogue " UUID);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_folder, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(makes_lists_and_shows_keys),
		TEST(says_when_a_request_is_of_no_use),
		TEST(takes_the_catalogue_that_is_here),
		TEST(never_writes_over_a_key),
		TEST(refuses_wrong_words),
		TEST(keeps_a_passphrase),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
