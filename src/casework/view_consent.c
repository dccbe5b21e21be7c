/* SPDX-License-Identifier: Apache-2.0 */
/* view_consent.c - consents listed and shown, and what persons are linked with. */
#include "casework/view_consent.h"

#include "casework/gate.h"
#include "casework/part_words.h"
#include "casework/subject_words.h"
#include "casework/view_consent_parts.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#define CONSENT_COLUMNS                                                                           \
	"SELECT c.number, c.uuid, c.recorded, k.code, k.number, w.number, w.code, d.number,"      \
	" c.basis, c.purposes, c.given, c.expires, c.everything, s.number,"                       \
	" (SELECT min(r.number) FROM p_consents r WHERE r.replaces = c.uuid),"                    \
	" (SELECT min(t.time) FROM p_withdrawals t WHERE t.consent = c.uuid),"                    \
	" (SELECT min(t.time) FROM p_withdrawals t WHERE t.consent = c.uuid"                      \
	" AND t.purposes IS NULL)"
#define CONSENT_FROM                                                                              \
	" FROM p_consents c LEFT JOIN p_actors k ON k.fingerprint = c.actor"                      \
	" LEFT JOIN p_persons w ON w.uuid = substr(c.subject, 8)"                                 \
	" LEFT JOIN p_deliveries d ON d.uuid = substr(c.subject, 10)"                             \
	" LEFT JOIN p_consents s ON s.uuid = c.replaces"
#define CONSENT_MEMBERS                                                                           \
	{ "id", 'S' }, { "uuid", VIEW_TEXT }, { "recorded", VIEW_TEXT }, { "actor", VIEW_ACTOR }, \
	{ "person", 'W' }, { "person_code", VIEW_TEXT }, { "delivery", 'D' },                     \
	{ "basis", VIEW_TEXT }, { "purposes", VIEW_LIST }, { "given", VIEW_JSON },                \
	{ "expires", VIEW_JSON }, { "everything", VIEW_BOOLEAN }, { "replaces", 'S' },            \
	{ "replaced_by", 'S' }, { "withdrawn", VIEW_TEXT }, { "withdrawn_whole", VIEW_TEXT }

bool
is_over(const json_t *object, const char *member)
{
	const json_t *date = json_object_get(object, member);
	SCOPED(buffer) text = { 0 };

	if (!json_is_object(date) || json_canonical(&text, date, NULL) != STATUS_OK)
		return false;
	return date_is_over(text_of_buffer(&text), instant_now());
}

static const char *
state_of(const json_t *consent)
{
	if (view_text(consent, "withdrawn_whole").p != NULL)
		return "withdrawn";
	if (view_text(consent, "replaced_by").p != NULL)
		return "replaced";
	if (is_over(consent, "expires"))
		return "expired";
	if (text_is(view_text(consent, "basis"), "refused"))
		return "refused";
	return view_text(consent, "withdrawn").p != NULL ? "withdrawn in part" : "in force";
}

static enum status
finish_consent(struct ledger *ledger, json_t *consent, struct error *err)
{
	const char *state = state_of(consent);

	json_object_del(consent, "withdrawn_whole");
	if (!view_set(consent, "state", json_string(state)))
		return fail_memory(err);
	return retraction_add(ledger, consent, err);
}

enum status
add_covers(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	json_t *ids = json_array();
	enum status st = view_set(object, "covers", ids)
	                         ? view_query(ledger,
	                                      "SELECT subject FROM p_covers WHERE record = $1"
	                                      " ORDER BY subject",
	                                      uuid, &row, err)
	                         : fail_memory(err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		SCOPED(buffer) id = { 0 };

		st = subject_id(ledger, statement_text(row, 0), &id, err);
		if (st == STATUS_OK &&
		    json_array_append_new(ids, json_string(buffer_string(&id))) != 0)
			st = fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
consent_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = { CONSENT_MEMBERS };
	static const struct view_select page = {
		.sql = CONSENT_COLUMNS CONSENT_FROM
		" WHERE $1 IS NULL AND c.number > $2 ORDER BY c.number LIMIT 256",
		VIEW_COLUMNS(columns),
		.finish = finish_consent,
	};

	return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
}

static enum status
add_withdrawals(struct ledger *ledger, struct text uuid, json_t *consent, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },  { "time", VIEW_TEXT },     { "actor", VIEW_ACTOR },
		{ "purposes", VIEW_LIST }, { "received", VIEW_JSON }, { "wishes", VIEW_TEXT },
		{ "note", VIEW_TEXT },
	};
	static const struct view_select all = {
		.sql = "SELECT t.seq, t.time, k.code, k.number, t.purposes, t.received, t.wishes,"
		       " t.note FROM p_withdrawals t LEFT JOIN p_actors k ON k.fingerprint = t.actor"
		       " WHERE t.consent = $1 ORDER BY t.seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &all, uuid, consent, "withdrawals", err);
}

enum status
consent_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_column columns[] = {
		CONSENT_MEMBERS,         { "conditions", VIEW_TEXT }, { "language", VIEW_TEXT },
		{ "form", VIEW_TEXT },   { "evidence", VIEW_LIST },   { "note", VIEW_TEXT },
	};
	static const struct view_select select = {
		.sql = CONSENT_COLUMNS
		", c.conditions, c.language, c.form, c.evidence, c.note" CONSENT_FROM
		" WHERE c.uuid = $1",
		VIEW_COLUMNS(columns),
		.finish = finish_consent,
	};
	SCOPED_JSON json_t *consent = json_object();
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = consent ? view_one(ledger, &select, text_of(text), consent, err) : fail_memory(err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no consent %s", text);
	if (st == STATUS_OK)
		st = add_covers(ledger, text_of(text), consent, err);
	if (st == STATUS_OK)
		st = add_withdrawals(ledger, text_of(text), consent, err);
	if (st == STATUS_OK)
		st = consent_add_holders(ledger, text_of(text), consent, err);
	if (st == STATUS_OK)
		*out = json_incref(consent);
	return st;
}

/* The record that a link is about by its id, and the part as people write it. */
static enum status
finish_link(struct ledger *ledger, json_t *link, struct error *err)
{
	struct text about = view_text(link, "about");
	SCOPED(buffer) id = { 0 };
	SCOPED(buffer) part = { 0 };
	enum status st = about.p ? subject_id(ledger, about, &id, err) : STATUS_OK;

	part_to_words(&part, json_object_get(link, "part"));
	if (st == STATUS_OK &&
	    (!view_set(link, "about", id.n ? json_string(buffer_string(&id)) : json_null()) ||
	     !view_set(link, "part_words",
	               part.n ? json_string(buffer_string(&part)) : json_null())))
		st = fail_memory(err);
	return st == STATUS_OK ? retraction_add(ledger, link, err) : st;
}

static enum status
add_links(struct ledger *ledger, struct text uuid, json_t *person, struct error *err)
{
	static const struct view_column columns[] = {
		{ "uuid", VIEW_TEXT },  { "about", VIEW_TEXT }, { "role", VIEW_TEXT },
		{ "part", VIEW_JSON },  { "note", VIEW_TEXT },  { "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
	};
	static const struct view_select all = {
		.sql = "SELECT l.uuid, l.about, l.role, l.part, l.note, l.time, k.code, k.number"
		       " FROM p_person_links l LEFT JOIN p_actors k ON k.fingerprint = l.actor"
		       " WHERE l.person = $1 ORDER BY l.seq",
		VIEW_COLUMNS(columns),
		.finish = finish_link,
	};

	return view_all(ledger, &all, uuid, person, "links", err);
}

enum status
person_add_consents(struct ledger *ledger, struct text uuid, json_t *person, struct error *err)
{
	static const struct view_column columns[] = { CONSENT_MEMBERS };
	static const struct view_select all = {
		.sql = CONSENT_COLUMNS CONSENT_FROM
		" WHERE c.subject = 'person/' || $1 ORDER BY c.number",
		VIEW_COLUMNS(columns),
		.finish = finish_consent,
	};
	enum status st = add_links(ledger, uuid, person, err);

	return st == STATUS_OK ? view_all(ledger, &all, uuid, person, "consents", err) : st;
}
