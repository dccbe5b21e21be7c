/* SPDX-License-Identifier: Apache-2.0 */
/* view_hold.c - holds and restrictions as objects, and those that reach an item. */
#include "casework/view_consent.h"

#include "casework/part_words.h"
#include "casework/scope.h"
#include "casework/subject_words.h"
#include "casework/view_consent_parts.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#define HOLD_COLUMNS                                                                              \
	"SELECT h.number, h.uuid, h.placed, k.code, k.number, h.kind, h.authority, h.since,"      \
	" h.until, s.number, (SELECT min(r.number) FROM p_holds r WHERE r.replaces = h.uuid),"    \
	" (SELECT min(l.time) FROM p_holds_lifted l WHERE l.hold = h.uuid)"
#define HOLD_FROM                                                                                 \
	" FROM p_holds h LEFT JOIN p_actors k ON k.fingerprint = h.actor"                         \
	" LEFT JOIN p_holds s ON s.uuid = h.replaces"
#define HOLD_MEMBERS                                                                              \
	{ "id", 'H' }, { "uuid", VIEW_TEXT }, { "placed", VIEW_TEXT }, { "actor", VIEW_ACTOR },   \
	{ "kind", VIEW_TEXT }, { "authority", VIEW_TEXT }, { "from", VIEW_JSON },                 \
	{ "until", VIEW_JSON }, { "replaces", 'H' }, { "replaced_by", 'H' },                      \
	{ "lifted", VIEW_TEXT }

static enum status
finish_hold(struct ledger *ledger, json_t *hold, struct error *err)
{
	const char *state = view_text(hold, "lifted").p != NULL        ? "lifted"
	                    : view_text(hold, "replaced_by").p != NULL ? "replaced"
	                    : is_over(hold, "until")                   ? "over"
	                                                               : "in force";

	if (!view_set(hold, "state", json_string(state)))
		return fail_memory(err);
	return add_covers(ledger, view_text(hold, "uuid"), hold, err);
}

enum status
hold_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = { HOLD_MEMBERS };
	static const struct view_select page = {
		.sql = HOLD_COLUMNS HOLD_FROM
		" WHERE $1 IS NULL AND h.number > $2 ORDER BY h.number LIMIT 256",
		VIEW_COLUMNS(columns),
		.finish = finish_hold,
	};

	return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
}

static enum status
add_lifting(struct ledger *ledger, struct text uuid, json_t *hold, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },
		{ "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "authority", VIEW_TEXT },
		{ "because", VIEW_TEXT },
	};
	static const struct view_select all = {
		.sql = "SELECT l.seq, l.time, k.code, k.number, l.authority, l.because"
		       " FROM p_holds_lifted l LEFT JOIN p_actors k ON k.fingerprint = l.actor"
		       " WHERE l.hold = $1 ORDER BY l.seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &all, uuid, hold, "lifting", err);
}

enum status
hold_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_column columns[] = { HOLD_MEMBERS, { "note", VIEW_TEXT } };
	static const struct view_select select = {
		.sql = HOLD_COLUMNS ", h.note" HOLD_FROM " WHERE h.uuid = $1",
		VIEW_COLUMNS(columns),
		.finish = finish_hold,
	};
	SCOPED_JSON json_t *hold = json_object();
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = hold ? view_one(ledger, &select, text_of(text), hold, err) : fail_memory(err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no hold %s", text);
	if (st == STATUS_OK)
		st = add_lifting(ledger, text_of(text), hold, err);
	if (st == STATUS_OK)
		*out = json_incref(hold);
	return st;
}

#define RESTRICTION_COLUMNS                                                                       \
	"SELECT r.seq, r.uuid, r.placed, k.code, k.number, r.uses, r.until, r.because,"           \
	" r.protected_because, (SELECT min(l.time) FROM p_restrictions_lifted l"                  \
	" WHERE l.restriction = r.uuid)"
#define RESTRICTION_FROM                                                                          \
	" FROM p_restrictions r LEFT JOIN p_actors k ON k.fingerprint = r.actor"
#define RESTRICTION_MEMBERS                                                                       \
	{ "seq", VIEW_INTEGER }, { "uuid", VIEW_TEXT }, { "placed", VIEW_TEXT },                  \
	{ "actor", VIEW_ACTOR }, { "uses", VIEW_LIST }, { "until", VIEW_JSON },                   \
	{ "because", VIEW_TEXT }, { "protected_because", VIEW_TEXT }, { "lifted", VIEW_TEXT }

static enum status
finish_restriction(struct ledger *ledger, json_t *restriction, struct error *err)
{
	const char *state = view_text(restriction, "lifted").p != NULL ? "lifted"
	                    : is_over(restriction, "until")            ? "over"
	                                                               : "in force";

	if (!view_set(restriction, "state", json_string(state)))
		return fail_memory(err);
	return add_covers(ledger, view_text(restriction, "uuid"), restriction, err);
}

enum status
restriction_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = { RESTRICTION_MEMBERS };
	static const struct view_select page = {
		.sql = RESTRICTION_COLUMNS RESTRICTION_FROM
		" WHERE $1 IS NULL AND r.seq > $2 ORDER BY r.seq LIMIT 256",
		VIEW_COLUMNS(columns),
		.finish = finish_restriction,
	};

	return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
}

/* Appends those in force that name one of the scope, each once, with what is named as "through". */
static enum status
add_reaching(struct ledger *ledger, const struct view_select *select, const json_t *scope,
             json_t *item, const char *name, struct error *err)
{
	json_t *list = json_array(), *subject, *each;
	enum status st = view_set(item, name, list) ? STATUS_OK : fail_memory(err);
	size_t i, k;

	json_array_foreach(scope, i, subject) {
		SCOPED_JSON json_t *found = json_object();
		SCOPED(buffer) id = { 0 };

		if (st == STATUS_OK)
			st = view_all(ledger, select, text_of(json_string_value(subject)), found,
			              name, err);
		if (st == STATUS_OK && json_array_size(json_object_get(found, name)) > 0)
			st = subject_id(ledger, text_of(json_string_value(subject)), &id, err);
		if (st != STATUS_OK)
			return st;
		json_array_foreach(json_object_get(found, name), k, each) {
			if (!text_is(view_text(each, "state"), "in force"))
				continue;
			if (!view_set(each, "through", json_string(buffer_string(&id))) ||
			    json_array_append(list, each) != 0)
				return fail_memory(err);
		}
	}
	return st;
}

static enum status
add_limits(struct ledger *ledger, const json_t *scope, json_t *item, struct error *err)
{
	static const struct view_column hold_columns[] = { HOLD_MEMBERS };
	static const struct view_select holds = {
		.sql = HOLD_COLUMNS HOLD_FROM " JOIN p_covers c ON c.record = h.uuid"
		" WHERE c.subject = $1 AND c.kind = 'hold' ORDER BY h.number",
		VIEW_COLUMNS(hold_columns),
		.finish = finish_hold,
	};
	static const struct view_column restriction_columns[] = { RESTRICTION_MEMBERS };
	static const struct view_select restrictions = {
		.sql = RESTRICTION_COLUMNS RESTRICTION_FROM " JOIN p_covers c ON c.record = r.uuid"
		" WHERE c.subject = $1 AND c.kind = 'restriction' ORDER BY r.seq",
		VIEW_COLUMNS(restriction_columns),
		.finish = finish_restriction,
	};
	enum status st = add_reaching(ledger, &restrictions, scope, item, "restrictions", err);

	return st == STATUS_OK ? add_reaching(ledger, &holds, scope, item, "holds", err) : st;
}

static enum status
finish_person(struct ledger *ledger, json_t *link, struct error *err)
{
	SCOPED(buffer) part = { 0 };

	part_to_words(&part, json_object_get(link, "part"));
	if (!view_set(link, "part_words",
	              part.n ? json_string(buffer_string(&part)) : json_null()))
		return fail_memory(err);
	return retraction_add(ledger, link, err);
}

static enum status
add_persons(struct ledger *ledger, struct text uuid, json_t *item, struct error *err)
{
	static const struct view_column columns[] = {
		{ "uuid", VIEW_TEXT },  { "person", 'W' },     { "person_code", VIEW_TEXT },
		{ "role", VIEW_TEXT },  { "part", VIEW_JSON }, { "note", VIEW_TEXT },
		{ "time", VIEW_TEXT },
	};
	static const struct view_select all = {
		.sql = "SELECT l.uuid, w.number, w.code, l.role, l.part, l.note, l.time"
		       " FROM p_person_links l LEFT JOIN p_persons w ON w.uuid = l.person"
		       " WHERE l.about = 'item/' || $1 ORDER BY l.seq",
		VIEW_COLUMNS(columns),
		.finish = finish_person,
	};

	return view_all(ledger, &all, uuid, item, "persons", err);
}

enum status
item_add_limits(struct ledger *ledger, struct text uuid, json_t *item, struct error *err)
{
	SCOPED_JSON json_t *scope = NULL;
	SCOPED(buffer) subject = { 0 };
	enum status st = add_persons(ledger, uuid, item, err);

	buffer_append_string(&subject, "item/");
	buffer_append_text(&subject, uuid);
	if (st == STATUS_OK)
		st = buffer_check(&subject, err);
	if (st == STATUS_OK)
		st = scope_of(ledger, text_of_buffer(&subject), false, &scope, err);
	if (st == STATUS_OK)
		st = add_limits(ledger, scope, item, err);
	return st == STATUS_OK ? item_add_transfers(ledger, uuid, item, err) : st;
}
