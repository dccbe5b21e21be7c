/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_custody.c - custody reports by the real program: forms, files, what others may not see, questions, affidavits. */
#include "cli/catalogue.h"

/* Everything that must not reach a court, each in a member of a protected class. */
static const char *const protected_words[] = {
	"sparrow-code", "crow-code", "SN-4711", "BAG-0815", "scratched-case", "Goris-hotel",
	"t.me/+secret", "private caption", "secret-name", "note-for-colleagues", "direct-from-witness",
	"4242424242", "2021-05-06",
};

#define COUNT (sizeof protected_words / sizeof protected_words[0])

static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	write_jpeg(*state, "secret-name.jpg", "one");
	write_jpeg(*state, "b.jpg", "two");
	expect_shell(0, &run, *state,
	             "set -e; echo scratched-case >condition; echo Goris-hotel >place; echo note-for-colleagues >note; "
	             "echo 'private caption' >caption; echo 'Tribunal One' >org; "
	             V "person add --code sparrow-code --roles source; " V "person add --code crow-code --roles partner; "
	             V "channel add --code tg-1 --platform telegram --visibility private-invite; "
	             V "intake secret-name.jpg -q --from sparrow-code --collector crow-code --method direct-from-witness"
	             " --medium other --serial SN-4711 --seal BAG-0815 --condition @condition --place @place"
	             " --channel tg-1 --published 2021-05-06 --url https://t.me/+secret --post-id 4242424242 --caption @caption"
	             " --legal-basis 'Order 3/2026'; "
	             V "intake b.jpg -q; " V "note E-1 @note; "
	             V "transfer E-1 --to crow-code --for partner --purpose analysis --terms lead-only; "
	             V "transfer E-1 --to-organisation @org --for court --purpose trial --terms disclosable");
	return 0;
}

/* The organisation sees all of it; whom it is handed to sees none, in no form. */
static void
others_see_no_protected_value(void **state)
{
	static const char *const forms[] = { "text", "html", "json" };
	SCOPED(run) own = { 0 };
	SCOPED(run) pdf = { 0 };

	expect_shell(0, &own, *state, V "custody E-1 --captions");
	for (size_t i = 0; i < COUNT; i++)
		assert_out(&own, protected_words[i]);
	assert_out(&own, "For the organisation's own eyes");
	for (size_t k = 0; k < 3; k++) {
		SCOPED(run) run = { 0 };

		expect_shell(0, &run, *state, V "custody E-1 --captions --cross-examine --for court --format %s", forms[k]);
		for (size_t i = 0; i < COUNT; i++) {
			if (strstr(buffer_string(&run.out), protected_words[i]) != NULL)
				fail_msg("%s is told to a court, as %s\n", protected_words[i], forms[k]);
		}
		assert_out(&run, "Order 3/2026");
		assert_out(&run, "was recorded; published: withheld, on the basis");
		assert_out(&run, "Tribunal One");
		assert_out(&run, "withheld");
	}
	expect_shell(0, &pdf, *state, V "custody E-1 --captions --cross-examine --for defence --format pdf --out d.pdf; "
	             "pdftotext -layout d.pdf -");
	for (size_t i = 0; i < COUNT; i++)
		assert_null(strstr(buffer_string(&pdf.out), protected_words[i]));
	assert_out(&pdf, "For: defence");
}

/* Each number of what is withheld is told by class, and no value is taken for unknown that is withheld. */
static void
what_is_withheld_is_counted(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *report = NULL;
	json_t *first;

	expect_shell(0, &run, *state, V "custody E-1 --for court --json");
	report = json_line(&run, 0);
	first = json_array_get(json_object_get(report, "acquisitions"), 0);
	assert_string_equal(string_member(json_object_get(first, "from"), "withheld"), "person");
	assert_string_equal(string_member(json_object_get(first, "method"), "withheld"), "person");
	assert_string_equal(string_member(json_object_get(first, "serial"), "withheld"), "device");
	assert_true(json_is_null(json_object_get(first, "from_organisation")));
	assert_true(json_integer_value(json_object_get(json_object_get(report, "withheld"), "person")) >= 4);
	assert_true(json_integer_value(json_object_get(json_object_get(report, "withheld"), "private-channel")) >= 3);
	assert_null(json_object_get(report, "notes"));
	assert_null(json_object_get(report, "restrictions"));
}

/* What was taken back is said to be so, to a court too, and why is not. */
static void
what_was_taken_back_is_marked(void **state)
{
	static const char *const forms[] = { "", "--for court" };

	for (int i = 0; i < 2; i++) {
		SCOPED(run) run = { 0 };

		expect_shell(0, &run, *state, "echo secret-reason >why; " V "retract P-1 --because @why --entered-in-error >o 2>&1; "
		             V "custody E-1 %s", forms[i]);
		assert_out(&run, "TAKEN BACK on 20");
		assert_null(strstr(buffer_string(&run.out), "secret-reason"));
	}
}

/* A standing decision to withhold a member holds for reports, whatever its class. */
static void
decisions_to_withhold_hold(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "set -e; echo why >why; " V "withhold E-1 legal_basis --code privilege --because @why >o; "
	             V "custody E-1 --for court");
	assert_null(strstr(buffer_string(&run.out), "Order 3/2026"));
	assert_out(&run, "withheld (class: privilege)");
}

static void
every_action_has_its_premis_code(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "custody E-1 --json | jq -r '.actions[] | .type + \" \" + (.premis // \"-\")'");
	assert_out(&run, "item.accessioned acc\n");
	assert_out(&run, "item.acquired cap\n");
	assert_out(&run, "item.examined mee\n");
	assert_out(&run, "transfer.made tra\n");
	assert_out(&run, "note.added -\n");
}

/* A file is new, whole, and holds all items or is not written. */
static void
files_are_new_and_whole(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "custody E-1..E-2 --format pdf --out r.pdf; pdftotext r.pdf - | grep -c 'Chain of custody of'; "
	             "stat -c %%a r.pdf; sha256sum r.pdf >before");
	assert_out(&run, "2\n600\n");
	expect_refusal(5, *state, "r.pdf", V "custody E-1 --format pdf --out r.pdf || { code=$?; "
	               "sha256sum -c before >o || exit 99; exit $code; }");
	expect_refusal(1, *state, "no report was written", V "custody E-1 E-9 --format html --out h.html || "
	               "{ code=$?; test ! -e h.html || exit 99; exit $code; }");
	expect_refusal(2, *state, "exclude", V "custody E-1 --json --format html");
	expect_refusal(2, *state, "", V "custody E-1 --for public");
}

/* Where the renderer cannot be locked in there is no PDF; what needs no renderer is there. */
static void
without_landlock_there_is_no_pdf(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(4, *state, "Landlock", WITHOUT_LANDLOCK V "custody E-1 --format pdf --out r.pdf || "
	               "{ code=$?; test ! -e r.pdf || exit 99; exit $code; }");
	expect_shell(0, &run, *state, WITHOUT_LANDLOCK V "custody E-1 --format html");
	assert_out(&run, "</html>");
}

/* A browser that opens it fetches and runs nothing. */
static void
html_is_one_quiet_file(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "custody E-1 --format html");
	assert_out(&run, "default-src 'none'");
	assert_null(strstr(buffer_string(&run.out), "<script"));
	assert_null(strstr(buffer_string(&run.out), "<link"));
	assert_null(strstr(buffer_string(&run.out), "href="));
	assert_null(strstr(buffer_string(&run.out), "src=\"http"));
}

/* No picture unless asked for, and then the blurred thumbnail alone, not the sharp frame. */
static void
pictures_are_asked_for(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "convert -size 320x180 plasma: sharp.png 2>o; " V "intake sharp.png -q >o; "
	             V "derive thumbnail E-3 >o; " V "custody E-3 --format html | grep -c '<img' || true");
	assert_string_equal(buffer_string(&run.out), "0\n");
	run_end(&run);
	run = (struct run){ 0 };
	expect_shell(0, &run, *state, V "custody E-3 --format html --frames | grep -c '<img'; "
	             V "custody E-3 --format pdf --frames --out f.pdf; pdfimages -list f.pdf | grep -c image");
	assert_string_equal(buffer_string(&run.out), "1\n1\n");
}

/* A parser that ran without its sandbox is a gap, whenever that was. */
static void
unsandboxed_examinations_are_gaps(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "custody E-1");
	assert_null(strstr(buffer_string(&run.out), "not locked in"));
	expect_shell(0, &run, *state, WITHOUT_LANDLOCK V "examine E-1 --allow-unsandboxed >o 2>&1; " V "custody E-1");
	assert_out(&run, "Examinations by a parser that was not locked in, as somebody had said it may run so: 1. [15]");
}

/* What the leak gate found and two people let pass is told first. */
static void
accepted_finds_are_gaps(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "set -e; echo why >why; " V "key new ben --no-passphrase >o; export VIDIMUS_KEY=ana; "
	             V "actor add --request home/config/vidimus/keys/ben.request --code ben --role member >o; "
	             V "person add --code hawkwood --roles source >o; " V "describe E-2 --title 'Given by Hawkwood' >o; "
	             "e='bundle export --for self --out b --purpose keeping E-2'; "
	             "if \"$VIDIMUS\" -C cat $e --key ana 2>f; then exit 90; fi; "
	             "if \"$VIDIMUS\" -C cat $e --accept-finds --because @why --key ana 2>f; then exit 91; fi; "
	             V "bundle approve B-1 --key ben >o; "
	             "\"$VIDIMUS\" -C cat $e --accept-finds --because @why --key ana >o; " V "custody E-2");
	assert_out(&run, "B-000001: protected values were found in what left, and two people let them pass (finds: ");
	assert_out(&run, "Agreed to by a second person");
}

/* Captions of what nobody assessed are not shown unasked. */
static void
captions_are_asked_for(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "custody E-1");
	assert_null(strstr(buffer_string(&run.out), "private caption"));
	assert_out(&run, "not shown, as it may be graphic");
}

static void
questions_are_answered_or_gaps(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *report = NULL;
	json_t *question;
	size_t i;

	expect_shell(0, &run, *state, V "audit >o; " V "custody E-1 --json --cross-examine");
	report = json_line(&run, 0);
	assert_int_equal(json_array_size(json_object_get(report, "questions")), 21);
	json_array_foreach(json_object_get(report, "questions"), i, question) {
		assert_members(question, "code question answer gap");
		assert_true(json_string_length(json_object_get(question, "answer")) > 0);
	}
	expect_shell(0, &run, *state, V "custody E-1 --json --cross-examine | jq -r '.questions[] | .code + \" \" + (.gap|tostring)'");
	assert_out(&run, "changed-before true\n");
	assert_out(&run, "changed-since false\n");
	assert_out(&run, "law false\n");
	assert_out(&run, "key true\n");
	assert_out(&run, "receipts true\n");
	expect_shell(0, &run, *state, V "custody E-2 --json --cross-examine | jq -r '.questions[] | .code + \" \" + (.gap|tostring)'");
	assert_out(&run, "law true\n");
	assert_out(&run, "giver true\n");
	expect_shell(0, &run, *state, V "custody E-1");
	assert_null(strstr(buffer_string(&run.out), "What a defence may ask"));
}

/* What the log knows is filled in; what it does not is a blank, and never invented. */
static void
affidavits_have_blanks(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(run) hash = { 0 };

	expect_shell(0, &hash, *state, "sha256sum secret-name.jpg | cut -c1-64 | tr -d '\\n'");
	expect_shell(0, &run, *state, V "certificate E-1 --form custodian --for court");
	assert_out(&run, buffer_string(&hash.out));
	assert_out(&run, "Order 3/2026");
	assert_out(&run, "(to be filled in by hand: case or situation)");
	assert_out(&run, "(to be filled in by hand: signature)");
	assert_null(strstr(buffer_string(&run.out), "sparrow-code"));
	assert_null(strstr(buffer_string(&run.out), "{{"));
	assert_null(strstr(buffer_string(&run.out), "# "));
	expect_shell(0, &run, *state, "printf '# remark\\n{{id}} of {{case}}, {{by_hand:oath}}\\n' >t; "
	             V "certificate E-2 --template t --case 'No. 7' --json");
	assert_out(&run, "E-000002 of No. 7, [__________ (to be filled in by hand: oath)]\\n\",\"blanks\":1");
	expect_refusal(2, *state, "{{nonsense}}", "echo '{{nonsense}}' >t; " V "certificate E-1 --template t");
	expect_refusal(2, *state, "}}", "echo '{{id' >t; " V "certificate E-1 --template t");
	expect_refusal(2, *state, "custodian", V "certificate E-1 --form unheard-of");
	expect_refusal(2, *state, "one of", V "certificate E-1");
	expect_refusal(5, *state, "no file of", V "item add --title x >o && " V "certificate E-3 --form custodian");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(others_see_no_protected_value), TEST(what_is_withheld_is_counted),
		TEST(what_was_taken_back_is_marked), TEST(decisions_to_withhold_hold),    TEST(every_action_has_its_premis_code),
		TEST(files_are_new_and_whole),       TEST(html_is_one_quiet_file),
		TEST(without_landlock_there_is_no_pdf), TEST(unsandboxed_examinations_are_gaps),
		TEST(accepted_finds_are_gaps),
		TEST(pictures_are_asked_for),        TEST(captions_are_asked_for),
		TEST(questions_are_answered_or_gaps), TEST(affidavits_have_blanks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
