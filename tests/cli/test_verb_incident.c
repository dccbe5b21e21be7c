/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_incident.c - incidents: add, edit, list, show, by options, form and JSON; and what is refused. */
#include "cli/catalogue.h"

#define FIELDS                                                                                    \
	"{\"title\":\"Killing of two captives\",\"date\":\"2020-10~\","                            \
	"\"acts\":[\"humiliating-treatment\",\"extrajudicial-execution\"],\"methods\":\"sharp-instrument\","  \
	"\"summary\":\"Two captives are killed.\",\"internal_summary\":\"Ask counsel.\","           \
	"\"place\":\"Secret-Farm (hy); 39.65,46.75; radius 500; precision locality\","            \
	"\"region\":\"Syunik (hy); precision region\",\"victims\":\"prisoner-of-war dead 2\","     \
	"\"victim_note\":\"brothers\"}"

static void
incidents_are_added_and_shown(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;
	SCOPED_JSON json_t *listed = NULL;

	expect_shell(0, &run, *state, "echo '" FIELDS "' | " V "incident add --fields - --json");
	assert_out(&run, "{\"id\":\"I-000001\"}");
	expect_shell(0, &run, *state, V "incident show i1 --json");
	shown = json_line(&run, 0);
	assert_string_equal(string_member(shown, "record"), "incident");
	assert_string_equal(string_member(shown, "title"), "Killing of two captives");
	assert_string_equal(string_member(json_object_get(shown, "date"), "edtf"), "2020-10~");
	assert_string_equal(string_member(json_object_get(shown, "place"), "latitude"), "39.65");
	assert_string_equal(string_member(shown, "region_words"), "Syunik (hy); precision region");
	assert_string_equal(string_member(shown, "victims_words"), "prisoner-of-war dead 2");
	assert_int_equal(json_array_size(json_object_get(shown, "acts")), 2);
	expect_shell(0, &run, *state, V "incident add --title Part --part-of I-1 && " V
	             "incident list --json | tail -1");
	listed = json_line(&run, line_count(&run) - 1);
	assert_string_equal(string_member(listed, "part_of"), "I-000001");
	expect_shell(0, &run, *state, V "incident list");
	assert_out(&run, "Killing of two captives");
	expect_shell(0, &run, *state, V "show I-1");
	assert_out(&run, "Secret-Farm (hy)");
	assert_out(&run, "History");
	expect_shell(0, &run, *state, "echo seen | " V "note I-1 - && " V "incident show I-1..I-2");
	assert_out(&run, "seen");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* What would find the place, or tell of somebody, is in no member that a policy opens, nor in an event. */
static void
protected_words_stay_out_of_events(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "echo '" FIELDS "' | " V "incident add --fields -");
	expect_shell(0, &run, *state, "grep -aq Secret-Farm cat/catalog.db*");
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), "Secret-Farm"));
	assert_null(strstr(buffer_string(&run.out), "brothers"));
	expect_refusal(2, *state, "never stands in an argument",
	               V "incident add --title T --place 'Secret-Farm'");
}

static void
incidents_are_edited(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;

	expect_shell(0, &run, *state, "echo '" FIELDS "' | " V "incident add --fields -");
	expect_shell(0, &run, *state, V "incident edit I-1 --date 2020-10-16 --victims '' --json");
	assert_out(&run, "{\"id\":\"I-000001\",\"version\":3}");
	expect_shell(0, &run, *state, V "incident show I-1 --json");
	shown = json_line(&run, 0);
	assert_string_equal(string_member(json_object_get(shown, "date"), "edtf"), "2020-10-16");
	assert_int_equal(json_array_size(json_object_get(shown, "victims")), 0);
	assert_string_equal(string_member(shown, "summary"), "Two captives are killed.");
	/* the same again changes nothing */
	expect_shell(0, &run, *state, V "incident edit I-1 --date 2020-10-16 --json");
	assert_out(&run, "\"version\":3}");
	expect_refusal(5, *state, "it now says: date ",
	               V "incident edit I-1 --date 2020-11 --based-on 2");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* The form holds what is there; only what differs is written. */
static void
a_form_holds_what_is_there(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "echo '" FIELDS "' | " V "incident add --fields -");
	expect_shell(0, &run, *state,
	             "printf '#!/bin/sh\\ncp \"$1\" seen\\nsed -i \"s/^title:.*/title: Killing/\" \"$1\"\\n'"
	             " >edit && chmod +x edit && EDITOR=./edit " V "incident edit I-1 && cat seen");
	assert_out(&run, "\nplace: Secret-Farm (hy); 39.65,46.75; radius 500; precision locality\n");
	assert_out(&run, "\nvictims: prisoner-of-war dead 2\n");
	assert_out(&run, "\nacts: extrajudicial-execution,humiliating-treatment\n");
	assert_out(&run, "\ndate: 2020-10~\n");
	expect_shell(0, &run, *state, V "incident show I-1 --json");
	assert_out(&run, "\"title\":\"Killing\"");
	assert_out(&run, "\"latitude\":\"39.65\"");
}

static void
wrong_incidents_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(2, *state, "--title TEXT is missing", V "incident add --acts torture");
	expect_refusal(2, *state, "did you mean torture?", V "incident add --title T --acts tortur");
	expect_refusal(2, *state, "reading date", V "incident add --title T --date 2020-02-30");
	expect_refusal(1, *state, "I-000009", V "incident add --title T --part-of I-9");
	expect_refusal(2, *state, "I-…", V "incident add --title T --part-of E-1");
	expect_refusal(2, *state, "need a radius", "echo 39.65,46.75 | " V "incident add --title T --place -");
	expect_refusal(2, *state, "no finer than", V "incident add --title T --region 'X; precision exact'");
	expect_refusal(2, *state, "needs a precision", V "incident add --title T --region Syunik");
	expect_refusal(2, *state, "has no features",
	               V "incident add --title T --region 'X; precision region; features blue house'");
	expect_refusal(2, *state, "has one number", V "incident add --title T --victims 'civilian 2 30'");
	expect_refusal(1, *state, "I-000001", V "incident show I-1");
	expect_refusal(1, *state, "I-000001", V "incident edit I-1 --title T");
	expect_shell(0, &run, *state, V "incident list");
	assert_out(&run, "No incident is recorded");
}

/* Law is suggested, and an assessment is its author's. */
static void
law_is_suggested_and_violations_assessed(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;

	expect_shell(0, &run, *state, V "incident add --title T && " V
	             "report add --own no --title Judgment --published 2024 && " V
	             "incident provision I-1 --provision gc3-13 --act humiliating-treatment --conflict iac");
	expect_refusal(5, *state, "suggested already", V
	               "incident provision I-1 --provision gc3-13 --act humiliating-treatment");
	expect_refusal(2, *state, "Name the report", V
	               "incident provision I-1 --provision ca3 --standing found-by-court");
	expect_refusal(2, *state, "no suggestion of ours", V
	               "incident provision I-1 --provision ca3 --by-report R-1");
	expect_refusal(2, *state, "did you mean ca3?", V "incident provision I-1 --provision ca33");
	expect_refusal(2, *state, "did you mean ca3?", V "incident provision I-1 --provision CA3");
	expect_refusal(1, *state, "I-000009", V "incident provision I-9 --provision ca3");
	expect_refusal(1, *state, "R-000009", V
	               "incident provision I-1 --provision ca3 --standing found-by-court --by-report R-9");
	expect_shell(0, &run, *state, V "incident provision I-1 --provision ca3 --standing found-by-court"
	             " --by-report R-1 --locator 'para 5'");
	expect_refusal(2, *state, "by which standard", V "incident assess I-1 --violation likely");
	expect_refusal(2, *state, "which reasons", V
	               "incident assess I-1 --violation likely --standard reasonable-grounds");
	expect_refusal(2, *state, "never stands in an argument", V
	               "incident assess I-1 --violation likely --standard reasonable-grounds --grounds X");
	expect_shell(0, &run, *state, "echo a-witness | " V "incident assess I-1 --violation likely"
	             " --standard reasonable-grounds --potential war-crime --protected-grounds -");
	expect_refusal(5, *state, "assessed again in version", "echo x | " V "incident assess I-1"
	               " --violation confirmed --standard reasonable-grounds --grounds - --based-on 3");
	expect_shell(0, &run, *state, V "incident assess I-1 --violation unknown");
	expect_shell(0, &run, *state, V "incident show I-1 --json");
	shown = json_line(&run, 0);
	assert_string_equal(string_member(json_object_get(shown, "violation"), "violation"), "unknown");
	assert_int_equal(json_array_size(json_object_get(shown, "assessments")), 2);
	assert_int_equal(json_array_size(json_object_get(shown, "provisions")), 2);
	expect_shell(0, &run, *state, V "incident show I-1");
	assert_out(&run, "suggestions, never findings");
	assert_out(&run, "found-by-court");
	assert_out(&run, "no court's finding");
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), "a-witness"));
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_catalogue, end_folder)

/* What is refused of a private text is not repeated: from a file, standard input, a form of fields. */
static void
errors_repeat_no_private_text(void **state)
{
	static const char *const given[] = {
		"incident add --title T --place @place",
		"incident add --title T --place @place --json",
		"incident add --title T --place - <place",
		"incident add --fields fields",
	};
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "echo 'The farm of Anush behind Karmir; radius hush' >place; "
	             "echo '{\"title\":\"T\",\"place\":\"The farm of Anush behind Karmir; radius hush\"}' >fields");
	for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
		expect_shell(2, &run, *state, V "%s", given[i]);
		assert_true(run.err.n > 0);
		for (size_t k = 0; k < 2; k++) {
			const char *said = buffer_string(k ? &run.out : &run.err);

			if (strstr(said, "Anush") != NULL || strstr(said, "hush") != NULL)
				fail_msg("%s: %s", given[i], said);
		}
		assert_non_null(strstr(buffer_string(&run.err), "…"));
	}
	expect_refusal(2, *state, "place", V "incident add --title T --place @place");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(incidents_are_added_and_shown),
		TEST(protected_words_stay_out_of_events),
		TEST(incidents_are_edited),
		TEST(a_form_holds_what_is_there),
		TEST(law_is_suggested_and_violations_assessed),
		TEST(wrong_incidents_are_refused),
		TEST(errors_repeat_no_private_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
