/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_bundle_example.c - the worked example handed over by the real commands:
 * to a court, partners, the public, the defence and ourselves; checked by
 * vidimus, by its own script, by sha256sum and openssl; taken in by another
 * catalogue, which confirms it; searched for what stays at home.
 */
#include "cli/catalogue.h"

#include "base/encoding.h"

#include <ftw.h>
#include <unistd.h>

#undef V
#define V "\"$VIDIMUS\" -C ex/catalogue "
#define AS_ANA "XDG_CONFIG_HOME=\"$PWD/ex/home/config\" XDG_STATE_HOME=\"$PWD/ex/home/state\" VIDIMUS_KEY=ana "
#define EXPORT AS_ANA V "bundle export "
#define ROOT "ex/safe/archive.root.crt"
/* Everything a court's machine has, and not vidimus. */
#define PLAIN_PATH "env -i PATH=/usr/bin:/bin "

/* All bundles, each made once. */
static const char *const bundles[] = { "court", "partner", "public", "defence", "self", "corrected.zip" };
#define BUNDLES (sizeof bundles / sizeof bundles[0])

static int
build(void **state)
{
	SCOPED(run) run = { 0 };
	const char *folder = *state = folder_make();

	expect_shell(0, &run, folder, "\"$VIDIMUS\" example ex && printf 'Fictional Court' >who");
	expect_shell(0, &run, folder, EXPORT "E-23 I-1 R-16@1 --for court --exhibit ABC --out court"
	             " --to-organisation @who --purpose hearing --terms disclosable --no-onward");
	assert_out(&run, "exhibits 3 (originals 2, derivatives 0, without a file 1)");
	expect_shell(0, &run, folder, EXPORT "E-23 E-24 E-29 --for partner --out partner");
	assert_out(&run, "exhibits 3 (originals 0, derivatives 3, without a file 0)");
	expect_shell(0, &run, folder, EXPORT "E-23 E-29 I-1 --for public --out public");
	assert_out(&run, "exhibits 3 (originals 0, derivatives 2, without a file 1)");
	expect_shell(0, &run, folder, EXPORT "E-23..E-32 V-1 --for defence --out defence");
	expect_shell(0, &run, folder, EXPORT "E-1..E-32 --for self --out self");
	assert_out(&run, "exhibits 32 (originals 10, derivatives 0, without a file 22)");
	expect_shell(0, &run, folder, EXPORT "R-16@2 --for court --zip --out corrected.zip");
	return 0;
}

static void
consent_and_tags_stand_in_the_way(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(5, *state, "was not given for this (publish-redacted)",
	               EXPORT "E-24 --for public --out no");
	expect_refusal(5, *state, "no reviewed derivative that is cleared for partner",
	               EXPORT "R-16@1 --for partner --out no");
	expect_shell(0, &run, *state, "test ! -e no");
}

static void
vidimus_verifies_all(void **state)
{
	for (size_t i = 0; i < BUNDLES; i++) {
		SCOPED(run) run = { 0 };

		expect_shell(0, &run, *state, "\"$VIDIMUS\" bundle verify %s --trust " ROOT, bundles[i]);
		assert_out(&run, "  signer       OK");
		assert_out(&run, strcmp(bundles[i], "public") == 0 ? "  log          NOT CHECKED: policy public"
		                                                   : "  log          OK");
	}
}

/* A ZIP is unpacked by what everybody has. */
static void
a_court_verifies_all_without_us(void **state)
{
	SCOPED(run) unzipped = { 0 };

	expect_shell(0, &unzipped, *state, "mkdir apart && cd apart && unzip -q ../corrected.zip && test -d EXHIBIT-B6");
	for (size_t i = 0; i < BUNDLES; i++) {
		SCOPED(run) run = { 0 };
		const char *at = strcmp(bundles[i], "corrected.zip") == 0 ? "apart/EXHIBIT-B6" : bundles[i];

		expect_shell(0, &run, *state, "r=$PWD/" ROOT "; cd %s && " PLAIN_PATH "sh verify.sh $r", at);
		assert_out(&run, "OK: intact, sealed under ");
		expect_shell(0, &run, *state,
		             "r=$PWD/" ROOT "; cd %s && " PLAIN_PATH "sha256sum --quiet -c manifest-sha256.txt &&"
		             " " PLAIN_PATH "sha256sum --quiet -c tagmanifest-sha256.txt &&"
		             " " PLAIN_PATH "openssl cms -verify -binary -cades -inform DER"
		             " -in tagmanifest-sha256.txt.p7s -content tagmanifest-sha256.txt"
		             " -CAfile $r -out /dev/null", at);
	}
	expect_shell(1, &unzipped, *state, "r=$PWD/" ROOT "; cp -r court bent && printf x >>bent/data/report.html &&"
	             " cd bent && " PLAIN_PATH "sh verify.sh $r");
}

/* Another catalogue takes it in and confirms it; the sender's custody tells of that. */
static void
a_second_catalogue_receives_it(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "\"$VIDIMUS\" init other --name 'Fictional Court' --actor rita --no-passphrase &&"
	             " \"$VIDIMUS\" -C other bundle receive court --trust " ROOT
	             " --from-organisation 'Fictional Archive' -q && \"$VIDIMUS\" -C other show ABC-0002");
	assert_out(&run, "What others say of it");
	assert_out(&run, "Status      unverified"); /* theirs says verified */
	expect_shell(0, &run, *state, "\"$VIDIMUS\" -C other audit && \"$VIDIMUS\" -C other bundle receipt B-1 --out receipt &&"
	             " \"$VIDIMUS\" -C other log checkpoint --keys | tail -n 1 >vkey");
	expect_shell(0, &run, *state, AS_ANA V "transfer receipt B-1 receipt --vkey vkey");
	expect_shell(0, &run, *state, AS_ANA V "custody E-23");
	assert_out(&run, "Receipt signed for [11]");
	assert_out(&run, "ABC-0002");
	assert_out(&run, "No receipt with the recipient's signature is attached (T-000001).");
}

static void
custody_for_a_court_is_a_whole_document(void **state)
{
	static const char *const shown[] = { "Chain of custody of E-000023", "What is not known", "DEMO-01.avi",
		                             "Proved", "What a defence may ask", "Fictional Court",
		                             "Prepared by (name, date)", "Receipt signed for [11]", "Bundle ABC-B1" };
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, AS_ANA V "custody E-23 --for court --cross-examine --format pdf --out custody.pdf"
	             " && pdffonts custody.pdf | awk 'NR > 2 && $(NF - 4) != \"yes\"'");
	assert_string_equal(buffer_string(&run.out), "");
	expect_shell(0, &run, *state, "pdftotext -layout custody.pdf - && pdftotext court/data/report.pdf -");
	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
		assert_out(&run, shown[i]);
}

/* What neither partners nor the public may learn. Each stands in the catalogue, as a member of an event. */
static const char *const private_strings[] = {
	"Identity published in press, withheld here",
	"nowhere here: it was published in the press",
	"The forensic pathologist whom the press release mentions",
	"pathologist",
	"tg-priv-01",
	"tg-priv-03",
	"1000000003",
	"Example channel A (fictional)",
	"Example caption (fictional)",
	"An example: what is partly verified is told as that.",
	"It is told as unverified now.",
	"Fictional Newsroom",
	"Please print the correction beside the story.",
	"A slip: the year is 2020.",
	"DEMO-03.avi",
	"DEMO-01-redacted.avi",
	"opinion.txt",
};

/* Letters of a needle in one of the ways in which it may hide. */
struct hidden {
	const char   *needle, *as;
	struct buffer bytes;
};

#define WAYS          8
#define HIDDEN_LIMIT  ((sizeof private_strings / sizeof private_strings[0] + 2) * WAYS)

static struct hidden hidden[HIDDEN_LIMIT];
static size_t        hidden_count;
static struct hidden *found;
static char           found_where[4096];

static struct buffer *
hide(const char *needle, const char *as)
{
	assert_true(hidden_count < HIDDEN_LIMIT);
	hidden[hidden_count] = (struct hidden){ .needle = needle, .as = as };
	return &hidden[hidden_count++].bytes;
}

/* The letters of base64 that are the same whatever stands around it, for one of three places. */
static void
hide_base64(const char *needle, size_t before)
{
	SCOPED(buffer) plain = { 0 };
	SCOPED(buffer) coded = { 0 };
	size_t first = (before * 8 + 5) / 6, last;

	for (size_t i = 0; i < before; i++)
		buffer_append_byte(&plain, 0);
	buffer_append_string(&plain, needle);
	base64_append(&coded, plain.p, plain.n);
	last = plain.n * 8 / 6;
	buffer_append(hide(needle, "base64"), coded.p + first, last - first);
}

static void
hide_all(const char *needle)
{
	size_t n = strlen(needle);
	struct buffer *wide[2] = { hide(needle, "UTF-16LE"), hide(needle, "UTF-16BE") }, *hex;

	for (size_t i = 0; i < n; i++) {
		buffer_append_byte(wide[0], needle[i]);
		buffer_append_byte(wide[0], 0);
		buffer_append_byte(wide[1], 0);
		buffer_append_byte(wide[1], needle[i]);
	}
	buffer_append_string(hide(needle, "text"), needle);
	hex_append(hide(needle, "hex"), needle, n);
	hex = hide(needle, "HEX");
	hex_append(hex, needle, n);
	for (size_t i = 0; i < hex->n; i++)
		hex->p[i] = (char)(hex->p[i] >= 'a' ? hex->p[i] - 'a' + 'A' : hex->p[i]);
	for (size_t before = 0; before < 3; before++)
		hide_base64(needle, before);
}

static int
search_file(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	SCOPED(buffer) bytes = { 0 };

	(void)st;
	(void)at;
	if (kind != FTW_F)
		return 0;
	read_file(&bytes, path);
	for (size_t i = 0; bytes.n > 0 && i < hidden_count && found == NULL; i++) {
		if (memmem(bytes.p, bytes.n, hidden[i].bytes.p, hidden[i].bytes.n) != NULL) {
			found = &hidden[i];
			snprintf(found_where, sizeof found_where, "%s", path);
		}
	}
	return 0;
}

/* What is found first below the folder, or NULL. */
static const struct hidden *
search(const char *folder, const char *name)
{
	SCOPED(buffer) path = { 0 };

	buffer_append_format(&path, "%s/%s", folder, name);
	found = NULL;
	assert_int_equal(nftw(buffer_string(&path), search_file, 16, FTW_PHYS), 0);
	return found;
}

/* The list is no empty word: each stands in an event here, and the search finds all that is planted. */
static void
the_search_can_find(const char *folder)
{
	SCOPED(buffer) path = { 0 };
	SCOPED(run) made = { 0 };

	for (size_t i = 0; i < sizeof private_strings / sizeof private_strings[0]; i++) {
		SCOPED(run) run = { 0 };

		expect_shell(0, &run, folder, "sqlite3 -readonly ex/catalogue/catalog.db \"SELECT count(*) > 0"
		             " FROM event_values WHERE instr(members, '%s') > 0\"", private_strings[i]);
		assert_string_equal(buffer_string(&run.out), "1\n");
	}
	expect_shell(0, &made, folder, "mkdir planted");
	buffer_append_format(&path, "%s/planted/file", folder);
	for (size_t i = 0; i < hidden_count; i++) {
		write_file(buffer_string(&path), hidden[i].bytes.p, hidden[i].bytes.n);
		assert_non_null(search(folder, "planted"));
	}
}

static void
expect_nothing_in(const char *folder, const char *name)
{
	if (search(folder, name) != NULL)
		fail_msg("\"%s\" stands as %s in %s\n", found->needle, found->as, found_where);
}

static void
what_stays_at_home_is_nowhere(void **state)
{
	char host[256];

	assert_int_equal(gethostname(host, sizeof host), 0);
	for (size_t i = 0; i < sizeof private_strings / sizeof private_strings[0]; i++)
		hide_all(private_strings[i]);
	hide_all(*state); /* the folder in which all of it lies */
	if (strlen(host) >= 8)
		hide_all(host); /* a shorter one may stand in any word */
	the_search_can_find(*state);
	expect_nothing_in(*state, "partner");
	expect_nothing_in(*state, "public");
	for (size_t i = 0; i < hidden_count; i++)
		buffer_end(&hidden[i].bytes);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(consent_and_tags_stand_in_the_way),
		cmocka_unit_test(vidimus_verifies_all),
		cmocka_unit_test(a_court_verifies_all_without_us),
		cmocka_unit_test(a_second_catalogue_receives_it),
		cmocka_unit_test(custody_for_a_court_is_a_whole_document),
		cmocka_unit_test(what_stays_at_home_is_nowhere),
	};

	return cmocka_run_group_tests(tests, build, end_folder);
}
