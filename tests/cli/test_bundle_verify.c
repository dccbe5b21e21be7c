/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_bundle_verify.c - what the verb says of a bundle: options, exit codes,
 * its JSON. What it finds out is tried by tests/tamper_bundle and tests/bundle.
 */
#include "cli/catalogue.h"

#define VERIFY "\"$VIDIMUS\" bundle verify "
#define ROOT   "--trust stick/archive.root.crt "
#define GIVE   V "bundle export E-1 --for court --to-organisation @org --purpose hearing --terms disclosable "

/* A page, given twice in sealed bundles: one, and later two and two.zip of the same log. */
static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state,
	             "printf '%%%%PDF-1.4\\nSYNTHETIC DEMO\\n' >a.pdf && echo Court >org && mkdir stick && " V
	             "intake --allow-unsandboxed -q a.pdf && "
	             "\"$VIDIMUS\" key root new archive --organisation Archive --no-passphrase --out stick && "
	             "\"$VIDIMUS\" key seal new office --root stick/archive --no-passphrase && " GIVE "--out one && " GIVE
	             "--out two && " GIVE "--zip --out two.zip && mv cat elsewhere");
	return 0;
}

/* The report, which is one line whatever the exit code; owned. */
static json_t *
report(const char *folder, int code, const char *options)
{
	SCOPED(run) run = { 0 };

	expect_shell(code, &run, folder, VERIFY "--json %s", options);
	return json_line(&run, 0);
}

static const char *
layer(const json_t *report, const char *name)
{
	return string_member(json_object_get(report, "layers"), name);
}

/* Every layer of the report is told, by that name and in no other words. */
static void
expect_shape(const json_t *report)
{
	static const char *const names[] = { "bag", "signature", "signer", "timestamp",
		                             "log", "disclosures", "redactions", "witnesses" };
	const json_t *layers = json_object_get(report, "layers");

	assert_int_equal(json_object_size(layers), sizeof names / sizeof names[0]);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct text says = text_of(layer(report, names[i]));

		assert_true(text_is(says, "OK") || text_is(says, "FAILED") || text_begins(says, "NOT CHECKED: "));
	}
	assert_true(json_is_boolean(json_object_get(report, "ok")));
	assert_true(json_is_array(json_object_get(report, "errors")));
	assert_true(json_is_integer(json_object_get(report, "items")));
	assert_non_null(json_object_get(report, "signer"));
	assert_non_null(json_object_get(report, "certificate_sha256"));
}

static void
a_bundle_and_its_signer_are_told(void **state)
{
	static const char *const forms[] = { ROOT "one", ROOT "two.zip", ROOT "two.tar" };
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "tar cf two.tar two");
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		SCOPED_JSON json_t *said = report(*state, 0, forms[i]);

		expect_shape(said);
		assert_true(json_is_true(json_object_get(said, "ok")));
		assert_string_equal(layer(said, "signer"), "OK");
		assert_int_equal(json_integer_value(json_object_get(said, "items")), 1);
		assert_int_equal(strlen(string_member(said, "certificate_sha256")), 64);
		assert_int_equal(json_array_size(json_object_get(said, "errors")), 0);
	}
	expect_shell(0, &run, *state, VERIFY ROOT "one");
	assert_out(&run, "signer       OK");
}

/* Whoever seals anew may print other terms for those who look there first; the log says which are true. */
static void
other_terms_are_named(void **state)
{
	SCOPED(run) run = { 0 };
	const json_t *errors;
	SCOPED_JSON json_t *said = NULL;

	expect_shell(0, &run, *state,
	             "cp -r one bent && cd bent && sed -i 's/^Vidimus-Policy: .*/Vidimus-Policy: public/' bag-info.txt &&"
	             " sed -i \"s/^[0-9a-f]*  bag-info.txt/$(sha256sum bag-info.txt)/\" tagmanifest-sha256.txt &&"
	             " openssl cms -sign -binary -cades -nosmimecap -md sha256 -in tagmanifest-sha256.txt -signer"
	             " \"$XDG_CONFIG_HOME/vidimus/keys/office.seal.crt\" -inkey \"$XDG_CONFIG_HOME/vidimus/keys/office.seal.pem\""
	             " -certfile ../stick/archive.root.crt -outform DER -out tagmanifest-sha256.txt.p7s");
	said = report(*state, 1, ROOT "bent");
	errors = json_object_get(said, "errors");
	assert_string_equal(string_member(json_array_get(errors, 0), "code"), "other-terms");
	assert_string_equal(string_member(json_array_get(errors, 0), "file"), "bag-info.txt");
	assert_string_equal(layer(said, "signature"), "OK");
	assert_string_equal(layer(said, "disclosures"), "FAILED");
}

/* Intact, and by nobody knows whom: the answer is no unless that was not asked. */
static void
an_unknown_signer_is_no_yes(void **state)
{
	SCOPED_JSON json_t *unknown = report(*state, 1, "one");
	SCOPED_JSON json_t *unasked = report(*state, 0, "one --integrity-only");
	SCOPED(run) run = { 0 };

	expect_shape(unknown);
	assert_false(json_is_true(json_object_get(unknown, "ok")));
	assert_true(text_begins(text_of(layer(unknown, "signer")), "NOT CHECKED: "));
	assert_int_equal(json_array_size(json_object_get(unknown, "errors")), 0);
	assert_true(json_is_true(json_object_get(unasked, "ok")));
	expect_refusal(1, *state, "intact, signer not identified", VERIFY "one");
	/* by the fingerprint that somebody reads aloud, and by another one */
	expect_shell(0, &run, *state,
	             "f=$(openssl x509 -in stick/archive.root.crt -outform DER | sha256sum | cut -c1-64) && " VERIFY
	             "one --trust $f && ! " VERIFY "one --trust $(echo $f | rev) 2>err");
}

static void
what_was_changed_fails_and_is_named(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *said = NULL;
	const json_t *first;

	expect_shell(0, &run, *state, "cp -r one bad && chmod -R u+w bad && rm bad/custody/proofs.txt");
	said = report(*state, 1, ROOT "bad");
	expect_shape(said);
	assert_string_equal(layer(said, "bag"), "FAILED");
	first = json_array_get(json_object_get(said, "errors"), 0);
	assert_string_equal(string_member(first, "layer"), "bag");
	assert_string_equal(string_member(first, "file"), "custody/proofs.txt");
	assert_true(strlen(string_member(first, "code")) > 0 && strlen(string_member(first, "text")) > 0);
	/* integrity alone is asked, and is not there */
	expect_refusal(1, *state, "does not verify: bag", VERIFY "--integrity-only bad");
}

static void
one_state_of_the_log_extends_another(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, VERIFY ROOT "two --since one && " VERIFY ROOT
	             "two --since one/custody/checkpoint.txt && " VERIFY ROOT "one --since one");
	expect_shell(1, &run, *state, VERIFY ROOT "one --since two");
	expect_refusal(1, *state, "", VERIFY ROOT "one --since two.zip");
	expect_refusal(2, *state, "", VERIFY ROOT "two --since org");
}

/* The proof of one event is a C2SP tlog-proof with the bundle's checkpoint. */
static void
one_event_is_proved(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *said = NULL;

	expect_shell(0, &run, *state,
	             "id=$(sed -n 3p one/custody/events.jsonl | sed 's/.*\"id\":\"\\([^\"]*\\)\".*/\\1/') && " VERIFY
	             "one --proof $id >proof && head -n 1 proof | grep -qx 'c2sp.org/tlog-proof@v1' && "
	             "sed '1,/^$/d' proof | diff - one/custody/checkpoint.txt && " VERIFY "one --proof $id --json");
	said = json_line(&run, 0);
	assert_true(text_begins(text_of(string_member(said, "proof")), "c2sp.org/tlog-proof@v1\n"));
	expect_refusal(1, *state, "", VERIFY "one --proof 00000000-0000-4000-8000-000000000000");
}

/* Any other BagIt bag is judged by what it is: nothing is sealed, so nobody is asked for. */
static void
a_plain_bag_is_judged_on_its_own(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *sound = NULL, *damaged = NULL;

	expect_shell(0, &run, *state,
	             "mkdir -p plain/data && echo words >plain/data/a && cd plain && "
	             "printf 'BagIt-Version: 1.0\\nTag-File-Character-Encoding: UTF-8\\n' >bagit.txt && "
	             "sha256sum data/a >manifest-sha256.txt && cd .. && cp -r plain damaged && echo more >>damaged/data/a");
	sound = report(*state, 0, "plain");
	expect_shape(sound);
	assert_string_equal(layer(sound, "bag"), "OK");
	assert_true(text_begins(text_of(layer(sound, "signature")), "NOT CHECKED: "));
	damaged = report(*state, 1, "damaged");
	assert_string_equal(layer(damaged, "bag"), "FAILED");
}

static void
what_is_asked_wrongly_is_another_code(void **state)
{
	expect_refusal(1, *state, "nowhere", VERIFY "nowhere");
	expect_refusal(2, *state, "", VERIFY "one --trust org");
	expect_refusal(2, *state, "", VERIFY "one --trust-witness none");
	expect_refusal(2, *state, "", VERIFY "one --trust nowhere");
	expect_refusal(2, *state, "", VERIFY "one two");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bundle_and_its_signer_are_told),
		cmocka_unit_test(other_terms_are_named),
		cmocka_unit_test(an_unknown_signer_is_no_yes),
		cmocka_unit_test(what_was_changed_fails_and_is_named),
		cmocka_unit_test(one_state_of_the_log_extends_another),
		cmocka_unit_test(one_event_is_proved),
		cmocka_unit_test(a_plain_bag_is_judged_on_its_own),
		cmocka_unit_test(what_is_asked_wrongly_is_another_code),
	};

	return cmocka_run_group_tests(tests, begin, end_folder);
}
