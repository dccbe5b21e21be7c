/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_selection.c - which chains travel and which members are opened: by the
 * policy, by where references lead, by what people decided. The case is made
 * by the real program, and read here.
 */
#include "bundle/selection.h"

#include "casework/catalogue.h"
#include "casework/resolve.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The case, and one selection of it. */
struct scene {
	char                    *folder;
	struct catalogue        *catalogue;
	struct policy           *policy;
	struct bundle_ask        ask;
	struct subject           items[2];
	json_t                  *decisions;
	struct bundle_selection  selection;
	char                     signer[2 * DIGEST_SIZE + 1];
};

static struct subject
subject_named(struct scene *scene, const char *id)
{
	struct resolved resolved;
	struct error err;

	assert_ok(resolve(scene->catalogue->ledger, text_of(id), "E", &resolved, &err), &err);
	return subject_of("item", &resolved.uuid);
}

static int
begin(void **state)
{
	static const struct surroundings here = { .state_folder = "/nowhere", .host = "test", .login = "test",
		                                  .machine = "test", .build = "test", .sources = &ledger_true_sources };
	struct scene *scene = calloc(1, sizeof *scene);
	SCOPED(buffer) path = { 0 };
	SCOPED(run) run = { 0 };
	struct error err;

	assert_non_null(scene);
	scene->folder = folder_make();
	expect_shell(0, &run, scene->folder, "sh '" VIDIMUS_SOURCE "/tests/bundle/make_case.sh'");
	buffer_append_format(&path, "%s/cat", scene->folder);
	assert_ok(catalogue_open_for_audit(&scene->catalogue, buffer_string(&path), &here, &err), &err);
	scene->items[0] = subject_named(scene, "E-1");
	scene->items[1] = subject_named(scene, "E-2");
	*state = scene;
	return 0;
}

static int
end(void **state)
{
	struct scene *scene = *state;

	catalogue_close(scene->catalogue);
	folder_remove(scene->folder);
	free(scene);
	return 0;
}

static void
forget(struct scene *scene)
{
	bundle_selection_end(&scene->selection);
	policy_close(scene->policy);
	scene->policy = NULL;
	json_decref(scene->decisions);
	scene->decisions = NULL;
}

/* One value of the first row, as text. */
static void
read_value(struct scene *scene, const char *sql, const char *given, char *out, size_t size)
{
	SCOPED_STATEMENT row = NULL;
	struct error err;

	assert_ok(database_statement(scene->catalogue->database, sql, &row, &err), &err);
	statement_bind_text(row, 1, text_of(given));
	assert_ok(statement_step(row, &err), &err);
	snprintf(out, size, "%s", statement_text(row, 0).p);
}

/* Selects `count` items, from the first, for a policy, with the decisions that were gathered. */
static enum status
select_items(struct scene *scene, const char *policy, size_t count, struct error *err)
{
	assert_ok(policy_open(&scene->policy, text_of(policy), err), err);
	read_value(scene, "SELECT fingerprint FROM p_actors WHERE code = $1", "ana", scene->signer,
	           sizeof scene->signer);
	scene->ask = (struct bundle_ask){ .policy = scene->policy, .items = scene->items,
		                          .item_count = count, .decisions = scene->decisions,
		                          .signer = scene->signer };
	return bundle_selection_make(scene->catalogue->ledger, &scene->ask, &scene->selection, err);
}

/* Its seq, of the one event of that type in the chain of the first item. */
static int64_t
find_event(struct scene *scene, const char *type, char id[UUID_TEXT_SIZE])
{
	SCOPED_STATEMENT row = NULL;
	struct error err;

	assert_ok(database_statement(scene->catalogue->database,
	                             "SELECT seq, id FROM events WHERE subject = $1 AND type = $2", &row, &err),
	          &err);
	statement_bind_text(row, 1, text_of(scene->items[0].text));
	statement_bind_text(row, 2, text_of(type));
	assert_ok(statement_step(row, &err), &err);
	snprintf(id, UUID_TEXT_SIZE, "%s", statement_text(row, 1).p);
	return statement_integer(row, 0);
}

/* Why a member of that event is closed; "open" when it is not. */
static const char *
code_of(struct scene *scene, const char *type, const char *member)
{
	const struct schema *schema = schema_find(ledger_schemas(scene->catalogue->ledger), text_of(type), 1);
	char id[UUID_TEXT_SIZE];
	int64_t seq = find_event(scene, type, id);

	for (size_t at = 0; at < scene->selection.event_count; at++) {
		for (size_t i = 0; scene->selection.events[at].seq == seq && i < schema_sealed_count(schema); i++) {
			const char *code = selection_code(&scene->selection, at, i);

			if (strcmp(schema_sealed_name(schema, i), member) == 0)
				return code ? code : "open";
		}
	}
	fail_msg("no /%s of %s is carried\n", member, type);
	return NULL;
}

/* A decision on a member of the event of that type. */
static void
decide(struct scene *scene, const char *type, const char *member, bool opened, const char *code)
{
	char id[UUID_TEXT_SIZE];

	find_event(scene, type, id);
	if (scene->decisions == NULL)
		scene->decisions = json_object();
	if (json_object_get(scene->decisions, id) == NULL)
		json_object_set_new(scene->decisions, id, json_object());
	json_object_set_new(json_object_get(scene->decisions, id), member,
	                    json_pack("{s:b,s:s?}", "opened", opened, "code", code));
}

static bool
has_actor(struct scene *scene, const char *code)
{
	SCOPED(buffer) subject = { 0 };
	char uuid[UUID_TEXT_SIZE];

	read_value(scene, "SELECT uuid FROM p_actors WHERE code = $1", code, uuid, sizeof uuid);
	buffer_append_format(&subject, "actor/%s", uuid);
	return bundle_selection_has_chain(&scene->selection, text_of_buffer(&subject));
}

static void
a_link_is_told_where_both_ends_are(void **state)
{
	struct scene *scene = *state;
	struct error err;

	assert_ok(select_items(scene, "court", 1, &err), &err);
	assert_string_equal(code_of(scene, "relation.stated", "item"), "other-record");
	assert_string_equal(code_of(scene, "relation.stated", "link"), "other-record");
	assert_false(bundle_selection_has_chain(&scene->selection, text_of(scene->items[1].text)));
	forget(scene);
	assert_ok(select_items(scene, "court", 2, &err), &err);
	assert_string_equal(code_of(scene, "relation.stated", "item"), "open");
	assert_string_equal(code_of(scene, "relation.stated", "link"), "open");
	/* an event of the same chain is always there */
	assert_string_equal(code_of(scene, "finding.reviewed", "finding"), "open");
	forget(scene);
}

static void
policies_open_classes(void **state)
{
	static const char *const policies[] = { "court", "defence", "partner", "review", "self" };
	struct scene *scene = *state;
	struct error err;

	for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
		bool sources = strcmp(policies[i], "partner") != 0;

		assert_ok(select_items(scene, policies[i], 1, &err), &err);
		assert_true(scene->selection.carries_events);
		assert_string_equal(code_of(scene, "finding.recorded", "conclusion"), "open");
		assert_string_equal(code_of(scene, "finding.reviewed", "grounds"), "open");
		assert_string_not_equal(code_of(scene, "finding.recorded", "protected_conclusion"), "open");
		assert_string_not_equal(code_of(scene, "finding.reviewed", "protected_grounds"), "open");
		assert_true(policy_opens(scene->policy, "source") == sources);
		assert_string_equal(code_of(scene, "item.acquired", "method"), sources ? "open" : "source");
		assert_false(policy_opens(scene->policy, "person"));
		forget(scene);
	}
}

static void
the_public_gets_no_event(void **state)
{
	struct scene *scene = *state;
	struct error err;

	assert_ok(select_items(scene, "public", 1, &err), &err);
	assert_false(scene->selection.carries_events);
	assert_int_equal(scene->selection.event_count, 0);
	assert_true(bundle_selection_has_chain(&scene->selection, text_of(scene->items[0].text)));
	forget(scene);
}

/* Chains of whoever signed, and of nobody else; each event once, in the order of the log. */
static void
signers_travel(void **state)
{
	struct scene *scene = *state;
	struct subject first = scene->items[0];
	struct error err;

	assert_ok(select_items(scene, "court", 1, &err), &err);
	assert_true(has_actor(scene, "ana"));
	assert_true(has_actor(scene, "bo"));
	for (size_t i = 1; i < scene->selection.event_count; i++)
		assert_true(scene->selection.events[i - 1].seq < scene->selection.events[i].seq);
	forget(scene);
	/* of the other page bo said nothing */
	scene->items[0] = scene->items[1];
	assert_ok(select_items(scene, "court", 1, &err), &err);
	assert_true(has_actor(scene, "ana"));
	assert_false(has_actor(scene, "bo"));
	scene->items[0] = first;
	forget(scene);
}

static void
what_people_decided_counts(void **state)
{
	struct scene *scene = *state;
	struct error err;

	decide(scene, "finding.recorded", "grounds", false, "person");
	decide(scene, "finding.recorded", "protected_conclusion", true, NULL);
	assert_ok(select_items(scene, "court", 1, &err), &err);
	assert_string_equal(code_of(scene, "finding.recorded", "grounds"), "person");
	assert_string_equal(code_of(scene, "finding.recorded", "protected_conclusion"), "open");
	assert_string_not_equal(code_of(scene, "finding.recorded", "protected_grounds"), "open");
	forget(scene);
}

/* A dissent is withheld as a dissent, or not at all. */
static void
nothing_of_weight_is_kept_in_silence(void **state)
{
	static const struct {
		const char *type, *member, *code;
	} members[] = {
		{ "finding.recorded", "conclusion", "contradiction" },
		{ "finding.reviewed", "conclusion", "dissent" },
		{ "finding.reviewed", "grounds", "dissent" },
	};
	struct scene *scene = *state;
	struct error err;

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		decide(scene, members[i].type, members[i].member, false, "person");
		assert_status(STATUS_REFUSED, select_items(scene, "court", 1, &err), &err);
		assert_non_null(strstr(err.text, members[i].code));
		assert_non_null(strstr(err.text, members[i].member));
		forget(scene);
		decide(scene, members[i].type, members[i].member, false, members[i].code);
		assert_ok(select_items(scene, "court", 1, &err), &err);
		assert_string_equal(code_of(scene, members[i].type, members[i].member), members[i].code);
		forget(scene);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_is_told_where_both_ends_are),
		cmocka_unit_test(policies_open_classes),
		cmocka_unit_test(the_public_gets_no_event),
		cmocka_unit_test(signers_travel),
		cmocka_unit_test(what_people_decided_counts),
		cmocka_unit_test(nothing_of_weight_is_kept_in_silence),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
