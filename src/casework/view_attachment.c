/* SPDX-License-Identifier: Apache-2.0 */
/* view_attachment.c - attachments and derivatives as objects. */
#include "casework/view_links.h"

#include "casework/view_link_parts.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#define ATTACHMENT_SQL                                                                            \
	"SELECT a.number, a.uuid, a.time, k.code, k.number, e.number, v.number, i.number,"        \
	" c.number, r.number, u.number, d.number, p.number, a.kind, a.is_protected, a.object,"    \
	" a.bytes, a.media_type, a.name, a.name_bytes, a.path, a.title, a.description, a.url,"    \
	" a.captured, a.http_status, a.tool, w.number, w.code, a.language, a.note"                \
	" FROM p_attachments a LEFT JOIN p_actors k ON k.fingerprint = a.actor"                   \
	" LEFT JOIN p_items e ON e.uuid = substr(a.subject, 6)"                                   \
	" LEFT JOIN p_footage v ON v.uuid = substr(a.subject, 9)"                                 \
	" LEFT JOIN p_incidents i ON i.uuid = substr(a.subject, 10)"                              \
	" LEFT JOIN p_channels c ON c.uuid = substr(a.subject, 9)"                                \
	" LEFT JOIN p_reports r ON r.uuid = substr(a.subject, 8)"                                 \
	" LEFT JOIN p_persons u ON u.uuid = substr(a.subject, 8)"                                 \
	" LEFT JOIN p_deliveries d ON d.uuid = substr(a.subject, 10)"                             \
	" LEFT JOIN p_persons w ON w.uuid = a.author LEFT JOIN p_postings p ON p.uuid = a.about"

/* What it belongs to is one of the first; `posting` where it is about one. */
static const struct view_column attachment_columns[] = {
	{ "id", 'X' },
	{ "uuid", VIEW_TEXT },
	{ "time", VIEW_TEXT },
	{ "actor", VIEW_ACTOR },
	{ "item", 'E' },
	{ "footage", 'V' },
	{ "incident", 'I' },
	{ "channel", 'C' },
	{ "report", 'R' },
	{ "person", 'W' },
	{ "delivery", 'D' },
	{ "posting", 'P' },
	{ "kind", VIEW_TEXT },
	{ "protected", VIEW_BOOLEAN },
	{ "sha256", VIEW_TEXT },
	{ "bytes", VIEW_INTEGER },
	{ "media_type", VIEW_TEXT },
	{ "name", VIEW_TEXT },
	{ "name_bytes", VIEW_BYTES },
	{ "path", VIEW_TEXT },
	{ "title", VIEW_TEXT },
	{ "description", VIEW_TEXT },
	{ "url", VIEW_TEXT },
	{ "captured", VIEW_JSON },
	{ "http_status", VIEW_INTEGER },
	{ "tool", VIEW_JSON },
	{ "author", 'W' },
	{ "author_code", VIEW_TEXT },
	{ "language", VIEW_TEXT },
	{ "note", VIEW_TEXT },
};

enum status
subject_add_attachments(struct ledger *ledger, struct text subject, json_t *object,
                        struct error *err)
{
	static const struct view_select attachments = {
		.sql = ATTACHMENT_SQL " WHERE a.subject = $1 ORDER BY a.number",
		VIEW_COLUMNS(attachment_columns), .finish = retraction_add,
	};

	return view_all(ledger, &attachments, subject, object, "attachments", err);
}

enum status
record_add_attachments(struct ledger *ledger, struct text uuid, json_t *object,
                       struct error *err)
{
	static const struct view_select attachments = {
		.sql = ATTACHMENT_SQL " WHERE a.about = $1 ORDER BY a.number",
		VIEW_COLUMNS(attachment_columns), .finish = retraction_add,
	};

	return view_all(ledger, &attachments, uuid, object, "attachments", err);
}

static enum status
add_reviews(struct ledger *ledger, json_t *derivative, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },     { "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },     { "conclusion", VIEW_TEXT },
		{ "cleared_for", VIEW_LIST }, { "grounds", VIEW_TEXT },
		{ "protected_grounds", VIEW_TEXT },
	};
	static const struct view_select reviews = {
		.sql = "SELECT r.seq, r.time, k.code, k.number, r.conclusion, r.cleared_for,"
		       " r.grounds, r.protected_grounds FROM p_derivative_reviews r"
		       " LEFT JOIN p_actors k ON k.fingerprint = r.actor"
		       " WHERE r.derivative = $1 ORDER BY r.seq",
		VIEW_COLUMNS(columns),
	};
	enum status st = view_all(ledger, &reviews, view_text(derivative, "uuid"), derivative,
	                          "reviews", err);

	return st == STATUS_OK ? link_finish(ledger, derivative, err) : st;
}

#define DERIVATIVE_SQL                                                                            \
	"SELECT d.number, d.uuid, d.time, k.code, k.number, e.number, d.kind, d.parent, f.number," \
	" d.is_protected, d.object, d.bytes, d.media_type, d.name, d.name_bytes, d.part, d.tool," \
	" d.steps, d.protected_steps, w.number, w.code, d.language, d.machine_made, d.note"       \
	" FROM p_derivatives d LEFT JOIN p_actors k ON k.fingerprint = d.actor"                   \
	" LEFT JOIN p_items e ON e.uuid = d.item LEFT JOIN p_persons w ON w.uuid = d.author"      \
	" LEFT JOIN p_derivatives f ON f.uuid = d.from_derivative"

static const struct view_column derivative_columns[] = {
	{ "id", 'X' },
	{ "uuid", VIEW_TEXT },
	{ "time", VIEW_TEXT },
	{ "actor", VIEW_ACTOR },
	{ "item", 'E' },
	{ "kind", VIEW_TEXT },
	{ "made_from", VIEW_TEXT },
	{ "from", 'X' },
	{ "protected", VIEW_BOOLEAN },
	{ "sha256", VIEW_TEXT },
	{ "bytes", VIEW_INTEGER },
	{ "media_type", VIEW_TEXT },
	{ "name", VIEW_TEXT },
	{ "name_bytes", VIEW_BYTES },
	{ "part", VIEW_JSON },
	{ "tool", VIEW_JSON },
	{ "steps", VIEW_LIST },
	{ "protected_steps", VIEW_LIST },
	{ "author", 'W' },
	{ "author_code", VIEW_TEXT },
	{ "language", VIEW_TEXT },
	{ "machine_made", VIEW_BOOLEAN },
	{ "note", VIEW_TEXT },
};

enum status
item_add_derivatives(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	static const struct view_select derivatives = {
		.sql = DERIVATIVE_SQL " WHERE d.item = $1 ORDER BY d.number",
		VIEW_COLUMNS(derivative_columns), .finish = add_reviews,
	};

	return view_all(ledger, &derivatives, uuid, object, "derivatives", err);
}

enum status
attachment_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_select attachment = {
		.sql = ATTACHMENT_SQL " WHERE a.uuid = $1",
		VIEW_COLUMNS(attachment_columns), .finish = retraction_add,
	};
	static const struct view_select derivative = {
		.sql = DERIVATIVE_SQL " WHERE d.uuid = $1",
		VIEW_COLUMNS(derivative_columns), .finish = add_reviews,
	};
	const char *record = "attachment";
	enum status st = link_show(ledger, &attachment, uuid, record, out, NULL);

	if (st == STATUS_NOT_FOUND) {
		record = "derivative";
		st = link_show(ledger, &derivative, uuid, record, out, err);
	}
	if (st == STATUS_OK && !view_set(*out, "record", json_string(record))) {
		json_decref(*out);
		st = fail_memory(err);
	}
	return st;
}
