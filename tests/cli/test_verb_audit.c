/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_audit.c - custody, audit, tidy and rebuild with the real program. */
#include "cli/catalogue.h"

static int
begin_with_items(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	write_jpeg(*state, "a.jpg", "one");
	write_jpeg(*state, "b.jpg", "two");
	expect_shell(0, &run, *state, V "intake a.jpg b.jpg >out");
	return 0;
}

static void
audits_as_programs_are_promised(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *report = NULL;

	expect_shell(0, &run, *state, V "audit --json");
	report = json_line(&run, 0);
	assert_has_members(report, "ok objects log signatures commitments projection unseen seconds");
	assert_has_members(json_object_get(report, "objects"),
	                   "checked bytes missing altered unreferenced");
	assert_has_members(json_object_get(report, "log"), "events root broken");
	assert_has_members(json_object_get(report, "signatures"), "checked bad");
	assert_has_members(json_object_get(report, "commitments"), "checked bad");
	assert_has_members(json_object_get(report, "projection"), "tables different");
	assert_members(json_object_get(report, "unseen"), "events days");
	assert_true(json_is_true(json_object_get(report, "ok")));
	assert_int_equal(json_integer_value(json_object_get(json_object_get(report, "objects"),
	                                                    "checked")), 2);
	assert_true(json_is_string(json_object_get(report, "recorded")));
}

static void
names_what_is_damaged(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(run) hash = { 0 };

	expect_shell(0, &hash, *state, "sha256sum <a.jpg | cut -c1-64 | tr -d '\\n'");
	expect_shell(0, &run, *state, "f=$(find cat/originals -name %s); chmod u+w $f; "
	             "printf X | dd of=$f bs=1 seek=11 conv=notrunc 2>dd",
	             buffer_string(&hash.out));
	expect_shell(1, &run, *state, V "audit");
	assert_out(&run, "Damage was found.");
	assert_out(&run, "objects      FAILED");
	assert_out(&run, "log          OK");
	assert_out(&run, "Altered originals");
	assert_out(&run, buffer_string(&hash.out));
	expect_shell(0, &run, *state, V "audit --quick");
	assert_out(&run, "objects      ");
	expect_shell(0, &run, *state, "rm $(find cat/originals -name %s)", buffer_string(&hash.out));
	expect_shell(1, &run, *state, V "audit --quick --json");
	assert_out(&run, "\"ok\":false");
	assert_out(&run, buffer_string(&hash.out));
	expect_shell(0, &run, *state, V "custody E-1");
	assert_out(&run, "The bytes are not there");
}

static void
says_when_it_is_not_recorded(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "audit");
	assert_out(&run, "This audit is recorded as event ");
	expect_shell(0, &run, *state, V "log checkpoint >before; mv home/config away; " V "audit && " V
	             "log checkpoint | cmp - before");
	assert_out(&run, "This audit is not recorded in the log: no key is at hand without asking; --key NAME");
	expect_refusal(1, *state, "no key zoe", V "--key zoe audit");
	expect_refusal(2, *state, "give one of", V "audit --quick --sample 5");
	expect_refusal(2, *state, "1 to 99", V "audit --sample 0");
	expect_refusal(2, *state, "0 to 99", V "audit --sample 100");
	expect_shell(0, &run, *state, V "audit --sample 50");
}

/* The key has a passphrase: without being told, an audit asks nobody. */
static void
asks_nobody_for_a_passphrase(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "echo secret >pass; chmod 600 pass; "
	             "\"$VIDIMUS\" init other --name O --actor eva --passphrase-file pass >out; "
	             "\"$VIDIMUS\" -C other audit");
	assert_out(&run, "not recorded in the log: the key eva has a passphrase; --key eva asks for it.");
	expect_shell(0, &run, *state, "\"$VIDIMUS\" -C other audit --passphrase-file pass");
	assert_out(&run, "is recorded as event");
	expect_refusal(2, *state, "--passphrase-file", "\"$VIDIMUS\" -C other audit --key eva");
}

static void
custody_begins_with_what_is_not_known(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *report = NULL;
	const char *gaps, *received;

	expect_shell(0, &run, *state, V "audit >out; " V "custody E-1");
	gaps = strstr(buffer_string(&run.out), "What is not known");
	received = strstr(buffer_string(&run.out), "\nReceived\n");
	assert_true(gaps != NULL && received != NULL && gaps < received);
	assert_out(&run, "Who handed it over is not known (Q-000001).");
	assert_out(&run, "Nobody outside has seen the log");
	assert_out(&run, "An audit hashed the bytes again: unchanged");
	assert_out(&run, "No transfer to anybody is recorded.");
	expect_shell(0, &run, *state, V "custody --json E-1..E-2");
	assert_int_equal(line_count(&run), 2);
	report = json_line(&run, 0);
	assert_has_members(report, "gaps id sha256 acquisitions hashes last_checked actions transfers "
	                           "seen unseen log prepared");
	assert_members(json_array_get(json_object_get(report, "gaps"), 0), "code text");
	expect_refusal(1, *state, "E-000009", V "custody E-9");
	expect_refusal(2, *state, "", V "custody D-1");
}

static void
tidies_only_what_was_left_over(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "tidy");
	assert_string_equal(buffer_string(&run.out), "Nothing was left over.\n");
	expect_shell(0, &run, *state, "echo x >cat/staging/foreign; " V "tidy --dry-run --json");
	assert_int_equal(line_count(&run), 1);
	assert_out(&run, "\"ours\":false");
	expect_shell(0, &run, *state, V "tidy && test -f cat/staging/foreign");
	assert_out(&run, "foreign   foreign");
	expect_shell(0, &run, *state, V "audit");
}

static void
tables_are_made_again(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(run) again = { 0 };

	expect_shell(0, &run, *state, V "show --json E-1 E-2");
	expect_shell(0, &again, *state, V "rebuild >out && " V "show --json E-1 E-2");
	assert_string_equal(buffer_string(&run.out), buffer_string(&again.out));
	expect_shell(0, &run, *state, "mv home/config away; " V "rebuild --json");
	assert_string_equal(buffer_string(&run.out), "{\"rebuilt\":true,\"mended_nodes\":0}\n");
	expect_refusal(2, *state, "takes no arguments", V "rebuild all");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_with_items, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(audits_as_programs_are_promised),
		TEST(names_what_is_damaged),
		TEST(says_when_it_is_not_recorded),
		TEST(asks_nobody_for_a_passphrase),
		TEST(custody_begins_with_what_is_not_known),
		TEST(tidies_only_what_was_left_over),
		TEST(tables_are_made_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
