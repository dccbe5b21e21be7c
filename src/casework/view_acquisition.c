/* SPDX-License-Identifier: Apache-2.0 */
/* view_acquisition.c - acquisitions with the provenance that their delivery gives them. */
#include "casework/view_item_parts.h"

#include "base/error.h"
#include "base/text.h"

#define FILE_COLUMNS                                                                              \
	"SELECT a.number, a.uuid, i.number, a.object, a.bytes, a.media_type, a.kind, a.known,"    \
	" a.name, a.path, a.path_bytes, a.received, a.read_ended, k.code, k.number, a.modified,"  \
	" a.copy_times, a.owner, a.warnings, a.seq"
#define FILE_TABLES                                                                               \
	" FROM p_acquisitions a LEFT JOIN p_actors k ON k.fingerprint = a.actor"                  \
	" LEFT JOIN p_items i ON i.uuid = a.item"
#define PROVENANCE_COLUMNS                                                                        \
	", a.delivery, d.number, d.begun, d.closed,"                                              \
	" (SELECT count(*) FROM p_continuations WHERE delivery = a.delivery), f.number, f.code,"  \
	" d.from_organisation, c.number, c.code, d.method, d.medium, d.serial, d.seal_number,"    \
	" d.write_blocked, d.condition, d.place, d.received, d.legal_basis, d.capture_tool,"      \
	" h.number, h.code, d.url, d.post_id, d.published, d.caption, d.host, d.login, d.tool,"   \
	" d.circumstances, d.clock"
#define PROVENANCE_TABLES                                                                         \
	" LEFT JOIN p_deliveries d ON d.uuid = a.delivery"                                        \
	" LEFT JOIN p_persons f ON f.uuid = d.from_person"                                        \
	" LEFT JOIN p_persons c ON c.uuid = d.collector"                                          \
	" LEFT JOIN p_channels h ON h.uuid = d.channel"

#define FILE_MEMBERS                                                                              \
	{ "id", 'Q' }, { "uuid", VIEW_TEXT }, { "item", 'E' }, { "sha256", VIEW_TEXT },           \
	{ "bytes", VIEW_INTEGER }, { "media_type", VIEW_TEXT }, { "kind", VIEW_TEXT },            \
	{ "known", VIEW_BOOLEAN }, { "name", VIEW_TEXT }, { "path", VIEW_TEXT },                  \
	{ "path_bytes", VIEW_BYTES }, { "received", VIEW_TEXT }, { "read_ended", VIEW_TEXT },     \
	{ "actor", VIEW_ACTOR }, { "modified", VIEW_TEXT }, { "copy_times", VIEW_JSON },          \
	{ "owner", VIEW_JSON }, { "warnings", VIEW_LIST }, { "seq", VIEW_INTEGER }

static const struct view_column file_columns[] = { FILE_MEMBERS };

static const struct view_column acquisition_columns[] = {
	FILE_MEMBERS,
	{ "delivery_uuid", VIEW_TEXT },
	{ "delivery", 'D' },
	{ "delivery_begun", VIEW_TEXT },
	{ "delivery_closed", VIEW_TEXT },
	{ "delivery_continued", VIEW_INTEGER },
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
};

/*
 * An acquisition after an interruption was made under the circumstances of
 * the continuation before it, not those the delivery began with.
 */
static enum status
apply_continuation(struct ledger *ledger, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "host", VIEW_TEXT },          { "login", VIEW_TEXT }, { "tool", VIEW_JSON },
		{ "circumstances", VIEW_LIST }, { "clock", VIEW_TEXT },
	};
	static const struct view_select last = {
		.sql = "SELECT host, login, tool, circumstances, clock FROM p_continuations"
		       " WHERE delivery = $1 AND seq < $2 ORDER BY seq DESC LIMIT 1",
		VIEW_COLUMNS(columns),
	};
	SCOPED_STATEMENT row = NULL;
	int64_t seq = 0;
	enum status st = view_query(ledger, last.sql, view_text(object, "delivery_uuid"), &row, err);

	if (st != STATUS_OK || !json_member_integer(object, "seq", &seq))
		return st;
	statement_bind_integer(row, 2, seq);
	st = statement_step(row, err);
	if (st == STATUS_OK)
		st = view_fill(object, &last, row, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
finish_acquisition(struct ledger *ledger, json_t *object, struct error *err)
{
	enum status st = apply_continuation(ledger, object, err);

	return st == STATUS_OK ? item_explain_warnings(ledger, object, err) : st;
}

enum status
item_add_acquisitions(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	static const struct view_select of_item = {
		.sql = FILE_COLUMNS PROVENANCE_COLUMNS FILE_TABLES PROVENANCE_TABLES
		       " WHERE a.item = $1 ORDER BY a.number",
		VIEW_COLUMNS(acquisition_columns),
		.finish = finish_acquisition,
	};

	return view_all(ledger, &of_item, uuid, object, "acquisitions", err);
}

enum status
object_add_acquisitions(struct ledger *ledger, struct text sha256, json_t *object,
                        struct error *err)
{
	static const struct view_select of_object = {
		.sql = FILE_COLUMNS PROVENANCE_COLUMNS FILE_TABLES PROVENANCE_TABLES
		       " WHERE a.object = $1 ORDER BY a.number",
		VIEW_COLUMNS(acquisition_columns),
		.finish = finish_acquisition,
	};

	return view_all(ledger, &of_object, sha256, object, "acquisitions", err);
}

enum status
acquisition_pages(struct ledger *ledger, struct text delivery, const struct view_output *to,
                  struct error *err)
{
	static const struct view_select of_delivery = {
		.sql = FILE_COLUMNS FILE_TABLES
		       " WHERE a.delivery = $1 AND a.number > $2 ORDER BY a.number LIMIT 256",
		VIEW_COLUMNS(file_columns),
		.finish = item_explain_warnings,
	};

	return view_pages(ledger, &of_delivery, delivery, to, err);
}
