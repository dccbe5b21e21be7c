/* SPDX-License-Identifier: Apache-2.0 */
/* view_incident.c - incidents as they are listed and shown. */
#include "casework/view_records.h"

#include "casework/place_words.h"
#include "casework/view_custody.h"
#include "casework/view_incident_case.h"
#include "casework/view_item_parts.h"
#include "casework/view_links.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

enum status
incident_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'I' },          { "uuid", VIEW_TEXT },   { "opened", VIEW_TEXT },
		{ "title", VIEW_TEXT }, { "date", VIEW_JSON },   { "acts", VIEW_LIST },
		{ "region", VIEW_JSON }, { "part_of", 'I' },
	};
	static const struct view_select page = {
		.sql = "SELECT i.number, i.uuid, i.opened, i.title, i.date, i.acts, i.region, w.number"
		       " FROM p_incidents i LEFT JOIN p_incidents w ON w.uuid = i.part_of"
		       " WHERE $1 IS NULL AND i.number > $2 ORDER BY i.number LIMIT 256",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};

	return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
}

/* What people write for a value, beside it. */
static enum status
add_words(json_t *incident, const char *member, const char *name,
          void (*write)(struct buffer *out, const json_t *value), struct error *err)
{
	const json_t *value = json_object_get(incident, member);
	SCOPED(buffer) words = { 0 };

	if (!json_is_null(value))
		write(&words, value);
	if (buffer_check(&words, err) != STATUS_OK)
		return STATUS_MEMORY;
	return json_object_set_new(incident, name,
	                           words.n > 0 ? json_of_text_lossy(text_of_buffer(&words))
	                                       : json_null()) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
add_parts(struct ledger *ledger, struct text uuid, json_t *incident, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'I' }, { "uuid", VIEW_TEXT }, { "title", VIEW_TEXT }, { "date", VIEW_JSON },
	};
	static const struct view_select parts = {
		.sql = "SELECT number, uuid, title, date FROM p_incidents WHERE part_of = $1"
		       " ORDER BY number",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};

	return view_all(ledger, &parts, uuid, incident, "parts", err);
}

static enum status
fill(struct ledger *ledger, const struct subject *subject, json_t *incident, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'I' },
		{ "uuid", VIEW_TEXT },
		{ "opened", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "version", VIEW_INTEGER },
		{ "part_of", 'I' },
		{ "title", VIEW_TEXT },
		{ "summary", VIEW_TEXT },
		{ "internal_summary", VIEW_TEXT },
		{ "acts", VIEW_LIST },
		{ "methods", VIEW_LIST },
		{ "purposes", VIEW_LIST },
		{ "types", VIEW_LIST },
		{ "date", VIEW_JSON },
		{ "place", VIEW_JSON },
		{ "region", VIEW_JSON },
		{ "victims", VIEW_LIST },
		{ "victim_persons", VIEW_LIST },
		{ "victim_note", VIEW_TEXT },
	};
	static const struct view_select select = {
		.sql = "SELECT i.number, i.uuid, i.opened, k.code, k.number, i.version, w.number,"
		       " i.title, i.summary, i.internal_summary, i.acts, i.methods, i.purposes,"
		       " i.types, i.date, i.place, i.region, i.victims,"
		       " (SELECT json_group_array(id) FROM (SELECT coalesce(printf('W-%06d', w.number),"
		       " v.value) AS id FROM json_each(i.victim_persons) v LEFT JOIN p_persons w"
		       " ON w.uuid = substr(v.value, 8) ORDER BY v.key)), i.victim_note"
		       " FROM p_incidents i LEFT JOIN p_actors k ON k.fingerprint = i.actor"
		       " LEFT JOIN p_incidents w ON w.uuid = i.part_of WHERE i.uuid = $1",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};
	enum status st = view_one(ledger, &select, subject_name(subject), incident, err);

	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no %s", subject->text);
	if (st == STATUS_OK)
		st = add_words(incident, "place", "place_words", place_to_words, err);
	if (st == STATUS_OK)
		st = add_words(incident, "region", "region_words", place_to_words, err);
	if (st == STATUS_OK)
		st = add_words(incident, "victims", "victims_words", victims_to_words, err);
	return st == STATUS_OK ? add_parts(ledger, subject_name(subject), incident, err) : st;
}

enum status
incident_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *incident = json_object();
	struct subject subject = subject_of("incident", uuid);
	enum status st = incident ? fill(ledger, &subject, incident, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = incident_add_case(ledger, uuid, incident, err);
	if (st == STATUS_OK)
		st = subject_add_links(ledger, &subject, incident, err);
	if (st == STATUS_OK)
		st = subject_add_notes(ledger, text_of(subject.text), incident, err);
	if (st == STATUS_OK)
		st = custody_add_chain(ledger, &subject, incident, "history", err);
	if (st == STATUS_OK)
		*out = json_incref(incident);
	return st;
}
