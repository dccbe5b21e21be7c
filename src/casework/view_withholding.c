/* SPDX-License-Identifier: Apache-2.0 */
/* view_withholding.c - decisions over members, requests, and later disclosures as objects. */
#include "casework/withholding.h"

#include "casework/subject_words.h"
#include "casework/view_row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

/* The type of the event, and the short id of the record in whose chain it is. */
static enum status
name_event(struct ledger *ledger, json_t *decision, struct error *err)
{
	static const struct view_column columns[] = { { "type", VIEW_TEXT }, { "record", VIEW_TEXT } };
	static const struct view_select event = {
		.sql = "SELECT type, subject FROM events WHERE id = $1",
		VIEW_COLUMNS(columns),
	};
	SCOPED(buffer) id = { 0 };
	enum status st = STATUS_NOT_FOUND;

	if (view_text(decision, "event").p != NULL)
		st = view_one(ledger, &event, view_text(decision, "event"), decision, err);
	if (st == STATUS_NOT_FOUND)
		return view_set(decision, "type", json_null()) && view_set(decision, "record", json_null())
		               ? STATUS_OK
		               : fail_memory(err);
	if (st == STATUS_OK)
		st = subject_id(ledger, view_text(decision, "record"), &id, err);
	return st == STATUS_OK && !view_set(decision, "record", json_string(buffer_string(&id)))
	               ? fail_memory(err)
	               : st;
}

enum status
withholding_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },  { "time", VIEW_TEXT },     { "actor", VIEW_ACTOR },
		{ "event", VIEW_TEXT },   { "member", VIEW_TEXT },   { "opened", VIEW_BOOLEAN },
		{ "code", VIEW_TEXT },    { "policies", VIEW_JSON }, { "because", VIEW_TEXT },
		{ "protected_because", VIEW_TEXT },
	};
	static const struct view_select page = {
		.sql = "SELECT d.seq, d.time, k.code, k.number, d.event, d.member, d.opened, d.code,"
		       " d.policies, d.because, d.protected_because FROM p_member_decisions d"
		       " LEFT JOIN p_actors k ON k.fingerprint = d.actor"
		       " WHERE $1 IS NULL AND d.seq > $2 ORDER BY d.seq LIMIT 256",
		VIEW_COLUMNS(columns),
		.finish = name_event,
	};

	return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
}

static enum status
tell_state(struct ledger *ledger, json_t *request, struct error *err)
{
	bool used = json_is_true(json_object_get(request, "used"));
	bool approved = !json_is_null(json_object_get(request, "approved"));

	(void)ledger;
	json_object_del(request, "used");
	return view_set(request, "state",
	                json_string(used && approved ? "used" : approved ? "approved" : "open"))
	               ? STATUS_OK
	               : fail_memory(err);
}

enum status
bundle_request_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },    { "request", VIEW_TEXT },   { "bundle", 'B' },
		{ "time", VIEW_TEXT },      { "actor", VIEW_ACTOR },    { "kind", VIEW_TEXT },
		{ "policy", VIEW_TEXT },    { "opens_protected", VIEW_BOOLEAN },
		{ "recipient", VIEW_TEXT }, { "purpose", VIEW_TEXT },   { "items", VIEW_LIST },
		{ "decisions", VIEW_LIST }, { "finds", VIEW_LIST },     { "because", VIEW_TEXT },
		{ "protected_because", VIEW_TEXT }, { "approved", VIEW_TEXT },
		{ "approved_by", VIEW_ACTOR }, { "used", VIEW_BOOLEAN },
	};
	static const struct view_select page = {
		.sql = "SELECT q.seq, q.uuid, b.number, q.time, k.code, k.number, q.kind, q.policy,"
		       " q.opens_protected, q.recipient, q.purpose, q.items, q.decisions, q.finds,"
		       " q.because, q.protected_because, a.time, c.code, c.number,"
		       " CASE q.kind WHEN 'export' THEN EXISTS (SELECT 1 FROM events e WHERE"
		       " e.subject = 'bundle/' || q.bundle AND e.type = 'bundle.begun') ELSE EXISTS"
		       " (SELECT 1 FROM p_bundle_disclosures d WHERE d.request = q.uuid) END"
		       " FROM p_bundle_requests q JOIN p_bundles b ON b.uuid = q.bundle"
		       " LEFT JOIN p_actors k ON k.fingerprint = q.actor"
		       " LEFT JOIN p_bundle_approvals a ON a.seq = (SELECT min(x.seq) FROM"
		       " p_bundle_approvals x JOIN p_actors k ON k.fingerprint = x.actor WHERE"
		       " x.request = q.uuid AND k.compromised IS NULL)"
		       " LEFT JOIN p_actors c ON c.fingerprint = a.actor"
		       " WHERE $1 IS NULL AND q.seq > $2 ORDER BY q.seq LIMIT 256",
		VIEW_COLUMNS(columns),
		.finish = tell_state,
	};

	return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
}

enum status
bundle_add_disclosures(struct ledger *ledger, struct text uuid, json_t *bundle, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER }, { "time", VIEW_TEXT }, { "actor", VIEW_ACTOR },
		{ "event", VIEW_TEXT },  { "member", VIEW_TEXT }, { "code", VIEW_TEXT },
		{ "name", VIEW_TEXT },   { "sha256", VIEW_TEXT }, { "because", VIEW_TEXT },
	};
	static const struct view_select select = {
		.sql = "SELECT d.seq, d.time, k.code, k.number, d.event, d.member, d.code, d.name,"
		       " d.sha256, d.because FROM p_bundle_disclosures d"
		       " LEFT JOIN p_actors k ON k.fingerprint = d.actor WHERE d.bundle = $1"
		       " ORDER BY d.seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &select, uuid, bundle, "disclosed", err);
}
