/* SPDX-License-Identifier: Apache-2.0 */
/* view_delivery.c - deliveries as objects. */
#include "casework/view_delivery.h"

#include "casework/view_claim.h"
#include "casework/view_custody.h"
#include "casework/view_item_parts.h"
#include "casework/view_links.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

/* What the log counted when it was closed; counted anew while it is open. */
#define COUNT_COLUMNS                                                                             \
	" coalesce(d.files, (SELECT count(*) FROM p_acquisitions WHERE delivery = d.uuid)),"      \
	" d.bytes, d.already_had,"                                                                \
	" coalesce(d.failed, (SELECT count(*) FROM p_failures WHERE delivery = d.uuid))"
#define COUNT_MEMBERS                                                                             \
	{ "files", VIEW_INTEGER }, { "bytes", VIEW_INTEGER }, { "already_had", VIEW_INTEGER },    \
	{ "failed", VIEW_INTEGER }
#define REFERENCE_TABLES                                                                          \
	" FROM p_deliveries d LEFT JOIN p_actors k ON k.fingerprint = d.actor"                    \
	" LEFT JOIN p_persons f ON f.uuid = d.from_person"                                        \
	" LEFT JOIN p_persons c ON c.uuid = d.collector"                                          \
	" LEFT JOIN p_channels h ON h.uuid = d.channel"

static enum status
add_state(json_t *delivery, struct error *err)
{
	const char *state = json_is_null(json_object_get(delivery, "closed")) ? "open" : "closed";

	return view_set(delivery, "state", json_string(state)) ? STATUS_OK : fail_memory(err);
}

static enum status
finish_listed(struct ledger *ledger, json_t *delivery, struct error *err)
{
	enum status st = add_state(delivery, err);

	return st == STATUS_OK ? retraction_add(ledger, delivery, err) : st;
}

enum status
delivery_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'D' },
		{ "uuid", VIEW_TEXT },
		{ "begun", VIEW_TEXT },
		{ "closed", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "mode", VIEW_TEXT },
		{ "from", 'W' },
		{ "from_code", VIEW_TEXT },
		{ "from_organisation", VIEW_TEXT },
		{ "method", VIEW_TEXT },
		{ "medium", VIEW_TEXT },
		{ "channel", 'C' },
		{ "channel_code", VIEW_TEXT },
		COUNT_MEMBERS,
	};
	static const struct view_select page = {
		.sql = "SELECT d.number, d.uuid, d.begun, d.closed, k.code, k.number, d.mode,"
		       " f.number, f.code, d.from_organisation, d.method, d.medium, h.number,"
		       " h.code," COUNT_COLUMNS REFERENCE_TABLES
		       " WHERE $1 IS NULL AND d.number > $2 ORDER BY d.number LIMIT 256",
		VIEW_COLUMNS(columns),
		.finish = finish_listed,
	};

	return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
}

static const struct view_column delivery_columns[] = {
	{ "id", 'D' },
	{ "uuid", VIEW_TEXT },
	{ "begun", VIEW_TEXT },
	{ "closed", VIEW_TEXT },
	{ "actor", VIEW_ACTOR },
	{ "mode", VIEW_TEXT },
	{ "all_items", VIEW_BOOLEAN },
	{ "from", 'W' },
	{ "from_code", VIEW_TEXT },
	{ "from_organisation", VIEW_TEXT },
	{ "collector", 'W' },
	{ "collector_code", VIEW_TEXT },
	{ "method", VIEW_TEXT },
	{ "medium", VIEW_TEXT },
	{ "serial", VIEW_TEXT },
	{ "seal_number", VIEW_TEXT },
	{ "write_blocked", VIEW_TEXT },
	{ "condition", VIEW_TEXT },
	{ "place", VIEW_TEXT },
	{ "handed_over", VIEW_JSON },
	{ "legal_basis", VIEW_TEXT },
	{ "capture_tool", VIEW_TEXT },
	{ "channel", 'C' },
	{ "channel_code", VIEW_TEXT },
	{ "url", VIEW_TEXT },
	{ "post_id", VIEW_TEXT },
	{ "published", VIEW_JSON },
	{ "caption", VIEW_TEXT },
	{ "host", VIEW_TEXT },
	{ "login", VIEW_TEXT },
	{ "tool", VIEW_JSON },
	{ "circumstances", VIEW_LIST },
	{ "clock", VIEW_TEXT },
	{ "paths", VIEW_LIST },
	{ "paths_count", VIEW_INTEGER },
	{ "note", VIEW_TEXT },
	COUNT_MEMBERS,
	{ "items", VIEW_INTEGER },
	{ "components", VIEW_INTEGER },
	{ "manifest", VIEW_TEXT },
	{ "receipt", VIEW_TEXT },
};

static const struct view_select delivery_select = {
	.sql = "SELECT d.number, d.uuid, d.begun, d.closed, k.code, k.number, d.mode, d.all_items,"
	       " f.number, f.code, d.from_organisation, c.number, c.code, d.method, d.medium,"
	       " d.serial, d.seal_number, d.write_blocked, d.condition, d.place, d.received,"
	       " d.legal_basis, d.capture_tool, h.number, h.code, d.url, d.post_id, d.published,"
	       " d.caption, d.host, d.login, d.tool, d.circumstances, d.clock, d.paths,"
	       " d.paths_count, d.note," COUNT_COLUMNS ","
	       " (SELECT count(*) FROM p_acquisitions WHERE delivery = d.uuid AND item IS NOT NULL),"
	       " (SELECT count(*) FROM p_acquisitions WHERE delivery = d.uuid AND item IS NULL),"
	       " d.manifest, d.receipt" REFERENCE_TABLES " WHERE d.uuid = $1",
	VIEW_COLUMNS(delivery_columns),
	.finish = retraction_add,
};

static enum status
add_continuations(struct ledger *ledger, struct text uuid, json_t *delivery, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER }, { "time", VIEW_TEXT },          { "host", VIEW_TEXT },
		{ "login", VIEW_TEXT },  { "tool", VIEW_JSON },          { "circumstances", VIEW_LIST },
		{ "clock", VIEW_TEXT },
	};
	static const struct view_select continuations = {
		.sql = "SELECT seq, time, host, login, tool, circumstances, clock"
		       " FROM p_continuations WHERE delivery = $1 ORDER BY seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &continuations, uuid, delivery, "continuations", err);
}

static enum status
fill_delivery(struct ledger *ledger, const struct uuid *uuid, json_t *delivery, struct error *err)
{
	struct subject subject = subject_of("delivery", uuid);
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = view_one(ledger, &delivery_select, text_of(text), delivery, err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no delivery %s", text);
	if (st == STATUS_OK)
		st = add_state(delivery, err);
	if (st == STATUS_OK)
		st = add_continuations(ledger, text_of(text), delivery, err);
	if (st == STATUS_OK)
		st = claims_add(ledger, text_of(subject.text), delivery, err);
	if (st == STATUS_OK)
		st = subject_add_links(ledger, &subject, delivery, err);
	return st == STATUS_OK
	               ? subject_add_notes(ledger, text_of(subject.text), delivery, err)
	               : st;
}

enum status
delivery_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *delivery = json_object();
	enum status st = delivery ? fill_delivery(ledger, uuid, delivery, err) : fail_memory(err);

	if (st == STATUS_OK)
		*out = json_incref(delivery);
	return st;
}

enum status
delivery_files(struct ledger *ledger, const struct uuid *uuid, const struct view_output *to,
               struct error *err)
{
	char text[UUID_TEXT_SIZE];

	uuid_write(text, uuid);
	return acquisition_pages(ledger, text_of(text), to, err);
}

enum status
delivery_failures(struct ledger *ledger, const struct uuid *uuid, const struct view_output *to,
                  struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },      { "time", VIEW_TEXT }, { "path", VIEW_TEXT },
		{ "path_bytes", VIEW_BYTES }, { "code", VIEW_TEXT }, { "text", VIEW_TEXT },
	};
	static const struct view_select page = {
		.sql = "SELECT seq, time, path, path_bytes, code, text FROM p_failures"
		       " WHERE delivery = $1 AND seq > $2 ORDER BY seq LIMIT 256",
		VIEW_COLUMNS(columns),
	};
	char text[UUID_TEXT_SIZE];

	uuid_write(text, uuid);
	return view_pages(ledger, &page, text_of(text), to, err);
}
