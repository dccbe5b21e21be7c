/* SPDX-License-Identifier: Apache-2.0 */
/* view_links.c - notes, depictions and relations as objects. */
#include "casework/view_links.h"

#include "casework/part_words.h"
#include "casework/view_link_parts.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

enum status
item_add_noted(struct ledger *ledger, struct text uuid, json_t *item, struct error *err)
{
	static const struct view_column columns[] = {
		{ "described_as", VIEW_TEXT }, { "told_sha256", VIEW_TEXT },
		{ "kind", VIEW_TEXT },         { "availability", VIEW_TEXT },
		{ "wanted", VIEW_BOOLEAN },    { "because", VIEW_TEXT },
		{ "filled", VIEW_TEXT },       { "filled_by", VIEW_ACTOR },
		{ "grounds", VIEW_TEXT },      { "protected_grounds", VIEW_TEXT },
	};
	static const struct view_select select = {
		.sql = "SELECT n.described_as, n.told_object, n.kind, n.availability, n.wanted,"
		       " n.because, n.filled, k.code, k.number, n.grounds, n.protected_grounds"
		       " FROM p_noted n LEFT JOIN p_actors k ON k.fingerprint = n.filled_actor"
		       " WHERE n.item = $1",
		VIEW_COLUMNS(columns),
	};
	SCOPED_JSON json_t *noted = json_object();
	enum status st = noted ? view_one(ledger, &select, uuid, noted, err) : fail_memory(err);

	if (st != STATUS_OK && st != STATUS_NOT_FOUND)
		return st;
	return view_set(item, "noted", st == STATUS_OK ? json_incref(noted) : json_null())
	               ? STATUS_OK
	               : fail_memory(err);
}

enum status
link_finish(struct ledger *ledger, json_t *object, struct error *err)
{
	const json_t *part = json_object_get(object, "part");
	SCOPED(buffer) words = { 0 };

	if (json_is_object(part))
		part_to_words(&words, part);
	if (buffer_check(&words, err) != STATUS_OK ||
	    !view_set(object, "part_words",
	              words.n > 0 ? json_of_text_lossy(text_of_buffer(&words)) : json_null()))
		return fail_memory(err);
	return retraction_add(ledger, object, err);
}

#define DEPICTION_SQL                                                                             \
	"SELECT d.number, d.uuid, d.time, k.code, k.number, e.number, v.number, i.number, i.title," \
	" d.part, d.acts, d.seen, d.protected_seen, d.temporal, d.confidence, d.grounds,"         \
	" d.protected_grounds FROM p_depictions d LEFT JOIN p_actors k ON k.fingerprint = d.actor" \
	" LEFT JOIN p_items e ON e.uuid = substr(d.subject, 6)"                                   \
	" LEFT JOIN p_footage v ON v.uuid = substr(d.subject, 9)"                                 \
	" LEFT JOIN p_incidents i ON i.uuid = d.incident"

static const struct view_column depiction_columns[] = {
	{ "id", 'L' },
	{ "uuid", VIEW_TEXT },
	{ "time", VIEW_TEXT },
	{ "actor", VIEW_ACTOR },
	{ "item", 'E' },
	{ "footage", 'V' },
	{ "incident", 'I' },
	{ "incident_title", VIEW_TEXT },
	{ "part", VIEW_JSON },
	{ "acts", VIEW_LIST },
	{ "seen", VIEW_TEXT },
	{ "protected_seen", VIEW_TEXT },
	{ "when", VIEW_TEXT },
	{ "confidence", VIEW_TEXT },
	{ "grounds", VIEW_TEXT },
	{ "protected_grounds", VIEW_TEXT },
};

static enum status
add_depictions(struct ledger *ledger, struct text subject, json_t *object, struct error *err)
{
	static const struct view_select depictions = {
		.sql = DEPICTION_SQL " WHERE d.subject = $1 ORDER BY d.number",
		VIEW_COLUMNS(depiction_columns), .finish = link_finish,
	};

	return view_all(ledger, &depictions, subject, object, "depicts", err);
}

static enum status
add_shown_by(struct ledger *ledger, struct text incident, json_t *object, struct error *err)
{
	static const struct view_select depictions = {
		.sql = DEPICTION_SQL " WHERE d.incident = $1 ORDER BY d.number",
		VIEW_COLUMNS(depiction_columns), .finish = link_finish,
	};

	return view_all(ledger, &depictions, incident, object, "shown_by", err);
}

enum status
depiction_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_select one = {
		.sql = DEPICTION_SQL " WHERE d.uuid = $1",
		VIEW_COLUMNS(depiction_columns), .finish = link_finish,
	};

	return link_show(ledger, &one, uuid, "depiction", out, err);
}

enum status
link_show(struct ledger *ledger, const struct view_select *select, const struct uuid *uuid,
          const char *what, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *object = json_object();
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = object ? view_one(ledger, select, text_of(text), object, err) : fail_memory(err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no %s %s", what, text);
	if (st == STATUS_OK)
		*out = json_incref(object);
	return st;
}

/* What the other is called, where it has a name at home. */
static enum status
add_relations(struct ledger *ledger, struct text subject, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "link", VIEW_TEXT },     { "uuid", VIEW_TEXT },
		{ "time", VIEW_TEXT },     { "actor", VIEW_ACTOR },
		{ "relation", VIEW_TEXT }, { "item", 'E' },
		{ "footage", 'V' },        { "incident", 'I' },
		{ "channel", 'C' },        { "report", 'R' },
		{ "part", VIEW_JSON },     { "grounds", VIEW_TEXT },
		{ "protected_grounds", VIEW_TEXT },
	};
	static const struct view_select relations = {
		.sql = "SELECT r.link, r.uuid, r.time, k.code, k.number, r.relation, e.number,"
		       " v.number, i.number, c.number, p.number, r.part, r.grounds,"
		       " r.protected_grounds FROM p_relations r"
		       " LEFT JOIN p_actors k ON k.fingerprint = r.actor"
		       " LEFT JOIN p_items e ON e.uuid = substr(r.other, 6)"
		       " LEFT JOIN p_footage v ON v.uuid = substr(r.other, 9)"
		       " LEFT JOIN p_incidents i ON i.uuid = substr(r.other, 10)"
		       " LEFT JOIN p_channels c ON c.uuid = substr(r.other, 9)"
		       " LEFT JOIN p_reports p ON p.uuid = substr(r.other, 8)"
		       " WHERE r.subject = $1 ORDER BY r.seq",
		VIEW_COLUMNS(columns), .finish = link_finish,
	};

	return view_all(ledger, &relations, subject, object, "relations", err);
}

enum status
subject_add_links(struct ledger *ledger, const struct subject *subject, json_t *object,
                  struct error *err)
{
	struct text kind = subject_kind(subject), whole = text_of(subject->text);
	bool is_item = text_is(kind, "item");
	enum status st = add_relations(ledger, whole, object, err);

	if (st == STATUS_OK && (is_item || text_is(kind, "footage")))
		st = add_depictions(ledger, whole, object, err);
	if (st == STATUS_OK && text_is(kind, "incident"))
		st = add_shown_by(ledger, subject_name(subject), object, err);
	if (st == STATUS_OK)
		st = subject_add_attachments(ledger, whole, object, err);
	if (st == STATUS_OK && is_item)
		st = item_add_derivatives(ledger, subject_name(subject), object, err);
	return st == STATUS_OK ? subject_add_searches(ledger, subject, object, err) : st;
}
