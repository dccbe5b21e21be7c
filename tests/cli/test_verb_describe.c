/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_describe.c - describe and note: by options, by the form, stale, private. */
#include "cli/catalogue.h"

#include <sys/stat.h>

static int
begin_with_item(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	write_jpeg(*state, "a.jpg", "one");
	expect_shell(0, &run, *state, V "intake a.jpg >out");
	return 0;
}

static void
describes_by_options(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *answer = NULL;
	SCOPED_JSON json_t *item = NULL;

	expect_shell(0, &run, *state, "printf 'First line.\\n\\nSecond.\\n' >s; " V
	             "describe E-1 --title 'A street' --summary @s --graphic graphic-2 --sound calm "
	             "--flags minor-visible,witness-identifiable --tags body,weapon --json");
	answer = json_line(&run, 0);
	assert_members(answer, "id version");
	expect_shell(0, &run, *state, V "show --json E-1");
	item = json_line(&run, 0);
	assert_string_equal(string_member(item, "title"), "A street");
	assert_string_equal(string_member(item, "summary"), "First line.\n\nSecond.");
	assert_int_equal(json_array_size(json_object_get(item, "sensitivity")), 4);
	assert_int_equal(json_array_size(json_object_get(item, "content_tags")), 2);
	assert_int_equal(json_integer_value(json_object_get(item, "version")),
	                 json_integer_value(json_object_get(answer, "version")));
}

static void
what_is_not_named_stays(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "describe E-1 --title One --graphic graphic-1 >out; " V
	             "describe E-1 --sound calm >out; " V "describe E-1 --title '' >out; " V
	             "show --json E-1");
	assert_out(&run, "\"title\":null");
	assert_out(&run, "\"sensitivity\":[\"graphic-1\",\"calm\"]");
}

static void
a_stale_edit_is_refused_with_the_difference(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "describe E-1 --title First >out; " V "list --json");
	expect_shell(5, &run, *state, V "describe E-1 --title Second --based-on 3 --json");
	assert_err(&run, "First");
	assert_out(&run, "\"code\":\"stale\"");
	expect_refusal(2, *state, "no version 99", V "describe E-1 --title x --based-on 99");
	expect_shell(0, &run, *state, V "describe E-1 --title Second --based-on 5 && " V
	             "show --json E-1");
	assert_out(&run, "\"title\":\"Second\"");
}

static void
wrong_words_are_refused(void **state)
{
	expect_refusal(2, *state, "graphic-4", V "describe E-1 --graphic graphic4");
	expect_refusal(2, *state, "minor-visible", V "describe E-1 --flags minor-visibel");
	expect_refusal(2, *state, "", V "describe E-1 --sound loud");
	expect_refusal(1, *state, "E-000009", V "describe E-9 --title x");
	expect_refusal(2, *state, "nor $EDITOR", "env -u EDITOR -u VISUAL " V "describe E-1");
	expect_refusal(2, *state, "an argument is missing", V "describe --title x");
	expect_refusal(2, *state, "one thing", "echo | " V "describe - --summary -");
}

/* $EDITOR is a script. */
static void
write_editor(const char *folder, const char *script)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/edit", folder);
	write_file(path, script, strlen(script));
	assert_int_equal(chmod(path, 0755), 0);
}

static void
the_form_holds_what_is_there(void **state)
{
	SCOPED(run) run = { 0 };

	write_editor(*state, "#!/bin/sh\ncp \"$1\" form\n"
	                     "sed -i -e 's/^title:.*/title: Changed/' -e 's/^flags:.*/flags:/' "
	                     "-e 's/^graphic:.*/graphic: graphic-3/' \"$1\"\n");
	expect_shell(0, &run, *state, V "describe E-1 --title One --sound calm --flags minor-visible "
	             "--summary 'As it was' >out; EDITOR=$PWD/edit " V "describe E-1 && cat form && " V
	             "show --json E-1");
	assert_out(&run, "title: One\n");
	assert_out(&run, "sound: calm\n");
	assert_out(&run, "flags: minor-visible\n");
	assert_out(&run, "based-on: 5\n");
	assert_out(&run, "\"title\":\"Changed\",\"summary\":\"As it was\",\"graphic_level\":\"graphic-3\","
	                 "\"sound\":\"calm\",\"flags\":[]");
	expect_refusal(2, *state, "left as it was", "EDITOR=true " V "describe E-1");
}

/* Somebody else describes it while the form is open. */
static void
a_form_can_be_stale(void **state)
{
	SCOPED(run) run = { 0 };

	write_editor(*state, "#!/bin/sh\n\"$VIDIMUS\" -C cat describe E-1 --title Theirs >/dev/null\n"
	                     "sed -i -e 's/^title:.*/title: Ours/' \"$1\"\n");
	expect_refusal(5, *state, "Theirs", "EDITOR=$PWD/edit " V "describe E-1");
	expect_shell(0, &run, *state, V "show --json E-1");
	assert_out(&run, "\"title\":\"Theirs\"");
}

static void
notes_come_from_anywhere_but_arguments(void **state)
{
	SCOPED(run) run = { 0 };

	write_editor(*state, "#!/bin/sh\necho written >>\"$1\"\n");
	expect_shell(0, &run, *state, "echo piped | " V "note E-1 - && echo filed >f && " V
	             "note E-1 @f && EDITOR=$PWD/edit " V "note D-1 && echo again | " V
	             "note E-1 --text - --json");
	assert_out(&run, "{\"subject\":\"E-1\"}");
	run_shell(&run, *state, V "note E-1 'He told us'");
	assert_int_equal(run.code, 2);
	assert_null(strstr(buffer_string(&run.err), "He told us"));
	expect_shell(0, &run, *state, V "show E-1 && " V "show D-1");
	assert_out(&run, "Note  piped");
	assert_out(&run, "Note  filed");
	assert_out(&run, "Note  written");
	expect_refusal(2, *state, "empty", "printf '  \\n' | " V "note E-1 -");
	expect_refusal(1, *state, "E-000009", "echo x | " V "note E-9 -");
	expect_refusal(2, *state, "", "echo x | " V "note W-1 -");
	expect_refusal(2, *state, "UTF-8", "printf '\\377' | " V "note E-1 -");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_with_item, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(describes_by_options),
		TEST(what_is_not_named_stays),
		TEST(a_stale_edit_is_refused_with_the_difference),
		TEST(wrong_words_are_refused),
		TEST(the_form_holds_what_is_there),
		TEST(a_form_can_be_stale),
		TEST(notes_come_from_anywhere_but_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
