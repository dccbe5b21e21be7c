/* SPDX-License-Identifier: Apache-2.0 */
/* view_metadata.c - statements from the log, declared and measured values from the projection. */
#include "casework/view_metadata.h"

#include "base/error.h"
#include "base/text.h"

static bool
holds(const json_t *list, const json_t *code)
{
	json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry) {
		if (json_equal(entry, code))
			return true;
	}
	return false;
}

enum status
item_merge_warnings(json_t *object, struct error *err)
{
	static const char *const lists[] = { "byte_warnings", "origin_warnings", "place_warnings",
		                             "traits" };
	json_t *all = json_object_get(object, "warnings"), *code;
	size_t i;

	for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
		json_array_foreach(json_object_get(object, lists[k]), i, code) {
			if (!holds(all, code) && json_array_append(all, code) != 0)
				return fail_memory(err);
		}
		json_object_del(object, lists[k]);
	}
	return STATUS_OK;
}

/* A tag as the event has it, with its class before it. */
static enum status
add_tags(json_t *metadata, const json_t *values, const char *member, struct error *err)
{
	json_t *tags = json_object_get(json_object_get(values, member), "tags"), *tag;
	size_t i;

	json_array_foreach(tags, i, tag) {
		json_t *shown = json_pack("{ss}", "class", member);

		if (shown == NULL || json_object_update(shown, tag) != 0 ||
		    json_array_append(metadata, shown) != 0) {
			json_decref(shown);
			return fail_memory(err);
		}
		json_decref(shown);
	}
	return STATUS_OK;
}

/* A warning that stands in `warnings` as {"code","text"} gets the details of that code. */
static enum status
add_details(json_t *object, const json_t *values, struct error *err)
{
	json_t *warning, *detail;
	size_t i, k;

	json_array_foreach(json_object_get(object, "warnings"), i, warning) {
		struct text code = view_text(warning, "code"), words = { 0 };

		json_array_foreach(json_object_get(values, "details"), k, detail) {
			if (words.p == NULL && text_equal(view_text(detail, "code"), code))
				words = view_text(detail, "detail");
		}
		if (!view_set(warning, "detail", view_string(words)))
			return fail_memory(err);
	}
	return STATUS_OK;
}

/* What the examination `seq` says; nothing where the log has no such event. */
static enum status
add_statements(struct ledger *ledger, int64_t seq, json_t *object, struct error *err)
{
	static const char *const members[] = { "dates", "places", "devices", "descriptive",
		                               "technical" };
	json_t *metadata = json_object_get(object, "metadata");
	struct event_record record = { 0 };
	enum status st = STATUS_NOT_FOUND;

	if (seq >= 0)
		st = ledger_read(ledger, seq, &record, err);
	if (st == STATUS_NOT_FOUND)
		return add_details(object, NULL, err);
	for (size_t i = 0; i < sizeof members / sizeof members[0] && st == STATUS_OK; i++)
		st = add_tags(metadata, record.values, members[i], err);
	if (st == STATUS_OK)
		st = add_details(object, record.values, err);
	event_record_end(&record);
	return st;
}

/* Degrees of the projection's whole numbers, as the nearest double. */
static json_t *
degrees(struct statement *row, int column)
{
	if (statement_is_null(row, column))
		return json_null();
	return json_real((double)statement_integer(row, column) / 1e7);
}

/* A decimal text as a number; null for none. */
static json_t *
metres(struct text text)
{
	SCOPED_JSON json_t *number = NULL;

	if (text.p == NULL || json_read(&number, text, NULL) != STATUS_OK || !json_is_number(number))
		return json_null();
	return json_incref(number);
}

/* kind, value, subsecond, zone, latitude, longitude, altitude, source */
static json_t *
declared_entry(struct statement *row)
{
	json_t *source = view_string(statement_text(row, 7));

	if (!statement_is_null(row, 4))
		return json_pack("{so so so so}", "lat", degrees(row, 4), "lon", degrees(row, 5),
		                 "altitude", metres(statement_text(row, 6)), "source", source);
	if (!statement_is_null(row, 3))
		return json_pack("{so so so so}", "value", view_string(statement_text(row, 1)),
		                 "zone", view_string(statement_text(row, 3)), "subsecond",
		                 view_string(statement_text(row, 2)), "source", source);
	return json_pack("{so so}", "value", view_string(statement_text(row, 1)), "source", source);
}

/* The list that the row's kind belongs to; an underscore stands there in the views. */
static json_t *
declared_list(const json_t *declared, struct text kind)
{
	if (text_is(kind, "container-created"))
		return json_object_get(declared, "container_created");
	return json_object_getn(declared, kind.p, kind.n);
}

static enum status
add_declared(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	json_t *declared = json_pack("{s[] s[] s[] s[] s[] s[] s[] s[]}", "taken", "digitized",
	                             "modified", "container_created", "place", "make", "model",
	                             "software");
	SCOPED_STATEMENT row = NULL;
	enum status st;

	if (!view_set(object, "declared", declared))
		return fail_memory(err);
	st = view_query(ledger,
	                "SELECT kind, value, subsecond, zone, latitude, longitude, altitude, source"
	                " FROM p_declared WHERE item = $1 ORDER BY position",
	                uuid, &row, err);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		json_t *list = declared_list(declared, statement_text(row, 0));

		if (list != NULL && json_array_append_new(list, declared_entry(row)) != 0)
			return fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Milliseconds as seconds: 12480 is 12.48. */
static enum status
set_seconds(json_t *measured, struct error *err)
{
	const json_t *milliseconds = json_object_get(measured, "duration");
	json_t *seconds = json_is_integer(milliseconds)
	                          ? json_real((double)json_integer_value(milliseconds) / 1000)
	                          : json_null();

	return view_set(measured, "duration", seconds) ? STATUS_OK : fail_memory(err);
}

static const struct view_column measured_columns[] = {
	{ "width", VIEW_INTEGER },       { "height", VIEW_INTEGER },  { "orientation", VIEW_INTEGER },
	{ "rotation", VIEW_INTEGER },    { "duration", VIEW_INTEGER }, { "frame_rate", VIEW_TEXT },
	{ "video_codec", VIEW_TEXT },    { "audio_codec", VIEW_TEXT }, { "pages", VIEW_INTEGER },
	{ "streams", VIEW_INTEGER },     { "frames", VIEW_INTEGER },   { "seq", VIEW_INTEGER },
};

static const struct view_select measured_select = {
	.sql = "SELECT width, height, orientation, rotation, duration, frame_rate, video_codec,"
	       " audio_codec, pages, streams, frames, seq FROM p_measured WHERE item = $1",
	VIEW_COLUMNS(measured_columns),
};

/* Every measure stands there, null where nobody measured; *seq is the examination's, or -1. */
static enum status
add_measured(struct ledger *ledger, struct text uuid, json_t *object, int64_t *seq,
             struct error *err)
{
	json_t *measured = json_object();
	enum status st;

	for (size_t i = 0; i < sizeof measured_columns / sizeof measured_columns[0]; i++) {
		if (!view_set(measured, measured_columns[i].name, json_null())) {
			json_decref(measured);
			return fail_memory(err);
		}
	}
	if (!view_set(object, "measured", measured))
		return fail_memory(err);
	st = view_one(ledger, &measured_select, uuid, measured, err);
	if (st != STATUS_OK && st != STATUS_NOT_FOUND)
		return st;
	if (!json_member_integer(measured, "seq", seq))
		*seq = -1;
	json_object_del(measured, "seq");
	return set_seconds(measured, err);
}

static enum status
add_examinations(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },   { "time", VIEW_TEXT },       { "actor", VIEW_ACTOR },
		{ "outcome", VIEW_TEXT },  { "media_type", VIEW_TEXT }, { "object", VIEW_TEXT },
		{ "parser", VIEW_JSON },   { "tool", VIEW_JSON },       { "metadata_count", VIEW_INTEGER },
	};
	static const struct view_select select = {
		.sql = "SELECT x.seq, x.time, k.code, k.number, x.outcome, x.media_type, x.object,"
		       " x.parser, x.tool, x.tags FROM p_examinations x"
		       " LEFT JOIN p_actors k ON k.fingerprint = x.actor"
		       " WHERE x.item = $1 ORDER BY x.seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &select, uuid, object, "examinations", err);
}

enum status
item_add_metadata(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	int64_t seq = -1;
	enum status st;

	if (!view_set(object, "metadata", json_array()))
		return fail_memory(err);
	st = add_measured(ledger, uuid, object, &seq, err);
	if (st == STATUS_OK)
		st = add_declared(ledger, uuid, object, err);
	if (st == STATUS_OK)
		st = add_examinations(ledger, uuid, object, err);
	return st == STATUS_OK ? add_statements(ledger, seq, object, err) : st;
}
