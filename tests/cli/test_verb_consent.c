/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_consent.c - links of persons, consents, holds, restrictions and transfers, and what each stops. */
#include "cli/catalogue.h"

#define TO_CROW "--to crow --for partner --purpose analysis --terms lead-only "

/* Three items from the source sparrow, and the partner crow. */
static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	for (int i = 1; i <= 3; i++) {
		char name[16];

		snprintf(name, sizeof name, "%d.jpg", i);
		write_jpeg(*state, name, name);
	}
	expect_shell(0, &run, *state,
	             V "person add --code sparrow --roles source && "
	             V "person add --code crow --roles partner && echo why >why && echo "
	             "Society >org && " V "intake --from sparrow 1.jpg 2.jpg -q && " V "intake 3.jpg -q");
	return 0;
}

static json_t *
answer(const char *folder, const char *command)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "%s", command);
	return json_line(&run, 0);
}

static void
transfers_are_made_and_shown(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL, *transfer = NULL;

	expect_shell(0, &run, *state, V "transfer E-1..E-2 " TO_CROW
	             "--no-onward --expires 2027-01 --because @why --json");
	assert_out(&run, "{\"id\":\"T-000001\",\"transfers\":2}");
	expect_shell(0, &run, *state, V "transfer e3 --to-organisation @org --for court --purpose"
	             " evidence --terms disclosable");
	assert_out(&run, "The transfer is T-000003.");
	shown = answer(*state, V "custody E-1 --json");
	transfer = json_incref(json_array_get(json_object_get(shown, "transfers"), 0));
	assert_string_equal(string_member(transfer, "to_person"), "W-000002");
	assert_string_equal(string_member(transfer, "terms"), "lead-only");
	assert_string_equal(string_member(transfer, "sha256"), string_member(shown, "sha256"));
	assert_true(json_is_true(json_object_get(transfer, "no_onward")));
	expect_shell(0, &run, *state, V "custody E-3");
	assert_out(&run, "1 transfer is recorded.");
	assert_out(&run, "Society");
	expect_shell(0, &run, *state, V "show T-1");
	assert_out(&run, "To person code  crow");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
wrong_transfers_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(1, *state, "E-000009", V "transfer E-1,E-9 " TO_CROW "|| " V "transfer E-9 " TO_CROW);
	expect_refusal(2, *state, "one of the two",
	               V "transfer E-1 --for partner --purpose p --terms lead-only");
	expect_refusal(2, *state, "one of the two",
	               V "transfer E-1 " TO_CROW "--to-organisation @org");
	expect_refusal(1, *state, "nobody", V "transfer E-1 --to nobody --for court --purpose p --terms lead-only");
	expect_refusal(2, *state, "never stands in an argument",
	               V "transfer E-1 --to-organisation Society --for court --purpose p --terms lead-only");
	expect_refusal(2, *state, "--terms", V "transfer E-1 --to crow --for court --purpose p");
	/* an item of several that may not go: none goes */
	expect_shell(0, &run, *state, V "restrict E-2 --uses export --because @why");
	expect_refusal(5, *state, "E-000002: its use is restricted", V "transfer E-1..E-3 " TO_CROW);
	expect_shell(0, &run, *state, V "custody E-1");
	assert_out(&run, "No transfer to anybody is recorded.");
	/* nor what is not there */
	expect_shell(0, &run, *state, "rm -rf cat/originals/??");
	expect_refusal(5, *state, "is not in originals/", V "transfer E-1 " TO_CROW);
}

/* Whoever can be recognised must have agreed, for this. */
static void
consent_is_asked_for(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *checked = NULL;

	expect_shell(0, &run, *state, V "person link crow E-1 --role expert && " V
	             "consent check E-1 --for partner");
	expect_shell(0, &run, *state, V "person link sparrow E-1 --role victim --part 'region 1,2,3x4'");
	expect_refusal(5, *state, "already", V
	               "person link sparrow E-1 --role victim --part 'region 1,2,3x4'");
	expect_shell(1, &run, *state, V "consent check E-1 --for partner --json");
	checked = json_line(&run, 0);
	assert_string_equal(string_member(json_array_get(json_object_get(checked, "blocks"), 0), "code"),
	                    "consent-missing");
	expect_refusal(5, *state, "no consent is recorded", V "transfer E-1 " TO_CROW);
	expect_shell(0, &run, *state, V "consent check E-1 --for citation");
	expect_shell(1, &run, *state, V "consent check E-1 --for publication");
	expect_shell(0, &run, *state, V "consent add sparrow --basis given-oral --purposes "
	             "share-partners --covers everything && " V "transfer E-1 " TO_CROW);
	expect_refusal(5, *state, "was not given for this (share-courts)", V
	               "transfer E-1 --to crow --for court --purpose p --terms lead-only");
	/* what came from the person is asked about too, where the person said anything */
	expect_refusal(5, *state, "S-000001", V
	               "transfer E-2 --to crow --for court --purpose p --terms lead-only");
	expect_shell(0, &run, *state, V "transfer E-3 --to crow --for court --purpose p --terms lead-only");
	expect_shell(0, &run, *state, V "consent edit S-1 --expires 2020-01-31 --json");
	assert_out(&run, "{\"id\":\"S-000002\"}");
	expect_refusal(5, *state, "S-000002 of W-000001 has expired", V "transfer E-1 " TO_CROW);
	expect_refusal(5, *state, "S-000002 stands in its place", V "consent edit S-1 --expires 2031");
	expect_shell(0, &run, *state, V "consent add sparrow --basis refused --covers E-1");
	expect_refusal(5, *state, "S-000003 of W-000001 was refused", V "transfer E-1 " TO_CROW);
	/* the latest word counts */
	expect_shell(0, &run, *state, V "consent add sparrow --basis given-written --purposes "
	             "share-partners --covers E-1 && " V "transfer E-1 " TO_CROW);
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
a_withdrawal_blocks_and_tells_who_has_it(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *withdrawn = NULL;
	json_t *holder;

	expect_shell(0, &run, *state, V "consent add sparrow --basis given-oral --purposes "
	             "share-partners,share-courts,publish-full --covers E-1..E-2 && " V
	             "transfer E-1..E-3 " TO_CROW "&& mkdir out && " V "working-copy E-1 --out out");
	expect_shell(0, &run, *state, V "consent withdraw S-1 --purposes publish-full && " V
	             "transfer E-1 " TO_CROW);
	expect_shell(1, &run, *state, V "consent check E-1 --for public");
	expect_shell(0, &run, *state, V "consent withdraw S-1 --received 2026-03 --json");
	withdrawn = json_line(&run, 0);
	assert_string_equal(string_member(withdrawn, "state"), "withdrawn");
	assert_int_equal(json_array_size(json_object_get(withdrawn, "holders")), 4);
	holder = json_array_get(json_object_get(withdrawn, "holders"), 1);
	assert_string_equal(string_member(holder, "id"), "T-000002");
	assert_non_null(strstr(string_member(holder, "notice"), "our transfer T-000002"));
	assert_null(strstr(string_member(holder, "notice"), "sparrow"));
	assert_null(strstr(string_member(holder, "notice"), "W-0"));
	assert_string_equal(string_member(json_array_get(json_object_get(withdrawn, "holders"), 3),
	                                  "kind"),
	                    "copy");
	expect_refusal(5, *state, "S-000001 of W-000001 was withdrawn", V "transfer E-1 " TO_CROW);
	expect_shell(1, &run, *state, V "consent check E-1 --for citation");
	expect_refusal(5, *state, "was withdrawn already", V "consent withdraw S-1");
	expect_refusal(5, *state, "that stands", V "consent edit S-1 --expires 2031");
	expect_shell(0, &run, *state, V "consent show S-1");
	assert_out(&run, "Who has it");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* Recording an older consent anew brings nothing back that was withdrawn since. */
static void
an_edit_follows_no_withdrawal(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "consent add sparrow --basis given-oral --purposes "
	             "share-partners --covers E-1 && " V "consent add sparrow --basis given-written "
	             "--purposes share-partners --covers E-1 && " V "consent withdraw S-2");
	expect_refusal(5, *state, "S-000002 of W-000001 was withdrawn", V "transfer E-1 " TO_CROW);
	expect_shell(0, &run, *state, V "consent edit S-1 --expires 2099 && " V
	             "consent edit S-3 --language hy");
	expect_refusal(5, *state, "S-000002 of W-000001 was withdrawn", V "transfer E-1 " TO_CROW);
	/* said again, it counts again; and an edit that refuses is a word of its own day */
	expect_shell(0, &run, *state, V "consent add sparrow --basis given-oral --purposes "
	             "share-partners --covers E-1 && " V "transfer E-1 " TO_CROW);
	expect_shell(0, &run, *state, V "consent edit S-4 --basis refused");
	expect_refusal(5, *state, "S-000006 of W-000001 was refused", V "transfer E-1 " TO_CROW);
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* Nor does taking back the consent that was withdrawn: an older one would count again. */
static void
a_withdrawn_consent_is_not_retracted(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "consent add sparrow --basis given-oral --purposes "
	             "share-partners --covers E-1 && " V "consent add sparrow --basis given-written "
	             "--purposes share-partners --covers E-1 && " V "consent withdraw S-2");
	expect_refusal(5, *state, "was withdrawn, and that stands", V "retract S-2 --because @why");
	expect_refusal(5, *state, "S-000002 of W-000001 was withdrawn", V "transfer E-1 " TO_CROW);
	expect_shell(0, &run, *state, V "retract S-1 --because @why");
}

/* Whoever may only read sees what is restricted. */
static void
restrictions_are_listed_without_a_key(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "restrict E-1 --uses export --because @why && " V
	             "restrict E-2..E-3 --uses citation --because @why && mv home/config away");
	expect_shell(0, &run, *state, V "restrict --json");
	assert_int_equal(line_count(&run), 2);
	expect_shell(0, &run, *state, V "restrict uses:citation covers:E-3 --json");
	assert_int_equal(line_count(&run), 1);
	expect_shell(0, &run, *state, V "restrict uses:citation covers:E-1");
	assert_out(&run, "Nothing matches.");
	expect_refusal(5, *state, "no key in ", V "restrict E-1 --uses citation --because @why");
}

/* A record is taken back; the person's No is not, nor does what it took the place of come back as a Yes. */
static void
a_refusal_outlasts_its_retraction(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "consent add sparrow --basis given-oral --purposes "
	             "share-partners --covers E-1 && " V "consent add sparrow --basis refused --covers E-1");
	expect_shell(0, &run, *state, V "retract S-2 --entered-in-error --because @why");
	expect_refusal(5, *state, "S-000002 of W-000001 was refused", V "transfer E-1 " TO_CROW);
	expect_shell(0, &run, *state, V "consent add sparrow --basis given-oral --purposes "
	             "share-partners --covers E-1 && " V "transfer E-1 " TO_CROW);
	/* what took the place of a refusal is taken back: the refusal stands again */
	expect_shell(0, &run, *state, V "consent add sparrow --basis refused --covers E-2 && " V
	             "consent edit S-4 --basis given-oral --purposes share-partners && " V
	             "retract S-5 --entered-in-error --because @why");
	expect_refusal(5, *state, "S-000004 of W-000001 was refused", V "transfer E-2 " TO_CROW);
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* The reports that cite it, in every version; and it is cited no more. */
static void
a_withdrawal_tells_of_reports(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *withdrawn = NULL;
	json_t *holder;

	expect_shell(0, &run, *state, V "consent add sparrow --basis given-oral --purposes publish-full --covers E-1 && "
	             "echo Draft >draft.txt && echo '{\"own\":\"yes\",\"title\":\"Draft\",\"document\":\"draft.txt\"}' | " V
	             "report add --fields - && " V "cite R-1 E-1..E-2");
	expect_shell(0, &run, *state, V "consent withdraw S-1 --json");
	withdrawn = json_line(&run, 0);
	assert_int_equal(json_array_size(json_object_get(withdrawn, "holders")), 1);
	holder = json_array_get(json_object_get(withdrawn, "holders"), 0);
	assert_string_equal(string_member(holder, "kind"), "citation");
	assert_string_equal(string_member(holder, "to"), "R-000001, version 1");
	expect_shell(0, &run, *state, "echo '{\"own\":\"yes\",\"title\":\"Other\"}' | " V "report add --fields -");
	expect_refusal(5, *state, "was withdrawn", V "cite R-2 E-1");
	expect_shell(0, &run, *state, V "cite R-2 E-2");
}

/* What shows it, and what was given in its place. */
#define TO_ALL "transfer --key ana E-1 --to crow --for public --purpose p --terms disclosable --derivative X-2 --receipt X-1"

static void
add_reviewer(char *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "k=\"$XDG_CONFIG_HOME/vidimus/keys\"; " V "key new ben --no-passphrase && " V
	             "actor add --request $k/ben.request --code ben --role member --key ana");
}

static void
attachments_and_derivatives_are_named(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;

	expect_shell(0, &run, *state, "echo signed >form.txt && printf '\\377\\330\\377\\340blurred' >blurred.jpg && " V
	             "attach W-1 form.txt --kind correspondence && " V "consent add sparrow --basis given-written "
	             "--purposes publish-redacted --covers E-1 --evidence X-1 && " V
	             "derive add E-1 blurred.jpg --kind redacted");
	expect_refusal(1, *state, "X-000009", V
	               "consent add sparrow --basis refused --covers E-1 --evidence X-9");
	expect_refusal(5, *state, "(publish-full)", V
	               "transfer E-1 --to crow --for public --purpose p --terms disclosable");
	expect_refusal(2, *state, "no derivative of the item", V
	               "transfer E-2 --to crow --for public --purpose p --terms disclosable --derivative X-2");
	expect_refusal(5, *state, "X-2 was not reviewed", V TO_ALL);
	add_reviewer(*state);
	expect_shell(0, &run, *state, V "derive review X-2 --key ben --conclusion passed --cleared-for court");
	expect_refusal(5, *state, "not cleared for this audience", V TO_ALL);
	expect_shell(0, &run, *state, V "derive review X-2 --key ben --conclusion passed --cleared-for public");
	expect_shell(0, &run, *state, V TO_ALL);
	shown = answer(*state, V "show T-1 --json");
	assert_string_equal(string_member(shown, "form"), "derivative");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* An incident that is restricted, held, with everything that shows it. */
static void
an_incident_reaches_what_shows_it(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "incident add --title T && " V "depict E-1 I-1 && " V
	             "restrict I-1 --uses export --because @why && " V
	             "hold add --kind ethical --covers I-1 && " V "transfer E-2 " TO_CROW);
	expect_refusal(5, *state, "(with I-000001)", V "transfer E-1 " TO_CROW);
	expect_refusal(5, *state, "the hold H-000001 on I-000001", V
	               "destroy request E-1 --reason legal-duty");
}

/* Of somebody without a record: the delivery's own chain. */
static void
a_delivery_has_a_consent_too(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "consent add D-2 --basis given-oral --purposes hold,analyse");
	expect_refusal(5, *state, "S-000001 of D-000002 was not given for this", V "transfer E-3 " TO_CROW);
	expect_shell(0, &run, *state, V "consent list");
	assert_out(&run, "D-000002");
}

static void
wrong_consents_are_refused(void **state)
{
	expect_refusal(2, *state, "what the consent covers", V
	               "consent add sparrow --basis given-oral --purposes hold");
	expect_refusal(2, *state, "how it was given", V "consent add sparrow --purposes hold --covers E-1");
	expect_refusal(2, *state, "what it was given for", V
	               "consent add sparrow --basis given-oral --covers E-1");
	expect_refusal(2, *state, "did you mean hold", V
	               "consent add sparrow --basis given-oral --purposes hodl --covers E-1");
	expect_refusal(1, *state, "E-000009", V
	               "consent add sparrow --basis refused --covers E-1..E-9");
	expect_refusal(2, *state, "expected is", V "consent add sparrow --basis refused --covers W-1");
	expect_refusal(1, *state, "nobody", V "consent add nobody --basis refused --covers E-1");
	expect_refusal(2, *state, "reading expires", V
	               "consent add sparrow --basis refused --covers E-1 --expires 2020-02-30");
	expect_refusal(1, *state, "S-000001", V "consent withdraw S-1");
	expect_refusal(1, *state, "S-000001", V "consent show S-1");
	expect_refusal(2, *state, "E-1", V "consent edit E-1 --basis refused");
	expect_refusal(2, *state, "--role", V "person link sparrow E-1");
	expect_refusal(2, *state, "person-role", V "person link sparrow E-1 --role ghost");
	expect_refusal(2, *state, "expected is", V "person link sparrow W-2 --role victim");
	expect_refusal(2, *state, "no part", V "person link sparrow E-1 --role victim --part here");
}

static void
restrictions_are_reversible(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(2, *state, "say why", V "restrict E-1 --uses export");
	expect_refusal(2, *state, "what is not allowed", V "restrict E-1 --because @why");
	expect_refusal(1, *state, "no restriction", V "restrict --lift E-1 --because @why");
	expect_shell(0, &run, *state, V "restrict D-1 --uses export --because @why && " V
	             "restrict E-1..E-2 --uses export,citation --because @why --until 2090");
	expect_refusal(5, *state, "restricted", V "transfer E-2 " TO_CROW);
	expect_shell(1, &run, *state, V "consent check E-1 --for citation");
	/* one of the two again; the other stays */
	expect_shell(0, &run, *state, V "restrict --lift E-1 --because @why && " V
	             "consent check E-1 --for citation");
	expect_shell(1, &run, *state, V "consent check E-2 --for citation");
	expect_refusal(5, *state, "(with D-000001)", V "transfer E-1 " TO_CROW);
	expect_shell(0, &run, *state, V "restrict --lift D-1 --because @why && " V
	             "transfer E-1 " TO_CROW "&& " V "restrict");
	assert_out(&run, "lifted");
	expect_shell(0, &run, *state, V "show E-2");
	assert_out(&run, "Restricted");
	/* one that is over stops nothing */
	expect_shell(0, &run, *state, V "restrict E-3 --uses export --until 2020 --because @why && " V
	             "transfer E-3 " TO_CROW);
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
holds_are_placed_and_lifted(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;

	expect_refusal(2, *state, "what the hold covers", V "hold add --kind litigation");
	expect_refusal(2, *state, "hold-kind", V "hold add --covers E-1");
	expect_shell(0, &run, *state, V "hold add --kind litigation --covers E-1,W-1 --authority @org --json");
	assert_out(&run, "{\"id\":\"H-000001\"}");
	expect_refusal(5, *state, "takes nothing out of a hold", V "hold edit H-1 --covers E-1");
	expect_refusal(5, *state, "nothing would change", V "hold edit H-1 --covers W-1,E-1");
	expect_shell(0, &run, *state, V "hold edit H-1 --covers E-1..E-2,W-1,C-1 || " V
	             "hold edit H-1 --covers E-1..E-2,W-1");
	expect_refusal(5, *state, "H-000002 stands in its place", V "hold lift H-1 --because @why");
	shown = answer(*state, V "show E-1 --json");
	assert_string_equal(string_member(json_array_get(json_object_get(shown, "holds"), 0), "id"),
	                    "H-000002");
	expect_refusal(2, *state, "why the hold ends", V "hold lift H-2 --authority @org");
	expect_shell(0, &run, *state, V "hold lift H-2 --because @why && " V "hold list");
	assert_out(&run, "lifted");
	assert_out(&run, "replaced");
	expect_refusal(5, *state, "lifted already", V "hold lift H-2 --because @why");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(transfers_are_made_and_shown),
		TEST(wrong_transfers_are_refused),
		TEST(consent_is_asked_for),
		TEST(a_withdrawal_blocks_and_tells_who_has_it),
		TEST(an_edit_follows_no_withdrawal),
		TEST(a_withdrawn_consent_is_not_retracted),
		TEST(a_refusal_outlasts_its_retraction),
		TEST(restrictions_are_listed_without_a_key),
		TEST(a_withdrawal_tells_of_reports),
		TEST(attachments_and_derivatives_are_named),
		TEST(an_incident_reaches_what_shows_it),
		TEST(a_delivery_has_a_consent_too),
		TEST(wrong_consents_are_refused),
		TEST(restrictions_are_reversible),
		TEST(holds_are_placed_and_lifted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
