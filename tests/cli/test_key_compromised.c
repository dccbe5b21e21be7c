/* SPDX-License-Identifier: Apache-2.0 */
/* test_key_compromised.c - `vidimus actor certify` and `vidimus key compromised`, as people use them. */
#include "cli/catalogue.h"

#define KEYS "home/config/vidimus/keys"
#define WHY  "echo 'the laptop was taken' >why && "

/* A catalogue of two keepers, a root and the office's leaf. */
static int
begin_identities(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state,
	             V "key new ben --no-passphrase && " V "actor add --request " KEYS "/ben.request --code ben"
	             " --role keeper --key ana && " V "key root new org --organisation 'Example Archive'"
	             " --no-passphrase --out . && " V "key seal new office --root ./org --no-passphrase");
	return 0;
}

static void
an_actor_is_certified(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *answer = NULL, *shown = NULL;
	const json_t *first;

	expect_shell(0, &run, *state, V "actor certify K-1 --certificate office --key ana --json");
	answer = json_line(&run, 0);
	expect_shell(0, &run, *state,
	             "openssl x509 -in " KEYS "/office.seal.crt -outform DER | openssl dgst -sha256 -r | cut -c1-64");
	assert_out(&run, string_member(answer, "sha256"));
	expect_shell(0, &run, *state, V "actor show K-1 --json");
	shown = json_line(&run, 0);
	first = json_array_get(json_object_get(shown, "certificates"), 0);
	assert_members(first, "seq time sha256 used_by subject issuer not_before not_after");
	assert_string_equal(string_member(first, "used_by"), "office");
	assert_string_equal(string_member(first, "subject"), "CN=Office,O=Example Archive");
	expect_shell(0, &run, *state, V "actor show K-1");
	assert_out(&run, "Seals with a certificate (office): CN=Office,O=Example Archive");
	expect_refusal(5, *state, "is recorded already", V "actor certify K-2 --certificate office --key ana");
	expect_refusal(2, *state, "no certificate",
	               "echo x >why.txt; " V "actor certify K-2 --certificate why.txt --key ana");
	expect_refusal(2, *state, "one of the two",
	               V "actor certify K-2 --certificate office --office --person --key ana");
	expect_shell(0, &run, *state, V "rebuild && " V "audit --quick --key ana && " V "log verify");
}

static void
a_compromised_key_is_named_everywhere(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *report = NULL, *audit = NULL;
	const json_t *range;

	expect_shell(0, &run, *state,
	             WHY V "key compromised K-1 --last-good 3 --until 2026-03-04T05:06:07Z --reason stolen --because"
	             " @why --note note.txt --key ben");
	assert_out(&run, "signs nothing more");
	expect_shell(0, &run, *state, "cat note.txt");
	assert_out(&run, "vidimus key compromised v1\ncatalogue vidimus/");
	assert_out(&run, "\nlast-good 3\nuntil 2026-03-04T05:06:07.000Z\ndeclared ");
	expect_refusal(5, *state, "declared compromised",
	               WHY V "key compromised K-2 --last-good 3 --because @why --key ana");
	expect_shell(0, &run, *state, V "log verify --json");
	report = json_line(&run, 0);
	range = json_array_get(json_object_get(report, "suspect"), 0);
	assert_members(range, "actor declared first last");
	assert_int_equal(json_integer_value(json_object_get(range, "first")), 0);
	assert_int_equal(json_integer_value(json_object_get(report, "suspect_count")),
	                 json_integer_value(json_object_get(range, "last")) + 1);
	assert_int_equal(json_integer_value(json_object_get(range, "declared")),
	                 json_integer_value(json_object_get(range, "last")) + 1);
	expect_shell(0, &run, *state, V "log verify");
	assert_out(&run, "Suspect: by a key that is in other hands");
	expect_shell(0, &run, *state, V "audit --quick --key ben --json");
	audit = json_line(&run, 0);
	assert_int_equal(json_array_size(json_object_get(json_object_get(audit, "log"), "suspect")), 1);
	expect_shell(0, &run, *state, V "audit --quick --key ben");
	assert_out(&run, "Suspect events, by keys in other hands (no damage)");
	expect_shell(0, &run, *state, V "actor show K-1 --json");
	assert_out(&run, "\"reason\":\"stolen\"");
}

/* What outsiders saw before stays as it was. */
static void
custody_tells_which_actions_are_suspect(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *report = NULL;
	const json_t *gap;

	write_jpeg(*state, "a.jpg", "one");
	expect_shell(0, &run, *state, V "intake --key ana a.jpg >/dev/null && " V "custody E-1 --json");
	report = json_line(&run, 0);
	assert_true(json_is_false(
		json_object_get(json_array_get(json_object_get(report, "actions"), 0), "suspect")));
	json_decref(report);
	expect_shell(0, &run, *state, WHY V "key compromised K-1 --last-good 3 --because @why --key ben");
	expect_shell(0, &run, *state, V "custody E-1 --json");
	report = json_line(&run, 0);
	assert_true(json_is_true(
		json_object_get(json_array_get(json_object_get(report, "actions"), 0), "suspect")));
	gap = json_array_get(json_object_get(report, "gaps"), 0);
	assert_string_equal(string_member(gap, "code"), "key-compromised");
	expect_shell(0, &run, *state, V "custody E-1");
	assert_out(&run, "by a key that was declared to be in other hands");
}

/* An audit goes on without the key, and says that it is not recorded. */
static void
an_audit_does_without_a_compromised_key(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             WHY V "key compromised K-1 --last-good 3 --because @why --key ben && rm " KEYS "/ben.pem &&"
	             V "audit --quick");
	assert_out(&run, "This audit is not recorded in the log: this key was declared compromised");
	expect_refusal(5, *state, "declared compromised", V "audit --quick --key ana");
}

static void
a_certificates_key_too(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(1, *state, "has no such certificate",
	               WHY V "key compromised K-1 --certificate office --last-good 3 --because @why --key ana");
	expect_shell(0, &run, *state,
	             V "actor certify K-1 --certificate office --key ana && " WHY
	             V "key compromised K-1 --certificate office --last-good 3 --because @why --key ana --note note"
	             " && grep -q '^certificate [0-9a-f]\\{64\\}$' note");
	assert_out(&run, "The certificate of K-1 is declared compromised");
	expect_shell(0, &run, *state, V "log verify && " V "actor show K-1");
	assert_out(&run, "A certificate for seals is in other hands (other)");
	expect_refusal(5, *state, "declared compromised", V "actor certify K-1 --certificate office --key ana");
	/* whoever verifies would refuse its seal: it seals nothing more */
	expect_refusal(5, *state, "seal with another",
	               "printf '\\377\\330\\377\\340one' >1.jpg && " V "intake 1.jpg --key ana -q >out && " V
	               "bundle export E-1 --for self --out b --key ana");
}

static void
wrong_words_are_refused(void **state)
{
	expect_refusal(2, *state, "--last-good", WHY V "key compromised K-1 --because @why --key ben");
	expect_refusal(2, *state, "cannot lie beyond",
	               WHY V "key compromised K-1 --last-good 100000 --because @why --key ben");
	expect_refusal(2, *state, "is no time in UTC",
	               WHY V "key compromised K-1 --last-good 1 --until now --because @why --key ben");
	expect_refusal(2, *state, "--because", V "key compromised K-1 --last-good 1 --key ben </dev/null");
	expect_refusal(5, *state, "exists already",
	               WHY V "key compromised K-1 --last-good 1 --because @why --key ben --note why");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin_identities, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_actor_is_certified),
		CASE(a_compromised_key_is_named_everywhere),
		CASE(custody_tells_which_actions_are_suspect),
		CASE(an_audit_does_without_a_compromised_key),
		CASE(a_certificates_key_too),
		CASE(wrong_words_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
