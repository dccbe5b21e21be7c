/* SPDX-License-Identifier: Apache-2.0 */
/* hand_log.c - the events of the small case, in four changes of two people. */
#include "hand_bundle/hand_log.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/key_request.h"
#include "ledger/replay.h"

#include <stdlib.h>
#include <string.h>

const char *const hand_log_secrets[] = {
	"witness-7",           "envelope twelve",  "her sister keeps the bakery",
	"Karmir Street 9",     "40.17121",         "the man in the blue shop",
	"private-group-0042",  "laptop-of-ana",    "ask counsel first",
	"MID-SUMMER-ONLY-SHE", "second-exhibit",   "catalogue-of-the-north",
	NULL,
};

static enum status
apply_nothing(struct database *database, const struct event_record *record, struct error *err)
{
	(void)database;
	(void)record;
	(void)err;
	return STATUS_OK;
}

static struct projector projector = { .apply = apply_nothing };

static void
add(struct change *change, const char *type, const struct subject *subject, json_t *open,
    json_t *values)
{
	struct error err;

	assert_non_null(open);
	assert_non_null(values);
	assert_ok(change_add(change, type, subject, open, values, NULL, &err), &err);
	json_decref(open);
	json_decref(values);
}

static struct subject
new_subject(struct change *change, const char *kind)
{
	struct uuid uuid;

	assert_ok(change_new_uuid(change, &uuid, NULL), NULL);
	return subject_of(kind, &uuid);
}

void
hand_log_add(struct hand_log *log, const struct signing_key *key, const char *type,
             const struct subject *subject, const char *short_id, json_t *values)
{
	SCOPED_POINTER(change) change = NULL;
	struct error err;

	assert_ok(change_begin(&change, log->ledger, key, &err), &err);
	add(change, type, subject,
	    short_id ? json_pack("{s:s}", "short_id", short_id) : json_object(), values);
	assert_ok(change_commit(change, &err), &err);
}

/* The open members by which a key enters the log. */
static json_t *
key_members(struct hand_log *log, const struct signing_key *key, const char *short_id,
            const char *role)
{
	SCOPED(buffer) hex = { 0 };
	struct signature proof;

	hex_append(&hex, signing_key_public(key)->bytes, PUBLIC_KEY_SIZE);
	assert_ok(actor_proof_make(key, &log->catalogue, &proof, NULL), NULL);
	return json_pack("{s:s,s:s,s:s,s:o}", "short_id", short_id, "public_key",
	                 buffer_string(&hex), "role", role, "proof",
	                 json_of_base64url(proof.bytes, sizeof proof.bytes));
}

static void
add_genesis(struct hand_log *log)
{
	SCOPED_POINTER(change) change = NULL;
	SCOPED(buffer) hex = { 0 };
	struct subject subject;
	struct error err;

	assert_ok(change_begin(&change, log->ledger, log->ana, &err), &err);
	assert_ok(change_new_uuid(change, &log->catalogue, &err), &err);
	hex_append(&hex, signing_key_public(log->ana)->bytes, PUBLIC_KEY_SIZE);
	subject = subject_of("catalogue", &log->catalogue);
	add(change, "catalogue.created", &subject,
	    json_pack("{s:i,s:s,s:s}", "format", LEDGER_FORMAT, "public_key", buffer_string(&hex), "role",
	              "keeper"),
	    json_pack("{s:s,s:s,s:s}", "name", "catalogue-of-the-north", "organisation",
	              "Example Organisation", "actor_code", "ana"));
	subject = new_subject(change, "actor");
	add(change, "actor.added", &subject, key_members(log, log->ana, "K-000001", "keeper"),
	    json_pack("{s:s}", "actor_code", "ana"));
	assert_ok(change_commit(change, &err), &err);
	change_end(change);
	change = NULL;
	assert_ok(change_begin(&change, log->ledger, log->ana, &err), &err);
	subject = new_subject(change, "actor");
	add(change, "actor.added", &subject, key_members(log, log->bo, "K-000002", "member"),
	    json_pack("{s:s}", "actor_code", "bo"));
	assert_ok(change_commit(change, &err), &err);
}

/* A witness, who is in no other chain but by a sealed reference, and two exhibits. */
static void
add_exhibits(struct hand_log *log)
{
	SCOPED_POINTER(change) change = NULL;
	struct digest object;
	char text[DIGEST_TEXT_SIZE];
	struct error err;

	assert_ok(digest_of(EXHIBIT_BYTES, strlen(EXHIBIT_BYTES), &object, &err), &err);
	digest_write(text, &object);
	assert_ok(change_begin(&change, log->ledger, log->ana, &err), &err);
	log->person = new_subject(change, "person");
	log->item = new_subject(change, "item");
	log->other_item = new_subject(change, "item");
	add(change, "person.added", &log->person, json_pack("{s:s}", "short_id", "W-000001"),
	    json_pack("{s:s,s:s}", "code", "witness-7", "identity_held_at",
	              "safe, envelope twelve"));
	add(change, "item.accessioned", &log->item, json_pack("{s:s}", "short_id", "E-000001"),
	    json_pack("{s:s,s:s,s:s}", "object", text, "bytes", "30", "media_type", "text/plain"));
	add(change, "item.acquired", &log->item, json_pack("{s:s}", "short_id", "Q-000001"),
	    json_pack("{s:s,s:s,s:s,s:o}", "object", text, "from", log->person.text,
	              "protected_method", "direct-from-witness", "path",
	              json_of_name("/home/laptop-of-ana/demo.txt", 28)));
	add(change, "item.accessioned", &log->other_item,
	    json_pack("{s:s}", "short_id", "E-000002"),
	    json_pack("{s:s}", "media_type", "text/second-exhibit"));
	assert_ok(change_commit(change, &err), &err);
}

static void
add_relation(struct hand_log *log)
{
	SCOPED_POINTER(change) change = NULL;
	struct uuid link;
	char text[UUID_TEXT_SIZE];
	struct error err;

	assert_ok(change_begin(&change, log->ledger, log->ana, &err), &err);
	assert_ok(change_new_uuid(change, &link, &err), &err);
	uuid_write(text, &link);
	add(change, "relation.stated", &log->item, json_object(),
	    json_pack("{s:s,s:s,s:s}", "link", text, "relation", "same-event", "item",
	              log->other_item.text));
	add(change, "relation.stated", &log->other_item, json_object(),
	    json_pack("{s:s,s:s,s:s}", "link", text, "relation", "same-event", "item",
	              log->item.text));
	assert_ok(change_commit(change, &err), &err);
}

/* The id of the last event of the exhibit's chain. */
static const char *
last_id(struct hand_log *log, char out[UUID_TEXT_SIZE])
{
	struct event_record record = { 0 };
	int64_t seq, n;

	assert_ok(ledger_find_in_chain(log->ledger, &log->item, 0, &seq, &n, NULL), NULL);
	assert_ok(ledger_read(log->ledger, seq, &record, NULL), NULL);
	uuid_write(out, &record.header.id);
	event_record_end(&record);
	return out;
}

static void
add_claim(struct hand_log *log)
{
	hand_log_add(log, log->ana, "claim.made", &log->item, "A-000001",
	             json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "property", "event-date", "stance",
	                       "asserts", "by", log->person.text, "value", "2020-11", "protected_raw",
	                       "MID-SUMMER-ONLY-SHE said November", "protected_grounds",
	                       "the man in the blue shop confirms it", "grounds",
	                       "consistent with the weather"));
}

static void
add_finding(struct hand_log *log)
{
	hand_log_add(log, log->ana, "finding.recorded", &log->item, "F-000001",
	             json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:o,s:[s],s:s}", "question", "place",
	                       "answer", "answered", "conclusion", "In the east of the region.",
	                       "protected_conclusion", "Karmir Street 9", "confidence", "moderate",
	                       "grounds", "The ridge agrees with a satellite image.", "place",
	                       json_pack("{s:n,s:s,s:s,s:i,s:s,s:n,s:n,s:n,s:n}", "names",
	                                 "latitude", "40.17121", "longitude", "44.50311", "radius",
	                                 10, "precision", "exact", "basis", "bearing", "features",
	                                 "references"),
	                       "private_sources", "private-group-0042", "note", "ask counsel first"));
}

/* Bo disagrees, with grounds that can be told and others that cannot; a status follows. */
static void
add_dissent(struct hand_log *log)
{
	SCOPED_POINTER(change) change = NULL;
	char finding[UUID_TEXT_SIZE], review[UUID_TEXT_SIZE];
	struct change_receipt receipt;
	struct error err;
	SCOPED_JSON json_t *open = json_object(), *values = NULL;

	last_id(log, finding);
	values = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "finding", finding, "conclusion", "dissent",
	                   "confidence", "high", "grounds",
	                   "The shadow falls the other way at that time of the year.",
	                   "protected_grounds", "her sister keeps the bakery and knows the street",
	                   "by", log->person.text);
	assert_ok(change_begin(&change, log->ledger, log->bo, &err), &err);
	assert_ok(change_add(change, "finding.reviewed", &log->item, open, values, &receipt, &err),
	          &err);
	uuid_write(review, &receipt.id);
	add(change, "status.decided", &log->item, json_object(),
	    json_pack("{s:s,s:s,s:[s],s:[s],s:s}", "before", "unverified", "status", "disputed",
	              "findings", finding, "dissents", review, "grounds",
	              "One finding, one dissent."));
	assert_ok(change_commit(change, &err), &err);
}

void
hand_log_make(struct hand_log *log)
{
	SCOPED(buffer) path = { 0 };
	struct error err;

	*log = (struct hand_log){ .folder = folder_make() };
	projector.script = text_of("CREATE TABLE p_nothing (one INTEGER PRIMARY KEY) STRICT;");
	buffer_append_format(&path, "%s/catalog.db", log->folder);
	assert_ok(database_open(&log->database, buffer_string(&path), DATABASE_CREATE, &err), &err);
	assert_ok(ledger_open(&log->ledger, log->database, &projector, &ledger_true_sources, &err),
	          &err);
	assert_ok(replay_rebuild(log->ledger, NULL, &err), &err);
	assert_ok(signing_key_make(&log->ana, &err), &err);
	assert_ok(signing_key_make(&log->bo, &err), &err);
	add_genesis(log);
	add_exhibits(log);
	add_relation(log);
	add_claim(log);
	add_finding(log);
	add_dissent(log);
}

void
hand_log_end(struct hand_log *log)
{
	signing_key_close(log->ana);
	signing_key_close(log->bo);
	ledger_close(log->ledger);
	database_close(log->database);
	folder_remove(log->folder);
}

void
hand_log_open_copy(struct hand_log *log)
{
	SCOPED(buffer) path = { 0 };
	struct error err;

	buffer_append_format(&path, "%s/catalog.db", log->folder);
	assert_ok(database_open(&log->database, buffer_string(&path), DATABASE_WRITE, &err), &err);
	assert_ok(ledger_open(&log->ledger, log->database, &projector, &ledger_true_sources, &err),
	          &err);
}

void
hand_log_close_copy(struct hand_log *log)
{
	ledger_close(log->ledger);
	database_close(log->database);
	folder_remove(log->folder);
}
