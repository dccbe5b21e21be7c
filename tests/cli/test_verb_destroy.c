/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_destroy.c - lawful destruction: by two people, never under a hold, and nothing of it is left. */
#include "cli/catalogue.h"

#define FILM    "$SHARED/corpus/abema__go-mp4/testdata/sample.mp4"
#define PICTURE "$SHARED/corpus/mathiasbynens__small/jpeg.jpg"

/* Who acts: ana, unless said. */
#undef V
#define AS(key) "VIDIMUS_KEY=" key " \"$VIDIMUS\" -C cat "
#define V       AS("ana")
#define BEN     AS("ben")

/* The last request, as `destroy list` tells it. */
#define LAST "$(" V "destroy list --json | tail -1 | sed 's/.*\"request\":\"\\([0-9a-f-]*\\)\".*/\\1/')"

/* A film with its pictures, a photograph and a file that is no item, taken in by ana; and ben. */
static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state,
	             V "key new ben --no-passphrase && " V "actor add --role member --code ben --request "
	             "\"$XDG_CONFIG_HOME/vidimus/keys/ben.request\" && mkdir in && cp " FILM
	             " in/Uncommon-Name.mp4 && cp " PICTURE " in/b.jpg && echo remember >in/list.xyz && " V
	             "intake in -q && echo why >why && " V "derive thumbnail E-1..E-2 -q && " V
	             "derive frame E-1 --at 0.5 -q && " V "describe E-1 --title 'Uncommon title' -q && "
	             "echo 'Uncommon remark' | " V "note E-1 -");
	return 0;
}

static json_t *
answer(const char *folder, const char *command)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "%s", command);
	return json_line(&run, 0);
}

/* Texts that tell the thing: hashes and long codes of fingerprints, and what was written. */
static void
gather_needles(const json_t *value, json_t *needles)
{
	const char *name;
	json_t *part;
	size_t i;

	if (json_is_string(value) && json_string_length(value) >= 32)
		json_array_append(needles, json_iterable(value));
	json_array_foreach(value, i, part)
		gather_needles(part, needles);
	json_object_foreach(json_iterable(value), name, part)
		gather_needles(part, needles);
}

static json_t *
needles_of(const char *folder, const char *item)
{
	static const char *const members[] = { "sha256", "digests", "fingerprints", "derived" };
	SCOPED(buffer) command = { 0 };
	SCOPED_JSON json_t *shown = NULL;
	json_t *needles = json_pack("[s,s,s]", "Uncommon-Name", "Uncommon title", "Uncommon remark");

	buffer_append_format(&command, V "show %s --json", item);
	shown = answer(folder, buffer_string(&command));
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
		gather_needles(json_object_get(shown, members[i]), needles);
	assert_true(json_array_size(needles) >= 7);
	return needles;
}

/* How many of them stand in any file below `cat`, by content or name. */
static size_t
count_found(const char *folder, const json_t *needles)
{
	json_t *needle;
	size_t found = 0, i;

	json_array_foreach(needles, i, needle) {
		SCOPED(run) run = { 0 };

		run_shell(&run, folder, "grep -arqF -- '%s' cat || find cat | grep -qF -- '%s'",
		          json_string_value(needle), json_string_value(needle));
		found += run.code == 0;
		if (run.code == 0)
			print_message("there: %s\n", json_string_value(needle));
	}
	return found;
}

static void
nothing_of_a_destroyed_item_is_left(void **state)
{
	SCOPED_JSON json_t *needles = needles_of(*state, "E-1"), *plan = NULL;
	SCOPED(run) run = { 0 };

	assert_int_equal(count_found(*state, needles), json_array_size(needles));
	/* audits before it tell of the hash too */
	expect_shell(0, &run, *state, "F=$(find cat/originals -name $(sha256sum <in/Uncommon-Name.mp4 | cut -d' ' -f1)) && cp $F kept && "
	             "rm -f $F && ! " V "audit && cp kept $F && chmod 440 $F && " V "audit");
	plan = answer(*state, V "destroy request E-1 --reason consent-withdrawn --basis @why --json");
	assert_int_equal(json_integer_value(json_object_get(plan, "objects")), 1);
	expect_refusal(5, *state, "ana asked for it", V "destroy approve " LAST);
	expect_shell(0, &run, *state, BEN "destroy approve " LAST " --json");
	assert_out(&run, "\"left\":0}");
	assert_int_equal(count_found(*state, needles), 0);
	expect_shell(0, &run, *state, V "audit");
	assert_out(&run, "files 1; asked for by ana, approved by ben");
	expect_shell(0, &run, *state, V "show E-1 && " V "custody E-1 && " V "list && " V "stats && " V
	             "rebuild && " V "audit && " V "tidy");
	assert_out(&run, "Nothing was left over.");
	expect_shell(0, &run, *state, V "custody E-1");
	assert_out(&run, "Its file was held, and was destroyed by two people on ");
	/* the other item is as it was; the film can be taken in again, as another exhibit */
	expect_shell(0, &run, *state, V "show E-2 && " V "similar E-2 && " V "intake in/Uncommon-Name.mp4 && " V
	             "audit && " V "list --json");
	assert_out(&run, "E-000003");
	expect_refusal(5, *state, "was approved already", BEN "destroy approve " LAST);
}

static void
a_kept_hash_knows_the_file_again(void **state)
{
	SCOPED_JSON json_t *before = answer(*state, V "show E-2 --json"), *after = NULL;
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "destroy request E-2 --reason unlawful-content --keep-hash && " BEN
	             "destroy approve " LAST " && ! find cat/originals | grep -q %s",
	             string_member(before, "sha256"));
	after = answer(*state, V "show E-2 --json");
	assert_string_equal(string_member(after, "sha256"), string_member(before, "sha256"));
	assert_true(json_is_false(json_object_get(after, "held")));
	expect_shell(0, &run, *state, V "audit && " V "rebuild && " V "audit");
	expect_refusal(5, *state, "its file was destroyed", V
	               "transfer E-2 --to-organisation @why --for partner --purpose p --terms lead-only");
	/* it comes back: kept, and known for what it was */
	expect_shell(0, &run, *state, V "intake in/b.jpg --json");
	assert_out(&run, "\"item\":\"E-000002\"");
	expect_shell(0, &run, *state, V "audit && find cat/originals | grep %s",
	             string_member(before, "sha256"));
}

static void
holds_forbid_it(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "destroy request E-1 --reason legal-duty && " V
	             "hold add --kind court-order --covers E-1");
	/* placed after it was asked for */
	expect_refusal(5, *state, "the hold H-000001 on E-000001 forbids it", BEN "destroy approve " LAST);
	expect_refusal(5, *state, "H-000001", V "destroy request E-1 --reason legal-duty");
	expect_refusal(5, *state, "H-000001", V "destroy request E-1/title --reason legal-duty");
	expect_shell(0, &run, *state, V "destroy request E-2 --reason legal-duty --dry-run");
	/* what it covers cannot be destroyed either, to be rid of it; nor who can be recognised */
	expect_refusal(1, *state, "no value of that is there", V "destroy request H-1/items --reason legal-duty");
	expect_shell(0, &run, *state, V "person add --code crow && " V "person link crow E-2 --role victim");
	expect_refusal(1, *state, "no value of that is there", V "destroy request W-1/item --reason legal-duty");
	expect_shell(0, &run, *state, V "hold lift H-1 --because @why && " V
	             "hold add --kind ethical --covers D-1 --until 2090");
	expect_refusal(5, *state, "H-000002 on D-000001", V "destroy request E-2 --reason legal-duty");
	expect_refusal(5, *state, "H-000002 on D-000001", V "destroy request Q-3 --reason legal-duty");
	expect_shell(0, &run, *state, V "hold lift H-2 --because @why && " V
	             "hold add --kind ethical --covers D-1 --until 2020 && " BEN "destroy approve " LAST);
	expect_shell(0, &run, *state, V "audit");
}

/* A hold on an incident reaches what was said to show it when it was placed. */
static void
unlinking_frees_nothing(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "incident add --title T && " V "depict E-1 I-1 && " V
	             "destroy request E-1 --reason legal-duty && " V "hold add --kind ethical --covers I-1 && " V
	             "unlink L-1 --because @why");
	expect_refusal(5, *state, "the hold H-000001 on I-000001", BEN "destroy approve " LAST);
	expect_shell(0, &run, *state, V "hold lift H-1 --because @why && " BEN "destroy approve " LAST);
}

static void
one_value_goes_where_it_stands(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *plan = NULL;

	expect_shell(0, &run, *state, V "person add --code sparrow && echo Secret-Petrosyan >name && " V
	             "person edit sparrow --note @name && (echo \"He is\"; cat name) | " V "note E-2 -");
	plan = answer(*state, V "destroy request W-1/note --reason data-protection --json");
	assert_int_equal(json_array_size(json_object_get(plan, "elsewhere")), 1);
	assert_string_equal(string_member(json_array_get(json_object_get(plan, "elsewhere"), 0), "record"),
	                    "E-000002");
	expect_shell(0, &run, *state, V "destroy refuse " LAST " --because @why");
	expect_refusal(5, *state, "was refused already", BEN "destroy approve " LAST);
	expect_shell(0, &run, *state, V "destroy request W-1/note --reason data-protection --everywhere && "
	             "grep -aq Secret-Petrosyan cat/catalog.db && " BEN "destroy approve " LAST
	             " && ! grep -arq Secret-Petrosyan cat && " V "audit && " V "rebuild && " V "audit && " V
	             "destroy show " LAST);
	assert_out(&run, "/note of W-000001 (person.described)");
	/* the person can be edited on */
	expect_shell(0, &run, *state, V "person edit sparrow --note @why && " V "person show sparrow");
	expect_shell(0, &run, *state, V "destroy list");
	assert_out(&run, "refused");
}

static void
a_file_that_is_no_item_goes(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(2, *state, "brought the file of E-000001", V
	               "destroy request Q-1 --reason legal-duty");
	expect_shell(0, &run, *state, "grep -arq remember cat/originals && " V
	             "destroy request Q-3 --reason taken-in-by-mistake && " BEN
	             "destroy approve " LAST " && ! grep -arq remember cat/originals && " V
	             "audit && " V "delivery show D-1 && " V "rebuild && " V "audit");
}

/* The document goes with the record that names it. */
static void
a_report_goes_with_its_document(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "echo Unpublished-words >draft.txt && "
	             "echo '{\"own\":\"yes\",\"title\":\"Draft\",\"document\":\"draft.txt\"}' | " V
	             "report add --fields - && grep -arq Unpublished-words cat/originals && " V
	             "destroy request R-1 --reason data-protection && " BEN "destroy approve " LAST
	             " && ! grep -arq Unpublished-words cat && " V "audit && " V "report show R-1 && " V
	             "rebuild && " V "audit");
	assert_null(strstr(buffer_string(&run.out), "Files that no event names"));
}

/* What was kept of bundles, to write them again, holds what they opened: it goes with it, and nothing else does. */
static void
what_bundles_kept_goes(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "describe E-2 --title 'Quartz lantern' -q && echo more >c.pdf && " V "intake c.pdf -q && " V
	             "bundle export E-2 --for self --out one && grep -rqF 'Quartz lantern' one && " V
	             "bundle export E-3 --for self --out two && " V "bundle export --again B-2 --out two.again && " V
	             "destroy request E-2/title --reason data-protection --keep-hash");
	expect_shell(0, &run, *state, V "bundle export E-2 --for self --out since");
	expect_refusal(5, *state, "sealed since it was asked for", BEN "destroy approve " LAST);
	expect_shell(0, &run, *state, V "destroy refuse " LAST " --because @why && " V
	             "destroy request E-2/title --reason data-protection --keep-hash && " BEN
	             "destroy approve " LAST " && ! grep -arqF 'Quartz lantern' cat && " V "audit && " V
	             "rebuild && " V "audit && " V "bundle list && " V "bundle show B-1 && " V "log verify");
	expect_refusal(1, *state, "were destroyed", V "bundle export --again B-1 --out one.again");
	expect_shell(0, &run, *state, V "bundle export --again B-2 --out two.more && ls cat/originals/*/*");
}

/* A second key of one person is no second person. */
static void
two_keys_are_not_two_people(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "key new other --no-passphrase && " V
	             "actor add --role member --code ana --request \"$XDG_CONFIG_HOME/vidimus/keys/other.request\" && " V
	             "destroy request E-1/title --reason legal-duty");
	expect_refusal(5, *state, "ana asked for it", AS("other") "destroy approve " LAST);
	expect_shell(0, &run, *state, V "show E-1");
	assert_out(&run, "Uncommon title");
}

static void
wrong_requests_are_refused(void **state)
{
	expect_refusal(2, *state, "--reason", V "destroy request E-1");
	expect_refusal(2, *state, "destruction-reason", V "destroy request E-1 --reason dislike");
	expect_refusal(1, *state, "E-000009", V "destroy request E-9 --reason legal-duty");
	expect_refusal(1, *state, "no value of that is there", V "destroy request E-1/nothing --reason legal-duty");
	expect_refusal(1, *state, "no value of that is there", V "destroy request K-1 --reason legal-duty");
	expect_refusal(2, *state, "tells of all that came in it", V "destroy request D-1 --reason legal-duty");
	expect_refusal(1, *state, "nobody asked", V "destroy approve 00000000");
	expect_refusal(1, *state, "is no request", V "destroy approve 3");
	expect_refusal(2, *state, "is no request", V "destroy approve E-1");
	expect_refusal(2, *state, "never stands in an argument",
	               V "destroy request E-1 --reason legal-duty --basis law");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_of_a_destroyed_item_is_left),
		TEST(a_kept_hash_knows_the_file_again),
		TEST(holds_forbid_it),
		TEST(unlinking_frees_nothing),
		TEST(one_value_goes_where_it_stands),
		TEST(a_file_that_is_no_item_goes),
		TEST(a_report_goes_with_its_document),
		TEST(what_bundles_kept_goes),
		TEST(two_keys_are_not_two_people),
		TEST(wrong_requests_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
