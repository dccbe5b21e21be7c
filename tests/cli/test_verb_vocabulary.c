/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_vocabulary.c - every list of codes can be found and read, by people and by programs. */
#include "cli/catalogue.h"

#include <dirent.h>

#define TERM_MEMBERS "vocabulary code label definition broader source deprecated"

/* How many lists lie in catalog/vocabularies. */
static size_t
count_files(void)
{
	DIR *folder = opendir(VIDIMUS_SOURCE "/catalog/vocabularies");
	const struct dirent *entry;
	size_t count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		size_t n = strlen(entry->d_name);

		count += n > 4 && strcmp(entry->d_name + n - 4, ".tsv") == 0 &&
		         strncmp(entry->d_name, "labels.", 7) != 0;
	}
	closedir(folder);
	return count;
}

static void
lists_every_vocabulary(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(run) bare = { 0 };
	SCOPED_JSON json_t *first = NULL;

	expect_shell(0, &run, *state, V "vocabulary list --json");
	assert_true(count_files() >= 80);
	assert_int_equal(line_count(&run), count_files());
	first = json_line(&run, 0);
	assert_members(first, "vocabulary terms deprecated");
	assert_string_equal(string_member(first, "vocabulary"), "access-class");
	assert_true(json_integer_value(json_object_get(first, "terms")) > 3);
	expect_shell(0, &run, *state, V "vocabulary list");
	expect_shell(0, &bare, *state, V "vocabulary");
	assert_out(&run, "VOCABULARY ");
	assert_out(&run, "\ngraphic-level ");
	assert_string_equal(buffer_string(&run.out), buffer_string(&bare.out));
}

/* As many as the list has, in its order, without a key. */
static void
shows_the_terms_of_each(void **state)
{
	SCOPED(run) lists = { 0 };
	SCOPED(run) run = { 0 };

	expect_shell(0, &lists, *state, "rm -r home/config; " V "vocabulary list --json");
	for (size_t i = 0; i < line_count(&lists); i++) {
		SCOPED_JSON json_t *list = json_line(&lists, i);
		SCOPED_JSON json_t *term = NULL;
		const char *name = string_member(list, "vocabulary");

		expect_shell(0, &run, *state, V "vocabulary show %s --json", name);
		assert_int_equal(line_count(&run),
		                 json_integer_value(json_object_get(list, "terms")));
		term = json_line(&run, 0);
		assert_members(term, TERM_MEMBERS);
		assert_string_equal(string_member(term, "vocabulary"), name);
	}
}

static void
shows_terms_in_words(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "vocabulary show graphic-level");
	assert_out(&run, "unassessed     Unassessed: Nobody has looked yet");
	assert_out(&run, "\n               Source: Bayanat; Atlos\n");
	assert_memory_equal(buffer_string(&run.out), "unassessed ", 11); /* the list's order, no alphabet */
	assert_out(&run, "\ngraphic-4      Graphic 4: killing, torture: ");
	expect_shell(0, &run, *state, V "vocabulary show channel-kind");
	assert_out(&run, "Part of group\n");
}

static void
wrong_names_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(1, *state, "there is no vocabulary “graphic-levle”", V "vocabulary show graphic-levle");
	expect_refusal(1, *state, "graphic-level", V "vocabulary show graphic-levle");
	expect_refusal(2, *state, "NAME", V "vocabulary show");
	expect_refusal(2, *state, "", V "vocabulary show sound platform");
	expect_shell(1, &run, *state, V "vocabulary show --json ''");
	assert_int_equal(line_count(&run), 1);
	expect_refusal(4, *state, "no catalogue here", "\"$VIDIMUS\" vocabulary");
}

#define FORUM "--label 'Town forum' --definition 'The forum of a town.'"

static void
local_terms_are_added_and_used(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "vocabulary add platform x-forum " FORUM);
	assert_out(&run, "x-forum of platform can be used now.");
	expect_shell(0, &run, *state, V "vocabulary add platform x-forum-2 --broader x-forum --json " FORUM);
	assert_out(&run, "{\"vocabulary\":\"platform\",\"code\":\"x-forum-2\"}");
	expect_shell(0, &run, *state, V "vocabulary show platform");
	assert_out(&run, "\nx-forum-2 ");
	assert_out(&run, "Part of x-forum\n");
	expect_shell(0, &run, *state, V "channel add --code forum-1 --platform x-forum");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
	expect_shell(0, &run, *state, V "vocabulary show platform");
	assert_out(&run, "\nx-forum-2 ");
	assert_out(&run, "Town forum: The forum of a town.");
}

static void
what_is_no_local_term_is_refused(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(2, *state, "begins with x-", V "vocabulary add platform forum " FORUM);
	expect_refusal(2, *state, "begins with x-", V "vocabulary add platform x- " FORUM);
	expect_refusal(2, *state, "begins with x-", V "vocabulary add platform x-Forum " FORUM);
	expect_refusal(1, *state, "there is no vocabulary “platfrom”; did you mean platform?",
	               V "vocabulary add platfrom x-forum " FORUM);
	expect_refusal(2, *state, "did you mean telegram?",
	               V "vocabulary add platform x-forum --broader telegrm " FORUM);
	expect_refusal(5, *state, "have rules in the program",
	               V "vocabulary add verification-status x-perhaps " FORUM);
	expect_refusal(2, *state, "label", V "vocabulary add platform x-forum --label '' --definition D");
	expect_shell(0, &run, *state, V "vocabulary add platform x-forum " FORUM);
	expect_refusal(5, *state, "has a term x-forum already",
	               V "vocabulary add platform x-forum " FORUM);
}

/* A term that no rule knows would be taken for the public, or the harmless, side of one. */
static void
lists_with_rules_stay_as_they_are(void **state)
{
	static const struct {
		const char *list, *code;
	} closed[] = {
		{ "actor-role", "keeper" },
		{ "answer-status", NULL },
		{ "channel-kind", "personal-account" },
		{ "channel-visibility", "public" },
		{ "clock-source", NULL },
		{ "confidence", NULL },
		{ "disclosure-value", NULL },
		{ "graphic-level", "graphic-4" },
		{ "place-precision", "region" },
		{ "sound", NULL },
		{ "verification-status", "verified" },
		{ "warning", NULL },
		{ "zone-status", "utc" },
	};
	SCOPED(run) run = { 0 };

	for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++) {
		expect_shell(0, &run, *state, V "vocabulary show %s", closed[i].list);
		expect_refusal(5, *state, "have rules in the program",
		               V "vocabulary add %s x-other " FORUM, closed[i].list);
		if (closed[i].code != NULL)
			expect_refusal(5, *state, "have rules in the program",
			               V "vocabulary deprecate %s %s --because x", closed[i].list,
			               closed[i].code);
	}
}

static void
a_deprecated_term_stays_and_is_no_longer_taken(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "channel add --code old-1 --platform viber");
	expect_refusal(1, *state, "did you mean viber?",
	               V "vocabulary deprecate platform vibr --because x");
	expect_refusal(5, *state, "have rules in the program",
	               V "vocabulary deprecate verification-status disputed --because x");
	expect_shell(0, &run, *state,
	             V "vocabulary deprecate platform viber --because 'Not used here; use other.'");
	expect_refusal(5, *state, "deprecated already",
	               V "vocabulary deprecate platform viber --because x");
	expect_refusal(2, *state, "the term 'viber' is deprecated: Not used here; use other.",
	               V "channel add --code old-2 --platform viber");
	expect_shell(0, &run, *state, V "channel show old-1 && " V "vocabulary show platform");
	assert_out(&run, "viber");
	assert_out(&run, "No longer to be used: Not used here; use other.");
	expect_shell(0, &run, *state, V "vocabulary list --json | grep '\"platform\"'");
	assert_out(&run, "\"deprecated\":1");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
labels_are_shown_in_other_languages(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "vocabulary show verification-status --language ru");
	assert_out(&run, "Refuted (опровергнуто): ");
	expect_shell(0, &run, *state, V "vocabulary show verification-status --language hy --json");
	assert_out(&run, "\"translation\":\"հերքված\"");
	/* a list without labels there says so term by term */
	expect_shell(0, &run, *state, V "vocabulary show platform --language hy --json | head -1");
	assert_out(&run, "\"translation\":null");
	expect_refusal(1, *state, "no labels in the language 'fr', only az, hy, ru",
	               V "vocabulary show platform --language fr");
}

static void
lists_are_updated(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "vocabulary update");
	assert_out(&run, "Every list is as this version brings it: nothing is recorded.");
	expect_shell(0, &run, *state, V "vocabulary update --json");
	assert_out(&run, "{\"loaded\":[]}");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_catalogue, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lists_every_vocabulary),
		TEST(shows_the_terms_of_each),
		TEST(shows_terms_in_words),
		TEST(wrong_names_are_refused),
		TEST(local_terms_are_added_and_used),
		TEST(what_is_no_local_term_is_refused),
		TEST(lists_with_rules_stay_as_they_are),
		TEST(a_deprecated_term_stays_and_is_no_longer_taken),
		TEST(labels_are_shown_in_other_languages),
		TEST(lists_are_updated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
