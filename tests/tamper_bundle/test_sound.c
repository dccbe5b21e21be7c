/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_sound.c - what nobody touched is not refused: bundles of every policy,
 * with a stamp, with witnesses, with what was disclosed later, with keys in other hands.
 */
#include "tamper_bundle/matrix.h"

#include "support/support.h"

#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* The layer's words, between bars, in a report of `bundle verify --json`. */
static void
expect_report(const char *options, int code, const char *layer, const char *says)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *report = NULL;
	const char *found;

	expect_shell(code, &run, matrix_folder(), "\"$VIDIMUS\" bundle verify --json %s", options);
	assert_ok(json_read(&report, text_of_buffer(&run.out), NULL), NULL);
	assert_int_equal(json_array_size(json_object_get(report, "errors")), 0);
	found = json_string_value(json_object_get(json_object_get(report, "layers"), layer));
	if (strncmp(found, says, strlen(says)) != 0)
		fail_msg("%s: %s says %s", options, layer, found);
}

static void
sound_bundles_verify(void **state)
{
	static const char *const bases[] = { "good", "later", "fork", "other" };
	SCOPED(run) run = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
		SCOPED(buffer) options = { 0 };

		buffer_append_format(&options, "%s/ABC-B1 --trust %s/root.crt", bases[i], bases[i]);
		expect_report(buffer_string(&options), 0, "log", "OK");
		expect_shell(0, &run, matrix_folder(), "env -u VIDIMUS PATH=/usr/bin:/bin dash %s/ABC-B1/verify.sh %s/root.crt",
		             bases[i], bases[i]);
		assert_non_null(strstr(buffer_string(&run.out), "OK: intact, sealed under"));
	}
}

static void
the_signer_may_stay_unknown(void **state)
{
	SCOPED(run) run = { 0 };

	(void)state;
	expect_report("good/ABC-B1", 1, "signer", "NOT CHECKED: intact, signer not identified");
	expect_report("good/ABC-B1 --integrity-only", 0, "signer", "NOT CHECKED: intact");
	expect_shell(0, &run, matrix_folder(), "cd / && sh '%s/good/ABC-B1/verify.sh'", matrix_folder());
	assert_non_null(strstr(buffer_string(&run.out), "OK: intact, signer not identified"));
	expect_shell(0, &run, matrix_folder(),
	             "openssl x509 -in good/root.crt -outform DER | openssl dgst -sha256 -r | cut -c1-64 >root.sha256;"
	             " \"$VIDIMUS\" bundle verify good/ABC-B1 --trust \"$(cat root.sha256)\"");
	assert_non_null(strstr(buffer_string(&run.out), "signer       OK"));
}

static void
stamps_and_witnesses_count(void **state)
{
	SCOPED(buffer) options = { 0 };
	SCOPED(run) run = { 0 };

	(void)state;
	expect_shell(0, &run, matrix_folder(),
	             "cp -a good stamped && cd stamped/ABC-B1 && . '%s/tests/tamper_bundle/tools.sh' && stamp", VIDIMUS_SOURCE);
	expect_report("stamped/ABC-B1 --trust good/root.crt --trust-tsa tsa/root.crt", 0, "timestamp", "OK");
	expect_report("stamped/ABC-B1 --trust good/root.crt", 0, "timestamp", "NOT CHECKED: CN=Stamper");
	expect_shell(0, &run, matrix_folder(), "sh stamped/ABC-B1/verify.sh good/root.crt tsa/root.crt");
	assert_non_null(strstr(buffer_string(&run.out), "timestamp: OK: sealed before"));
	buffer_append_format(&options, "later/ABC-B1 --trust good/root.crt --since good/ABC-B1 --trust-witness '%s'",
	                     matrix_vkey());
	expect_report(buffer_string(&options), 0, "witnesses", "OK");
	expect_report("later/ABC-B1 --trust good/root.crt --since good/ABC-B1/custody/checkpoint.txt", 0,
	              "witnesses", "NOT CHECKED: 1 cosignatures");
}

/* The key was in other hands: its events are named, and the bundle is what it was. */
static void
events_of_a_compromised_key_are_suspect(void **state)
{
	SCOPED(run) run = { 0 };

	(void)state;
	expect_shell(0, &run, matrix_folder(),
	             "\"$VIDIMUS\" bundle verify good/ABC-B1 --trust good/root.crt --revoked revoked-key.txt");
	assert_non_null(strstr(buffer_string(&run.out), "log: suspect, event "));
	assert_null(strstr(buffer_string(&run.out), "FAILED"));
}

/* Whoever takes the seal away could change what it alone covers, as the report for people. */
static void
a_seal_that_was_taken_away_is_missed(void **state)
{
	SCOPED(run) run = { 0 };

	(void)state;
	expect_shell(0, &run, matrix_folder(),
	             "cp -a good stripped && cd stripped/ABC-B1 && chmod u+w . && rm -f tagmanifest-sha256.txt.p7s*");
	expect_shell(1, &run, matrix_folder(), "\"$VIDIMUS\" bundle verify stripped/ABC-B1");
	assert_non_null(strstr(buffer_string(&run.out), "signature: unsigned"));
	assert_non_null(strstr(buffer_string(&run.out), "the seal was taken away"));
	expect_shell(1, &run, matrix_folder(), "sh stripped/ABC-B1/verify.sh");
	assert_non_null(strstr(buffer_string(&run.out), "was taken away"));
}

static void
an_event_is_proved_by_itself(void **state)
{
	SCOPED(run) run = { 0 };

	(void)state;
	expect_shell(0, &run, matrix_folder(),
	             "id=$(sed -n '5s/.*\"id\":\"\\([^\"]*\\)\",\"n\".*/\\1/p' good/ABC-B1/custody/events.jsonl)"
	             " && \"$VIDIMUS\" bundle verify good/ABC-B1 --proof $id");
	assert_non_null(strstr(buffer_string(&run.out), "c2sp.org/tlog-proof@v1\nindex "));
	expect_shell(1, &run, matrix_folder(),
	             "\"$VIDIMUS\" bundle verify good/ABC-B1 --proof 00000000-0000-4000-8000-000000000000");
	expect_shell(2, &run, matrix_folder(), "\"$VIDIMUS\" bundle verify good/ABC-B1 --proof 5");
}

static void
a_plain_bag_stands_on_its_own_merits(void **state)
{
	SCOPED(run) run = { 0 };

	(void)state;
	expect_shell(0, &run, matrix_folder(),
	             "mkdir -p plain/data && cd plain && echo x >data/a && sha256sum data/a >manifest-sha256.txt &&"
	             " cp ../good/ABC-B1/bagit.txt .");
	expect_report("plain", 0, "log", "NOT CHECKED: a plain bag");
	expect_shell(1, &run, matrix_folder(), "\"$VIDIMUS\" bundle verify plain --trust good/root.crt");
	assert_non_null(strstr(buffer_string(&run.out), "signature: unsigned"));
	expect_shell(1, &run, matrix_folder(), "\"$VIDIMUS\" bundle verify nothing-there");
	expect_shell(2, &run, matrix_folder(), "\"$VIDIMUS\" bundle verify plain --trust no-such-file");
	expect_shell(2, &run, matrix_folder(), "\"$VIDIMUS\" bundle verify plain --trust-witness x");
}

/* Names from a stranger's bag do not reach the terminal as they are. */
static void
hostile_names_are_shown_harmless(void **state)
{
	SCOPED(run) run = { 0 };

	(void)state;
	expect_shell(0, &run, matrix_folder(),
	             "cp -a good hostile && cd hostile/ABC-B1/data && : >\"$(printf 'a\\033[2J$(touch owned);`touch owned`')\""
	             " && : >\"$(printf 'b\\nOK: intact')\" && : >'-c' && : >\" c '\"");
	expect_shell(1, &run, matrix_folder(), "sh hostile/ABC-B1/verify.sh good/root.crt");
	assert_null(memchr(run.out.p, '\033', run.out.n));
	assert_null(strstr(buffer_string(&run.out), "\nOK"));
	expect_shell(1, &run, matrix_folder(), "find . -name owned | grep .");
	expect_shell(1, &run, matrix_folder(), "\"$VIDIMUS\" bundle verify hostile/ABC-B1 --trust good/root.crt");
	assert_null(memchr(run.out.p, '\033', run.out.n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_bundles_verify),
		cmocka_unit_test(the_signer_may_stay_unknown),
		cmocka_unit_test(stamps_and_witnesses_count),
		cmocka_unit_test(events_of_a_compromised_key_are_suspect),
		cmocka_unit_test(a_seal_that_was_taken_away_is_missed),
		cmocka_unit_test(an_event_is_proved_by_itself),
		cmocka_unit_test(a_plain_bag_stands_on_its_own_merits),
		cmocka_unit_test(hostile_names_are_shown_harmless),
	};

	return cmocka_run_group_tests(tests, matrix_begin, matrix_end);
}
