/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_casework.c - claims, findings, statuses, depictions, citations and their
 * pins, changed one at a time in a copy of a catalogue that the program made:
 * the audit finds each and names it, in these layers and in no others.
 */
#include "tamper/change.h"

#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ON    "\"$VIDIMUS\" -C case/cat "
#define LAYERS 7

/* The events are opened by their type: the last of it. */
#define LAST(type)  "(SELECT max(seq) FROM events WHERE type = '" type "')"
#define VALUE(type, change)                                                                       \
	"UPDATE event_values SET members = " change " WHERE seq = " LAST(type)

/* In place of {event} the words have the last event of `event`. */
static const struct {
	const char *name, *event, *sql, *layers, *words[3];
} changes[] = {
	/* the tables alone */
	{ "a claim's value", NULL, "UPDATE p_claims SET value = '23' WHERE number = 2", "projection", { "p_claims" } },
	{ "who claims it", NULL, "UPDATE p_claims SET by_kind = 'actor' WHERE number = 1", "projection", { "p_claims" } },
	{ "a claim's stance", NULL, "UPDATE p_claims SET stance = 'denies' WHERE number = 1", "projection", { "p_claims" } },
	{ "a claim", NULL, "DELETE FROM p_claims WHERE number = 2", "projection", { "p_claims" } },
	{ "a finding's conclusion", NULL, "UPDATE p_findings SET conclusion = 'elsewhere'", "projection", { "p_findings" } },
	{ "a finding's confidence", NULL, "UPDATE p_findings SET confidence = 'high'", "projection", { "p_findings" } },
	{ "a dissent", NULL, "DELETE FROM p_reviews", "projection", { "p_reviews" } },
	{ "a dissent that agrees", NULL, "UPDATE p_reviews SET conclusion = 'agree'", "projection", { "p_reviews" } },
	{ "a dissent as decided", NULL, "UPDATE p_reviews SET decided = 1", "projection", { "p_reviews" } },
	{ "a status decided", NULL, "UPDATE p_statuses SET status = 'verified'", "projection", { "p_statuses" } },
	{ "the status of an item", NULL, "UPDATE p_items SET status = 'verified' WHERE number = 1", "projection", { "p_items" } },
	{ "a depiction", NULL, "DELETE FROM p_depictions", "projection", { "p_depictions" } },
	{ "the part of a depiction", NULL, "UPDATE p_depictions SET part = '{\"page\":2}'", "projection", { "p_depictions" } },
	{ "a relation on one side", NULL, "DELETE FROM p_relations WHERE rowid = (SELECT min(rowid) FROM p_relations)",
	  "projection", { "p_relations" } },
	{ "a citation", NULL, "DELETE FROM p_citations WHERE number = 2", "projection", { "p_citations" } },
	{ "the status that was cited", NULL, "UPDATE p_citations SET status = 'verified'", "projection", { "p_citations" } },
	{ "the bytes that a pin names", NULL, "UPDATE p_pins SET object = replace(object, 'a', 'b')", "projection", { "p_pins" } },
	{ "a pin", NULL, "DELETE FROM p_pins WHERE seq = (SELECT min(seq) FROM p_pins)", "projection", { "p_pins" } },
	{ "what a report was published in spite of", NULL, "UPDATE p_report_versions SET overridden = '[]'", "projection",
	  { "p_report_versions" } },
	{ "a retraction", NULL, "DELETE FROM p_retractions", "projection", { "p_retractions" } },
	{ "a consent that was refused", NULL, "UPDATE p_consents SET basis = 'given-written'", "projection", { "p_consents" } },
	{ "a link of a person", NULL, "DELETE FROM p_person_links", "projection", { "p_person_links" } },
	/* the sealed values, whose tables then differ too */
	{ "a finding's sealed conclusion", "finding.recorded", VALUE("finding.recorded", "json_set(members, '$.conclusion', 'elsewhere')"),
	  "commitments projection", { "{event}", "conclusion", "altered" } },
	{ "a claim's sealed value", "claim.made", VALUE("claim.made", "json_set(members, '$.value', '23')"),
	  "commitments projection", { "{event}", "value", "altered" } },
	{ "the sealed grounds of a dissent", "finding.reviewed",
	  VALUE("finding.reviewed", "json_remove(members, '$.grounds')"), "commitments projection",
	  { "{event}", "grounds", "missing" } },
	{ "a sealed status", "status.decided", VALUE("status.decided", "json_set(members, '$.status', 'verified')"),
	  "commitments projection", { "{event}", "status", "altered" } },
	{ "the sealed part of a depiction", "depiction.stated",
	  VALUE("depiction.stated", "json_set(members, '$.part', NULL)"), "commitments projection",
	  { "{event}", "part", "altered" } },
	{ "a sealed pin", "citation.pinned", VALUE("citation.pinned", "json_set(members, '$.status', 'verified')"),
	  "log commitments projection", { "{event}", "status", "R-000002" } },
	{ "a report's sealed list of pins", "report.published",
	  VALUE("report.published", "json_set(members, '$.pins[0].n', 99)"), "log commitments",
	  { "{event}", "pins", "R-000002: event" } },
};

#define OVERRIDDEN                                                                          \
	"unverified,open-dissent,identifiable-person,changed-since-draft,claims-conflict,"  \
	"not-independent"

/* Who does what, as the program is told it. */
static const char *const steps[] = {
	"ana incident add --title Killing",
	"ana report add --own no --title Press",
	"ana claim add E-1 --property victim-count --value 22 --by R-1",
	"ana claim add E-1 --property victim-count --value 21 --by me",
	"ana depict E-1 I-1 --part 'page 1'",
	"ana relate E-1 E-2 --relation related",
	"ana finding add E-1 --question place --conclusion @w --confidence low",
	"bo finding review F-1 --dissent --grounds @w",
	"ana report add --own yes --title @w",
	"ana cite R-2 E-1..E-2",
	"ana cite R-1 E-1",
	"ana unlink N-3 --because @w",
	"ana report publish R-2 --as-drafted --published 2020-12 --because @w --override " OVERRIDDEN,
	"ana person add --code sparrow",
	"ana person link sparrow E-2 --role victim",
	"ana consent add sparrow --basis refused --covers E-2",
};

/* A case with something of each, made by the program. */
static int
make_case(void **state)
{
	SCOPED(run) run = { 0 };

	*state = folder_make();
	expect_shell(0, &run, *state,
	             "mkdir case; \"$VIDIMUS\" init case/cat --name Cases --actor ana --no-passphrase && "
	             "printf '\\377\\330\\377\\340one' >a.jpg; printf '\\377\\330\\377\\340two' >b.jpg; echo why >w; "
	             ON "intake a.jpg b.jpg -q && u=$(" ON "stats --json | sed 's/.*\"uuid\":\"\\([^\"]*\\)\".*/\\1/') && "
	             "\"$VIDIMUS\" key new bo --no-passphrase --catalogue $u --json >r && " ON
	             "--key ana actor add --request \"$XDG_CONFIG_HOME/vidimus/keys/bo.request\" --code bo --role member");
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
		expect_shell(0, &run, *state, ON "--key %s", steps[i]);
	return 0;
}

static int
drop_case(void **state)
{
	folder_remove(*state);
	return 0;
}

/* Changes the copy past all of our code; the last event of the type, or -1. */
static int64_t
change(const char *folder, const char *sql, const char *type)
{
	struct tampering t = { 0 };
	int64_t event = -1;

	assert_true(asprintf(&t.path, "%s/case/cat", folder) > 0);
	tamper_open(&t);
	if (type != NULL)
		event = tamper_integer(&t, "SELECT max(seq) FROM events WHERE type = '%s'", type);
	tamper_sql(&t, "%s", sql);
	assert_true(sqlite3_changes(t.db) > 0);
	tamper_close(&t);
	buffer_end(&t.triggers);
	free(t.path);
	return event;
}

/* The layers that say FAILED, but for the outside, which never saw it. */
static void
list_failed(const json_t *report, struct buffer *out)
{
	static const char *const names[LAYERS] = { "objects", "log", "signatures", "commitments",
		                                   "projection", "home", "outside" };
	json_t *layers = json_object_get(report, "layers");

	for (size_t i = 0; i < LAYERS; i++) {
		if (strcmp(json_string_value(json_object_get(layers, names[i])), "FAILED") == 0)
			buffer_append_format(out, "%s%s", out->n ? " " : "", names[i]);
	}
}

/* Is every word of the change in what the audit says? */
static unsigned
judge(const char *folder, size_t i, int64_t event)
{
	SCOPED_JSON json_t *report = NULL;
	SCOPED(buffer) layers = { 0 };
	SCOPED(run) run = { 0 };
	unsigned wrong = 0;
	char name[32];

	snprintf(name, sizeof name, "event %lld", (long long)event);
	run_shell(&run, folder, ON "audit --json");
	assert_int_equal(run.code, 1);
	assert_ok(json_read(&report, text_trim(text_of_buffer(&run.out)), NULL), NULL);
	list_failed(report, &layers);
	if (strcmp(buffer_string(&layers), changes[i].layers) != 0)
		wrong++;
	for (size_t k = 0; k < 3 && changes[i].words[k] != NULL; k++) {
		const char *word = strcmp(changes[i].words[k], "{event}") == 0 ? name : changes[i].words[k];

		if (strstr(buffer_string(&run.out), word) == NULL)
			wrong++;
	}
	if (wrong > 0)
		print_message("%s: layers %s: %s\n", changes[i].name, buffer_string(&layers), buffer_string(&run.out));
	return wrong;
}

static void
every_change_is_found_and_named(void **state)
{
	SCOPED(run) run = { 0 };
	unsigned wrong = 0;

	expect_shell(0, &run, *state, ON "audit && cp -a case kept");
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		int64_t event;

		expect_shell(0, &run, *state, "rm -rf case && cp -a kept case");
		event = change(*state, changes[i].sql, changes[i].event);
		wrong += judge(*state, i, event);
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_change_is_found_and_named, make_case, drop_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
