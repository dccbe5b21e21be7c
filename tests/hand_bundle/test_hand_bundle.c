/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_hand_bundle.c - a bundle made after docs/bundle-format.md verifies, for
 * outsiders with sha256sum and openssl and for who reads all of it; a dissent
 * travels while its witness stays; and what was done to it is named.
 */
#include "hand_bundle/hand_bundle.h"
#include "hand_bundle/judge.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static int
make_log(void **state)
{
	struct hand_log *log = calloc(1, sizeof *log);

	hand_log_make(log);
	*state = log;
	return 0;
}

static int
drop_log(void **state)
{
	hand_log_end(*state);
	free(*state);
	return 0;
}

/* A bundle in a folder of its own; freed by folder_remove. */
static char *
make(struct hand_log *log, const char *policy, const struct hand_decision *decision)
{
	char *folder = folder_make();

	hand_bundle_make(log, policy, decision, folder);
	return folder;
}

static void
judge(const char *folder, struct verdict *verdict)
{
	SCOPED(buffer) path = { 0 };

	buffer_append_format(&path, "%s/ABC-B1", folder);
	bundle_judge(buffer_string(&path), verdict);
}

static void
expect_sound(const char *folder)
{
	SCOPED(verdict) verdict = { 0 };

	judge(folder, &verdict);
	assert_string_equal(buffer_string(&verdict.faults), "");
	assert_string_equal(buffer_string(&verdict.decisions), "");
	assert_true(verdict.events >= 10);
	if (verdict.opened < 40 || verdict.withheld < 40)
		fail_msg("%zu opened, %zu withheld", verdict.opened, verdict.withheld);
}

/* Does the judge name this fault? */
static void
expect_fault(const char *folder, const char *words)
{
	SCOPED(verdict) verdict = { 0 };

	judge(folder, &verdict);
	if (strstr(buffer_string(&verdict.faults), words) == NULL)
		fail_msg("expected “%s”, found: %s", words, buffer_string(&verdict.faults));
}

static void
the_bundle_verifies_without_us(void **state)
{
	char *folder = make(*state, "court", NULL);
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "cd / && sh '%s/ABC-B1/verify.sh'", folder);
	assert_non_null(strstr(buffer_string(&run.out), "OK: intact, signer not identified"));
	expect_shell(0, &run, folder, "sh ABC-B1/verify.sh root.crt");
	assert_non_null(strstr(buffer_string(&run.out), "OK: intact, sealed under"));
	expect_shell(0, &run, folder,
	             "cd ABC-B1 && sha256sum -c --quiet manifest-sha256.txt"
	             " && sha256sum -c --quiet tagmanifest-sha256.txt"
	             " && openssl cms -verify -binary -cades -inform DER"
	             " -in tagmanifest-sha256.txt.p7s -content tagmanifest-sha256.txt"
	             " -CAfile ../root.crt -out /dev/null");
	folder_remove(folder);
}

static void
everything_is_opened_or_listed_and_proved(void **state)
{
	static const char *const policies[] = { "court", "defence", "partner", "review", "self" };

	for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
		char *folder = make(*state, policies[i], NULL);

		expect_sound(folder);
		folder_remove(folder);
	}
}

/* The opened lines, one after the other. */
static void
read_disclosures(const char *folder, struct buffer *out)
{
	SCOPED(buffer) path = { 0 };

	buffer_append_format(&path, "%s/ABC-B1/custody/disclosures.jsonl", folder);
	read_file(out, buffer_string(&path));
}

static void
a_dissent_travels_without_its_witness(void **state)
{
	char *folder = make(*state, "partner", NULL);
	SCOPED(buffer) opened = { 0 };
	SCOPED(run) run = { 0 };
	struct hand_log *log = *state;

	read_disclosures(folder, &opened);
	assert_non_null(strstr(buffer_string(&opened), ",\"dissent\"]"));
	assert_non_null(strstr(buffer_string(&opened), "The shadow falls the other way"));
	for (size_t i = 0; hand_log_secrets[i] != NULL; i++) {
		expect_shell(1, &run, folder, "grep -rFi -- '%s' ABC-B1", hand_log_secrets[i]);
		expect_shell(1, &run, folder,
		             "grep -rF -- \"$(printf %%s '%s' | openssl base64 -A | cut -c1-12)\" ABC-B1",
		             hand_log_secrets[i]);
	}
	/* not even that she exists: neither her record nor the item that stays at home */
	expect_shell(1, &run, folder, "grep -rF -e '%s' -e '%s' ABC-B1", log->person.text + 7,
	             log->other_item.text + 5);
	folder_remove(folder);
}

/* Court and partner get the same events, and different members of them. */
static void
a_reference_to_what_stays_is_withheld_as_such(void **state)
{
	char *folder = make(*state, "court", NULL);
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "grep -o '\"code\":\"other-record\"' ABC-B1/custody/redactions.json | wc -l");
	/* the link and the other end of the relation */
	assert_string_equal(buffer_string(&run.out), "2\n");
	expect_sound(folder);
	folder_remove(folder);
}

static void
a_dissent_cannot_be_withheld_in_silence(void **state)
{
	struct hand_decision decision = { "finding.reviewed", "conclusion", "person", true };
	SCOPED(verdict) verdict = { 0 };
	char *folder = make(*state, "court", &decision);

	expect_fault(folder, "finding.reviewed /conclusion is withheld as person, in silence");
	folder_remove(folder);
	decision.code = "dissent";
	decision.recorded = false;
	folder = make(*state, "court", &decision);
	expect_fault(folder, "withheld as dissent, and nobody decided that");
	folder_remove(folder);
	decision.recorded = true;
	folder = make(*state, "court", &decision);
	judge(folder, &verdict);
	/* allowed, and told: as that kind */
	assert_string_equal(buffer_string(&verdict.decisions), "dissent finding.reviewed\n");
	folder_remove(folder);
}

/* Who withholds the dissent may not hide it behind another record either. */
static void
a_status_cannot_be_hidden_as_another_record(void **state)
{
	struct hand_decision decision = { "status.decided", "status", "other-record", true };
	char *folder = make(*state, "court", &decision);

	expect_fault(folder, "status.decided /status is withheld as other-record, in silence");
	folder_remove(folder);
}

/* A change to one file, and what the judge says of it. */
static const struct {
	const char *change, *judged;
} changes[] = {
	{ "grep -vF '\"/conclusion\",' custody/disclosures.jsonl >x; mv x custody/disclosures.jsonl",
	  "/conclusion is neither opened nor listed" },
	{ "sed -i 's/,\"dissent\"]/,\"agree\"]/' custody/disclosures.jsonl", "the disclosure opens nothing" },
	{ "sed -n 3p custody/disclosures.jsonl >>custody/disclosures.jsonl", "opened twice" },
	{ "grep -v finding.reviewed custody/events.jsonl >x; mv x custody/events.jsonl",
	  "status.decided: event 7 of its chain after 5" },
	{ "sed -i '/status.decided/d' custody/events.jsonl", "is not whole" },
	{ "sed -i 's/\"type\":\"finding.reviewed\"/\"type\":\"finding.recorded\"/' custody/events.jsonl",
	  "has no member" },
	{ "sed -i 's/\"code\":\"person\"/\"code\":\"device\"/' custody/redactions.json",
	  "is withheld as device" },
	{ "sed -i 's/{\"code\":\"person\",\"event\":\"[^\"]*\",\"member\":\"[^\"]*\"},//' custody/redactions.json",
	  "is neither opened nor listed" },
	{ "f=$(ls custody/checkpoints/*.txt | head -1); l=$(ls custody/checkpoints/*.txt | tail -1); cp $l $f",
	  "its own checkpoint does not prove it" },
	{ "sed -i '2s/^[0-9a-f-]*/00000000-0000-4000-8000-000000000000/' custody/proofs.txt",
	  "its proof is of another" },
	{ "sed -i '3d' custody/proofs.txt", "proofs.txt has not one line an event" },
	{ "sed -i 's/\"value\":\"disputed\"/\"value\":\"verified\"/' catalogue/items.json",
	  "items.json: status is not what its event says" },
};

static void
reseal_tags_without_key(const char *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             "cd ABC-B1 && find . -type f ! -path './data/*' ! -path './custody/later/*'"
	             " ! -name 'tagmanifest-*' | sed 's,^\\./,,' | LC_ALL=C sort | xargs sha256sum >../t"
	             " && mv ../t tagmanifest-sha256.txt");
}

static void
reseal_without_key(const char *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             "cd ABC-B1 && find data -type f | LC_ALL=C sort | xargs sha256sum >manifest-sha256.txt");
	reseal_tags_without_key(folder);
}

static void
what_was_done_to_it_is_named(void **state)
{
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		char *folder = make(*state, "court", NULL);
		SCOPED(run) run = { 0 };

		expect_shell(0, &run, folder, "cd ABC-B1 && %s", changes[i].change);
		/* before the manifests are made anew, anyone sees that something differs */
		expect_shell(1, &run, folder, "sh ABC-B1/verify.sh");
		assert_non_null(strstr(buffer_string(&run.out), "is not what its manifest says"));
		reseal_without_key(folder);
		expect_fault(folder, changes[i].judged);
		/* the seal is of the manifests before, and the script looks further (tests/tamper_bundle) */
		expect_shell(1, &run, folder, "sh ABC-B1/verify.sh");
		assert_non_null(strstr(buffer_string(&run.out), "is not one of this tag manifest"));
		folder_remove(folder);
	}
}

static void
a_hidden_file_is_found(void **state)
{
	static const char *const hidden[] = { "echo x >second.txt", "ln -s /etc/hostname second.txt",
		                              "echo x >second.p7s", "echo x >second.tsr", "mkfifo second" };
	char *folder = make(*state, "court", NULL);
	SCOPED(run) run = { 0 };

	for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
		expect_shell(0, &run, folder, "cd ABC-B1/data/ABC-0001 && %s", hidden[i]);
		expect_shell(1, &run, folder, "sh ABC-B1/verify.sh");
		assert_non_null(strstr(buffer_string(&run.out), "data/ABC-0001/second"));
		expect_shell(0, &run, folder, "rm ABC-B1/data/ABC-0001/second*");
	}
	/* what is disclosed later comes beside the seal */
	expect_shell(0, &run, folder,
	             "echo x >ABC-B1/custody/later/note.txt");
	expect_shell(0, &run, folder, "sh ABC-B1/verify.sh root.crt");
	folder_remove(folder);
}

/* sha256sum passes over a line that it cannot read, and then its file was never hashed. */
static void
a_line_that_hashes_nothing_is_found(void **state)
{
	char *folder = make(*state, "court", NULL);
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             "cd ABC-B1 && f=$(ls data/ABC-0001/* | head -1) && echo more >>$f"
	             " && sed -i 's,^.*  \\(data/ABC-0001/\\),abc  \\1,' manifest-sha256.txt");
	reseal_tags_without_key(folder);
	expect_shell(1, &run, folder, "sh ABC-B1/verify.sh");
	assert_non_null(strstr(buffer_string(&run.out), " of manifest-sha256.txt is no hash and name"));
	folder_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_bundle_verifies_without_us),
		cmocka_unit_test(everything_is_opened_or_listed_and_proved),
		cmocka_unit_test(a_dissent_travels_without_its_witness),
		cmocka_unit_test(a_reference_to_what_stays_is_withheld_as_such),
		cmocka_unit_test(a_dissent_cannot_be_withheld_in_silence),
		cmocka_unit_test(a_status_cannot_be_hidden_as_another_record),
		cmocka_unit_test(what_was_done_to_it_is_named),
		cmocka_unit_test(a_hidden_file_is_found),
		cmocka_unit_test(a_line_that_hashes_nothing_is_found),
	};

	return cmocka_run_group_tests(tests, make_log, drop_log);
}
