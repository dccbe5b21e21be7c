/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_report.c - reports: one's own as drafts, others' as published; what repeats what; what is refused. */
#include "cli/catalogue.h"

#define PRESS "report add --own no --title 'Probe sought' --publisher RFE/RL --published 2020-12-10/2020-12-11" \
	" --kind news-article --language en --retrieved yes --url https://www.rferl.org/a/30994146.html"

static void
others_reports_are_published(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;
	const json_t *version;

	expect_shell(0, &run, *state, V PRESS " --json");
	assert_out(&run, "{\"id\":\"R-000001\"}");
	expect_shell(0, &run, *state, V "report show r1 --json");
	shown = json_line(&run, 0);
	assert_string_equal(string_member(shown, "record"), "report");
	assert_string_equal(string_member(shown, "title"), "Probe sought");
	assert_string_equal(string_member(shown, "published_title"), "Probe sought");
	assert_string_equal(string_member(shown, "state"), "published");
	assert_true(json_is_false(json_object_get(shown, "own")));
	assert_true(json_is_true(json_object_get(shown, "retrieved")));
	version = json_array_get(json_object_get(shown, "versions"), 0);
	assert_int_equal(json_integer_value(json_object_get(version, "version")), 1);
	assert_true(json_is_null(json_object_get(version, "document")));
	assert_string_equal(string_member(json_object_get(version, "published"), "edtf"),
	                    "2020-12-10/2020-12-11");
	expect_shell(0, &run, *state, V "report list");
	assert_out(&run, "RFE/RL");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
own_reports_begin_as_drafts(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;
	SCOPED_JSON json_t *listed = NULL;

	expect_shell(0, &run, *state, "echo 'Secret-Title' >title; echo '%%PDF-1.4 draft' >d.pdf");
	expect_shell(0, &run, *state,
	             V "report add --own yes --title @title --kind press-release --document d.pdf");
	expect_shell(0, &run, *state, V "report show R-1 --json");
	shown = json_line(&run, 0);
	assert_string_equal(string_member(shown, "title"), "Secret-Title");
	assert_true(json_is_null(json_object_get(shown, "published_title")));
	assert_string_equal(string_member(shown, "state"), "draft");
	assert_out(&run, "\"media_type\":\"application/pdf\"");
	/* its document is an original: audit knows it, and misses it */
	expect_shell(0, &run, *state, V "audit --json");
	listed = json_line(&run, 0);
	assert_int_equal(json_array_size(json_object_get(json_object_get(listed, "objects"),
	                                                 "unreferenced")), 0);
	expect_shell(0, &run, *state, V "report draft R-1 --json");
	assert_out(&run, "\"latest\":1,\"version\":3}");
	expect_shell(0, &run, *state, "echo another >d2.txt && " V "report draft R-1 --document d2.txt");
	assert_out(&run, "Version 1 of R-000001 is a draft");
	expect_shell(0, &run, *state, V "show $(sha256sum <d2.txt | cut -c1-64)");
	assert_out(&run, "Document of");
	assert_out(&run, "R-000001");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
	expect_shell(0, &run, *state, "chmod -R u+w cat/originals && find cat/originals -type f | head -1 | xargs rm");
	expect_shell(1, &run, *state, V "audit");
}

/* A draft's words are in no event, nor in a member that a policy opens. */
static void
drafts_stay_protected(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "echo 'Secret-Title' >title && " V
	             "report add --own yes --title @title --publisher @title --authors - --url @title <title");
	expect_shell(0, &run, *state, "grep -aq Secret-Title cat/catalog.db*");
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), "Secret-Title"));
	expect_refusal(2, *state, "never stands in an argument", V "report add --own yes --title X");
	expect_refusal(2, *state, "never stands in an argument", V "report edit R-1 --publisher X");
	expect_shell(0, &run, *state, "echo '{\"title\":\"From a file\"}' | " V "report edit R-1 --fields -");
}

static void
what_repeats_what_is_known(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;

	expect_shell(0, &run, *state, "for t in A B C; do " V "report add --own no --title $t || exit; done");
	expect_shell(0, &run, *state, V "report edit R-2 --derived-from R-1 && " V
	             "report edit R-3 --derived-from R-2,r1");
	expect_shell(0, &run, *state, V "report show R-3 --json");
	assert_out(&run, "\"derived_from\":[\"R-000001\",\"R-000002\"]");
	expect_shell(0, &run, *state, V "report show R-1 --json");
	shown = json_line(&run, 0);
	assert_int_equal(json_array_size(json_object_get(shown, "repeated_by")), 2);
	expect_refusal(2, *state, "cannot repeat itself", V "report edit R-1 --derived-from R-1");
	expect_refusal(2, *state, "cannot repeat itself", V "report edit R-1 --derived-from R-3");
	expect_refusal(1, *state, "no report R-000009", V "report edit R-1 --derived-from R-9");
	expect_refusal(2, *state, "report (R-…)", V "report edit R-1 --derived-from E-1");
	expect_shell(0, &run, *state, V "report edit R-3 --derived-from '' && " V "report edit R-1 --derived-from R-3");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
reports_are_edited(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V PRESS " && " V "report edit R-1 --reliability b --json");
	assert_out(&run, "{\"id\":\"R-000001\",\"version\":4}");
	expect_shell(0, &run, *state, V "report edit R-1 --reliability b --json");
	assert_out(&run, "\"version\":4}");
	expect_refusal(5, *state, "it now says: title \"Probe sought\"",
	               V "report edit R-1 --title X --based-on 3");
	expect_refusal(2, *state, "no version 9 yet", V "report edit R-1 --title X --based-on 9");
	expect_shell(0, &run, *state,
	             "printf '#!/bin/sh\\ncp \"$1\" seen\\nsed -i \"s/^retrieved:.*/retrieved: no/\" \"$1\"\\n'"
	             " >edit && chmod +x edit && EDITOR=./edit " V "report edit R-1 && cat seen");
	assert_out(&run, "\nretrieved: yes\n");
	assert_out(&run, "\nreliability: b\n");
	expect_shell(0, &run, *state, V "report show R-1 --json");
	assert_out(&run, "\"retrieved\":false");
	expect_shell(0, &run, *state, "echo seen | " V "note R-1 - && " V "report show R-1");
	assert_out(&run, "seen");
}

static void
wrong_reports_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(2, *state, "--own CODE is missing", V "report add --title T");
	expect_refusal(2, *state, "reading published", V "report add --own no --published 2020-02-30");
	expect_refusal(2, *state, "did you mean press-release",
	               V "report add --own no --kind press-releas");
	expect_refusal(2, *state, "begins as a draft", V "report add --own yes --published 2020-12");
	expect_refusal(2, *state, "is empty", ": >none && " V "report add --own no --document none");
	expect_refusal(2, *state, "is a folder", V "report add --own no --document .");
	expect_refusal(2, *state, "no text", "echo '{\"own\":\"no\",\"title\":{}}' | " V "report add --fields -");
	expect_refusal(2, *state, "neither true nor false",
	               "echo '{\"own\":false,\"title\":false}' | " V "report add --fields -");
	expect_shell(0, &run, *state, V "report list");
	assert_out(&run, "No report is recorded");
	expect_shell(0, &run, *state, "echo '{\"own\":false,\"retrieved\":false}' | " V "report add --fields -");
	expect_refusal(2, *state, "somebody else's", V "report draft R-1 --note @/dev/null");
	expect_refusal(1, *state, "R-000002", V "report show R-2");
	expect_refusal(1, *state, "R-000002", V "report draft R-2");
}

/* Three items that somebody has looked at, cited by a draft. */
#define CITED                                                                                      \
	"mkdir -p m; for i in 1 2 3; do printf 'GIF89a%%s' $i >m/$i.gif; done; " V "intake m; "      \
	"for i in 1 2 3; do " V "describe E-$i --graphic not-sensitive --sound no-sound || exit; done; "   \
	"echo Working-Title >title; echo Because >why; echo draft >d.txt; "                         \
	V "report add --own yes --title @title --document d.txt; "                                  \
	V "cite R-1 E-1..E-3 --locator 'para 7'; "

static void
a_check_tells_what_would_embarrass(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *checked = NULL;
	const json_t *counts;

	expect_shell(0, &run, *state, CITED);
	expect_shell(1, &run, *state, V "report check R-1 --json");
	checked = json_line(&run, 0);
	assert_true(json_is_false(json_object_get(checked, "ok")));
	counts = json_object_get(checked, "counts");
	assert_int_equal(json_array_size(counts), 1);
	assert_string_equal(string_member(json_array_get(counts, 0), "code"), "unverified");
	assert_int_equal(json_integer_value(json_object_get(json_array_get(counts, 0), "citations")), 3);
	expect_shell(0, &run, *state, V "describe E-1 --flags minor-visible");
	expect_shell(1, &run, *state, V "report check R-1");
	assert_out(&run, "somebody can be recognised in E-000001: minor-visible");
	/* what is only disputed need not be verified */
	expect_shell(0, &run, *state, V "report add --own yes --title @title && " V
	             "cite R-2 E-2 --stance disputes && " V "report check R-2");
	expect_refusal(1, *state, "R-000009", V "report check R-9");
}

static void
publishing_pins_every_citation(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;
	SCOPED_JSON json_t *citation = NULL;
	const json_t *pin;

	expect_shell(0, &run, *state, CITED);
	expect_refusal(2, *state, "say what it is called", V "report publish R-1");
	expect_refusal(5, *state, "unverified (3)", V "report publish R-1 --title Printed");
	expect_refusal(5, *state, "unverified (3)",
	               V "report publish R-1 --title Printed --override not-held --because @why");
	expect_refusal(2, *state, "say why", V "report publish R-1 --title Printed --override unverified");
	expect_refusal(2, *state, "did you mean unverified",
	               V "report publish R-1 --title Printed --override unverifid --because @why");
	expect_refusal(5, *state, "was changed after version 1",
	               V "report publish R-1 --title Printed --override unverified --because @why --based-on 1");
	expect_refusal(2, *state, "reading published", V
	               "report publish R-1 --title Printed --published 2020-13 --override unverified --because @why");
	expect_shell(0, &run, *state, V
	             "report publish R-1 --title Printed --published 2020-12-10 --override unverified,not-held"
	             " --because @why --json");
	assert_out(&run, "\"latest\":1,\"version\":5,\"citations\":3}");
	expect_shell(0, &run, *state, V "report show R-1 --json");
	shown = json_line(&run, 0);
	assert_string_equal(string_member(shown, "published_title"), "Printed");
	assert_string_equal(string_member(shown, "state"), "published");
	assert_out(&run, "\"overridden\":[\"unverified\"]");
	expect_shell(0, &run, *state, V "show N-2 --json");
	citation = json_line(&run, 0);
	pin = json_array_get(json_object_get(citation, "pins"), 0);
	assert_int_equal(json_integer_value(json_object_get(pin, "report_version")), 1);
	assert_string_equal(string_member(pin, "object"), string_member(citation, "object"));
	/* nobody said that the draft's place is published */
	assert_true(json_is_null(json_object_get(pin, "locator")));
	expect_refusal(2, *state, "is published", V "report publish R-1 --title Again");
	expect_refusal(5, *state, "--in-version 1 says so", V "cite R-1 E-3 --locator 'para 9'");
	expect_shell(0, &run, *state, V "cite R-1 E-3 --locator 'para 9' --in-version 1");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* A refusal leaves nothing behind. */
static void
a_refused_publication_keeps_no_document(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *audited = NULL;

	expect_shell(0, &run, *state, CITED);
	expect_refusal(5, *state, "unverified", "echo final >final.txt; " V
	               "report publish R-1 --title Printed --document final.txt");
	expect_refusal(2, *state, "no term", V "report add --own no --kind nothing --document final.txt");
	expect_shell(0, &run, *state, V "audit --json");
	audited = json_line(&run, 0);
	assert_int_equal(json_array_size(json_object_get(json_object_get(audited, "objects"),
	                                                 "unreferenced")), 0);
	assert_int_equal(json_array_size(json_object_get(json_object_get(audited, "objects"),
	                                                 "leftovers")), 0);
}

/* What each version cited stays known. */
static void
a_correction_is_a_further_version(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;
	const json_t *versions, *last;

	expect_shell(0, &run, *state, CITED);
	expect_refusal(2, *state, "nothing of R-000001 is published",
	               "echo 'Video 3 shows another place.' >corr; " V "report correct R-1 --correction @corr");
	expect_shell(0, &run, *state, V "report publish R-1 --as-drafted --override unverified --because @why");
	expect_refusal(2, *state, "--correction TEXT is missing", V "report correct R-1");
	expect_shell(0, &run, *state, "echo New-Title >title2; " V "report draft R-1 && " V
	             "report edit R-1 --title @title2 && " V "cite R-1 E-1 --locator 'para 9'");
	expect_shell(0, &run, *state, V "report show R-1 --json");
	assert_out(&run, "\"title\":\"New-Title\"");
	assert_out(&run, "\"published_title\":\"Working-Title\"");
	expect_shell(0, &run, *state,
	             V "report correct R-1 --correction @corr --published 2020-12-15 --as-drafted"
	             " --override unverified --because @why");
	assert_out(&run, "Version 2 of R-000001 is published; citations pinned: 4.");
	expect_shell(0, &run, *state, V "report show R-1 --json");
	shown = json_line(&run, 0);
	assert_string_equal(string_member(shown, "published_title"), "New-Title");
	assert_string_equal(string_member(shown, "state"), "corrected");
	versions = json_object_get(shown, "versions");
	last = json_array_get(versions, json_array_size(versions) - 1);
	assert_string_equal(string_member(last, "correction"), "Video 3 shows another place.");
	assert_int_equal(json_integer_value(json_object_get(last, "corrects")), 1);
	expect_shell(0, &run, *state, V "show N-1 --json");
	assert_out(&run, "\"versions\":[1,2]");
	expect_shell(0, &run, *state, V "show N-4 --json");
	assert_out(&run, "\"versions\":[2]");
	/* which version cited what */
	expect_shell(0, &run, *state, V "report citations R-1 --in-version 1 --json");
	assert_int_equal(line_count(&run), 3);
	expect_shell(0, &run, *state, V "report citations R-1 --in-version 2 --json");
	assert_int_equal(line_count(&run), 4);
	expect_shell(0, &run, *state, V "report citations E-1");
	assert_out(&run, "para 9");
	expect_shell(0, &run, *state, V "report citations --in-version 9");
	assert_out(&run, "Nothing is cited.");
	expect_refusal(2, *state, "report (R-…), an item (E-…)", V "report citations D-1");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* A press release that cites 22 videos which nobody here holds, and those who repeat it. */
static void
what_is_not_held_is_cited(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *checked = NULL;

	expect_shell(0, &run, *state, "for i in $(seq 22); do " V
	             "item add --title \"Video $i of 22\" >/dev/null || exit; done");
	expect_shell(0, &run, *state, V "report add --own no --kind press-release --retrieved no"
	             " --published 2020-12-10 && " V "report add --own no --published 2020-12 --derived-from R-1");
	expect_shell(0, &run, *state, V "cite R-1 E-1..E-22 --json");
	assert_int_equal(line_count(&run), 22);
	expect_shell(0, &run, *state, V "show N-22 --json");
	assert_out(&run, "\"object\":null");
	assert_out(&run, "\"versions\":[1]");
	expect_shell(1, &run, *state, V "report check R-1 --json");
	checked = json_line(&run, 0);
	assert_int_equal(json_integer_value(json_object_get(checked, "citations")), 22);
	assert_out(&run, "\"code\":\"not-held\",\"label\":\"Not held\",\"citations\":22");
	/* others correct what is theirs: nothing of it is refused */
	expect_shell(0, &run, *state, "echo 'Fourteen, not twelve.' >corr; " V
	             "report correct R-1 --correction @corr --published 2020-12-12");
	assert_out(&run, "citations pinned: 22");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* Two who repeat a third are one source; a fourth contradicts them. */
static void
a_check_looks_at_claims(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, CITED "for i in 2 3 4 5; do " V "report add --own no || exit; done");
	expect_shell(0, &run, *state,
	             V "claim add E-1 --property first-published --value 2020-11-22 --by R-3 --derived-from R-2 && " V
	             "claim add E-1 --property first-published --value 2020-11-22 --by R-4 --derived-from R-2");
	expect_shell(1, &run, *state, V "report check R-1");
	assert_out(&run, "E-000001: first-published: 2 say the same, and rest on one source");
	assert_null(strstr(buffer_string(&run.out), "claims-conflict"));
	/* a claim is more than what was cited */
	assert_out(&run, "E-000001 is no longer what was cited: claim.made");
	expect_shell(0, &run, *state, V "claim add E-1 --property first-published --value 2020-12-07 --by R-5");
	expect_shell(1, &run, *state, V "report check R-1");
	assert_out(&run, "E-000001: first-published: sources disagree (values: 2)");
	expect_refusal(5, *state, "changed-since-draft (1), claims-conflict (1)",
	               V "report publish R-1 --as-drafted --override unverified,not-independent --because @why");
	/* and of what is said of the report itself */
	expect_shell(0, &run, *state,
	             V "claim add R-1 --property count-of-items-total --value 22 --by R-3 && " V
	             "claim add R-1 --property count-of-items-total --value '>25' --by R-4");
	expect_shell(1, &run, *state, V "report check R-1");
	assert_out(&run, "R-000001: count-of-items-total: sources disagree");
}

/* What is found out later of a version takes nothing else of it away. */
static void
more_becomes_known_of_a_version(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;

	expect_shell(0, &run, *state, "echo page >page.html; " CITED V "report add --own no");
	expect_refusal(2, *state, "nothing of R-000001 is published", V "report amend R-1 --published 2020");
	expect_refusal(2, *state, "say what is known", V "report amend R-2");
	expect_refusal(2, *state, "reading published", V "report amend R-2 --published 2020-02-30");
	expect_shell(0, &run, *state, V "report amend R-2 --published 2020-12-10 --json");
	assert_out(&run, "{\"id\":\"R-000002\",\"amended\":1,\"version\":3}");
	expect_refusal(5, *state, "was changed after version 2", V "report amend R-2 --published 2021 --based-on 2");
	expect_shell(0, &run, *state, V "report amend R-2 --document page.html && " V "report list --json");
	assert_out(&run, "\"published\":{\"edtf\":\"2020-12-10\"");
	/* also while the next version is a draft, which it stays */
	expect_shell(0, &run, *state, V "report publish R-1 --as-drafted --override unverified --because @why && "
	             V "report draft R-1 --note @title && " V "report amend R-1 --published 2020-12-10 && " V
	             "report show R-1 --json");
	shown = json_line(&run, 3);
	assert_string_equal(string_member(shown, "state"), "draft");
	assert_int_equal(json_integer_value(json_object_get(shown, "latest")), 2);
	assert_out(&run, "\"overridden\":[\"unverified\"],\"because\":null");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* Who can be recognised must have agreed; a consent that was taken back stops citing too. */
static void
a_check_asks_for_consent(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, CITED V "person add --code sparrow --roles witness && " V
	             "person link sparrow E-1 --role witness");
	expect_shell(1, &run, *state, V "report check R-1 --json");
	assert_out(&run, "\"code\":\"no-consent\",\"label\":\"No consent\",\"citations\":1");
	expect_refusal(5, *state, "no-consent (1)",
	               V "report publish R-1 --as-drafted --override unverified --because @why");
	expect_shell(0, &run, *state, V "consent add sparrow --basis given-written --covers E-1..E-3"
	             " --purposes hold,analyse,publish-full,publish-redacted");
	run_shell(&run, *state, V "report check R-1 --json");
	assert_null(strstr(buffer_string(&run.out), "no-consent"));
	expect_shell(0, &run, *state, V "consent withdraw S-1");
	expect_shell(1, &run, *state, V "report check R-1 --json");
	assert_out(&run, "\"code\":\"no-consent\"");
	assert_null(strstr(buffer_string(&run.out), "sparrow"));
	expect_refusal(5, *state, "consent", V "cite R-1 E-1 --locator 'para 9'");
	expect_refusal(5, *state, "no-consent",
	               V "report publish R-1 --as-drafted --override unverified --because @why");
	expect_refusal(5, *state, "in spite of no-consent", V
	               "report publish R-1 --as-drafted --override unverified,no-consent --because @why");
	expect_refusal(5, *state, "in spite of a restriction", V
	               "report publish R-1 --as-drafted --override unverified,restricted --because @why");
}

/* What is published may be given as an object, as of every other verb that writes. */
static void
versions_are_made_from_objects(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, CITED);
	expect_shell(0, &run, *state, "echo '{\"note\":\"second look\"}' | " V "report draft R-1 --fields -");
	expect_refusal(2, *state, "did you mean override?",
	               "echo '{\"overide\":\"unverified\"}' | " V "report publish R-1 --fields -");
	expect_shell(0, &run, *state,
	             "echo '{\"as-drafted\":true,\"override\":[\"unverified\",\"changed-since-draft\"],"
	             "\"because\":\"It is urgent.\"}' | " V "report publish R-1 --fields -");
	assert_out(&run, "Version 1 of R-000001 is published; citations pinned: 3.");
	expect_refusal(2, *state, "--correction", "echo '{}' | " V "report correct R-1 --fields -");
	expect_shell(0, &run, *state,
	             "echo '{\"correction\":\"Video 3 shows another place.\",\"override\":[\"unverified\"],"
	             "\"because\":\"It is urgent.\"}' | " V "report correct R-1 --fields -");
	assert_out(&run, "Version 2 of R-000001 is published");
	expect_shell(0, &run, *state, "echo '{\"published\":\"2020-12-10\"}' | " V "report amend R-1 --fields -");
	expect_shell(0, &run, *state, V "report show R-1");
	assert_out(&run, "Video 3 shows another place.");
	assert_out(&run, "2020-12-10");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_catalogue, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(others_reports_are_published),
		TEST(own_reports_begin_as_drafts),
		TEST(drafts_stay_protected),
		TEST(what_repeats_what_is_known),
		TEST(reports_are_edited),
		TEST(wrong_reports_are_refused),
		TEST(a_check_tells_what_would_embarrass),
		TEST(publishing_pins_every_citation),
		TEST(a_refused_publication_keeps_no_document),
		TEST(a_correction_is_a_further_version),
		TEST(versions_are_made_from_objects),
		TEST(what_is_not_held_is_cited),
		TEST(a_check_looks_at_claims),
		TEST(more_becomes_known_of_a_version),
		TEST(a_check_asks_for_consent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
