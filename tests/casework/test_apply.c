/* SPDX-License-Identifier: Apache-2.0 */
/* test_apply.c - every type of event projects, replays to the same tables, and survives lost values. */
#include "casework/apply.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/key_request.h"
#include "ledger/change.h"
#include "ledger/compare.h"
#include "ledger/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A value that fits a rule of a schema. */
static json_t *
sample_value(const json_t *rule, const char *name)
{
	const char *kind = json_string_value(json_object_get(rule, "is"));
	const json_t *one_of = json_object_get(rule, "one_of");
	const char *name_of_record;
	json_t *member, *record;

	if (one_of != NULL && strcmp(kind, "codes") == 0)
		return json_pack("[O]", json_array_get(one_of, 0));
	if (one_of != NULL)
		return json_incref(json_array_get(one_of, 0));
	if (strcmp(kind, "text") == 0 || strcmp(kind, "code") == 0 ||
	    strcmp(kind, "short-id") == 0 || strcmp(kind, "signature") == 0)
		return json_string("sample"); /* the last two are given by the caller */
	if (strcmp(kind, "codes") == 0)
		return json_pack("[s,s]", "first", "second");
	if (strcmp(kind, "integer") == 0)
		return json_integer(7);
	if (strcmp(kind, "decimal") == 0)
		return json_string("4294967296000");
	if (strcmp(kind, "boolean") == 0)
		return json_true();
	if (strcmp(kind, "hash") == 0)
		return json_string("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
	if (strcmp(kind, "uuid") == 0)
		return json_string("0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11");
	if (strcmp(kind, "subject") == 0)
		return json_sprintf("%s/0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11",
		                    json_string_value(json_object_get(rule, "kind")));
	if (strcmp(kind, "name") == 0)
		return json_of_name("a\xff" "b", 3);
	if (strcmp(kind, "time") == 0)
		return json_string("2026-03-04T05:06:07.123Z");
	if (strcmp(kind, "dated") == 0)
		return json_pack("{s:s,s:s,s:n,s:s}", "edtf", "2020-11", "raw", "November 2020",
		                 "time_of_day", "zone", "unknown");
	if (strcmp(kind, "list") == 0)
		return json_pack("[o]", sample_value(json_object_get(rule, "of"), name));
	assert_string_equal(kind, "record");
	record = json_object();
	json_object_foreach(json_object_get(rule, "members"), name_of_record, member)
		json_object_set_new(record, name_of_record, sample_value(member, name_of_record));
	return record;
}

struct sample_log {
	char               *folder;
	struct database    *database;
	struct ledger      *ledger;
	struct signing_key *key;
	struct uuid         uuid;
};

/* Types in an order in which each finds what it builds on. */
static const struct {
	const char *type, *kind, *short_id;
	int         subject; /* events with the same number share a chain */
} order[] = {
	{ "home.added", "setting", NULL, 0 },          { "home.moved", "setting", NULL, 0 },
	{ "backup.made", "setting", NULL, 0 },         { "setting.changed", "setting", NULL, 0 },
	{ "vocabulary.loaded", "vocabulary", NULL, 1 }, { "vocabulary.loaded", "vocabulary", NULL, 1 },
	{ "term.added", "vocabulary", NULL, 1 },       { "term.deprecated", "vocabulary", NULL, 1 },
	{ "person.added", "person", "W-000001", 2 },   { "channel.added", "channel", "C-000001", 3 },
	{ "channel.described", "channel", NULL, 3 },   { "channel.named", "channel", NULL, 3 },
	{ "person.described", "person", NULL, 2 },
	{ "delivery.begun", "delivery", "D-000001", 4 }, { "file.received", "delivery", "Q-000001", 4 },
	{ "item.accessioned", "item", "E-000001", 5 }, { "item.acquired", "item", "Q-000001", 5 },
	{ "posting.recorded", "item", "P-000001", 5 }, { "item.described", "item", NULL, 5 },
	{ "item.examined", "item", NULL, 5 },
	{ "note.added", "item", NULL, 5 },             { "object.repaired", "item", NULL, 5 },
	{ "delivery.continued", "delivery", NULL, 4 }, { "file.failed", "delivery", NULL, 4 },
	{ "delivery.closed", "delivery", NULL, 4 },    { "audit.completed", "setting", NULL, 0 },
	{ "object.derived", "item", NULL, 5 },          { "copy.made", "item", NULL, 5 },
	{ "item.fingerprinted", "item", NULL, 5 },      { "match.proposed", "item", "M-000001", 5 },
	{ "match.echoed", "item", NULL, 5 },            { "match.decided", "item", NULL, 5 },
	{ "footage.made", "footage", "V-000001", 6 },   { "footage.described", "footage", NULL, 6 },
	{ "footage.joined", "footage", NULL, 6 },       { "item.grouped", "item", NULL, 5 },
	{ "footage.left", "footage", NULL, 6 },         { "item.ungrouped", "item", NULL, 5 },
	{ "item.listed", "item", NULL, 5 },
	{ "retention.changed", "setting", NULL, 0 },    { "journal.disclosed", "setting", NULL, 0 },
	{ "list.made", "setting", NULL, 0 },
	{ "posting.revised", "item", NULL, 5 },          { "posting.observed", "item", NULL, 5 },
	{ "status.decided", "item", NULL, 5 },           { "status.decided", "footage", NULL, 6 },
	{ "item.noted", "item", "E-000002", 9 },         { "item.filled", "item", NULL, 9 },
	{ "depiction.stated", "item", "L-000001", 5 },   { "relation.stated", "item", NULL, 5 },
	{ "search.logged", "item", "G-000001", 5 },      { "attachment.added", "item", "X-000001", 5 },
	{ "derivative.made", "item", "X-000002", 5 },    { "derivative.reviewed", "item", NULL, 5 },
	{ "record.retracted", "item", NULL, 5 },         { "link.removed", "item", NULL, 5 },
	{ "report.registered", "report", "R-000001", 8 }, { "report.drafted", "report", NULL, 8 },
	{ "report.described", "report", NULL, 8 },       { "citation.made", "item", "N-000001", 5 },
	{ "citation.pinned", "item", NULL, 5 },          { "report.published", "report", NULL, 8 },
	{ "report.corrected", "report", NULL, 8 },
	{ "finding.recorded", "item", "F-000001", 5 },   { "finding.recorded", "footage", "F-000002", 6 },
	{ "finding.reviewed", "item", NULL, 5 },         { "dissent.decided", "item", NULL, 5 },
	{ "defects.decided", "item", NULL, 5 },          { "defects.decided", "footage", NULL, 6 },
	{ "value.assessed", "item", NULL, 5 },           { "work.moved", "setting", NULL, 0 },
	{ "notice.given", "item", NULL, 5 },
	{ "incident.opened", "incident", "I-000001", 7 }, { "incident.described", "incident", NULL, 7 },
	{ "person.linked", "person", NULL, 2 },          { "transfer.made", "item", "T-000001", 5 },
	{ "consent.recorded", "person", "S-000001", 2 }, { "consent.withdrawn", "person", NULL, 2 },
	{ "hold.placed", "setting", "H-000001", 0 },     { "hold.lifted", "setting", NULL, 0 },
	{ "restriction.placed", "setting", NULL, 0 },    { "restriction.lifted", "setting", NULL, 0 },
	{ "claim.made", "item", "A-000001", 5 },         { "claim.traced", "item", NULL, 5 },
	{ "claim.made", "incident", "A-000002", 7 },
	{ "provision.suggested", "incident", NULL, 7 },  { "violation.assessed", "incident", NULL, 7 },
	{ "bundle.received", "bundle", "B-000009", 10 }, { "event.received", "item", NULL, 5 },
	{ "event.received", "bundle", NULL, 10 },        { "event.contradicted", "item", NULL, 5 },
	{ "transfer.received", "item", NULL, 5 },        { "review.received", "item", NULL, 5 },
	{ "member.withheld", "setting", NULL, 0 },       { "member.opened", "setting", NULL, 0 },
	{ "bundle.requested", "bundle", "B-000009", 10 }, { "bundle.approved", "bundle", NULL, 10 },
	{ "bundle.begun", "bundle", "B-000009", 10 },    { "bundle.sealed", "bundle", NULL, 10 },
	{ "bundle.repeated", "bundle", NULL, 10 },       { "bundle.abandoned", "bundle", NULL, 10 },
	{ "bundle.disclosed", "bundle", NULL, 10 },
	{ "destruction.requested", "setting", NULL, 0 }, { "destruction.refused", "setting", NULL, 0 },
	{ "destruction.approved", "item", NULL, 5 },     { "destruction.approved", "delivery", NULL, 4 },
	{ "actor.certified", "actor", NULL, 11 },        { "certificate.compromised", "actor", NULL, 11 },
	{ "key.compromised", "actor", NULL, 11 }, /* the last: the key signs nothing after it */
};
#define SUBJECTS 12
#define ORDER_COUNT (sizeof order / sizeof order[0])

static json_t *
schema_text(const char *type)
{
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) text = { 0 };
	json_t *schema = NULL;

	buffer_append_format(&path, VIDIMUS_SOURCE "/catalog/events/%s.json", type);
	read_file(&text, buffer_string(&path));
	assert_ok(json_read(&schema, text_of_buffer(&text), NULL), NULL);
	return schema;
}

static void
add_sample(struct change *change, const char *type, const struct subject *subject,
           const char *short_id, json_t *more_open)
{
	SCOPED_JSON json_t *schema = schema_text(type), *open = json_object(),
			   *values = json_object();
	const char *name;
	struct error err;
	json_t *rule;

	json_object_foreach(json_object_get(schema, "open"), name, rule)
		json_object_set_new(open, name, sample_value(rule, name));
	if (short_id != NULL)
		json_object_set_new(open, "short_id", json_string(short_id));
	json_object_update(open, more_open);
	json_object_foreach(json_object_get(schema, "sealed"), name, rule)
		json_object_set_new(values, name, sample_value(rule, name));
	assert_ok(change_add(change, type, subject, open, values, NULL, &err), &err);
}

/* The two events that come first; returns the chain of the actor who signs all. */
static struct subject
add_genesis(struct sample_log *log, struct change *change)
{
	SCOPED(buffer) key = { 0 };
	SCOPED_JSON json_t *first = NULL, *second = NULL;
	struct subject catalogue = subject_of("catalogue", &log->uuid);
	struct signature proof;
	struct uuid actor;

	hex_append(&key, signing_key_public(log->key)->bytes, PUBLIC_KEY_SIZE);
	first = json_pack("{s:i,s:s,s:s}", "format", LEDGER_FORMAT, "public_key", buffer_string(&key), "role",
	                  "keeper");
	add_sample(change, "catalogue.created", &catalogue, NULL, first);
	assert_ok(actor_proof_make(log->key, &log->uuid, &proof, NULL), NULL);
	second = json_pack("{s:s,s:s,s:o}", "public_key", buffer_string(&key), "role", "keeper",
	                   "proof", json_of_base64url(proof.bytes, sizeof proof.bytes));
	assert_ok(change_new_uuid(change, &actor, NULL), NULL);
	catalogue = subject_of("actor", &actor);
	add_sample(change, "actor.added", &catalogue, "K-000001", second);
	return catalogue;
}

static void
add_all(struct sample_log *log)
{
	struct subject subjects[SUBJECTS], signer;
	struct change *change = NULL;
	struct error err;

	assert_ok(change_begin(&change, log->ledger, log->key, &err), &err);
	assert_ok(change_new_uuid(change, &log->uuid, &err), &err);
	signer = add_genesis(log, change);
	for (size_t i = 0; i < SUBJECTS; i++) {
		struct uuid uuid;

		assert_ok(change_new_uuid(change, &uuid, &err), &err);
		for (size_t k = 0; k < ORDER_COUNT; k++) {
			if (order[k].subject == (int)i)
				subjects[i] = strcmp(order[k].kind, "vocabulary") == 0
				                      ? subject_of_code("vocabulary", "sample-list")
				                      : strcmp(order[k].kind, "actor") == 0
				                              ? signer
				                              : subject_of(order[k].kind, &uuid);
		}
	}
	for (size_t k = 0; k < ORDER_COUNT; k++)
		add_sample(change, order[k].type, &subjects[order[k].subject], order[k].short_id, NULL);
	assert_ok(change_commit(change, &err), &err);
	change_end(change);
}

static int
make_log(void **state)
{
	struct sample_log *log = calloc(1, sizeof *log);
	SCOPED(buffer) path = { 0 };
	struct error err;

	log->folder = folder_make();
	buffer_append_format(&path, "%s/catalog.db", log->folder);
	assert_ok(database_open(&log->database, buffer_string(&path), DATABASE_CREATE, &err), &err);
	assert_ok(ledger_open(&log->ledger, log->database, casework_projector(),
	                      &ledger_true_sources, &err),
	          &err);
	assert_ok(replay_rebuild(log->ledger, NULL, &err), &err);
	assert_ok(signing_key_make(&log->key, &err), &err);
	add_all(log);
	*state = log;
	return 0;
}

static int
drop_log(void **state)
{
	struct sample_log *log = *state;

	signing_key_close(log->key);
	ledger_close(log->ledger);
	database_close(log->database);
	folder_remove(log->folder);
	free(log);
	return 0;
}

static void
every_type_is_in_the_sample(void **state)
{
	struct sample_log *log = *state;
	const struct schemas *schemas = ledger_schemas(log->ledger);

	for (const struct schema *s = schema_next(schemas, NULL); s != NULL; s = schema_next(schemas, s)) {
		const char *type = schema_type(s);
		bool there = strcmp(type, "catalogue.created") == 0 || strcmp(type, "actor.added") == 0 ||
		             strcmp(type, "log.resumed") == 0; /* tests/casework/test_moving */

		for (size_t k = 0; k < ORDER_COUNT; k++)
			there = there || strcmp(order[k].type, type) == 0;
		if (!there)
			fail_msg("%s is not in the sample", type);
	}
}

/* A log that holds one is of a newer program: it is refused, and the event never skipped. */
static void
an_unknown_type_is_refused(void **state)
{
	struct sample_log *log = *state;
	struct event_record record = { .header = { .type = "bundle.unheard", .tv = 1 } };
	struct error err;

	assert_status(STATUS_UNUSABLE, casework_projector()->apply(log->database, &record, &err),
	              &err);
	assert_non_null(strstr(err.text, "bundle.unheard"));
}

static void
tell_difference(void *context, const char *table, int64_t here, int64_t in_log)
{
	(void)context;
	print_error("%s differs: %lld rows only here, %lld only in the log\n", table,
	            (long long)here, (long long)in_log);
}

static const struct projection_watcher watcher = { .found = tell_difference };

static void
tell_fault(void *context, const struct log_fault *fault)
{
	(void)context;
	print_error("event %lld, checkpoint %lld: %s\n", (long long)fault->seq,
	            (long long)fault->size, fault->text);
}

static void
replay_gives_equal_tables(void **state)
{
	struct sample_log *log = *state;
	struct projection_report report;
	struct error err;

	assert_ok(projection_compare(log->ledger, NULL, &watcher, &report, &err), &err);
	assert_int_equal(report.different, 0);
	assert_true(report.tables >= 15);
	assert_ok(replay_rebuild(log->ledger, NULL, &err), &err);
	assert_ok(projection_compare(log->ledger, NULL, &watcher, &report, &err), &err);
	assert_int_equal(report.different, 0);
}

static void
every_table_has_rows(void **state)
{
	struct sample_log *log = *state;
	SCOPED_STATEMENT tables = NULL;
	int count = 0;

	assert_ok(database_statement(log->database,
	                             "SELECT name FROM sqlite_schema WHERE type = 'table'"
	                             " AND name LIKE 'p%_%' AND name <> 'projection'"
	                             " AND name <> 'p_resumptions'" /* tests/casework/test_moving */,
	                             &tables, NULL),
	          NULL);
	while (statement_step(tables, NULL) == STATUS_OK) {
		SCOPED_STATEMENT rows = NULL;
		SCOPED(buffer) sql = { 0 };

		buffer_append_format(&sql, "SELECT count(*) FROM %s", statement_text(tables, 0).p);
		assert_ok(database_prepare(log->database, buffer_string(&sql), &rows, NULL), NULL);
		assert_ok(statement_step(rows, NULL), NULL);
		if (statement_integer(rows, 0) == 0)
			fail_msg("no type of event fills %s", statement_text(tables, 0).p);
		count++;
	}
	assert_true(count >= 15);
}

static void
a_changed_row_is_named(void **state)
{
	struct sample_log *log = *state;
	struct projection_report report;
	struct error err;

	assert_ok(database_execute(log->database,
	                           text_of("UPDATE p_items SET title = 'forged';"), &err),
	          &err);
	assert_ok(projection_compare(log->ledger, NULL, &watcher, &report, &err), &err);
	assert_int_equal(report.different, 1);
	assert_ok(replay_rebuild(log->ledger, NULL, &err), &err);
}

static void
the_log_verifies(void **state)
{
	struct sample_log *log = *state;
	struct commitment_report commitments;
	struct log_report report;
	struct error err;

	assert_ok(log_verify(log->ledger, NULL, tell_fault, NULL, &report, &err), &err);
	assert_int_equal(report.faults, 0);
	assert_int_equal(report.events, ORDER_COUNT + 2);
	assert_int_equal(report.signatures, 1);
	assert_ok(log_check_commitments(log->ledger, NULL, tell_fault, NULL, &commitments, &err), &err);
	/* the two tombstones of the sample name a value that never was */
	assert_int_equal(commitments.faults, 1);
	assert_true(commitments.checked > 150);
}

/* A projection that grows event by event, on which each event is tried changed before. */
struct trial {
	struct sample_log   *log;
	struct database     *fresh;
	struct event_record *records; /* of the whole log */
	int64_t              size;
};

static void
drop_unfit(const struct trial *trial, struct event_record *record)
{
	schema_drop_unfit(schema_find(ledger_schemas(trial->log->ledger),
	                              text_of(record->header.type), record->header.tv),
	                  record->values);
}

static void
trial_begin(struct trial *trial, struct sample_log *log)
{
	struct error err;

	*trial = (struct trial){ .log = log };
	assert_ok(database_open(&trial->fresh, NULL, DATABASE_TEMPORARY, &err), &err);
	assert_ok(database_execute(trial->fresh, casework_projector()->script, &err), &err);
	assert_ok(ledger_size(log->ledger, &trial->size, &err), &err);
	trial->records = calloc((size_t)trial->size, sizeof *trial->records);
	for (int64_t seq = 0; seq < trial->size; seq++) {
		assert_ok(ledger_read(log->ledger, seq, &trial->records[seq], &err), &err);
		drop_unfit(trial, &trial->records[seq]);
	}
}

static void
trial_end(struct trial *trial)
{
	for (int64_t seq = 0; seq < trial->size; seq++)
		event_record_end(&trial->records[seq]);
	free(trial->records);
	database_close(trial->fresh);
}

static void
apply_one(struct trial *trial, int64_t at, const struct event_record *record)
{
	struct error err;

	if (casework_projector()->apply(trial->fresh, record, &err) != STATUS_OK)
		fail_msg("event %d (%s): %s", (int)at, record->header.type, err.text);
}

/* The event `at` with its values changed, and all after it, on those before it; undone again. */
static void
apply_with(struct trial *trial, int64_t at, void (*change)(json_t *values, const void *how),
           const void *how)
{
	struct event_record changed = trial->records[at];
	struct error err;

	changed.values = json_deep_copy(changed.values);
	change(changed.values, how);
	drop_unfit(trial, &changed);
	assert_ok(database_begin(trial->fresh, &err), &err);
	apply_one(trial, at, &changed);
	for (int64_t seq = at + 1; seq < trial->size; seq++)
		apply_one(trial, at, &trial->records[seq]);
	database_rollback(trial->fresh);
	json_decref(changed.values);
}

static void
destroy(json_t *values, const void *member)
{
	json_object_del(values, member);
}

static void
apply_is_total_over_destroyed_values(void **state)
{
	struct trial trial;

	trial_begin(&trial, *state);
	for (int64_t seq = 0; seq < trial.size; seq++) {
		const char *member;
		json_t *value;

		json_object_foreach(trial.records[seq].values, member, value)
			apply_with(&trial, seq, destroy, member);
		apply_one(&trial, seq, &trial.records[seq]);
	}
	trial_end(&trial);
}

/* Values of every kind, most of which are wrong for any one member. */
static json_t *
odd_value(unsigned i)
{
	switch (i) {
	case 0:
		return json_string("no such thing");
	case 1:
		return json_integer(-7);
	case 2:
		return json_pack("[i,{s:i},[]]", 1, "text", 2);
	case 3:
		return json_pack("{s:i,s:[i]}", "text", 1, "bytes", 3);
	default:
		return json_true();
	}
}
#define ODD_VALUES 5

static void
make_odd(json_t *values, const void *how)
{
	SCOPED_JSON json_t *odd = odd_value(*(const unsigned *)how);
	const char *member;
	json_t *value;

	json_object_foreach(values, member, value)
		json_object_set(values, member, odd);
}

/* Whoever has a key can sign what its schema does not allow. */
static void
apply_is_total_over_unfit_values(void **state)
{
	struct trial trial;

	trial_begin(&trial, *state);
	for (int64_t seq = 0; seq < trial.size; seq++) {
		for (unsigned i = 0; i < ODD_VALUES; i++)
			apply_with(&trial, seq, make_odd, &i);
		apply_one(&trial, seq, &trial.records[seq]);
	}
	trial_end(&trial);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_in_the_sample),
		cmocka_unit_test(an_unknown_type_is_refused),
		cmocka_unit_test(replay_gives_equal_tables),
		cmocka_unit_test(every_table_has_rows),
		cmocka_unit_test(a_changed_row_is_named),
		cmocka_unit_test(the_log_verifies),
		cmocka_unit_test(apply_is_total_over_destroyed_values),
		cmocka_unit_test(apply_is_total_over_unfit_values),
	};

	return cmocka_run_group_tests(tests, make_log, drop_log);
}
