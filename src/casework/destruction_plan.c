/* SPDX-License-Identifier: Apache-2.0 */
/* destruction_plan.c - from what people name to the members and files that are to go. */
#include "casework/destruction_internal.h"

#include "casework/resolve.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define RECORDS "EDCWKIVRQPSHTNX" /* whose values can be named */

/* Adds every event of the chain. */
static enum status
add_chain(struct destruction *plan, const struct subject *subject, const char *only,
          struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(plan->ledger),
	                                    "SELECT seq FROM events WHERE subject = $1 ORDER BY n",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(subject->text));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		st = destruction_add_event(plan, statement_integer(row, 0), only, err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_event_of(struct destruction *plan, const struct uuid *id, const char *only, struct error *err)
{
	int64_t seq = 0;
	enum status st = ledger_find(plan->ledger, id, &seq, err);

	return st == STATUS_OK ? destruction_add_event(plan, seq, only, err) : st;
}

/* An acquisition: its values in the delivery's chain, its file, and the hash of that. */
static enum status
add_acquisition(struct destruction *plan, const char *uuid, const char *object, struct error *err)
{
	struct uuid id;
	enum status st = uuid_read(text_of(uuid), &id) ? add_event_of(plan, &id, NULL, err)
	                                               : fail(err, STATUS_UNUSABLE, "a malformed UUID");

	if (st != STATUS_OK)
		return st;
	if (json_object_set_new(plan->files, uuid, json_true()) != 0 ||
	    (object != NULL && json_object_set_new(plan->hashes, object, json_true()) != 0))
		return fail_memory(err);
	return STATUS_OK;
}

static enum status
add_acquisitions(struct destruction *plan, const char *sql, const char *key, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(plan->ledger), sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(key));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		st = add_acquisition(plan, statement_text(row, 0).p,
		                     statement_is_null(row, 1) ? NULL : statement_text(row, 1).p,
		                     err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The item with every time its file was received, and that file. */
static enum status
add_item(struct destruction *plan, const struct uuid *uuid, struct error *err)
{
	const struct subject subject = subject_of("item", uuid);
	char text[UUID_TEXT_SIZE];
	enum status st = add_chain(plan, &subject, NULL, err);

	uuid_write(text, uuid);
	if (st == STATUS_OK)
		st = add_acquisitions(plan,
		                      "SELECT uuid, object FROM p_acquisitions WHERE item = $1"
		                      " ORDER BY number",
		                      text, err);
	if (st == STATUS_OK && json_object_set_new(plan->items, text, json_true()) != 0)
		st = fail_memory(err);
	return st;
}

/* A file that is no item: every time that it was received. */
static enum status
add_component(struct destruction *plan, const struct resolved *resolved, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(ledger_database(plan->ledger),
	                                    "SELECT i.number FROM p_acquisitions a JOIN p_items i"
	                                    " ON i.uuid = a.item WHERE a.uuid = $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, &resolved->uuid);
	statement_bind_text(row, 1, text_of(text));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_INVALID, "Q-%06lld brought the file of E-%06lld: name that",
		            (long long)resolved->number, (long long)statement_integer(row, 0));
	if (st != STATUS_DONE)
		return st;
	return add_acquisitions(plan,
	                        "SELECT b.uuid, b.object FROM p_acquisitions a JOIN p_acquisitions b"
	                        " ON b.object = a.object WHERE a.uuid = $1 ORDER BY b.number",
	                        text, err);
}

static enum status
add_record(struct destruction *plan, const struct resolved *resolved, const char *member,
           struct error *err)
{
	struct subject subject;

	if (member == NULL && resolved->kind == 'E')
		return add_item(plan, &resolved->uuid, err);
	if (member == NULL && resolved->kind == 'Q')
		return add_component(plan, resolved, err);
	if (member == NULL && resolved->kind == 'D')
		return fail(err, STATUS_INVALID,
		            "a delivery tells of all that came in it: name the items (E-…) and files (Q-…), or one member (D-%lld/note)",
		            (long long)resolved->number);
	if (resolved_subject(resolved, &subject))
		return add_chain(plan, &subject, member, err);
	return add_event_of(plan, &resolved->uuid, member, err);
}

static enum status
add_target(struct destruction *plan, const char *target, struct error *err)
{
	struct text member = text_of(target), record = text_cut(&member, '/');
	const char *only = member.p != NULL && member.n > 0 ? member.p : NULL;
	size_t before = json_object_size(plan->members);
	struct resolved resolved;
	struct uuid id;
	enum status st = resolve(plan->ledger, record, RECORDS, &resolved, err);

	if (st == STATUS_OK)
		st = add_record(plan, &resolved, only, err);
	else if (st == STATUS_NOT_FOUND && uuid_read(record, &id))
		st = add_event_of(plan, &id, only, err);
	if (st == STATUS_OK && json_object_size(plan->members) == before &&
	    json_object_size(plan->files) == 0)
		return fail(err, STATUS_NOT_FOUND, "%.100s: no value of that is there to destroy", target);
	return st;
}

static enum status
hunt_all(struct destruction *plan, bool everywhere, json_t *elsewhere, struct error *err)
{
	enum status st = STATUS_OK;
	const char *hash;
	json_t *value;
	size_t i;

	json_object_foreach(plan->hashes, hash, value) {
		if (st == STATUS_OK && !plan->keep_hash)
			st = destruction_hunt(plan, hash, NULL, err);
	}
	json_array_foreach(plan->values, i, value) {
		if (st == STATUS_OK)
			st = destruction_hunt(plan, json_string_value(value),
			                      everywhere ? NULL : elsewhere, err);
	}
	return st;
}

/* {"event","member"} of each key. */
static json_t *
entries_of(const json_t *members)
{
	json_t *list = json_array(), *subject;
	const char *key;

	json_object_foreach(json_iterable(members), key, subject) {
		struct text member = text_of(key), event = text_cut(&member, '/');

		if (list != NULL &&
		    json_array_append_new(list, json_pack("{s:o,s:s}", "event", json_of_text(event),
		                                          "member", member.p)) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *
keys_of(const json_t *set)
{
	json_t *list = json_array(), *unused;
	const char *key;

	json_object_foreach(json_iterable(set), key, unused) {
		if (list != NULL && json_array_append_new(list, json_string(key)) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static enum status
make_plan(struct destruction *plan, const struct destruction_words *words, struct instant now,
          json_t **out, struct error *err)
{
	SCOPED_JSON json_t *elsewhere = json_array(), *reach = json_array();
	enum status st = elsewhere && reach ? STATUS_OK : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < words->count; i++)
		st = add_target(plan, words->targets[i], err);
	if (st == STATUS_OK)
		st = hunt_all(plan, words->everywhere, elsewhere, err);
	if (st == STATUS_OK)
		st = destruction_add_bundles(plan, err);
	if (st == STATUS_OK)
		st = destruction_reach(plan, reach, err);
	if (st == STATUS_OK)
		st = destruction_check_holds(plan->ledger, plan->members, now, err);
	if (st != STATUS_OK)
		return st;
	*out = json_pack("{s:o,s:o,s:I,s:O,s:O}", "members", entries_of(plan->members), "files",
	                 keys_of(plan->files), "objects", (json_int_t)json_object_size(plan->hashes),
	                 "elsewhere", elsewhere, "reach", reach);
	return *out ? STATUS_OK : fail_memory(err);
}

enum status
destruction_plan(struct ledger *ledger, const struct destruction_words *words,
                 struct instant now, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *members = json_object(), *files = json_object(), *items = json_object(),
		           *hashes = json_object(), *values = json_array();
	struct destruction plan = { ledger, words->keep_hash, members, files, items, hashes, values };

	if (members == NULL || files == NULL || items == NULL || hashes == NULL || values == NULL)
		return fail_memory(err);
	if (words->count == 0)
		return fail(err, STATUS_INVALID, "say what is to be destroyed");
	return make_plan(&plan, words, now, out, err);
}
