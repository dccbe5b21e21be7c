/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_claim.c - claims: made one by one and in lists, side by side, traced; what is refused; what leaks nowhere. */
#include "cli/catalogue.h"

#define REPORT(title, more) \
	V "report add --own no --title " title " --publisher " title " --published 2020-12 " more " && "

/* R-1 is repeated by; R-6 repeats nobody. */
static void
add_reports(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             REPORT("AI", "") REPORT("OCM", "--derived-from R-1") REPORT("KEYC", "--derived-from R-1")
	             REPORT("RT", "--derived-from R-1") REPORT("PAP", "--derived-from R-4") REPORT("HRW", "")
	             "true");
}

#define COUNTED(by, party, value)                                                                 \
	"{\"of\":\"R-1\",\"property\":\"count-by-alleged-party\",\"by\":\"" by "\",\"party\":\"" party \
	"\",\"value\":" value "}"
#define TOTAL(by, value) \
	"{\"of\":\"R-1\",\"property\":\"count-of-items-total\",\"by\":\"" by "\",\"value\":" value "}"

/* The worked example's CS-1 and CS-2. */
#define COUNTS                                                                                \
	"[" TOTAL("R-1", "22") "," TOTAL("R-2", "22") "," TOTAL("R-3", "\"over 25\"") ","     \
	TOTAL("R-4", "22") "," TOTAL("R-5", "22") "," COUNTED("R-2", "Armenia", "12") ","     \
	COUNTED("R-2", "Azerbaijan", "10") "," COUNTED("R-3", "Armenia", "12") ","            \
	COUNTED("R-3", "Azerbaijan", "10") "," COUNTED("R-4", "Armenia", "14") ","            \
	COUNTED("R-5", "Armenia", "11") "," COUNTED("R-5", "Azerbaijan", "7") "]"

static json_t *
value_at(json_t *question, size_t index)
{
	return json_array_get(json_object_get(question, "values"), index);
}

static void
expect_sources(json_t *value, const char *words, int least, int most, int claims)
{
	json_t *sources = json_object_get(value, "sources");

	assert_string_equal(string_member(value, "words"), words);
	assert_int_equal(json_integer_value(json_object_get(sources, "least")), least);
	assert_int_equal(json_integer_value(json_object_get(sources, "most")), most);
	assert_int_equal(json_integer_value(json_object_get(sources, "claims")), claims);
}

static void
conflicting_counts_stand_side_by_side(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *armenia = NULL;
	SCOPED_JSON json_t *total = NULL;
	json_t *notes;

	add_reports(state);
	expect_shell(0, &run, *state, "echo '" COUNTS "' | " V "claim --fields - --json");
	assert_int_equal(line_count(&run), 12);
	assert_out(&run, "{\"id\":\"A-000012\"}");
	expect_shell(0, &run, *state, V "claims R-1 --json");
	assert_int_equal(line_count(&run), 3);
	armenia = json_line(&run, 0);
	assert_string_equal(string_member(armenia, "party"), "Armenia");
	assert_string_equal(string_member(armenia, "state"), "conflict");
	assert_int_equal(json_array_size(json_object_get(armenia, "values")), 3);
	expect_sources(value_at(armenia, 0), "12 (Armenia)", 1, 1, 2);
	expect_sources(value_at(armenia, 1), "14 (Armenia)", 1, 1, 1);
	expect_sources(value_at(armenia, 2), "11 (Armenia)", 1, 1, 1);
	total = json_line(&run, 2);
	expect_sources(value_at(total, 0), "22", 1, 1, 4);
	expect_sources(value_at(total, 1), "26..", 1, 1, 1);
	/* RT names one side only, and PAP's two make 18: noted, and nothing filled in */
	notes = json_object_get(total, "notes");
	assert_int_equal(json_array_size(notes), 2);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(notes, 0), "sum")), 14);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(notes, 1), "sum")), 18);
	assert_string_equal(string_member(json_array_get(notes, 1), "by"), "R-000005");
	expect_shell(0, &run, *state, V "claims R-1");
	assert_out(&run, "count-of-items-total, of R-000001: conflict");
	assert_out(&run, "R-000003 (KEYC)");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* What is said about how many show acts by each side, by whom, independently or not: one command. */
static void
each_source_has_its_own_numbers(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *object = NULL;
	json_t *sources, *rt;

	add_reports(state);
	expect_shell(0, &run, *state, V "claims --by-party");
	assert_out(&run, "No number by party is claimed");
	expect_shell(0, &run, *state, "echo '" COUNTS "' | " V "claim --fields -");
	expect_shell(0, &run, *state, V "claims --by-party --json");
	object = json_line(&run, 0);
	assert_int_equal(line_count(&run), 1);
	assert_string_equal(string_member(object, "of"), "R-000001");
	sources = json_object_get(object, "sources");
	assert_int_equal(json_array_size(sources), 5);
	rt = json_array_get(sources, 2);
	assert_string_equal(string_member(rt, "by_text"), "RT");
	assert_string_equal(string_member(rt, "total"), "22");
	assert_int_equal(json_array_size(json_object_get(rt, "parties")), 1); /* no 8 is made up */
	assert_int_equal(json_array_size(json_object_get(object, "notes")), 2);
	expect_shell(0, &run, *state, V "claims --by-party R-1");
	assert_out(&run, "not said");
	assert_out(&run, "R-000005 says 22 in all, and its numbers by party make 18");
	expect_shell(0, &run, *state, V "stats --by party");
	assert_out(&run, "How many show acts by whom, of R-000001 (AI)");
	expect_refusal(2, *state, "of which record", V "claims");
	expect_refusal(2, *state, "without --property", V "claims --by-party R-1 --property date");
	expect_refusal(1, *state, "R-000009", V "claims --by-party R-9");
}

/* Of what a report cites: by claims on each thing, and on what it shows; each thing counts once. */
static void
what_a_report_cites_is_counted_by_party(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *object = NULL;
	json_t *parties, *one;

	add_reports(state);
	write_jpeg(*state, "1.jpg", "a");
	write_jpeg(*state, "2.jpg", "b");
	write_jpeg(*state, "3.jpg", "c");
	expect_shell(0, &run, *state, V "intake 1.jpg 2.jpg 3.jpg >out && " V "incident add --title T && " V
	             "depict E-1 I-1 && " V "depict E-2 I-1 && " V "cite R-1 E-1..E-3 && " V
	             "cite R-1 E-1 --locator 'para 2'");
	expect_shell(0, &run, *state, V "claim I-1 --property alleged-party --by R-1"
	             " --value 'Azerbaijan; kind armed-forces; basis uniform' && " V
	             "claim I-1 --property alleged-party --by R-2 --value 'AZERBAIJAN; basis source-claim' && " V
	             "claim E-2 --property alleged-party --value 'Armenia; basis insignia-flag'");
	expect_shell(0, &run, *state, V "claims --by-party R-1 --json");
	object = json_line(&run, 0);
	assert_string_equal(string_member(object, "kind"), "counted");
	assert_int_equal(json_integer_value(json_object_get(object, "cited")), 3);
	assert_int_equal(json_integer_value(json_object_get(object, "unattributed")), 1);
	parties = json_object_get(object, "parties");
	assert_int_equal(json_array_size(parties), 2);
	one = json_array_get(parties, 0);
	assert_string_equal(string_member(one, "party"), "Azerbaijan");
	assert_int_equal(json_integer_value(json_object_get(one, "cited")), 2);
	assert_int_equal(json_array_size(json_object_get(one, "by")), 2);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(one, "sources"), "most")), 1);
	expect_shell(0, &run, *state, V "claims --by-party R-1");
	assert_out(&run, "unverified 2");
	/* what was taken back is no longer shown, nor cited */
	expect_shell(0, &run, *state, "echo x >why; " V "unlink L-2 --because @why && " V
	             "unlink N-3 --because @why && " V "claims --by-party R-1 --json");
	json_decref(object);
	object = json_line(&run, line_count(&run) - 1);
	assert_int_equal(json_integer_value(json_object_get(object, "cited")), 2);
	one = json_array_get(json_object_get(object, "parties"), 0);
	assert_int_equal(json_integer_value(json_object_get(one, "cited")), 1);
	expect_shell(0, &run, *state, V "show I-1");
	assert_out(&run, "Shown by");
	assert_out(&run, "N-000004");
	assert_out(&run, "alleged-party, of I-000001");
	/* one party, and each source's own basis */
	assert_out(&run, "kind armed-forces; basis uniform");
	assert_out(&run, "AZERBAIJAN; basis source-claim");
}

static void
sources_of_one_root_count_once(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *before = NULL;
	SCOPED_JSON json_t *after = NULL;

	add_reports(state);
	expect_shell(0, &run, *state, "echo '[" TOTAL("R-1", "22") "," TOTAL("R-5", "22") ","
	             TOTAL("R-6", "22") "]' | " V "claim --fields -");
	expect_shell(0, &run, *state, V "claims R-1 --json");
	before = json_line(&run, 0);
	expect_sources(value_at(before, 0), "22", 1, 2, 3); /* nobody found out whether HRW repeats AI */
	expect_refusal(5, *state, "two sources", V "claim R-1 --property count-of-items-total --value 22"
	               " --by R-6 --independence independent --grade A1");
	expect_shell(0, &run, *state, V "claim trace A-1 --independence independent");
	expect_shell(0, &run, *state, V "claim R-1 --property count-of-items-total --value 22 --by R-6"
	             " --independence independent --grade A1 --json");
	expect_shell(0, &run, *state, V "claims R-1 --json");
	after = json_line(&run, 0);
	expect_sources(value_at(after, 0), "22", 2, 2, 4);
	expect_shell(0, &run, *state, V "claim show A-2 --json");
	assert_out(&run, "\"roots\":[{\"kind\":\"report\",\"id\":\"R-000001\"");
	/* what falls later is noted */
	expect_shell(0, &run, *state, V "claim trace A-1 --independence unknown");
	expect_shell(0, &run, *state, V "claims R-1");
	assert_out(&run, "A-000004 has the grade 1");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
no_claim_rests_on_itself(void **state)
{
	SCOPED(run) run = { 0 };

	add_reports(state);
	expect_shell(0, &run, *state, "echo '[" TOTAL("R-6", "22") "," TOTAL("R-6", "22") ","
	             TOTAL("R-6", "22") "," TOTAL("R-1", "22") "," TOTAL("R-2", "22") "]' | " V
	             "claim --fields -");
	expect_shell(0, &run, *state, V "claim trace A-2 --derived-from A-1 && " V
	             "claim trace A-3 --derived-from A-2");
	expect_refusal(2, *state, "what was found out", "echo x | " V "claim trace A-1 --grounds -");
	expect_refusal(2, *state, "cannot be its source", V "claim trace A-1 --derived-from A-3");
	expect_refusal(2, *state, "cannot be its source", V "claim trace A-1 --derived-from A-1");
	expect_refusal(2, *state, "cannot be its source", V "claim trace A-1 --derived-from R-6");
	expect_refusal(2, *state, "cannot be its source", V "claim trace A-4 --derived-from R-5");
	expect_refusal(2, *state, "cannot be its source", V "claim trace A-4 --derived-from A-5");
	expect_refusal(2, *state, "is derived", V "claim trace A-1 --derived-from R-1 --independence independent");
	expect_shell(0, &run, *state, V "claim trace A-3 --independence unknown && " V
	             "claim trace A-1 --derived-from A-3,R-1");
	expect_shell(0, &run, *state, V "show A-1 --json");
	assert_out(&run, "\"derived_from\":[\"A-000003\",\"R-000001\"]");
	/* repeated means derived, whatever the trace says */
	expect_shell(0, &run, *state, V "claim R-1 --property count-of-items-total --by R-1 --stance repeats"
	             " --refers-to A-4");
	expect_refusal(2, *state, "no source of its own", V "claim trace A-6 --independence independent");
	expect_refusal(2, *state, "cannot be its source", V "claim trace A-4 --derived-from A-6");
	expect_refusal(5, *state, "traced again", V "claim trace A-3 --independence derived --based-on 3");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
sources_correct_and_others_deny(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *question = NULL;

	add_reports(state);
	expect_shell(0, &run, *state, "echo '[" TOTAL("R-1", "22") "," TOTAL("R-6", "24") "]' | " V
	             "claim --fields -");
	expect_refusal(2, *state, "another asserted", V "claim R-1 --property count-of-items-total"
	               " --value 23 --by R-6 --stance corrects --refers-to A-1");
	expect_refusal(2, *state, "--refers-to", V "claim R-1 --property count-of-items-total --value 23"
	               " --by R-1 --stance corrects");
	expect_refusal(2, *state, "not about manipulated", V "claim R-1 --property manipulated"
	               " --stance denies --refers-to A-1");
	expect_shell(0, &run, *state, V "claim R-1 --property count-of-items-total --value 24 --by R-1"
	             " --stance corrects --refers-to A-1");
	expect_shell(0, &run, *state, V "claim R-1 --stance denies --refers-to A-2 --by R-5");
	expect_shell(0, &run, *state, V "claims R-1 --json");
	question = json_line(&run, 0);
	expect_sources(value_at(question, 0), "22", 0, 0, 0);
	expect_sources(value_at(question, 1), "24", 1, 2, 2);
	assert_string_equal(string_member(question, "state"), "conflict");
	expect_shell(0, &run, *state, V "claims R-1");
	assert_out(&run, "no more: see A-000003");
	assert_out(&run, "denies A-000002");
	/* entered in error: it stays there, struck out, and no longer counts */
	expect_shell(0, &run, *state, "echo mistyped | " V "retract A-3 --entered-in-error --because - && " V
	             "claims R-1");
	assert_out(&run, "taken back: retracted");
	assert_null(strstr(buffer_string(&run.out), "no more: see A-000003"));
	expect_shell(0, &run, *state, V "claims R-1 --json");
	json_decref(question);
	question = json_line(&run, 0);
	expect_sources(value_at(question, 0), "22", 1, 1, 1);
	expect_sources(value_at(question, 1), "24", 1, 1, 1);
}

/* What a person says, and who it is, is in no member that a court sees, nor in an event. */
static void
what_persons_say_is_protected(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;

	expect_shell(0, &run, *state, V "incident add --title T && " V
	             "person add --code witness-x --roles witness --protection-level high && " V
	             "person add --code witness-y --roles witness --protection-level standard && " V
	             "channel add --code tg-1 --platform telegram --visibility private-closed");
	expect_shell(0, &run, *state, "echo 'they came at dawn' | " V "claim I-1 --property event-date"
	             " --value 2020-10-16 --by witness-x --basis direct-observation --raw - --language hy"
	             " --made 2020-10-18 --json");
	expect_shell(0, &run, *state, V "claim show A-1 --json");
	shown = json_line(&run, 0);
	assert_true(json_is_true(json_object_get(shown, "protected")));
	assert_string_equal(string_member(shown, "words"), "2020-10-16");
	assert_string_equal(string_member(shown, "by_text"), "witness-x");
	assert_string_equal(string_member(shown, "raw"), "they came at dawn");
	assert_string_equal(string_member(shown, "language"), "hy");
	expect_refusal(5, *state, "protection level", V "claim I-1 --property event-date --value 2020"
	               " --by witness-x --disclosable yes");
	expect_shell(0, &run, *state, V "claim I-1 --property event-date --value 2020-10-17"
	             " --by witness-y --disclosable yes");
	expect_shell(0, &run, *state, V "claim show A-2 --json");
	assert_out(&run, "\"protected\":false");
	expect_refusal(5, *state, "always protected", "echo Someone | " V "claim I-1 --property recorder"
	               " --value - --disclosable yes");
	expect_refusal(2, *state, "never stands in an argument",
	               V "claim I-1 --property recorder --value Someone");
	expect_refusal(2, *state, "never stands in an argument",
	               V "claim I-1 --property event-place --value 'Farm; 39.1,46.2; radius 10'");
	expect_shell(0, &run, *state, "echo 'Farm-7 (hy); 39.1,46.2; radius 10' | " V
	             "claim I-1 --property event-place --value - --region 'Syunik; precision region' --by tg-1");
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), "2020-10-16"));
	assert_null(strstr(buffer_string(&run.out), "dawn"));
	assert_null(strstr(buffer_string(&run.out), "witness-x"));
	assert_null(strstr(buffer_string(&run.out), "Farm-7"));
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* Nor does it get there because we repeat it, or because the channel that says it is closed. */
static void
what_would_give_them_away_is_protected(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "incident add --title T && " V
	             "person add --code witness-x --roles witness --protection-level high && " V
	             "channel add --code tg-1 --platform telegram --visibility private-closed && " V
	             "channel add --code tg-2 --platform telegram --kind channel --visibility public");
	expect_shell(0, &run, *state, V "claim I-1 --property victim-count --value 7 --by witness-x");
	expect_shell(0, &run, *state, V "claim I-1 --property victim-count --value 7 --stance repeats"
	             " --refers-to A-1 && " V "claim show A-2 --json");
	assert_out(&run, "\"protected\":true");
	expect_refusal(5, *state, "so is what is said of it", V "claim I-1 --property victim-count --value 7"
	               " --stance repeats --refers-to A-1 --disclosable yes");
	expect_shell(0, &run, *state, "echo 'lines: as our member Aram wrote' | " V
	             "claim I-1 --property other --value - --by tg-1 && " V "claim show A-3 --json");
	assert_out(&run, "\"protected\":true");
	expect_shell(0, &run, *state, "echo 'lines: two' | " V "claim I-1 --property other --value -"
	             " --by tg-1 --disclosable yes && " V "claim show A-4 --json");
	assert_out(&run, "\"protected\":false");
	expect_shell(0, &run, *state, "echo 'lines: two' | " V "claim I-1 --property other --value -"
	             " --by tg-2 && " V "claim show A-5 --json");
	assert_out(&run, "\"protected\":false");
	/* nor the day of a posting there, nor what is said of the channel */
	expect_shell(0, &run, *state, "printf '\\377\\330\\377a' >a.jpg && " V "intake a.jpg && " V
	             "posting add E-1 --channel tg-1 && " V "posting add E-1 --channel tg-2 && " V
	             "claim P-1 --property first-published --value 2020-10-05 && " V "claim show A-6 --json");
	assert_out(&run, "\"protected\":true");
	expect_shell(0, &run, *state, V "claim E-1 --property first-published --value 2020-10-05 --by tg-1 && " V
	             "claim show A-7 --json");
	assert_out(&run, "\"protected\":true");
	expect_shell(0, &run, *state, "echo 'run by: two' | " V "claim C-1 --property other --value - && " V
	             "claim show A-8 --json");
	assert_out(&run, "\"protected\":true");
	expect_shell(0, &run, *state, V "claim P-2 --property first-published --value 2020-10-05 && " V
	             "claim show A-9 --json");
	assert_out(&run, "\"protected\":false");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* The file's own words, from where it says them; a footage's members' claims stay theirs. */
static void
files_speak_for_themselves(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;

	expect_shell(0, &run, *state,
	             "set -e; convert -size 64x48 xc:gray bare.jpg; exiftool -q -q -Make=Canon"
	             " -DateTimeOriginal='2020:11:22 18:04:11' -XMP-tiff:Make=Nikon -o photo.jpg bare.jpg; "
	             V "intake photo.jpg >out");
	expect_refusal(2, *state, "where does the file say so", V "claim E-1 --property date"
	               " --value 2020-11-22 --by file");
	expect_refusal(1, *state, "says nothing of the name", V "claim E-1 --property date"
	               " --value 2020-11-22 --by file --file-tag DateTimeOrginal");
	expect_refusal(2, *state, "several statements", "echo Canon | " V "claim E-1 --property device"
	               " --value - --by file --file-tag Make");
	expect_shell(0, &run, *state, "echo Canon | " V "claim E-1 --property device --value - --by file"
	             " --file-tag 'EXIF IFD0:Make'");
	expect_shell(0, &run, *state, V "claim E-1 --property date --value 2020-11-22T18:04:11 --by file"
	             " --file-tag Exif:DateTimeOriginal");
	expect_shell(0, &run, *state, V "show A-2 --json");
	shown = json_line(&run, 0);
	assert_string_equal(string_member(shown, "raw"), "2020:11:22 18:04:11");
	assert_string_equal(string_member(shown, "file_tag"), "EXIF Exif:DateTimeOriginal");
	assert_string_equal(string_member(shown, "by_kind"), "file");
	expect_shell(0, &run, *state, V "show E-1");
	assert_out(&run, "A-000002");
	expect_refusal(2, *state, "only the file itself", V "claim E-1 --property date --value 2020"
	               " --file-tag Make");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* One of a list that is wrong, and none is made. */
static void
a_list_is_made_whole_or_not_at_all(void **state)
{
	SCOPED(run) run = { 0 };

	add_reports(state);
	expect_refusal(2, *state, "claim 2 of 2; none was made",
	               "echo '[" TOTAL("R-1", "22") "," TOTAL("R-1", "\"x\"") "]' | " V "claim --fields -");
	expect_refusal(2, *state, "claim 1 of 1", "echo '[{\"property\":\"date\"}]' | " V "claim --fields -");
	expect_refusal(2, *state, "there is no field", "echo '[{\"of\":\"R-1\",\"propertie\":\"date\"}]' | " V
	               "claim --fields -");
	expect_refusal(2, *state, "no JSON object", "echo '[1]' | " V "claim --fields -");
	expect_refusal(2, *state, "no JSON object", "echo '[]' | " V "claim --fields -");
	expect_refusal(2, *state, "no JSON object", "echo '[]' | " V "incident add --fields -");
	expect_refusal(2, *state, "names its record",
	               "echo '[" TOTAL("R-1", "22") "]' | " V "claim R-1 --fields -");
	expect_shell(0, &run, *state, V "claim list");
	assert_out(&run, "No claim is recorded");
	expect_shell(0, &run, *state, "echo '" TOTAL("R-1", "22") "' | sed 's/\"of\":\"R-1\",//' | " V
	             "claim R-1 --fields -");
	assert_out(&run, "A-000001");
	expect_shell(0, &run, *state, V "claim list stance:none");
	assert_out(&run, "Nothing matches.");
	expect_shell(0, &run, *state, V "claim list R-1 property:count-of-items-total --json && " V
	             "claim list A-1 --json");
	assert_int_equal(line_count(&run), 2);
}

static void
wrong_claims_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	add_reports(state);
	expect_refusal(1, *state, "E-000009", V "claim E-9 --property date --value 2020");
	expect_refusal(2, *state, "expected is", V "claim K-1 --property date --value 2020");
	expect_refusal(2, *state, "did you mean list?", V "claim lst");
	expect_refusal(2, *state, "did you mean", V "claim R-1 --property dat --value 2020");
	expect_refusal(1, *state, "R-000099", V "claim R-1 --property date --value 2020 --by R-99");
	expect_refusal(1, *state, "nobody", V "claim R-1 --property date --value 2020 --by nobody");
	expect_refusal(2, *state, "write me", V "claim R-1 --property date --value 2020 --by K-1");
	expect_refusal(2, *state, "only an item", V "claim R-1 --property date --value 2020 --by file");
	expect_refusal(1, *state, "no version 3", V "claim R-1 --property date --value 2020 --by R-1"
	               " --report-version 3");
	expect_refusal(2, *state, "a letter for the source", V "claim R-1 --property date --value 2020 --grade 22");
	expect_refusal(2, *state, "refers to no other", V "claim R-1 --property date --value 2020 --refers-to A-1");
	expect_refusal(2, *state, "of which property", V "claim R-1 --value 2020");
	expect_refusal(2, *state, "Give the value", V "claim R-1 --property date");
	expect_refusal(1, *state, "A-000001", V "claim trace A-1 --independence derived");
	expect_refusal(1, *state, "A-000001", V "claim show A-1");
	expect_refusal(1, *state, "I-000001", V "claims I-1");
	expect_shell(0, &run, *state, V "claims R-1");
	assert_out(&run, "Nothing is claimed of R-1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_catalogue, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(conflicting_counts_stand_side_by_side),
		TEST(each_source_has_its_own_numbers),
		TEST(what_a_report_cites_is_counted_by_party),
		TEST(sources_of_one_root_count_once),
		TEST(no_claim_rests_on_itself),
		TEST(sources_correct_and_others_deny),
		TEST(what_persons_say_is_protected),
		TEST(what_would_give_them_away_is_protected),
		TEST(files_speak_for_themselves),
		TEST(a_list_is_made_whole_or_not_at_all),
		TEST(wrong_claims_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
