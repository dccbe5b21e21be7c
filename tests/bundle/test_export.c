/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_export.c - bundles that the real program exports, judged by an
 * independent reader of the format, and by a shell with sha256sum and openssl.
 */
#include "hand_bundle/judge.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define V "VIDIMUS_KEY=ana \"$VIDIMUS\" -C cat "

/* What is nobody's business outside: a witness, a place, our own words. */
static const char *const secrets[] = { "Karmir Street 9", "keeps the bakery", "witness-seven",
	                               "quiet-valley",    "northern-lantern", NULL };

static int
make_case(void **state)
{
	SCOPED(run) run = { 0 };

	*state = folder_make();
	expect_shell(0, &run, *state, "sh '" VIDIMUS_SOURCE "/tests/bundle/make_case.sh'");
	return 0;
}

static int
drop_case(void **state)
{
	folder_remove(*state);
	return 0;
}

/* A bundle of E-1 in FOLDER/NAME. */
static void
export(const char *folder, const char *policy, const char *name)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, V "bundle export E-1 --for %s --out %s --exhibit ABC", policy, name);
}

static void
expect_words(const struct run *run, const char *words)
{
	if (strstr(buffer_string(&run->out), words) == NULL &&
	    strstr(buffer_string(&run->err), words) == NULL)
		fail_msg("\"%s\" is not said:\n%s%s", words, buffer_string(&run->out),
		         buffer_string(&run->err));
}

/* The independent reader finds no fault, and verify.sh with the sender's root neither. */
static void
expect_accepted(const char *folder, const char *name, size_t least_events)
{
	SCOPED(verdict) verdict = { 0 };
	SCOPED(buffer) path = { 0 };
	SCOPED(run) run = { 0 };

	buffer_append_format(&path, "%s/%s", folder, name);
	bundle_judge(buffer_string(&path), &verdict);
	assert_string_equal(buffer_string(&verdict.faults), "");
	assert_string_equal(buffer_string(&verdict.decisions), "");
	assert_true(verdict.events >= least_events);
	expect_shell(0, &run, folder, "sh %s/verify.sh stick/archive.root.crt", name);
}

static void
expect_no_secret(const char *folder, const char *name)
{
	SCOPED(run) run = { 0 };

	for (size_t i = 0; secrets[i] != NULL; i++)
		expect_shell(1, &run, folder, "grep -rFi -- '%s' %s", secrets[i], name);
	/* nor the exhibit that stays: its record, its hash */
	expect_shell(1, &run, folder,
	             "grep -rF -e \"$(sqlite3 cat/catalog.db 'SELECT uuid FROM p_items WHERE number = 2')\""
	             " -e \"$(sqlite3 cat/catalog.db 'SELECT object FROM p_items WHERE number = 2')\" %s",
	             name);
}

static void
both_readers_accept_what_courts_get(void **state)
{
	static const char *const policies[] = { "self", "court", "defence" };
	SCOPED(run) run = { 0 };

	for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
		export(*state, policies[i], policies[i]);
		expect_accepted(*state, policies[i], 12);
		expect_no_secret(*state, policies[i]);
		expect_shell(0, &run, *state, "cmp in/one.pdf %s/data/ABC-0001/original.pdf", policies[i]);
	}
}

static void
a_partner_gets_the_derivative(void **state)
{
	SCOPED(run) run = { 0 };

	export(*state, "partner", "partner");
	expect_accepted(*state, "partner", 12);
	expect_no_secret(*state, "partner");
	expect_shell(0, &run, *state, "cmp redacted.pdf partner/data/ABC-0001/derivative.pdf"
	             " && ! find partner/data -name 'original*' | grep . && ! grep -r 'NOT EVIDENCE' partner/data");
	/* the dissent travels with what can be told of it */
	expect_shell(0, &run, *state, "grep -c 'The shadow falls the other way' partner/custody/disclosures.jsonl");
	expect_shell(5, &run, *state, V "bundle export E-2 --for partner --out two --exhibit ABC");
	expect_words(&run, "E-000002 has no reviewed derivative that is cleared for partner");
	expect_shell(0, &run, *state, "test ! -e two");
}

/* No events: one envelope, all sealed; values of the list alone, without where they are from. */
static void
the_public_gets_a_list(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "bundle export I-1 --for public --out public --exhibit ABC");
	expect_no_secret(*state, "public");
	expect_shell(0, &run, *state, "sh public/verify.sh stick/archive.root.crt"
	             " && test \"$(wc -l <public/custody/events.jsonl)\" = 1"
	             " && test ! -s public/custody/disclosures.jsonl"
	             " && cat public/catalogue/items.json");
	expect_words(&run, "{\"name\":\"status\",\"value\":\"disputed\"}");
	expect_words(&run, "{\"name\":\"date\",\"value\":\"2020-11\"}");
	expect_words(&run, "\"torture\"");
	expect_shell(1, &run, *state, "grep -e from -e ridge -e shadow -e ana public/catalogue/items.json");
	expect_shell(1, &run, *state, "grep -e ridge -e ABC-0002 public/data/report.html");
}

/* In any zone and locale, as a folder and as a ZIP. */
static void
the_same_again(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             V "bundle export E-1 --for court --out one.zip --zip --exhibit ABC --json"
	             " | sed 's/.*\"bundle\":\"\\([^\"]*\\)\".*/\\1/' >number"
	             " && TZ=Asia/Yerevan LC_ALL=C.UTF-8 " V "bundle export --again $(cat number) --out two.zip --zip"
	             " && TZ=America/Lima LC_ALL=POSIX " V "bundle export --again $(cat number) --out three.zip --zip"
	             " && cmp one.zip two.zip && cmp one.zip three.zip"
	             " && " V "bundle export --again $(cat number) --out folder"
	             " && mkdir out && unzip -q one.zip -d out && diff -r out/ABC-B* folder"
	             " && " V "bundle show $(cat number) --json");
	expect_words(&run, "\"repeated\":[{");
	expect_accepted(*state, "folder", 12);
}

static void
what_is_in_the_way_is_asked_anew(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "bundle export E-1 --for court --out first --json"
	             " | sed 's/.*\"bundle\":\"\\([^\"]*\\)\".*/\\1/' >number"
	             " && printf 'the family asks' | " V "restrict E-1 --uses export --protected-because -");
	expect_shell(5, &run, *state, V "bundle export --again $(cat number) --out second");
	expect_shell(5, &run, *state, V "bundle export E-1 --for court --out second");
	expect_words(&run, "restricted");
	expect_shell(0, &run, *state, "test ! -e second && " V "bundle export E-1 --for self --out ours");
}

static void
without_a_seal_it_goes_to_ourselves_alone(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "mv home/config/vidimus/keys/office.seal.crt .");
	expect_shell(5, &run, *state, V "bundle export E-1 --for court --out court");
	expect_words(&run, "unsigned it goes to self alone");
	expect_shell(0, &run, *state, "test ! -e court && " V "bundle export E-1 --for self --out self"
	             " && test ! -e self/tagmanifest-sha256.txt.p7s && sh self/verify.sh; " V "bundle list");
	expect_words(&run, "sealed");
}

/* Nothing stays where it was to go, and the log tells. */
static void
a_damaged_original_stops_it_and_is_named(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "f=$(find cat/originals -type f -path \"*$(sqlite3 cat/catalog.db 'SELECT object FROM p_items WHERE number = 1')\")"
	             " && chmod u+w \"$f\" && printf X | dd of=\"$f\" bs=1 seek=30 conv=notrunc 2>/dev/null");
	expect_shell(1, &run, *state, V "bundle export E-1 --for court --out court --exhibit ABC");
	expect_words(&run, "ABC-0001");
	expect_shell(0, &run, *state, "ls -A | grep -c -e court -e unfinished; " V "bundle list");
	expect_words(&run, "0\n");
	expect_words(&run, "abandoned");
}

static void
nothing_is_ever_replaced(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "mkdir there && echo kept >there/file && echo kept >there.zip");
	run_shell(&run, *state, V "bundle export E-1 --for court --out there");
	assert_int_not_equal(run.code, 0);
	run_shell(&run, *state, V "bundle export E-1 --for court --out there.zip --zip");
	assert_int_not_equal(run.code, 0);
	expect_shell(0, &run, *state, "test \"$(cat there/file there.zip)\" = 'kept\nkept'");
}

/* Custody passes: each exhibit's chain says to whom, on which terms. */
static void
it_is_a_transfer(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "printf 'Example Court' | " V "bundle export E-1 --for court --out court --to-organisation -"
	             " --terms lead-only --expires 2030 --no-onward --purpose 'Case 1'"
	             " && " V "show E-1 --json && cat court/bag-info.txt");
	expect_words(&run, "\"to_organisation\":\"Example Court\"");
	expect_words(&run, "Vidimus-Terms: lead-only\nVidimus-Expires: 2030\nVidimus-Onward-Transfer: forbidden");
	expect_shell(0, &run, *state, V "reliance E-1 --json");
	expect_words(&run, "\"exhibit\":\"EXHIBIT-0001\"");
	/* the next one to the same recipient is proved to go on from this one */
	expect_shell(0, &run, *state,
	             "printf 'Example Court' | " V "bundle export E-1 --for court --out next --to-organisation -"
	             " && grep -c . next/custody/consistency.txt");
	expect_accepted(*state, "next", 12);
}

/* A kill at any moment leaves the catalogue sound, and under the name nothing or the whole. */
static void
a_kill_leaves_nothing_half(void **state)
{
	static const char *const calls[] = { "openat", "fdatasync,fsync", "renameat2,linkat,rename" };
	SCOPED(run) run = { 0 };
	int killed = 0;

	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		for (int at = 1; at < 400; at = at * 2 + 1) {
			run_shell(&run, *state,
			          "ASAN_OPTIONS=detect_leaks=0 VIDIMUS_KEY=ana strace -f -qq -o /dev/null -e trace=%s -e inject=%s:signal=KILL:when=%d"
			          " \"$VIDIMUS\" -C cat bundle export E-1 --for court --out killed-%zu-%d --exhibit ABC",
			          calls[i], calls[i], at, i, at);
			killed += run.code == 137;
			expect_shell(0, &run, *state,
			             "if test -e killed-%zu-%d; then sh killed-%zu-%d/verify.sh stick/archive.root.crt; fi",
			             i, at, i, at);
		}
	}
	assert_true(killed >= 8);
	expect_shell(0, &run, *state, V "audit && " V "bundle export E-1 --for court --out after --exhibit ABC");
	expect_accepted(*state, "after", 12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(both_readers_accept_what_courts_get, make_case, drop_case),
		cmocka_unit_test_setup_teardown(a_partner_gets_the_derivative, make_case, drop_case),
		cmocka_unit_test_setup_teardown(the_public_gets_a_list, make_case, drop_case),
		cmocka_unit_test_setup_teardown(the_same_again, make_case, drop_case),
		cmocka_unit_test_setup_teardown(what_is_in_the_way_is_asked_anew, make_case, drop_case),
		cmocka_unit_test_setup_teardown(without_a_seal_it_goes_to_ourselves_alone, make_case, drop_case),
		cmocka_unit_test_setup_teardown(a_damaged_original_stops_it_and_is_named, make_case, drop_case),
		cmocka_unit_test_setup_teardown(nothing_is_ever_replaced, make_case, drop_case),
		cmocka_unit_test_setup_teardown(it_is_a_transfer, make_case, drop_case),
		cmocka_unit_test_setup_teardown(a_kill_leaves_nothing_half, make_case, drop_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
