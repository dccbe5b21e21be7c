/* SPDX-License-Identifier: Apache-2.0 */
/* view_retraction.c - the mark on what was taken back. */
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

/* The short id that the event gave, in place of its own id; an event without one keeps that. */
static enum status
name_instead(struct ledger *ledger, json_t *retraction, struct error *err)
{
	SCOPED(event_record) event = { 0 };
	json_t *short_id;
	struct uuid id;
	int64_t seq;
	enum status st;

	if (!json_member_uuid(retraction, "instead", &id))
		return STATUS_OK;
	st = ledger_find(ledger, &id, &seq, err);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st == STATUS_OK)
		st = ledger_read(ledger, seq, &event, err);
	short_id = st == STATUS_OK ? json_object_get(event.open, "short_id") : NULL;
	if (short_id != NULL && json_object_set(retraction, "instead", short_id) != 0)
		st = fail_memory(err);
	return st;
}

enum status
retraction_add(struct ledger *ledger, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "how", VIEW_TEXT },         { "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },      { "entered_in_error", VIEW_BOOLEAN },
		{ "instead", VIEW_TEXT },     { "grounds", VIEW_TEXT },
		{ "protected_grounds", VIEW_TEXT }, { "because", VIEW_TEXT },
		{ "seq", VIEW_INTEGER },
	};
	static const struct view_select select = {
		.sql = "SELECT x.how, x.time, k.code, k.number, x.entered_in_error, x.instead,"
		       " x.grounds, x.protected_grounds, x.because, x.seq FROM p_retractions x"
		       " LEFT JOIN p_actors k ON k.fingerprint = x.actor WHERE x.record = $1",
		VIEW_COLUMNS(columns),
		.finish = name_instead,
	};
	SCOPED_JSON json_t *retraction = json_object();
	struct text uuid = view_text(object, "uuid");
	enum status st = retraction ? STATUS_NOT_FOUND : fail_memory(err);

	if (st == STATUS_NOT_FOUND && uuid.p != NULL)
		st = view_one(ledger, &select, uuid, retraction, err);
	if (st != STATUS_OK && st != STATUS_NOT_FOUND)
		return st;
	return view_set(object, "retracted",
	                st == STATUS_OK ? json_incref(retraction) : json_null())
	               ? STATUS_OK
	               : fail_memory(err);
}

enum status
record_is_retracted(struct ledger *ledger, struct text uuid, bool *out, struct error *err)
{
	int64_t seq;
	enum status st = view_integer(ledger, "SELECT seq FROM p_retractions WHERE record = $1", uuid,
	                              &seq, err);

	*out = st == STATUS_OK;
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}
