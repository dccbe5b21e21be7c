/* SPDX-License-Identifier: Apache-2.0 */
/* receive_members.c - a foreign event as the members of one of ours: its bytes as they came. */
#include "bundle/receive_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "casework/received.h"

#include <string.h>

#define OWN_CHECKPOINT "custody/checkpoints/%lld.txt"

static json_t *
string_of(struct text text)
{
	return text.p ? json_stringn(text.p, text.n) : json_null();
}

/* The class of a member by our schema of its type; what we do not know is guarded like a person. */
static const char *
class_of(const struct receiving *receiving, const struct event_header *header, struct text member)
{
	const struct schema *schema = schema_find(ledger_schemas(receiving->catalogue->ledger),
	                                          text_of(header->type), header->tv);

	for (size_t i = 0; schema != NULL && i < schema_sealed_count(schema); i++) {
		if (text_is(member, schema_sealed_name(schema, i)))
			return schema_sealed_class(schema, i);
	}
	return "person";
}

/* The member of ours that keeps a disclosure of that class. */
static const char *
list_of(const char *class)
{
	if (strcmp(class, "plain") == 0)
		return "disclosures";
	return strcmp(class, "source") == 0 ? "source_disclosures" : "protected_disclosures";
}

static enum status
add_disclosure(const struct receiving *receiving, const struct custody_event *event,
               struct text line, json_t *values, struct error *err)
{
	SCOPED_JSON json_t *whole = NULL;
	struct uuid id;
	struct text member;
	const char *list;

	if (!disclosure_read(line, &id, &member, &whole, err))
		return fail(err, STATUS_FALSE, "what opens a member of event %lld is no disclosure",
		            (long long)event->header.seq);
	list = list_of(class_of(receiving, &event->header, member));
	if (json_object_get(values, list) == NULL &&
	    json_object_set_new(values, list, json_array()) != 0)
		return fail_memory(err);
	return json_array_append_new(json_object_get(values, list), string_of(line)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/* What custody/later opens of it is not closed any more. */
static enum status
add_later(const struct receiving *receiving, const struct custody_event *event, json_t *closed,
          json_t *values, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *line;
	size_t i;

	json_array_foreach(receive_later_of(receiving, event), i, line) {
		char member[65];

		if (st == STATUS_OK)
			st = receive_later_member(event, line, member, err);
		if (st == STATUS_OK && json_object_del(closed, member) == 0)
			st = add_disclosure(receiving, event,
			                    (struct text){ json_string_value(line), json_string_length(line) },
			                    values, err);
	}
	return st;
}

static enum status
add_redactions(json_t *closed, json_t *values, struct error *err)
{
	SCOPED_JSON json_t *list = json_array();
	const char *member;
	json_t *code;

	json_object_foreach(closed, member, code) {
		if (json_array_append_new(list, json_pack("{s:s,s:O}", "member", member, "code",
		                                          code)) != 0)
			return fail_memory(err);
	}
	return json_object_set(values, "redactions", list) == 0 ? STATUS_OK : fail_memory(err);
}

/* The size of its own checkpoint: the third word of its line of proofs.txt. */
static int64_t
own_size(struct text proof)
{
	uint64_t size = 0;

	text_cut(&proof, ' ');
	text_cut(&proof, ' ');
	if (!text_number(text_cut(&proof, ' '), JSON_INTEGER_LIMIT, &size))
		return -1;
	return (int64_t)size;
}

/* Neighbours mostly have the same one. */
static enum status
add_own_checkpoint(struct receiving *receiving, const struct custody_event *event, json_t *values,
                   struct error *err)
{
	int64_t size = own_size(event->proof);
	SCOPED(buffer) name = { 0 };
	enum status st = STATUS_OK;

	if (size < 0)
		return fail(err, STATUS_FALSE, "event %lld has no proof", (long long)event->header.seq);
	if (size != receiving->own_size) {
		buffer_clear(&receiving->own);
		buffer_append_format(&name, OWN_CHECKPOINT, (long long)size);
		st = bundle_source_read(receiving->source, buffer_string(&name), CHECKPOINT_LIMIT,
		                        &receiving->own, err);
		receiving->own_size = st == STATUS_OK ? size : 0;
	}
	if (st == STATUS_OK &&
	    json_object_set_new(values, "own_checkpoint",
	                        string_of(text_of_buffer(&receiving->own))) != 0)
		st = fail_memory(err);
	return st;
}

enum status
receive_members(struct receiving *receiving, const struct custody_event *event,
                const struct digest *leaf, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *values = json_pack(
		"{s:s,s:s,s:I,s:o,s:o,s:o,s:o}", "origin", receiving->out->origin,
		"foreign_subject", event->header.subject.text, "foreign_n",
		(json_int_t)event->header.n, "foreign_event", json_of_uuid(&event->header.id), "leaf",
		json_of_digest(leaf), "line", string_of(event->line), "proof",
		string_of(event->proof));
	SCOPED_JSON json_t *closed = event->redactions ? json_copy(json_iterable(event->redactions))
	                                               : json_object();
	enum status st = values && closed ? STATUS_OK : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < event->disclosure_count; i++)
		st = add_disclosure(receiving, event, event->disclosures[i], values, err);
	if (st == STATUS_OK)
		st = add_later(receiving, event, closed, values, err);
	if (st == STATUS_OK)
		st = add_redactions(closed, values, err);
	if (st == STATUS_OK)
		st = add_own_checkpoint(receiving, event, values, err);
	if (st == STATUS_OK)
		*out = json_incref(values);
	return st;
}

enum status
receive_set_signer(const struct receiving *receiving, json_t *values, struct error *err)
{
	static const char *const members[][2] = { { "signer", "signer" },
		                                  { "certificate", "certificate_sha256" } };

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		json_t *value = json_object_get(receiving->out->verdict, members[i][1]);

		if (json_is_string(value) && json_object_set(values, members[i][0], value) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}
