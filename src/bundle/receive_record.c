/* SPDX-License-Identifier: Apache-2.0 */
/* receive_record.c - what is written of a bundle that came: one change, with all of its events or none. */
#include "bundle/receive_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "casework/circumstances.h"
#include "casework/short_id.h"

#include <string.h>

struct recording {
	struct change *change;
	json_t        *open; /* {}: such events have nothing open */
};

/* Members of bundle.begun that bundle.received repeats, as far as they were opened to us. */
static enum status
copy_begun(const struct receiving *receiving, json_t *values, struct error *err)
{
	static const char *const members[] = { "policy", "recipient", "purpose", "terms",
		                               "expires", "no_onward" };

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		json_t *value = json_object_get(receiving->begun, members[i]);

		if (value != NULL && json_object_set(values, members[i], value) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

/* What the verifier said: layers, signer, certificate. */
static enum status
copy_verdict(const struct receiving *receiving, json_t *values, struct error *err)
{
	const json_t *verdict = receiving->out->verdict;
	json_t *layers = json_object_get(verdict, "layers");
	struct text signer;

	if (!json_member_text(layers, "signer", &signer))
		signer = text_of("");
	if (json_object_set(values, "layers", layers) != 0 ||
	    json_object_set_new(values, "identified", json_boolean(text_is(signer, "OK"))) != 0)
		return fail_memory(err);
	return receive_set_signer(receiving, values, err);
}

/* Exhibits as the event has them: without the short id, which is ours to make. */
static json_t *
exhibits_of(const struct receiving *receiving)
{
	json_t *list = json_array(), *exhibit;
	size_t i;

	json_array_foreach(receiving->out->exhibits, i, exhibit)
		json_array_append_new(list, json_pack("{s:O,s:O,s:O}", "number",
		                                      json_object_get(exhibit, "number"), "item",
		                                      json_object_get(exhibit, "item"), "foreign",
		                                      json_object_get(exhibit, "foreign")));
	return list;
}

/* Deliveries by which its files came; the latest that hold them. */
static enum status
find_deliveries(struct receiving *receiving, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		receiving->catalogue->database,
		"SELECT DISTINCT a.delivery FROM json_each($1) e JOIN p_acquisitions a"
		" ON a.item = substr(json_extract(e.value, '$.item'), 6)"
		" ORDER BY a.delivery LIMIT 16",
		&row, err);
	SCOPED(buffer) exhibits = { 0 };

	if (st == STATUS_OK)
		st = json_canonical(&exhibits, receiving->out->exhibits, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of_buffer(&exhibits));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		struct text uuid = statement_text(row, 0);

		if (json_array_append_new(receiving->deliveries,
		                          json_sprintf("delivery/%.*s", (int)uuid.n, uuid.p)) != 0)
			return fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
set_tool(const struct receiving *receiving, json_t *values, struct error *err)
{
	SCOPED_JSON json_t *tool = circumstances_tool(receiving->catalogue);
	json_t *short_form = json_pack("{s:O?,s:O?}", "version", json_object_get(tool, "version"),
	                               "build", json_object_get(tool, "build"));

	return json_object_set_new(values, "tool", short_form) == 0 ? STATUS_OK : fail_memory(err);
}

static enum status
bundle_values(struct receiving *receiving, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *values = json_pack(
		"{s:s,s:o,s:o,s:I,s:o,s:I,s:o,s:O,s:s?}", "origin", receiving->out->origin,
		"tag_manifest", json_of_digest(&receiving->tag_manifest), "checkpoint",
		json_of_text(text_of_buffer(&receiving->checkpoint)), "checkpoint_size",
		(json_int_t)receiving->head.size, "checkpoint_root",
		json_of_digest(&receiving->head.root), "events",
		(json_int_t)receiving->out->events, "exhibits", exhibits_of(receiving), "deliveries",
		receiving->deliveries, "because", receiving->options->because);
	enum status st = values ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK && receiving->foreign.text[0] != '\0' &&
	    (json_object_set_new(values, "foreign_bundle",
	                         json_string(receiving->foreign.text)) != 0 ||
	     json_object_set_new(values, "foreign_id", json_string(receiving->foreign_id)) != 0))
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = set_tool(receiving, values, err);
	if (st == STATUS_OK)
		st = copy_begun(receiving, values, err);
	if (st == STATUS_OK)
		st = copy_verdict(receiving, values, err);
	if (st == STATUS_OK)
		*out = json_incref(values);
	return st;
}

static enum status
add_bundle(struct receiving *receiving, struct recording *recording, struct error *err)
{
	SCOPED_JSON json_t *open = NULL, *values = NULL;
	enum status st = change_new_uuid(recording->change, &receiving->bundle, err);

	receiving->subject = subject_of("bundle", &receiving->bundle);
	if (st == STATUS_OK)
		st = find_deliveries(receiving, err);
	if (st == STATUS_OK)
		st = bundle_values(receiving, &values, err);
	if (st == STATUS_OK)
		st = catalogue_next_id(receiving->catalogue, 'B', &open, &receiving->out->bundle, err);
	return st == STATUS_OK ? change_add(recording->change, "bundle.received",
	                                    &receiving->subject, open, values, NULL, err)
	                       : st;
}

/* With which of our records a chain of theirs stands: the item with its bytes, where it stood before, else the bundle. */
static enum status
find_place(struct receiving *receiving, const struct event_header *header, struct subject *out,
           struct error *err)
{
	const char *item = json_string_value(json_object_get(receiving->places, header->subject.text));
	SCOPED_STATEMENT row = NULL;
	enum status st;

	*out = receiving->subject;
	if (item != NULL)
		return subject_read(text_of(item), out) ? STATUS_OK
		                                        : fail(err, STATUS_FAULT, "a malformed place");
	if (!text_is(subject_kind(&header->subject), "item"))
		return STATUS_OK;
	st = database_statement(receiving->catalogue->database,
	                        "SELECT subject FROM p_received_events WHERE origin = $1"
	                        " AND foreign_subject = $2 ORDER BY seq LIMIT 1",
	                        &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(receiving->out->origin));
	statement_bind_text(row, 2, text_of(header->subject.text));
	st = statement_step(row, err);
	if (st == STATUS_OK && text_begins(statement_text(row, 0), "item/") &&
	    !subject_read(statement_text(row, 0), out))
		st = fail(err, STATUS_UNUSABLE, "a malformed place of theirs: run vidimus rebuild");
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
receive_tell_too_long(const struct custody_event *event, enum status st, struct error *err)
{
	if (st == STATUS_LIMIT || st == STATUS_INVALID)
		return while_doing(err, st, "keeping event %lld of their log (%s), which does not fit into one of ours",
		                   (long long)event->header.seq, event->header.type);
	return st;
}

static enum status
add_event(struct receiving *receiving, const struct custody_event *event,
          const struct digest *leaf, void *context, struct error *err)
{
	struct recording *recording = context;
	SCOPED_JSON json_t *values = NULL;
	struct held_event held;
	struct subject place;
	enum status st = receive_find_held(receiving, &event->header, &held, err);

	if (st != STATUS_OK || (held.held && digest_equal(&held.leaf, leaf)))
		return st;
	if (held.held)
		return fail(err, STATUS_STALE, "another process received another bundle of that log meanwhile: try again");
	st = receive_members(receiving, event, leaf, &values, err);
	if (st == STATUS_OK && json_object_set_new(values, "bundle",
	                                           json_string(receiving->subject.text)) != 0)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = find_place(receiving, &event->header, &place, err);
	if (st == STATUS_OK)
		st = change_add(recording->change, "event.received", &place, recording->open, values,
		                NULL, err);
	return receive_tell_too_long(event, st, err);
}

enum status
receive_record(struct receiving *receiving, struct error *err)
{
	SCOPED_JSON json_t *open = json_object();
	struct recording recording = { .open = open };
	enum status st = open ? catalogue_begin(receiving->catalogue, RECEIVE_VERB,
	                                        &recording.change, err)
	                      : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	st = add_bundle(receiving, &recording, err);
	if (st == STATUS_OK)
		st = receive_each(receiving, add_event, &recording, err);
	if (st == STATUS_OK)
		st = receive_check_unchanged(receiving, err);
	st = catalogue_finish(receiving->catalogue, recording.change, st, err);
	if (st != STATUS_OK)
		receiving->out->bundle = 0;
	return st;
}
