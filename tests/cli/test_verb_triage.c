/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_triage.c - the walk over what nobody assessed: words, decisions, and nothing lost. */
#include "cli/looking.h"

static void
lists_where_nobody_sits(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *first = NULL;

	expect_shell(0, &run, *state, V "triage --json");
	assert_int_equal(line_count(&run), 3);
	first = json_line(&run, 0);
	assert_members(first, "id media_type graphic_level sound title received");
	expect_shell(0, &run, *state, V "describe E-1 --graphic graphic-1 >o; " V
	             "describe E-3 --graphic not-sensitive >o; mv home/config/vidimus/keys away; " V
	             "triage");
	assert_null(strstr(buffer_string(&run.out), "E-000001"));
	assert_out(&run, "E-000002");
	assert_out(&run, "E-000003");
	assert_err(&run, "2 are to be assessed");
	expect_shell(0, &run, *state, V "triage type:video");
	assert_out(&run, "Everything is assessed.");
	expect_refusal(2, *state, "type", V "triage tpye:image");
}

static void
sit_down(struct person *person, const char *folder, const char *words)
{
	person_shell(person, folder, words);
	person_expect(person, "unassessed: treat it as graphic");
	person_expect(person, "E-000001  l level");
}

/* Each decision is in the log before the next question. */
static void
decisions_are_saved_at_once(void **state)
{
	SCOPED(run) run = { 0 };
	struct person person;

	sit_down(&person, *state, SEAT "EDITOR=true " V "triage");
	person_type(&person, "f minor-visible,witness-identifiable\r");
	person_expect(&person, "Saved, version 5");
	person_type(&person, "l\r");
	person_expect(&person, "4 killing or torture: ");
	person_type(&person, "\r");
	person_expect(&person, "? > ");
	person_type(&person, "l 3\r");
	person_expect(&person, "Saved, version 6");
	person_expect(&person, "E-000002  l level");
	expect_shell(0, &run, *state, V "show --json E-1");
	assert_out(&run, "\"graphic_level\":\"graphic-3\"");
	assert_out(&run, "minor-visible");
	person_type(&person, "\r");
	person_expect(&person, "E-000003  l level");
	person_type(&person, "l 0\r");
	person_expect(&person, "Saved");
	person_expect(&person, "? > ");
	person_type(&person, "s c\r");
	person_expect(&person, "2 assessed, 1 left for later");
	assert_int_equal(person_end(&person), 0);
	person_free(&person);
	expect_shell(0, &run, *state, V "triage --json");
	assert_int_equal(line_count(&run), 1);
	assert_out(&run, "E-000002");
}

static void
what_is_wrong_is_told_and_asked_again(void **state)
{
	struct person person;

	sit_down(&person, *state, SEAT "EDITOR=true " V "triage");
	person_type(&person, "x\r");
	person_expect(&person, "? tells what there is");
	person_type(&person, "?\r");
	person_expect(&person, "leave it for later");
	person_type(&person, "l 7\r");
	person_expect(&person, "graphic-level");
	person_type(&person, "d\r");
	person_expect(&person, "left as it was");
	person_expect(&person, "E-000001  l level");
	person_type(&person, "q\r");
	person_expect(&person, "0 assessed, 1 left for later");
	assert_int_equal(person_end(&person), 0);
	person_free(&person);
}

static void
forms_notes_and_the_player_are_at_hand(void **state)
{
	static const char edit[] = "#!/bin/sh\ncase \"$1\" in */text.txt) echo remark >\"$1\";; *) "
	                           "sed -i 's/^title:.*/title: A street/' \"$1\";; esac\n";
	SCOPED(run) run = { 0 };
	struct person person;
	char path[4096];

	snprintf(path, sizeof path, "%s/bin/edit", (char *)*state);
	write_file(path, edit, sizeof edit - 1);
	assert_int_equal(chmod(path, 0755), 0);
	sit_down(&person, *state, SEAT "EDITOR=edit " V "triage");
	person_type(&person, "n\r");
	person_expect(&person, "The note on E-000001 is kept");
	person_expect(&person, "? > ");
	person_type(&person, "v\r");
	person_expect(&person, "[y/N] ");
	person_type(&person, "y\r");
	person_expect(&person, "to open it: ");
	person_type(&person, "open\r");
	person_expect(&person, "? > ");
	person_type(&person, "d\r");
	person_expect(&person, "is described");
	person_expect(&person, "? > ");
	person_type(&person, "\003");
	person_expect(&person, "all that was decided is saved");
	assert_int_equal(person_end(&person), 130);
	person_free(&person);
	expect_shell(0, &run, *state, V "show E-1; cat " JOURNAL);
	assert_out(&run, "A street");
	assert_out(&run, "remark");
	assert_out(&run, "\"person\":\"ana\"");
}

/* Somebody else decides while we read. */
static void
what_another_wrote_is_not_overwritten(void **state)
{
	SCOPED(run) run = { 0 };
	struct person person;

	sit_down(&person, *state, SEAT V "triage");
	expect_shell(0, &run, *state, V "describe E-1 --sound calm --title Theirs");
	person_type(&person, "l 1\r");
	person_expect(&person, "Theirs");
	person_expect(&person, "? > ");
	person_type(&person, "l 1\r");
	person_expect(&person, "Saved");
	person_type(&person, "\004");
	assert_int_equal(person_end(&person), 0);
	person_free(&person);
	expect_shell(0, &run, *state, V "show --json E-1");
	assert_out(&run, "\"title\":\"Theirs\"");
	assert_out(&run, "\"graphic_level\":\"graphic-1\"");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_looking, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lists_where_nobody_sits),
		TEST(decisions_are_saved_at_once),
		TEST(what_is_wrong_is_told_and_asked_again),
		TEST(forms_notes_and_the_player_are_at_hand),
		TEST(what_another_wrote_is_not_overwritten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
