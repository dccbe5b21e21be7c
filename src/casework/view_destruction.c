/* SPDX-License-Identifier: Apache-2.0 */
/* view_destruction.c - destructions as they were asked for and decided. */
#include "casework/view_consent.h"

#include "casework/destruction.h"
#include "casework/subject_words.h"
#include "casework/view_consent_parts.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define FEWEST_DIGITS 8 /* of a UUID that is written short */

#define REQUEST_COLUMNS                                                                           \
	"SELECT q.seq, q.uuid, q.time, k.code, k.number, q.reason, q.objects, q.keep_hash,"       \
	" json_array_length(q.members), d.approved, d.time, c.code, c.number, d.because"
#define REQUEST_FROM                                                                              \
	" FROM p_destruction_requests q LEFT JOIN p_actors k ON k.fingerprint = q.actor"          \
	" LEFT JOIN p_destructions d ON d.seq = (SELECT min(x.seq) FROM p_destructions x"         \
	" WHERE x.request = q.uuid) LEFT JOIN p_actors c ON c.fingerprint = d.actor"
#define REQUEST_MEMBERS                                                                           \
	{ "seq", VIEW_INTEGER }, { "request", VIEW_TEXT }, { "time", VIEW_TEXT },                 \
	{ "actor", VIEW_ACTOR }, { "reason", VIEW_TEXT }, { "files", VIEW_INTEGER },              \
	{ "keep_hash", VIEW_BOOLEAN }, { "values", VIEW_INTEGER }, { "approved", VIEW_BOOLEAN },  \
	{ "decided", VIEW_TEXT }, { "decided_by", VIEW_ACTOR }, { "because", VIEW_TEXT }

static enum status
finish_request(struct ledger *ledger, json_t *request, struct error *err)
{
	json_t *approved = json_object_get(request, "approved");
	const char *state = json_is_true(approved)    ? "approved"
	                    : json_is_false(approved) ? "refused"
	                                              : "open";

	(void)ledger;
	json_object_del(request, "approved");
	return view_set(request, "state", json_string(state)) ? STATUS_OK : fail_memory(err);
}

enum status
destruction_list_all(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = { REQUEST_MEMBERS };
	static const struct view_select page = {
		.sql = REQUEST_COLUMNS REQUEST_FROM
		" WHERE $1 IS NULL AND q.seq > $2 ORDER BY q.seq LIMIT 256",
		VIEW_COLUMNS(columns),
		.finish = finish_request,
	};

	return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
}

/* Of each value: in which record, of what type of event. */
static enum status
name_value(struct ledger *ledger, json_t *entry, struct error *err)
{
	static const struct view_column columns[] = { { "type", VIEW_TEXT }, { "record", VIEW_TEXT } };
	static const struct view_select event = {
		.sql = "SELECT type, subject FROM events WHERE id = $1",
		VIEW_COLUMNS(columns),
	};
	SCOPED(buffer) id = { 0 };
	enum status st = view_one(ledger, &event, view_text(entry, "event"), entry, err);

	if (st != STATUS_OK)
		return st == STATUS_NOT_FOUND ? STATUS_OK : st;
	st = subject_id(ledger, view_text(entry, "record"), &id, err);
	return st == STATUS_OK && !view_set(entry, "record", json_string(buffer_string(&id)))
	               ? fail_memory(err)
	               : st;
}

static enum status
name_values(struct ledger *ledger, json_t *request, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *entry;
	size_t i;

	json_array_foreach(json_object_get(request, "members"), i, entry) {
		if (st == STATUS_OK)
			st = name_value(ledger, entry, err);
	}
	return st;
}

enum status
destruction_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_column columns[] = {
		REQUEST_MEMBERS,
		{ "basis", VIEW_TEXT },
		{ "protected_because", VIEW_TEXT },
		{ "reach", VIEW_LIST },
		{ "members", VIEW_LIST },
	};
	static const struct view_select select = {
		.sql = REQUEST_COLUMNS ", q.basis, q.protected_because, q.reach, q.members" REQUEST_FROM
		" WHERE q.uuid = $1",
		VIEW_COLUMNS(columns),
		.finish = finish_request,
	};
	SCOPED_JSON json_t *request = json_object();
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = request ? view_one(ledger, &select, text_of(text), request, err) : fail_memory(err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "nobody asked for a destruction %s", text);
	if (st == STATUS_OK)
		st = name_values(ledger, request, err);
	if (st == STATUS_OK)
		*out = json_incref(request);
	return st;
}

/* The only request whose UUID begins so. */
static enum status
resolve_short(struct ledger *ledger, struct text text, struct uuid *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger,
	                            "SELECT uuid FROM p_destruction_requests WHERE uuid >= $1"
	                            " AND uuid < $1 || 'g' ORDER BY uuid LIMIT 2",
	                            text, &row, err);

	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "nobody asked for a destruction %.*s",
		            (int)text.n, text.p);
	if (st == STATUS_OK && !uuid_read(statement_text(row, 0), out))
		return fail(err, STATUS_UNUSABLE, "the projection holds a malformed UUID: run vidimus rebuild");
	if (st != STATUS_OK)
		return st;
	st = statement_step(row, err);
	return st == STATUS_OK ? fail(err, STATUS_INVALID, "several requests begin with %.*s",
	                              (int)text.n, text.p)
	       : st == STATUS_DONE ? STATUS_OK
	                           : st;
}

enum status
destruction_resolve(struct ledger *ledger, struct text text, struct uuid *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	uint64_t seq;
	enum status st;

	if (text.n >= FEWEST_DIGITS && text.n < UUID_TEXT_SIZE &&
	    strspn(text.p, "0123456789abcdef-") == text.n)
		return resolve_short(ledger, text, out, err);
	if (!text_number(text, INT64_MAX, &seq))
		return fail(err, STATUS_INVALID,
		            "“%.*s” is no request: give the first digits of its id, as vidimus destroy list shows it",
		            (int)(text.n < 60 ? text.n : 60), text.p);
	st = database_statement(ledger_database(ledger),
	                        "SELECT uuid FROM p_destruction_requests WHERE seq = $1", &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, (int64_t)seq);
	st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && !uuid_read(statement_text(row, 0), out)))
		return fail(err, STATUS_NOT_FOUND, "event %llu is no request for a destruction",
		            (unsigned long long)seq);
	return st;
}
