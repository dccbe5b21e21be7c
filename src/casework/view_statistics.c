/* SPDX-License-Identifier: Apache-2.0 */
/* view_statistics.c - counts of everything, and the next steps. */
#include "casework/view_statistics.h"

#include "casework/view_custody.h"
#include "casework/view_custody_parts.h"
#include "casework/view_item.h"
#include "casework/view_row.h"

#include "base/error.h"
#include "base/text.h"

static const struct text no_key = { NULL, 0 };

static enum status
add_catalogue(struct ledger *ledger, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "uuid", VIEW_TEXT },         { "name", VIEW_TEXT },      { "organisation", VIEW_TEXT },
		{ "created", VIEW_TEXT },      { "format", VIEW_INTEGER },
	};
	static const struct view_select catalogue = {
		.sql = "SELECT uuid, name, organisation, created, format FROM p_catalogue",
		VIEW_COLUMNS(columns),
	};
	json_t *about = json_object();
	enum status st;

	if (!view_set(object, "catalogue", about))
		return fail_memory(err);
	st = view_one(ledger, &catalogue, no_key, about, err);
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

/* A number that apply keeps (counters.h), less what was taken back of that table, which is little. */
#define KEPT(name, key)                                                                           \
	"SELECT coalesce((SELECT number FROM p_counters WHERE name = '" name "' AND key = '" key "'), 0)"
#define TAKEN_BACK(table)                                                                         \
	" - (SELECT count(*) FROM p_retractions x CROSS JOIN " table " t ON t.uuid = x.record"

/* One number each, by a query without parameters. */
static const struct {
	const char *name, *sql;
} counts[] = {
	{ "items", KEPT("items", "") TAKEN_BACK("p_items") ")" },
	{ "items_not_held", KEPT("item-held", "no") TAKEN_BACK("p_items") " WHERE t.held = 0)" },
	{ "items_retracted",
	  "SELECT count(*) FROM p_retractions x CROSS JOIN p_items t ON t.uuid = x.record" },
	{ "objects", KEPT("objects", "") },
	{ "bytes", KEPT("objects", "bytes") },
	{ "deliveries", "SELECT count(*) FROM p_deliveries" },
	{ "deliveries_open", "SELECT count(*) FROM p_deliveries WHERE closed IS NULL" },
	{ "acquisitions", KEPT("acquisitions", "") },
	{ "components", KEPT("acquisitions", "components") },
	{ "failures", "SELECT count(*) FROM p_failures" },
	{ "postings", KEPT("postings", "") TAKEN_BACK("p_postings") ")" },
	{ "channels", "SELECT count(*) FROM p_channels WHERE uuid NOT IN"
	  " (SELECT record FROM p_retractions WHERE record IS NOT NULL)" },
	{ "persons", "SELECT count(*) FROM p_persons WHERE uuid NOT IN"
	  " (SELECT record FROM p_retractions WHERE record IS NOT NULL)" },
	{ "incidents", KEPT("incidents", "") TAKEN_BACK("p_incidents") ")" },
	{ "actors", "SELECT count(*) FROM p_actors" },
	{ "described", KEPT("item-described", "yes") },
	{ "unassessed", KEPT("item-graphic", "unassessed") },
	{ "with_warnings", KEPT("item-warned", "yes") },
	{ "matches_undecided", KEPT("matches", "undecided") },
	{ "repairs", "SELECT count(*) FROM p_repairs" },
	{ "checkpoints", "SELECT count(*) FROM checkpoints" },
};

static enum status
add_counts(struct ledger *ledger, json_t *object, struct error *err)
{
	enum status st = STATUS_OK;
	int64_t number = 0;

	for (size_t i = 0; i < sizeof counts / sizeof counts[0] && st == STATUS_OK; i++) {
		st = view_integer(ledger, counts[i].sql, no_key, &number, err);
		if (st == STATUS_OK && !view_set(object, counts[i].name, json_integer(number)))
			st = fail_memory(err);
	}
	if (st == STATUS_OK)
		st = ledger_size(ledger, &number, err);
	if (st == STATUS_OK && !view_set(object, "events", json_integer(number)))
		st = fail_memory(err);
	return st;
}

static bool
add_number(json_t *object, const char *name, json_int_t number)
{
	number += json_integer_value(json_object_get(object, name));
	return view_set(object, name, json_integer(number));
}

/* {"image": 3, …}: every kind, also those of which there is none. */
static enum status
add_kinds(struct ledger *ledger, json_t *object, struct error *err)
{
	static const char *const kinds[] = { "image",    "video", "audio",
		                             "document", "other", "unknown" };
	SCOPED_STATEMENT row = NULL;
	json_t *by_kind = json_object();
	enum status st;

	if (!view_set(object, "items_by_kind", by_kind))
		return fail_memory(err);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (!add_number(by_kind, kinds[i], 0))
			return fail_memory(err);
	}
	st = view_query(ledger,
	                "SELECT nullif(key, ''), number FROM p_counters WHERE name = 'item-type'",
	                no_key, &row, err);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (!add_number(by_kind, media_kind(statement_text(row, 0)),
		                statement_integer(row, 1)))
			st = fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_last_audit(struct ledger *ledger, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },          { "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },          { "scope", VIEW_TEXT },
		{ "layers", VIEW_JSON },          { "objects", VIEW_INTEGER },
		{ "bytes", VIEW_INTEGER },        { "missing", VIEW_INTEGER },
		{ "altered", VIEW_INTEGER },
	};
	/* A quick audit hashes nothing, an interrupted one proves little. */
	static const struct view_select last = {
		.sql = "SELECT a.seq, a.time, k.code, k.number, a.scope, a.layers, a.objects,"
		       " a.bytes, a.missing_count, a.altered_count FROM p_audits a"
		       " LEFT JOIN p_actors k ON k.fingerprint = a.actor"
		       " WHERE a.complete = 1 AND a.scope = 'full' ORDER BY a.seq DESC LIMIT 1",
		VIEW_COLUMNS(columns),
	};
	SCOPED_JSON json_t *audit = json_object();
	enum status st = audit ? view_one(ledger, &last, no_key, audit, err) : fail_memory(err);

	if (st != STATUS_OK && st != STATUS_NOT_FOUND)
		return st;
	if (!view_set(object, "last_audit", st == STATUS_OK ? json_incref(audit) : json_null()))
		return fail_memory(err);
	return STATUS_OK;
}

/* When the last event was signed, and by whom. */
static enum status
add_last_change(struct ledger *ledger, json_t *object, struct error *err)
{
	json_t *last = NULL;
	int64_t size = 0;
	enum status st = ledger_size(ledger, &size, err);

	if (st == STATUS_OK && size > 0)
		st = custody_line(ledger, size - 1, &last, err);
	if (st != STATUS_OK)
		return st;
	if (!view_set(object, "last_change", last ? last : json_null()))
		return fail_memory(err);
	return STATUS_OK;
}

static json_int_t
number_of(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static enum status
add_step(json_t *next, const char *code, const struct buffer *text, const char *command,
         struct error *err)
{
	enum status st = buffer_check(text, err);

	if (st == STATUS_OK &&
	    json_array_append_new(next, json_pack("{ss so ss}", "code", code, "text",
	                                          json_of_text(text_of_buffer(text)), "command",
	                                          command)) != 0)
		st = fail_memory(err);
	return st;
}

/* What the last full audit says should be done. */
static enum status
audit_step(const json_t *object, struct instant now, json_t *next, struct error *err)
{
	json_t *audit = json_object_get(object, "last_audit");
	json_int_t damaged = number_of(audit, "missing") + number_of(audit, "altered");
	int64_t days = days_since(view_text(audit, "time"), now);
	SCOPED(buffer) words = { 0 };

	if (number_of(object, "objects") == 0)
		return STATUS_OK;
	if (damaged > 0) {
		buffer_append_string(&words, "The last full audit found damage: ");
		view_count(&words, damaged, "file is missing or altered", "files are missing or altered");
		return add_step(next, "damage-found", &words, "vidimus audit", err);
	}
	if (!json_is_object(audit)) {
		buffer_append_string(&words, "No full audit was ever recorded");
		return add_step(next, "never-audited", &words, "vidimus audit", err);
	}
	if (days <= AUDIT_DAYS)
		return STATUS_OK;
	buffer_append_string(&words, "The last full audit was ");
	view_count(&words, days, "day ago", "days ago");
	return add_step(next, "audit-old", &words, "vidimus audit", err);
}

static enum status
open_step(const json_t *object, json_t *next, struct error *err)
{
	json_int_t open = number_of(object, "deliveries_open");
	SCOPED(buffer) words = { 0 };

	if (open == 0)
		return STATUS_OK;
	view_count(&words, open, "delivery is open: ", "deliveries are open: ");
	buffer_append_string(&words, "the same command as before goes on with it");
	return add_step(next, "delivery-open", &words, "vidimus delivery list", err);
}

static enum status
first_step(const json_t *object, json_t *next, struct error *err)
{
	SCOPED(buffer) words = { 0 };

	if (number_of(object, "deliveries") > 0)
		return STATUS_OK;
	buffer_append_string(&words, "Nothing was received yet: take files or folders in");
	return add_step(next, "empty", &words, "vidimus intake PATH", err);
}

static enum status
assess_step(const json_t *object, json_t *next, struct error *err)
{
	json_int_t unassessed = number_of(object, "unassessed");
	SCOPED(buffer) words = { 0 };

	if (unassessed == 0)
		return STATUS_OK;
	view_count(&words, unassessed, "item has no graphic level yet and is",
	           "items have no graphic level yet and are");
	buffer_append_string(&words, " treated as the worst: assess them");
	return add_step(next, "unassessed", &words, "vidimus triage", err);
}

static enum status
warnings_step(const json_t *object, json_t *next, struct error *err)
{
	json_int_t warned = number_of(object, "with_warnings");
	SCOPED(buffer) words = { 0 };

	if (warned == 0)
		return STATUS_OK;
	view_count(&words, warned, "item has warnings", "items have warnings");
	return add_step(next, "warnings", &words, "vidimus list has:warning", err);
}

static enum status
matches_step(const json_t *object, json_t *next, struct error *err)
{
	json_int_t undecided = number_of(object, "matches_undecided");
	SCOPED(buffer) words = { 0 };

	if (undecided == 0)
		return STATUS_OK;
	view_count(&words, undecided, "match is proposed and waits", "matches are proposed and wait");
	buffer_append_string(&words, " for a decision");
	return add_step(next, "matches", &words, "vidimus match list", err);
}

static enum status
add_next(json_t *object, struct instant now, struct error *err)
{
	json_t *next = json_array();
	enum status st = view_set(object, "next", next) ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK)
		st = first_step(object, next, err);
	if (st == STATUS_OK)
		st = open_step(object, next, err);
	if (st == STATUS_OK)
		st = audit_step(object, now, next, err);
	if (st == STATUS_OK)
		st = assess_step(object, next, err);
	if (st == STATUS_OK)
		st = warnings_step(object, next, err);
	return st == STATUS_OK ? matches_step(object, next, err) : st;
}

static enum status
fill_statistics(struct ledger *ledger, struct instant now, json_t *object, struct error *err)
{
	enum status st = add_catalogue(ledger, object, err);

	if (st == STATUS_OK)
		st = add_counts(ledger, object, err);
	if (st == STATUS_OK)
		st = add_kinds(ledger, object, err);
	if (st == STATUS_OK)
		st = add_last_audit(ledger, object, err);
	if (st == STATUS_OK)
		st = add_last_change(ledger, object, err);
	if (st == STATUS_OK)
		st = custody_add_unseen(ledger, now, object, err);
	return st == STATUS_OK ? add_next(object, now, err) : st;
}

enum status
statistics(struct ledger *ledger, struct instant now, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *object = json_object();
	enum status st = object ? fill_statistics(ledger, now, object, err) : fail_memory(err);

	if (st == STATUS_OK)
		*out = json_incref(object);
	return st;
}
