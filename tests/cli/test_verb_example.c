/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_example.c - the worked example is built by the real commands, and one command each answers what it is for. */
#include "cli/catalogue.h"

#include <sys/stat.h>
#include <unistd.h>

#undef V
#define V "\"$VIDIMUS\" -C ex/catalogue "
/* With the example's own keys, which its last words say how to use. */
#define AS_ANA "XDG_CONFIG_HOME=\"$PWD/ex/home/config\" XDG_STATE_HOME=\"$PWD/ex/home/state\" VIDIMUS_KEY=ana "

/* One example for all tests that look at it. */
static int
build(void **state)
{
	SCOPED(run) run = { 0 };

	*state = folder_make();
	expect_shell(0, &run, *state, "\"$VIDIMUS\" example ex");
	assert_out(&run, "nothing in it is evidence");
	assert_out(&run, "vidimus bundle export E-23 I-1 --for court");
	assert_out(&run, "/safe/archive.root.crt'");
	return 0;
}

static void
it_is_sound(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, AS_ANA V "audit");
	assert_out(&run, "No damage was found");
	expect_shell(0, &run, *state, AS_ANA V "rebuild && " AS_ANA V "audit");
	assert_out(&run, "No damage was found");
}

/* What apply keeps in mind instead of counting is what counting gives. */
static void
counters_are_what_is_counted(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "sqlite3 -readonly ex/catalogue/catalog.db \""
	             "WITH kept(name, key, number) AS (SELECT 'items', '', (SELECT count(*) FROM p_items)"
	             " UNION ALL SELECT 'item-held', 'no', (SELECT count(*) FROM p_items WHERE held = 0)"
	             " UNION ALL SELECT 'item-held', 'yes', (SELECT count(*) FROM p_items WHERE held = 1)"
	             " UNION ALL SELECT 'objects', '', (SELECT count(*) FROM p_objects)"
	             " UNION ALL SELECT 'objects', 'bytes', (SELECT sum(bytes) FROM p_objects)"
	             " UNION ALL SELECT 'acquisitions', '', (SELECT count(*) FROM p_acquisitions)"
	             " UNION ALL SELECT 'acquisitions', 'components',"
	             " (SELECT count(*) FROM p_acquisitions WHERE item IS NULL)"
	             " UNION ALL SELECT 'postings', '', (SELECT count(*) FROM p_postings)"
	             " UNION ALL SELECT 'incidents', '', (SELECT count(*) FROM p_incidents)"
	             " UNION ALL SELECT 'matches', 'undecided', (SELECT count(*) FROM p_matches m WHERE"
	             " m.link NOT IN (SELECT link FROM p_match_decisions)))"
	             " SELECT count(*) || ' agree of 10' FROM kept k WHERE k.number ="
	             " coalesce((SELECT c.number FROM p_counters c WHERE c.name = k.name AND c.key = k.key), 0);\"");
	assert_out(&run, "10 agree of 10");
}

/* Which reports rely on item X, and who was told? */
static void
reliance_is_answered(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "reliance E-26");
	assert_out(&run, "R-000016");
	assert_out(&run, "partly-verified");
	assert_out(&run, "Fictional Newsroom");
	expect_shell(0, &run, *state, V "reliance E-22");
	assert_out(&run, "R-000001");
}

/* What is said about how many videos show acts by each side, by whom, independently or not? */
static void
counts_by_party_are_answered(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "stats --by party");
	assert_out(&run, "R-000005 (OC Media)");
	assert_out(&run, "R-000008 says 22 in all, and its numbers by party make 14; nothing is filled in");
	assert_out(&run, "not said");
	expect_shell(0, &run, *state, V "claims R-1 --property count-of-items-total");
	assert_out(&run, "conflict");
	assert_out(&run, "26..");
}

/* Which footage has no concluded place? */
static void
open_places_are_answered(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "footage list open-questions:place");
	assert_out(&run, "V-000001");
	expect_shell(0, &run, *state, V "list open:place --json");
	assert_null(strstr(buffer_string(&run.out), "E-000023"));
	assert_out(&run, "E-000001");
}

/* Which postings of footage Y are known, in order, and where else was looked? */
static void
postings_are_answered(void **state)
{
	SCOPED(run) run = { 0 };
	const char *first, *second;

	expect_shell(0, &run, *state, V "posting list V-1");
	first = strstr(buffer_string(&run.out), "P-000001");
	second = strstr(buffer_string(&run.out), "P-000003");
	assert_true(first != NULL && second != NULL && first < second);
	expect_shell(0, &run, *state, V "show V-1");
	assert_out(&run, "a search engine for pictures");
	assert_out(&run, "not-found");
}

/* Everything about incident Z. */
static void
an_incident_is_told_whole(void **state)
{
	static const char *const parts[] = { "Shown by", "E-000001", "R-000001", "no court's finding",
		                             "rs-8-2-a-i", "alleged-party", "victim-category" };
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "incident show I-1");
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		assert_out(&run, parts[i]);
}

/* E-23 lasts twelve seconds, E-29 is a picture of 320 by 180. */
static void
a_part_lies_in_what_was_measured(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(2, *state, "lasts 12.000 seconds", AS_ANA V "depict E-23 I-1 --part 0:03-0:30");
	expect_refusal(2, *state, "lasts 12.000 seconds",
	               AS_ANA V "finding add E-23 --question motivation --answer open --part 'frame 14'");
	expect_refusal(2, *state, "longer side has 320 pixels",
	               AS_ANA V "depict E-29 I-1 --part 'region 10,10,400x20'");
	expect_shell(0, &run, *state, AS_ANA V "depict E-23 I-1 --part 0:03-0:12");
}

static void
what_it_is_made_of_is_there(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "list held:no --json | wc -l");
	assert_string_equal(buffer_string(&run.out), "22\n");
	expect_shell(0, &run, *state, V "show E-23");
	assert_out(&run, "Verified as a synthetic test pattern");
	expect_shell(0, &run, *state, V "show E-28");
	assert_out(&run, "disputed");
	expect_shell(0, &run, *state, V "report show R-16");
	assert_out(&run, "a part of its sound is missing");
	expect_shell(0, &run, *state, V "actor list --json | wc -l");
	assert_string_equal(buffer_string(&run.out), "3\n");
	expect_shell(0, &run, *state, "test -z \"$(find home -type f)\"");
}

static void
nothing_is_left_of_what_was_interrupted(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(143, &run, *state,
	             "\"$VIDIMUS\" example half & pid=$!; sleep 1; kill -TERM $pid; wait $pid");
	expect_shell(0, &run, *state, "test ! -e half");
	expect_shell(5, &run, *state, "mkdir there; \"$VIDIMUS\" example there");
	assert_non_null(strstr(buffer_string(&run.err), "there already"));
	expect_shell(0, &run, *state, "test -d there");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_sound),
		cmocka_unit_test(counters_are_what_is_counted),
		cmocka_unit_test(reliance_is_answered),
		cmocka_unit_test(counts_by_party_are_answered),
		cmocka_unit_test(open_places_are_answered),
		cmocka_unit_test(postings_are_answered),
		cmocka_unit_test(an_incident_is_told_whole),
		cmocka_unit_test(a_part_lies_in_what_was_measured),
		cmocka_unit_test(what_it_is_made_of_is_there),
		cmocka_unit_test(nothing_is_left_of_what_was_interrupted),
	};

	return cmocka_run_group_tests(tests, build, end_folder);
}
