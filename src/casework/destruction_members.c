/* SPDX-License-Identifier: Apache-2.0 */
/* destruction_members.c - which members of an event can go, and where else a value stands. */
#include "casework/destruction_internal.h"

#include "casework/subject_words.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define SHORTEST_HUNTED 4 /* bytes of a text; shorter ones stand everywhere by chance */
#define KEY_SIZE        (UUID_TEXT_SIZE + 1 + 64)

/* What tells who has a copy, or what rests on it, outlives the item; hashes in it are hunted. */
static bool
is_about_custody(const char *type)
{
	static const char *const types[] = { "transfer.made",   "copy.made",        "citation.made",
		                             "citation.pinned", "destruction.approved" };

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (strcmp(types[i], type) == 0)
			return true;
	}
	return false;
}

/* With --keep-hash: what the file would be known again by; what is kept of a bundle is none. */
static bool
is_kept_hash(const struct schema *schema, const char *member)
{
	if (strcmp(schema_type(schema), "bundle.sealed") == 0)
		return false;
	return strcmp(schema_type(schema), "item.fingerprinted") == 0 ||
	       strcmp(member, "digests") == 0 || schema_sealed_hashes(schema, member);
}

/* The texts of a value that was named, to be looked for elsewhere. */
static enum status
note_texts(struct destruction *plan, const json_t *value, struct error *err)
{
	enum status st = STATUS_OK;
	const char *name;
	json_t *part;
	size_t i;

	if (json_is_string(value) && json_string_length(value) >= SHORTEST_HUNTED)
		return json_array_append(plan->values, json_iterable(value)) == 0 ? st
		                                                                  : fail_memory(err);
	json_array_foreach(value, i, part) {
		if (st == STATUS_OK)
			st = note_texts(plan, part, err);
	}
	json_object_foreach(json_iterable(value), name, part) {
		if (st == STATUS_OK)
			st = note_texts(plan, part, err);
	}
	return st;
}

static enum status
add_member(struct destruction *plan, const struct event_record *record, const char *member,
           struct error *err)
{
	char key[KEY_SIZE];

	uuid_write(key, &record->header.id);
	snprintf(key + UUID_TEXT_SIZE - 1, sizeof key - UUID_TEXT_SIZE + 1, "/%.64s", member);
	return json_object_set_new(plan->members, key,
	                           json_string(record->header.subject.text)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/*
 * What holds, restrictions, consents, links of persons and destructions rest on
 * cannot be destroyed, or they could be undone by it; only the words can.
 */
static bool
is_binding(const char *type, const char *member)
{
	static const char *const types[] = { "hold.", "restriction.", "consent.", "destruction.",
		                             "person.linked", "member." };
	static const char *const words[] = { "authority", "basis",    "because",  "conditions",
		                             "evidence",  "form",     "given",    "language",
		                             "note",      "part",     "protected_because",
		                             "reach",     "received", "wishes" };
	bool binds = false, worded = false;

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		binds = binds || strncmp(type, types[i], strlen(types[i])) == 0;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		worded = worded || strcmp(member, words[i]) == 0;
	if (strcmp(type, "consent.recorded") == 0 && strcmp(member, "basis") == 0)
		worded = false; /* there it is a code: refused, given */
	return binds && !worded;
}

static bool
can_go(const struct destruction *plan, const struct schema *schema, const char *member,
       const json_t *value)
{
	return !json_is_null(value) && !schema_sealed_stays(schema, member) &&
	       !is_binding(schema_type(schema), member) &&
	       !(plan->keep_hash && is_kept_hash(schema, member));
}

enum status
destruction_add_event(struct destruction *plan, int64_t seq, const char *only, struct error *err)
{
	SCOPED(event_record) record = { 0 };
	const struct schema *schema;
	const char *name;
	json_t *value;
	enum status st = ledger_read(plan->ledger, seq, &record, err);

	if (st != STATUS_OK)
		return st;
	schema = schema_find(ledger_schemas(plan->ledger), text_of(record.header.type),
	                     record.header.tv);
	if (schema == NULL || (only == NULL && is_about_custody(record.header.type)))
		return st;
	json_object_foreach(record.values, name, value) {
		if (st != STATUS_OK || (only != NULL && strcmp(only, name) != 0) ||
		    !can_go(plan, schema, name, value))
			continue;
		st = add_member(plan, &record, name, err);
		if (st == STATUS_OK && only != NULL)
			st = note_texts(plan, value, err);
	}
	return st;
}

/* Does a string inside hold the text? */
static bool
holds(const json_t *value, const char *text)
{
	const char *name;
	json_t *part;
	bool found = false;
	size_t i;

	if (json_is_string(value))
		return strstr(json_string_value(value), text) != NULL;
	json_array_foreach(value, i, part)
		found = found || holds(part, text);
	json_object_foreach(json_iterable(value), name, part)
		found = found || holds(part, text);
	return found;
}

static enum status
tell(struct ledger *ledger, const struct event_record *record, const char *member, json_t *list,
     struct error *err)
{
	SCOPED(buffer) chain = { 0 };
	char id[UUID_TEXT_SIZE];
	enum status st = subject_id(ledger, text_of(record->header.subject.text), &chain, err);

	uuid_write(id, &record->header.id);
	if (st != STATUS_OK)
		return st;
	return json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s}", "event", id, "type",
	                                             record->header.type, "member", member,
	                                             "record", buffer_string(&chain))) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static bool
is_planned(const struct destruction *plan, const struct event_record *record, const char *member)
{
	char key[KEY_SIZE];

	uuid_write(key, &record->header.id);
	snprintf(key + UUID_TEXT_SIZE - 1, sizeof key - UUID_TEXT_SIZE + 1, "/%.64s", member);
	return json_object_get(plan->members, key) != NULL;
}

static enum status
take_holding(struct destruction *plan, int64_t seq, const char *text, json_t *list,
             struct error *err)
{
	SCOPED(event_record) record = { 0 };
	const struct schema *schema;
	const char *name;
	json_t *value;
	enum status st = ledger_read(plan->ledger, seq, &record, err);

	if (st != STATUS_OK)
		return st;
	schema = schema_find(ledger_schemas(plan->ledger), text_of(record.header.type),
	                     record.header.tv);
	json_object_foreach(record.values, name, value) {
		if (st != STATUS_OK || schema == NULL || !holds(value, text) ||
		    !can_go(plan, schema, name, value) || is_planned(plan, &record, name))
			continue;
		st = list ? tell(plan->ledger, &record, name, list, err) : add_member(plan, &record, name, err);
	}
	return st;
}

/* The text as canonical JSON writes it inside a string. */
static enum status
write_escaped(const char *text, struct buffer *out, struct error *err)
{
	SCOPED_JSON json_t *string = json_string(text);
	enum status st = string ? json_canonical(out, string, err) : fail_memory(err);

	if (st == STATUS_OK && out->n >= 2) {
		memmove(out->p, out->p + 1, out->n - 2);
		out->n -= 2;
	}
	return st;
}

enum status
destruction_hunt(struct destruction *plan, const char *text, json_t *list, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) escaped = { 0 };
	enum status st = write_escaped(text, &escaped, err);

	if (st == STATUS_OK)
		st = database_statement(ledger_database(plan->ledger),
		                        "SELECT seq FROM event_values WHERE instr(members, $1) > 0"
		                        " ORDER BY seq",
		                        &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of_buffer(&escaped));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		st = take_holding(plan, statement_integer(row, 0), text, list, err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
note_digests(const json_t *value, json_t *digests, struct error *err)
{
	enum status st = STATUS_OK;
	struct digest digest;
	const char *name;
	json_t *part;
	size_t i;

	if (json_is_string(value) && digest_read(text_of(json_string_value(value)), &digest) &&
	    json_object_get(digests, json_string_value(value)) == NULL)
		return json_object_set_new(digests, json_string_value(value),
		                           json_string("originals")) == 0
		               ? st
		               : fail_memory(err);
	json_array_foreach(value, i, part) {
		if (st == STATUS_OK)
			st = note_digests(part, digests, err);
	}
	json_object_foreach(json_iterable(value), name, part) {
		if (st == STATUS_OK)
			st = note_digests(part, digests, err);
	}
	return st;
}

enum status
destruction_note_hashes(struct ledger *ledger, int64_t seq, const json_t *names, json_t *digests,
                        struct error *err)
{
	SCOPED(event_record) record = { 0 };
	const struct schema *schema;
	json_t *name;
	size_t i;
	enum status st = ledger_read(ledger, seq, &record, err);

	if (st != STATUS_OK)
		return st;
	schema = schema_find(ledger_schemas(ledger), text_of(record.header.type), record.header.tv);
	json_array_foreach(names, i, name) {
		const char *member = json_string_value(name);

		if (st == STATUS_OK && schema != NULL && schema_sealed_hashes(schema, member))
			st = note_digests(json_object_get(record.values, member), digests, err);
	}
	return st;
}
