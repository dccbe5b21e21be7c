/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_posting.c - postings: added, revised, looked at again, listed by date; and what is refused. */
#include "cli/catalogue.h"

/* One item and two channels, one of which not everyone can read. */
static int
begin_postings(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state, "mkdir in && echo one >in/one.jpg && " V "intake in && " V
	             "channel add --code tg-open --platform telegram --kind channel --visibility public && " V
	             "channel add --code tg-shut --platform telegram --kind group --visibility private-closed");
	return 0;
}

static void
postings_are_added_and_listed_by_date(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *first = NULL;
	SCOPED_JSON json_t *last = NULL;

	expect_shell(0, &run, *state, V "posting add E-1 --channel tg-open --published 2020-12-03 "
	             "--url https://t.me/x/2 --post-id 2 --basis observed --json");
	assert_out(&run, "{\"id\":\"P-000001\"}");
	expect_shell(0, &run, *state, V "posting add E-1 --channel tg-shut --published 2020-11-22 --language hy && " V
	             "posting add E-1 --url https://example.org/unknown-date");
	expect_shell(0, &run, *state, V "posting list E-1 --json");
	assert_int_equal(line_count(&run), 3);
	first = json_line(&run, 0);
	last = json_line(&run, 2);
	assert_string_equal(string_member(first, "id"), "P-000002");
	assert_string_equal(string_member(first, "channel_code"), "tg-shut");
	assert_string_equal(string_member(last, "id"), "P-000003");
	assert_true(json_is_null(json_object_get(last, "published")));
	expect_shell(0, &run, *state, V "posting list C-1 --json");
	assert_out(&run, "P-000001");
	expect_shell(0, &run, *state, V "posting list");
	assert_null(strstr(buffer_string(&run.out), "zone unknown")); /* days have no clock */
	assert_out(&run, "P-000001  E-000001");
	expect_shell(0, &run, *state, V "show E-1");
	assert_out(&run, "2020-11-22");
	expect_shell(0, &run, *state, V "posting edit P-1 --published 2020-12-03T18:04:11 && " V "posting show P-1");
	assert_out(&run, "2020-12-03T18:04:11 (zone unknown)");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* Where a value stands is decided by who can read the channel. */
static void
what_a_closed_channel_says_is_kept_apart(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "echo Closed-Words | " V
	             "posting add E-1 --channel tg-shut --post-id shut-991 --caption - && "
	             "echo Open-Words | " V "posting add E-1 --channel tg-open --post-id open-17 --caption -");
	expect_shell(0, &run, *state,
	             "grep -aq '\"private_caption\":\"Closed-Words\"' cat/catalog.db* && "
	             "grep -aq '\"private_post_id\":\"shut-991\"' cat/catalog.db* && "
	             "grep -aq '\"public_caption\":\"Open-Words\"' cat/catalog.db*");
	expect_shell(1, &run, *state, "grep -aq '\"public_caption\":\"Closed-Words\"' cat/catalog.db*");
	/* forwarded from the closed one to the open one: told in private members only */
	expect_shell(0, &run, *state, V "posting edit P-2 --forwarded-channel tg-shut --forwarded-posting P-1 "
	             "--forwarded-published 2020-11-20");
	expect_shell(0, &run, *state, "grep -aq '\"private_forwarded_channel\":\"channel/' cat/catalog.db*");
	expect_shell(1, &run, *state, "grep -aq '\"public_forwarded_channel\":\"channel/' cat/catalog.db*");
	expect_shell(0, &run, *state, V "posting show P-2 --json");
	assert_out(&run, "\"forwarded_channel_code\":\"tg-shut\"");
	assert_out(&run, "\"forwarded_posting\":\"P-000001\"");
	/* moved to a channel that nobody else can read, all of it is private */
	expect_shell(0, &run, *state, V "posting edit P-2 --channel tg-shut");
	expect_shell(0, &run, *state, "grep -aq '\"private_caption\":\"Open-Words\"' cat/catalog.db*");
}

/* Language and part in the spreading tell of the channel too; so does the name of where it came from. */
static void
what_tells_of_a_closed_channel_is_private(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "posting add E-1 --channel tg-shut --language hy --role re-sharer && "
	             "echo Shut-Group >name && " V "posting add E-1 --channel tg-open --language az --role re-sharer "
	             "--forwarded-from @name && " V "posting show P-1 --json");
	assert_out(&run, "\"language\":\"hy\"");
	assert_out(&run, "\"role\":\"re-sharer\"");
	expect_shell(0, &run, *state, "grep -aq '\"private_language\":\"hy\"' cat/catalog.db* && "
	             "grep -aq '\"private_role\":\"re-sharer\"' cat/catalog.db* && "
	             "grep -aq '\"public_language\":\"az\"' cat/catalog.db* && "
	             "grep -aq '\"public_forwarded_from\":\"Shut-Group\"' cat/catalog.db*");
	expect_shell(1, &run, *state, "grep -aq '\"public_language\":\"hy\"' cat/catalog.db*");
	/* once we know that it came from a closed one, what names that is private, by channel or posting */
	expect_shell(0, &run, *state, "echo Named-Group >name && " V
	             "posting add E-1 --channel tg-open --forwarded-from @name --forwarded-channel tg-shut && "
	             "echo Other-Group >name && " V
	             "posting add E-1 --channel tg-open --forwarded-from @name --forwarded-posting P-1");
	expect_shell(1, &run, *state, "grep -aqE '\"public_forwarded_from\":\"(Named|Other)-' cat/catalog.db*; s=$?; "
	             V "posting show P-3 --json | grep -q Named-Group || exit 9; exit $s");
}

/* An edit opens only what it names: not what was said while the channel was closed, nor what moves. */
static void
what_was_kept_apart_stays_so(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "echo '{\"caption\":\"Closed-Words\",\"author\":\"Her-Name\"}' | " V
	             "posting add E-1 --channel tg-shut --post-id shut-991 --published 2020-11-21 --fields - && " V
	             "channel edit tg-shut --visibility public --kind channel && " V "posting edit P-1 --language ru && " V
	             "posting edit P-1 --channel tg-open --url https://t.me/open/5 && " V "posting edit P-1 --language hy");
	expect_shell(1, &run, *state, "grep -aqE '\"public_(caption|author|post_id)\":\"(Closed-|Her-Name|shut-991)|"
	             "\"public_published\":\\{[^}]*2020' cat/catalog.db*");
	expect_shell(1, &run, *state, "grep -aq '\"private_url\":\"https' cat/catalog.db*");
	expect_shell(0, &run, *state, "grep -aq '\"public_url\":\"https' cat/catalog.db* && "
	             "grep -aq '\"public_channel\":\"channel/' cat/catalog.db*");
	expect_shell(0, &run, *state, V "rebuild && " V "audit && " V "posting show P-1 --captions --json");
	assert_out(&run, "Closed-Words");
	assert_out(&run, "Her-Name");
	assert_out(&run, "\"channel_code\":\"tg-open\"");
	/* what is named now is public now */
	expect_shell(0, &run, *state, V "posting edit P-1 --post-id shut-992 && "
	             "grep -aq '\"public_post_id\":\"shut-992\"' cat/catalog.db*");
}

static void
postings_are_revised(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;

	expect_shell(0, &run, *state, V "posting add E-1 --channel tg-open --published 2020-12 --basis observed");
	expect_shell(0, &run, *state, V "posting edit P-1 --published 2020-12-03 --role re-sharer "
	             "--edited 2020-12-04 --json");
	expect_shell(0, &run, *state, V "posting show P-1 --json");
	shown = json_line(&run, 0);
	assert_string_equal(string_member(json_object_get(shown, "published"), "edtf"), "2020-12-03");
	assert_string_equal(string_member(shown, "role"), "re-sharer");
	assert_string_equal(string_member(shown, "basis"), "observed");
	assert_string_equal(string_member(shown, "channel"), "C-000001");
	expect_refusal(5, *state, "it now says: published", V
	               "posting edit P-1 --published 2020-12-05 --based-on 1");
	expect_shell(0, &run, *state,
	             "printf '#!/bin/sh\\ngrep -q \"^channel: C-000001\" \"$1\" && sed -i "
	             "\"s/^post-id:.*/post-id: 77/\" \"$1\"\\n' >edit && chmod +x edit && EDITOR=./edit " V
	             "posting edit P-1 && " V "posting show P-1 --json");
	assert_out(&run, "\"post_id\":\"77\"");
	assert_out(&run, "\"channel\":\"C-000001\"");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
somebody_looks_again(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "echo Hard-Words | " V "posting add E-1 --channel tg-open --caption -");
	expect_shell(0, &run, *state, V "posting observe P-1 --availability online --observed 2020-12-05 "
	             "--views 1200 --http-status 200 && " V
	             "posting observe P-1 --availability removed-by-platform --observed 2021-01-10");
	assert_out(&run, "What was observed is kept; the posting is P-000001.");
	expect_shell(0, &run, *state, V "posting show P-1");
	assert_out(&run, "Observations");
	assert_out(&run, "removed-by-platform");
	assert_out(&run, "not shown here");
	assert_null(strstr(buffer_string(&run.out), "Hard-Words"));
	expect_shell(0, &run, *state, V "posting show P-1 --captions");
	assert_out(&run, "Hard-Words");
	expect_shell(0, &run, *state, V "rebuild && " V "audit && " V "posting show P-1 --json");
	assert_out(&run, "\"http_status\":200");
}

static void
wrong_postings_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(1, *state, "E-000009", V "posting add E-9 --url https://example.org");
	expect_refusal(2, *state, "an item (E-…) or a footage (V-…)", V "posting add C-1 --url x");
	expect_refusal(2, *state, "reading published", V "posting add E-1 --published 2020-02-30");
	expect_refusal(1, *state, "tg-none", V "posting add E-1 --channel tg-none");
	expect_refusal(2, *state, "never stands in an argument", V "posting add E-1 --caption words");
	expect_refusal(2, *state, "basis", V "posting add E-1 --basis guessed");
	expect_shell(0, &run, *state, V "posting add E-1 --url https://example.org");
	expect_refusal(2, *state, "--availability CODE is missing", V "posting observe P-1 --views 3");
	expect_refusal(2, *state, "did you mean online?", V "posting observe P-1 --availability onlin");
	expect_refusal(2, *state, "100 to 599", V "posting observe P-1 --availability gone --http-status 99");
	expect_refusal(1, *state, "P-000009", V "posting edit P-9 --url x");
	expect_refusal(1, *state, "P-000009", V "posting edit P-1 --forwarded-posting P-9");
	expect_refusal(2, *state, "", V "posting list D-1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_postings, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(postings_are_added_and_listed_by_date),
		TEST(what_a_closed_channel_says_is_kept_apart),
		TEST(what_tells_of_a_closed_channel_is_private),
		TEST(what_was_kept_apart_stays_so),
		TEST(postings_are_revised),
		TEST(somebody_looks_again),
		TEST(wrong_postings_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
