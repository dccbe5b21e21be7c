/* SPDX-License-Identifier: Apache-2.0 */
/* hand_bundle.c - which events travel, what is opened of them, and their proofs. */
#include "hand_bundle/hand_bundle.h"

#include "support/support.h"

#include "base/embedded.h"
#include "base/encoding.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MOST_EVENTS 64

struct maker {
	struct hand_log            *log;
	const struct hand_decision *decision;
	const char                 *folder;
	json_t                     *policy;
	struct subject              bundle;
	struct digest               leaves[MOST_EVENTS]; /* of the whole log */
	struct event_record         records[MOST_EVENTS];
	bool                        travels[MOST_EVENTS];
	int64_t                     size;
	struct buffer               events, disclosures, proofs;
	json_t                     *redactions, *values; /* of redactions.json and items.json */
};

static void
write_text(const struct maker *maker, const char *name, struct text text)
{
	SCOPED(buffer) path = { 0 };

	buffer_append_format(&path, "%s/ABC-B1/%s", maker->folder, name);
	write_file(buffer_string(&path), text.p, text.n);
}

static bool
is_subject(const struct event_record *record, const char *subject)
{
	return strcmp(record->header.subject.text, subject) == 0;
}

/* Whole chains: the exhibit's, the bundle's, the catalogue's and those of actors. */
static bool
chain_travels(const struct maker *maker, const struct event_record *record)
{
	struct text kind = subject_kind(&record->header.subject);

	return is_subject(record, maker->log->item.text) ||
	       is_subject(record, maker->bundle.text) || text_is(kind, "catalogue") ||
	       text_is(kind, "actor");
}

static void
read_log(struct maker *maker)
{
	struct error err;

	for (int64_t seq = 0; seq < maker->size; seq++)
		event_record_end(&maker->records[seq]);
	assert_ok(ledger_size(maker->log->ledger, &maker->size, &err), &err);
	assert_true(maker->size <= MOST_EVENTS);
	for (int64_t seq = 0; seq < maker->size; seq++) {
		SCOPED(buffer) bytes = { 0 };

		maker->records[seq] = (struct event_record){ 0 };
		assert_ok(ledger_bytes(maker->log->ledger, seq, &bytes, &err), &err);
		assert_ok(event_leaf(text_of_buffer(&bytes), &maker->leaves[seq], &err), &err);
		assert_ok(ledger_read(maker->log->ledger, seq, &maker->records[seq], &err), &err);
		maker->travels[seq] = chain_travels(maker, &maker->records[seq]);
	}
}

/* n and head of every chain that travels, but for the bundle's own. */
static json_t *
chains_of(const struct maker *maker)
{
	json_t *chains = json_array();

	for (int64_t seq = 0; seq < maker->size; seq++) {
		const struct event_header *header = &maker->records[seq].header;
		bool last = maker->travels[seq];

		for (int64_t later = seq + 1; later < maker->size; later++)
			last = last && !is_subject(&maker->records[later], header->subject.text);
		if (last)
			json_array_append_new(chains,
			                      json_pack("{s:s,s:I,s:o}", "subject",
			                                header->subject.text, "n",
			                                (json_int_t)header->n, "head",
			                                json_of_digest(&maker->leaves[seq])));
	}
	return chains;
}

static json_t *
decisions_of(const struct maker *maker)
{
	json_t *decisions = json_array();

	if (maker->decision == NULL || !maker->decision->recorded)
		return decisions;
	for (int64_t seq = 0; seq < maker->size; seq++) {
		const struct event_header *header = &maker->records[seq].header;

		if (maker->travels[seq] && strcmp(header->type, maker->decision->type) == 0)
			json_array_append_new(decisions,
			                      json_pack("{s:o,s:s,s:b,s:s}", "event",
			                                json_of_uuid(&header->id), "member",
			                                maker->decision->member, "opened", 0,
			                                "code", maker->decision->code));
	}
	return decisions;
}

static void
begin_bundle(struct maker *maker, const char *policy)
{
	SCOPED_JSON json_t *exhibit = json_pack("{s:s,s:s}", "number", "ABC-0001", "item",
	                                        maker->log->item.text);
	struct uuid uuid;
	struct digest random;

	assert_ok(digest_of(maker->folder, strlen(maker->folder), &random, NULL), NULL);
	memcpy(uuid.bytes, random.bytes, sizeof uuid.bytes);
	uuid.bytes[6] = (unsigned char)((uuid.bytes[6] & 0x0f) | 0x40);
	uuid.bytes[8] = (unsigned char)((uuid.bytes[8] & 0x3f) | 0x80);
	maker->bundle = subject_of("bundle", &uuid);
	read_log(maker);
	hand_log_add(maker->log, maker->log->ana, "bundle.begun", &maker->bundle, "B-000001",
	             json_pack("{s:s,s:s,s:s,s:s,s:o,s:[O],s:o,s:s}", "policy", policy, "recipient",
	                       "Example Court", "purpose", "Case 1 of 2026", "terms", "disclosable",
	                       "chains", chains_of(maker), "exhibits", exhibit, "decisions",
	                       decisions_of(maker), "decision_reasons", "ask counsel first"));
	read_log(maker);
}

/* Is the subject or event that a value names in the bundle? */
static bool
is_exported(const struct maker *maker, const char *name)
{
	char id[UUID_TEXT_SIZE];

	for (int64_t seq = 0; seq < maker->size; seq++) {
		uuid_write(id, &maker->records[seq].header.id);
		if (maker->travels[seq] &&
		    (is_subject(&maker->records[seq], name) || strcmp(id, name) == 0))
			return true;
	}
	return false;
}

/* Does the value name, on any depth, a record that stays at home? */
static bool
names_what_stays(const struct maker *maker, const json_t *rule, const json_t *value)
{
	const char *kind = json_string_value(json_object_get(rule, "is")), *name;
	json_t *entry, *inner;
	size_t i;

	if (kind != NULL && json_is_string(value) &&
	    (strcmp(kind, "subject") == 0 || json_object_get(rule, "refers") != NULL))
		return !is_exported(maker, json_string_value(value));
	json_array_foreach(json_is_array(value) ? value : NULL, i, entry) {
		if (names_what_stays(maker, json_object_get(rule, "of"), entry))
			return true;
	}
	json_object_foreach(json_object_get(rule, "members"), name, inner) {
		if (names_what_stays(maker, inner, json_object_get(value, name)))
			return true;
	}
	return false;
}

/* The code under which a member is withheld, or NULL for one that is opened. */
static const char *
code_of(const struct maker *maker, const char *type, const char *member, const json_t *rule,
        const json_t *value)
{
	const char *class = json_string_value(json_object_get(rule, "class"));
	const struct hand_decision *decision = maker->decision;
	json_t *opened;
	size_t i;

	if (decision != NULL && strcmp(decision->type, type) == 0 &&
	    strcmp(decision->member, member) == 0)
		return decision->code;
	json_array_foreach(json_object_get(maker->policy, "classes"), i, opened) {
		if (strcmp(json_string_value(opened), class) == 0)
			return names_what_stays(maker, rule, value) ? "other-record" : NULL;
	}
	return class;
}

static void
read_seed(const struct maker *maker, int64_t seq, unsigned char seed[EVENT_SEED_SIZE])
{
	SCOPED_STATEMENT row = NULL;
	struct text blob;

	assert_ok(database_statement(maker->log->database,
	                             "SELECT seed FROM event_values WHERE seq = $1", &row, NULL),
	          NULL);
	statement_bind_integer(row, 1, seq);
	assert_ok(statement_step(row, NULL), NULL);
	blob = statement_blob(row, 0);
	assert_int_equal(blob.n, EVENT_SEED_SIZE);
	memcpy(seed, blob.p, EVENT_SEED_SIZE);
}

static void
open_member(struct maker *maker, int64_t seq, const char *member, const json_t *value)
{
	unsigned char seed[EVENT_SEED_SIZE], salt[EVENT_SALT_SIZE];
	SCOPED(buffer) canonical = { 0 };

	read_seed(maker, seq, seed);
	assert_ok(event_salt(seed, text_of(member), salt, NULL), NULL);
	assert_ok(json_canonical(&canonical, value, NULL), NULL);
	assert_ok(event_disclosure(&maker->disclosures, &maker->records[seq].header.id,
	                           text_of(member), salt, text_of_buffer(&canonical), NULL),
	          NULL);
	buffer_append(&maker->disclosures, "\n", 1);
}

/* What items.json says of the exhibit: the last of each. */
static void
state_value(struct maker *maker, int64_t seq, const char *type, const char *member,
            const json_t *value)
{
	static const char *const stated[][3] = { { "item.accessioned", "media_type", "media_type" },
		                                 { "item.accessioned", "object", "sha256" },
		                                 { "status.decided", "status", "status" },
		                                 { "finding.reviewed", "conclusion", "review" } };
	char id[UUID_TEXT_SIZE];

	uuid_write(id, &maker->records[seq].header.id);
	for (size_t i = 0; i < sizeof stated / sizeof stated[0]; i++) {
		if (strcmp(stated[i][0], type) == 0 && strcmp(stated[i][1], member) == 0)
			json_array_append_new(maker->values,
			                      json_pack("{s:[s,s+],s:s,s:O}", "from", id, "/",
			                                member, "name", stated[i][2], "value",
			                                value));
	}
}

static json_t *
schema_of(const char *type)
{
	SCOPED(buffer) path = { 0 };
	json_t *schema = NULL;

	buffer_append_format(&path, "catalog/events/%s.json", type);
	assert_ok(json_read(&schema, embedded_text(embedded_find(buffer_string(&path))), NULL), NULL);
	return schema;
}

/* Every member of an event, in the order of names: opened, or listed. */
static void
disclose(struct maker *maker, int64_t seq)
{
	const struct event_record *record = &maker->records[seq];
	const struct schema *order =
		schema_find(ledger_schemas(maker->log->ledger), text_of(record->header.type), 1);
	SCOPED_JSON json_t *schema = schema_of(record->header.type);

	for (size_t i = 0; i < schema_sealed_count(order); i++) {
		const char *member = schema_sealed_name(order, i);
		json_t *rule = json_object_get(json_object_get(schema, "sealed"), member);
		json_t *value = json_object_get(record->values, member);
		const char *code = code_of(maker, record->header.type, member, rule, value);

		if (code == NULL) {
			open_member(maker, seq, member, value);
			if (is_subject(record, maker->log->item.text))
				state_value(maker, seq, record->header.type, member, value);
			continue;
		}
		json_array_append_new(maker->redactions,
		                      json_pack("{s:o,s:s+,s:s}", "event",
		                                json_of_uuid(&record->header.id), "member", "/",
		                                member, "code", code));
	}
}

/* The root of a complete subtree, from the leaves alone. */
static enum status
fetch(void *context, unsigned level, uint64_t index, struct digest *out, struct error *err)
{
	const struct maker *maker = context;
	size_t count = (size_t)1 << level;

	return merkle_root(maker->leaves + index * count, count, out, err);
}

static void
append_path(struct maker *maker, int64_t seq, int64_t size)
{
	struct merkle_source source = { fetch, maker };
	struct merkle_proof proof;

	assert_ok(merkle_inclusion_make(&source, (uint64_t)seq, (uint64_t)size, &proof, NULL), NULL);
	buffer_append_format(&maker->proofs, " %lld ", (long long)size);
	if (proof.count == 0)
		buffer_append(&maker->proofs, "-", 1);
	for (size_t i = 0; i < proof.count; i++) {
		if (i > 0)
			buffer_append(&maker->proofs, ",", 1);
		base64_append(&maker->proofs, proof.hashes[i].bytes, sizeof proof.hashes[i].bytes);
	}
}

/* The first checkpoint that covers the event; its note is put beside the others. */
static int64_t
own_checkpoint(struct maker *maker, int64_t seq)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) name = { 0 };
	int64_t size;

	assert_ok(database_statement(maker->log->database,
	                             "SELECT size, note FROM checkpoints WHERE size > $1"
	                             " ORDER BY size LIMIT 1",
	                             &row, NULL),
	          NULL);
	statement_bind_integer(row, 1, seq);
	assert_ok(statement_step(row, NULL), NULL);
	size = statement_integer(row, 0);
	buffer_append_format(&name, "custody/checkpoints/%lld.txt", (long long)size);
	write_text(maker, buffer_string(&name), statement_text(row, 1));
	return size;
}

static void
prove(struct maker *maker, int64_t seq)
{
	char id[UUID_TEXT_SIZE];

	uuid_write(id, &maker->records[seq].header.id);
	buffer_append_format(&maker->proofs, "%s %lld", id, (long long)seq);
	append_path(maker, seq, own_checkpoint(maker, seq));
	append_path(maker, seq, maker->size);
	buffer_append(&maker->proofs, "\n", 1);
}

static void
write_json(const struct maker *maker, const char *name, const json_t *value)
{
	SCOPED(buffer) text = { 0 };

	assert_ok(json_canonical(&text, value, NULL), NULL);
	buffer_append(&text, "\n", 1);
	write_text(maker, name, text_of_buffer(&text));
}

static void
write_custody(struct maker *maker)
{
	SCOPED_JSON json_t *redactions = json_pack("{s:s,s:O}", "format", "vidimus-redactions-v1",
	                                           "redactions", maker->redactions);
	SCOPED_JSON json_t *items = json_pack("{s:s,s:[{s:s,s:O}]}", "format", "vidimus-items-v1",
	                                      "items", "exhibit", "ABC-0001", "values",
	                                      maker->values);
	SCOPED(buffer) note = { 0 };

	write_text(maker, "custody/events.jsonl", text_of_buffer(&maker->events));
	write_text(maker, "custody/disclosures.jsonl", text_of_buffer(&maker->disclosures));
	write_text(maker, "custody/proofs.txt", text_of_buffer(&maker->proofs));
	write_json(maker, "custody/redactions.json", redactions);
	write_json(maker, "catalogue/items.json", items);
	assert_ok(ledger_checkpoint(maker->log->ledger, &note, NULL), NULL);
	write_text(maker, "custody/checkpoint.txt", text_of_buffer(&note));
	write_text(maker, "data/ABC-0001/original.txt", text_of(EXHIBIT_BYTES));
	write_text(maker, "data/report.html",
	           text_of("<!doctype html><title>ABC-0001</title><p>Disputed: one finding, one "
	                   "dissent.</p>\n"));
}

static void
end_maker(struct maker *maker)
{
	for (int64_t seq = 0; seq < maker->size; seq++)
		event_record_end(&maker->records[seq]);
	buffer_end(&maker->events);
	buffer_end(&maker->disclosures);
	buffer_end(&maker->proofs);
	json_decref(maker->redactions);
	json_decref(maker->values);
	json_decref(maker->policy);
	free(maker);
}

void
hand_bundle_make(struct hand_log *log, const char *policy, const struct hand_decision *decision,
                 const char *folder)
{
	struct maker *maker = calloc(1, sizeof *maker);
	SCOPED(buffer) path = { 0 };
	SCOPED(run) run = { 0 };

	*maker = (struct maker){ .log = log, .decision = decision, .folder = folder,
		                 .redactions = json_array(), .values = json_array() };
	buffer_append_format(&path, "catalog/policies/%s.json", policy);
	assert_ok(json_read(&maker->policy, embedded_text(embedded_find(buffer_string(&path))), NULL),
	          NULL);
	expect_shell(0, &run, folder,
	             "mkdir -p ABC-B1/data/ABC-0001 ABC-B1/catalogue ABC-B1/custody/checkpoints"
	             " ABC-B1/custody/later");
	begin_bundle(maker, policy);
	for (int64_t seq = 0; seq < maker->size; seq++) {
		if (!maker->travels[seq])
			continue;
		assert_ok(ledger_bytes(log->ledger, seq, &maker->events, NULL), NULL);
		buffer_append(&maker->events, "\n", 1);
		disclose(maker, seq);
		prove(maker, seq);
	}
	write_custody(maker);
	end_maker(maker);
	expect_shell(0, &run, folder, "sh '" VIDIMUS_SOURCE "/tests/hand_bundle/seal.sh' ABC-B1 '"
	             VIDIMUS_SOURCE "/catalog/bundle'");
}
