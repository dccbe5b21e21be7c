/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_records.c - actors, channels and persons: add, list, show, forms and refusals. */
#include "cli/catalogue.h"

static void
channels_are_added_and_shown(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *added = NULL;
	SCOPED_JSON json_t *listed = NULL;
	SCOPED_JSON json_t *shown = NULL;

	expect_shell(0, &run, *state, V "channel add --code tg-7 --platform telegram --kind channel "
	             "--visibility public --handle @example --title 'Новости' "
	             "--url https://t.me/example --native-id 1000123 --json");
	added = json_line(&run, 0);
	assert_members(added, "id");
	assert_string_equal(string_member(added, "id"), "C-000001");
	expect_shell(0, &run, *state, V "channel list --json");
	listed = json_line(&run, 0);
	assert_string_equal(string_member(listed, "title"), "Новости");
	assert_string_equal(string_member(listed, "handle"), "@example");
	expect_shell(0, &run, *state, V "channel show --json tg-7 && " V "channel show c1 --json");
	shown = json_line(&run, 0);
	assert_string_equal(string_member(shown, "channel_kind"), "channel");
	expect_shell(0, &run, *state, V "channel list");
	assert_out(&run, "C-000001  tg-7  telegram  channel  public      @example  Новости");
	expect_shell(0, &run, *state, V "channel show C-1");
	assert_out(&run, "Channel kind");
	assert_out(&run, "History");
}

static void
codes_are_checked(void **state)
{
	expect_refusal(2, *state, "telegram", V "channel add --code c1 --platform telegramm");
	expect_refusal(2, *state, "visibility", V "channel add --code c1 --visibility hidden");
	expect_refusal(2, *state, "--code CODE is missing", V "channel add --platform telegram");
	expect_refusal(5, *state, "c1", V "channel add --code c1 >out; " V "channel add --code c1");
	expect_refusal(2, *state, "witness", V "person add --code p1 --roles witnes");
	expect_refusal(2, *state, "", V "person add --code p1 --protection-level none");
	expect_refusal(1, *state, "C-000009", V "channel show C-9");
	expect_refusal(2, *state, "is no channel, but an actor", V "channel show K-1");
	expect_refusal(2, *state, "is no person, but a channel", V "person show C-1");
}

static void
private_text_stands_in_no_argument(void **state)
{
	SCOPED(run) run = { 0 };

	run_shell(&run, *state, V "person add --code p1 --note 'Her name is Ana'");
	assert_int_equal(run.code, 2);
	assert_err(&run, "never stands in an argument");
	assert_null(strstr(buffer_string(&run.err), "Her name"));
	expect_refusal(2, *state, "--identity-held-at",
	               V "person add --code p1 --identity-held-at 'safe 3'");
	expect_refusal(2, *state, "--note", V "channel add --code c1 --note text");
	expect_refusal(2, *state, "one thing only", "echo x | " V
	               "person add --code p1 --note - --identity-held-at -");
	expect_shell(0, &run, *state, "echo 'safe 3, envelope 12' >where; echo remark | " V
	             "person add --code p1 --roles witness,source --protection-level high "
	             "--note - --identity-held-at @where && " V "person show --json p1");
	assert_out(&run, "\"identity_held_at\":\"safe 3, envelope 12\"");
	assert_out(&run, "\"note\":\"remark\"");
	assert_out(&run, "\"roles\":[\"source\",\"witness\"]");
}

static void
fields_come_from_a_file(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "echo '{\"code\":\"p9\",\"roles\":[\"witness\",\"source\"],"
	             "\"identity_held_at\":\"safe 3\",\"note\":\"@home she said\",\"protection-level\":null}' >f && "
	             V "person add --fields f && " V "person show p9 --json");
	assert_out(&run, "\"roles\":[\"source\",\"witness\"]");
	assert_out(&run, "\"identity_held_at\":\"safe 3\"");
	assert_out(&run, "\"note\":\"@home she said\""); /* no file is meant */
	expect_shell(0, &run, *state, "echo '{\"code\":\"tg-9\",\"native_id\":1000123}' | " V
	             "channel add --platform telegram --fields - && " V "channel show tg-9 --json");
	assert_out(&run, "\"native_id\":\"1000123\"");
	assert_out(&run, "\"platform\":\"telegram\"");
}

static void
wrong_fields_are_refused(void **state)
{
	static const char *const cases[][2] = {
		{ "{\"code\":\"c9\",\"platfrom\":\"telegram\"}", "no field 'platfrom'; did you mean platform?" },
		{ "{\"platform\":\"telegram\"}", "--code CODE is missing" },
		{ "{\"code\":{\"a\":1}}", "'code' is no text" },
		{ "{\"code\":\"c9\",\"kind\":[1]}", "'kind' is no text" },
		{ "{\"code\":\"c9\",\"fields\":\"x\"}", "no field 'fields'" },
		{ "{\"code\":\"c9\\u0000zz\"}", "'code' holds a U+0000" },
		{ "[1]", "no JSON object" },
		{ "{\"code\":\"c9\",\"code\":\"c8\"}", "code" },
		{ "{\"code\":", "" },
		{ "{\"code\":\"c9\",\"platform\":\"telegramm\"}", "telegram" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		SCOPED(buffer) path = { 0 };

		buffer_append_format(&path, "%s/f", (const char *)*state);
		write_file(buffer_string(&path), cases[i][0], strlen(cases[i][0]));
		expect_refusal(2, *state, cases[i][1], V "channel add --fields f");
	}
	expect_refusal(2, *state, "given twice", "echo '{\"code\":\"c9\"}' | " V
	               "channel add --code c8 --fields -");
	expect_refusal(2, *state, "1048576", "head -c 2000000 /dev/zero | tr '\\0' ' ' | " V
	               "channel add --fields -");
	expect_refusal(2, *state, "cannot open nowhere", V "channel add --fields nowhere");
}

static void
channels_are_edited_and_keep_their_names(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;
	const json_t *names;

	expect_shell(0, &run, *state, V "channel add --code tg-7 --platform telegram --kind channel "
	             "--visibility public --handle @example --title Old");
	expect_shell(0, &run, *state, V "channel edit tg-7 --title New --since 2020-12-01 "
	             "--names-basis observed --roles early-sharer --reliability c --json");
	assert_out(&run, "{\"id\":\"C-000001\",\"version\":3}");
	expect_shell(0, &run, *state, V "channel edit C-1 --handle @before --until 2020-11~");
	assert_out(&run, "C-000001 is edited, version 4.");
	expect_shell(0, &run, *state, V "channel show tg-7 --json");
	shown = json_line(&run, 0);
	names = json_object_get(shown, "names");
	assert_int_equal(json_array_size(names), 3);
	assert_string_equal(string_member(shown, "title"), "New");
	assert_string_equal(string_member(shown, "handle"), "@example");
	assert_string_equal(string_member(shown, "reliability"), "c");
	assert_string_equal(string_member(json_array_get(names, 0), "title"), "Old");
	assert_string_equal(string_member(json_array_get(names, 1), "title"), "New");
	assert_string_equal(string_member(json_array_get(names, 1), "handle"), "@example");
	assert_string_equal(string_member(json_array_get(names, 2), "handle"), "@before");
	assert_true(json_is_null(json_object_get(json_array_get(names, 2), "title")));
	assert_string_equal(string_member(json_object_get(json_array_get(names, 2), "until"), "edtf"),
	                    "2020-11~");
	/* the same again changes nothing */
	expect_shell(0, &run, *state, V "channel edit C-1 --reliability c --json");
	assert_out(&run, "\"version\":4}");
	expect_shell(0, &run, *state, V "rebuild && " V "audit && " V "channel show tg-7 --json");
	assert_out(&run, "\"title\":\"New\"");
}

/* Names go where the channel's visibility says, by the members of the event. */
static void
names_of_private_channels_stay_private(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "channel add --code tg-7 --visibility private-closed --kind group");
	expect_shell(0, &run, *state, V "channel edit tg-7 --title Hidden-Title");
	expect_shell(0, &run, *state, V "channel show tg-7");
	assert_out(&run, "Hidden-Title");
	expect_shell(0, &run, *state, "grep -aq '\"private_title\":\"Hidden-Title\"' cat/catalog.db*");
	expect_shell(1, &run, *state, "grep -aq '\"public_title\":\"Hidden-Title\"' cat/catalog.db*");
	/* so does what is said of them: when somebody was inside, and how it is known */
	expect_shell(0, &run, *state, V "channel edit tg-7 --title Former --since 2019-01-02 --until 2019-03-04 "
	             "--seen 2019-02-03 --names-basis stated-by-source && " V "channel show tg-7 --json");
	assert_out(&run, "\"basis\":\"stated-by-source\"");
	assert_out(&run, "\"title\":\"Hidden-Title\"");
	expect_shell(1, &run, *state, "grep -aqE '\"public_((since|until|seen)\":\\{|basis\":\"stated)' cat/catalog.db*");
	expect_shell(0, &run, *state, "grep -aq '\"private_seen\":{\"edtf\":\"2019-02-03\"' cat/catalog.db*");
	/* once it is public, names that are given then are public ones */
	expect_shell(0, &run, *state, V "channel edit tg-7 --visibility public --title Open-Title --since 2020");
	expect_shell(0, &run, *state, "grep -aq '\"public_title\":\"Open-Title\"' cat/catalog.db* && "
	             "grep -aq '\"public_since\":{\"edtf\":\"2020\"' cat/catalog.db*");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* What was recorded while nobody else could read the channel does not become public by another edit. */
static void
names_carried_over_keep_their_protection(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "channel add --code tg-7 --visibility private-closed --kind group "
	             "--title Hidden-Title --url https://t.me/+hidden --native-id 991");
	expect_shell(0, &run, *state, V "channel edit tg-7 --visibility public --handle @new && " V
	             "channel edit tg-7 --title Open-Title");
	expect_shell(0, &run, *state,
	             "grep -aq '\"public_handle\":\"@new\"' cat/catalog.db* && "
	             "grep -aq '\"public_title\":\"Open-Title\"' cat/catalog.db*");
	expect_shell(1, &run, *state, "grep -aqE '\"public_(title|url|native_id)\":\"(Hidden-|https:|991\")' cat/catalog.db*");
	/* the handle of the first edit was public and stays so in the second; nothing is lost */
	expect_shell(1, &run, *state, "grep -aq '\"private_handle\":\"@new\"' cat/catalog.db*");
	expect_shell(0, &run, *state, V "rebuild && " V "audit && " V "channel show tg-7 --json");
	assert_out(&run, "\"url\":\"https://t.me/+hidden\"");
	assert_out(&run, "\"native_id\":\"991\"");
	/* no name that is carried over is public any more once the channel is closed again */
	expect_shell(0, &run, *state, V "channel edit tg-7 --visibility private-closed --title Third && "
	             "grep -aq '\"private_handle\":\"@new\"' cat/catalog.db*");
}

/* A naming is based on a version too, and says a name. */
static void
stale_and_empty_namings_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "channel add --code tg-7 --title Old && " V
	             "channel edit tg-7 --language hy && " V "channel edit tg-7 --title First --based-on 2");
	expect_refusal(5, *state, "named again in version 3", V "channel edit tg-7 --title Second --based-on 2");
	expect_refusal(5, *state, "title \"First\"", V "channel edit tg-7 --title Second --handle @x --based-on 2");
	expect_refusal(5, *state, "based on version 3", V "channel edit tg-7 --title Before --until 2019 --based-on 2");
	/* nothing of a refused edit is kept, not even what was no name */
	expect_refusal(5, *state, "named again", V "channel edit tg-7 --language az --title Second --based-on 2");
	expect_shell(0, &run, *state, V "channel show tg-7 --json");
	assert_out(&run, "\"language\":\"hy\"");
	assert_out(&run, "\"title\":\"First\"");
	/* former names count: what another wrote of them could be the same again */
	expect_shell(0, &run, *state, V "channel edit tg-7 --title Before --until 2019 --based-on 3");
	expect_refusal(5, *state, "version 4", V "channel edit tg-7 --title Before --until 2019 --based-on 3");
	/* a description of the same edit is no other's */
	expect_shell(0, &run, *state, V "channel edit tg-7 --language az --title Second --based-on 4 --json");
	assert_out(&run, "\"version\":6}");
	expect_shell(0, &run, *state, "grep -aq '\"based_on\":4,' cat/catalog.db*");
	expect_refusal(2, *state, "no name", V "channel edit tg-7 --until 2020");
	expect_refusal(2, *state, "no name", V "channel edit tg-7 --handle '' --until 2020");
	/* of the present ones it may be said since when, and the last can be taken away */
	expect_shell(0, &run, *state, V "channel edit tg-7 --since 2020 && " V "channel edit tg-7 --title ''");
	expect_refusal(2, *state, "no name", V "channel edit tg-7 --seen 2020-12");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
persons_are_edited(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "person add --code sparrow --roles witness");
	expect_shell(0, &run, *state, "echo 'safe 4' | " V
	             "person edit sparrow --protection-level extreme --identity-held-at -");
	expect_shell(0, &run, *state, V "person show W-1 --json");
	assert_out(&run, "\"protection_level\":\"extreme\"");
	assert_out(&run, "\"identity_held_at\":\"safe 4\"");
	assert_out(&run, "\"roles\":[\"witness\"]");
	expect_shell(0, &run, *state, V "person edit W-1 --roles '' && " V "person show W-1 --json");
	assert_out(&run, "\"roles\":[]");
	expect_shell(0, &run, *state,
	             "printf '#!/bin/sh\\ngrep -q \"^protection-level: extreme\" \"$1\" && sed -i "
	             "\"s/^code:.*/code: robin/\" \"$1\"\\n' >edit && chmod +x edit && EDITOR=./edit " V
	             "person edit W-1 && " V "person show robin --json");
	assert_out(&run, "\"identity_held_at\":\"safe 4\"");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
wrong_edits_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "channel add --code tg-7 && " V "channel add --code tg-8");
	expect_refusal(5, *state, "'tg-8' already", V "channel edit tg-7 --code tg-8");
	expect_refusal(2, *state, "no code for a channel", V "channel edit tg-7 --code 'Her Name'");
	expect_refusal(2, *state, "did you mean telegram?", V "channel edit tg-7 --platform telegran");
	expect_refusal(2, *state, "until", V "channel edit tg-7 --handle @x --until 2020-02-31");
	expect_refusal(2, *state, "never stands in an argument", V "channel edit tg-7 --note text");
	expect_refusal(2, *state, "no version 9 yet", V "channel edit tg-7 --language hy --based-on 9");
	expect_refusal(1, *state, "C-000009", V "channel edit C-9 --language hy");
	expect_refusal(2, *state, "is no channel", V "channel edit K-1 --language hy");
	expect_shell(0, &run, *state, V "channel edit tg-7 --language hy");
	expect_refusal(5, *state, "it now says: language \"hy\"",
	               V "channel edit tg-7 --language az --based-on 1");
	expect_shell(0, &run, *state, V "channel edit tg-7 --language az --based-on 2");
	expect_refusal(2, *state, "did you mean language?", "echo '{\"langauge\":\"hy\"}' | " V
	               "channel edit tg-7 --fields -");
}

/* A code that is another kind's short id stays a code where only this kind is meant. */
static void
a_code_is_a_code_for_its_own_kind(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "person add --code c1 && " V "channel add --code w2 && " V
	             "person show c1 --json");
	assert_out(&run, "\"id\":\"W-000001\"");
	expect_shell(0, &run, *state, V "channel show w2 --json && " V "person edit c1 --roles witness");
	assert_out(&run, "\"id\":\"C-000001\"");
	expect_refusal(2, *state, "is no person, but a channel", V "person show C-1");
}

/* $EDITOR is a script that fills the form in. */
static void
forms_make_up_for_options(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "printf '#!/bin/sh\\nsed -i -e \"s/^code:.*/code: p7/\" -e "
	             "\"s/^roles:.*/roles: expert/\" -e \"s/^note:.*/note: one\\\\n two/\" \"$1\"\\n' "
	             ">edit && chmod +x edit && EDITOR=./edit " V "person add && " V
	             "person show p7 --json");
	assert_out(&run, "\"roles\":[\"expert\"]");
	assert_out(&run, "\"note\":\"one\\ntwo\"");
	expect_refusal(2, *state, "left as it was", "EDITOR=true " V "person add");
	expect_refusal(2, *state, "nor $EDITOR", "env -u EDITOR -u VISUAL " V "channel add");
	expect_refusal(5, *state, "p7", "EDITOR=./edit " V "person add");
}

static void
actors_are_let_in_by_a_request(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *ben = NULL;

	expect_shell(0, &run, *state, V "key new ben --no-passphrase && "
	             "cp home/config/vidimus/keys/ben.request . && " V
	             "--key ana actor add --request ben.request --code ben --organisation Partner");
	assert_out(&run, "The actor is K-000002.");
	expect_shell(0, &run, *state, V "actor list --json");
	assert_int_equal(line_count(&run), 2);
	ben = json_line(&run, 1);
	assert_string_equal(string_member(ben, "role"), "member");
	assert_string_equal(string_member(ben, "organisation"), "Partner");
	expect_shell(0, &run, *state, V "actor list && " V "actor show K-2");
	assert_out(&run, "K-000001  ana   keeper");
	expect_shell(0, &run, *state, V "--key ben channel add --code c1 && " V "log verify");
}

static void
requests_are_checked(void **state)
{
	expect_refusal(2, *state, "request", "echo '{}' >bad; " V
	               "actor add --request bad --code ben");
	expect_refusal(1, *state, "none.request", V "actor add --request none.request --code ben");
	expect_refusal(5, *state, "catalogue",
	               "\"$VIDIMUS\" key new eva --no-passphrase >out; " V
	               "--key ana actor add --request home/config/vidimus/keys/eva.request --code eva");
	expect_refusal(5, *state, "catalogue",
	               "\"$VIDIMUS\" key request eva --catalogue "
	               "0d9b6b2f-6d0c-4c5e-9a5f-9f3f0c9a1b2c >out; " V
	               "--key ana actor add --request home/config/vidimus/keys/eva.request --code eva");
	expect_refusal(2, *state, "role", V "key request eva >out; " V
	               "--key ana actor add --request home/config/vidimus/keys/eva.request --code eva "
	               "--role boss");
	expect_refusal(2, *state, "code", V
	               "--key ana actor add --request home/config/vidimus/keys/eva.request "
	               "--code 'Eva M'");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_catalogue, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(channels_are_added_and_shown),
		TEST(codes_are_checked),
		TEST(private_text_stands_in_no_argument),
		TEST(forms_make_up_for_options),
		TEST(fields_come_from_a_file),
		TEST(a_code_is_a_code_for_its_own_kind),
		TEST(channels_are_edited_and_keep_their_names),
		TEST(names_of_private_channels_stay_private),
		TEST(names_carried_over_keep_their_protection),
		TEST(stale_and_empty_namings_are_refused),
		TEST(persons_are_edited),
		TEST(wrong_edits_are_refused),
		TEST(wrong_fields_are_refused),
		TEST(actors_are_let_in_by_a_request),
		TEST(requests_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
