/* SPDX-License-Identifier: Apache-2.0 */
/* view_item_parts.c - sensitivity, warnings, postings, notes and repairs. */
#include "casework/view_item_parts.h"

#include "casework/view_item.h"
#include "casework/view_retraction.h"

#include "base/dated.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static bool
append_codes(json_t *list, const json_t *codes)
{
	json_t *code;
	size_t i;

	json_array_foreach(codes, i, code) {
		if (json_array_append(list, code) != 0)
			return false;
	}
	return true;
}

/* Appends a code unless it is that of "nobody looked", which is told once by the caller. */
static bool
append_assessed(json_t *list, const json_t *object, const char *name, bool *unassessed)
{
	struct text code = view_text(object, name);

	if (code.p == NULL || text_is(code, "unassessed")) {
		*unassessed = true;
		return true;
	}
	return json_array_append(list, json_object_get(object, name)) == 0;
}

/* Has a person judged what may be seen, and heard where there may be sound? */
static bool
is_assessed(const json_t *object)
{
	const char *kind = media_kind(view_text(object, "media_type"));
	struct text picture = view_text(object, "graphic_level"), sound = view_text(object, "sound");
	bool silent = strcmp(kind, "image") == 0 || strcmp(kind, "document") == 0;

	return picture.p != NULL && !text_is(picture, "unassessed") &&
	       (silent || (sound.p != NULL && !text_is(sound, "unassessed")));
}

enum status
item_add_sensitivity(json_t *object, struct error *err)
{
	json_t *list = json_array();
	bool unassessed = false, graphic;

	graphic = !text_is(view_text(object, "graphic_level"), "not-sensitive");
	if (!view_set(object, "sensitivity", list) ||
	    !append_assessed(list, object, "graphic_level", &unassessed) ||
	    !append_assessed(list, object, "sound", &unassessed) ||
	    !append_codes(list, json_object_get(object, "flags")) ||
	    !append_codes(list, json_object_get(object, "protection_flags")) ||
	    (unassessed && json_array_insert_new(list, 0, json_string("unassessed")) != 0) ||
	    !view_set(object, "treat_as_graphic", json_boolean(graphic)) ||
	    !view_set(object, "assessed", json_boolean(is_assessed(object))))
		return fail_memory(err);
	return STATUS_OK;
}

enum status
term_text(struct ledger *ledger, const char *vocabulary, struct text code, bool label,
          json_t **out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct text text = { NULL, 0 };
	enum status st = view_query(ledger,
	                            "SELECT label, definition FROM p_terms"
	                            " WHERE vocabulary = $1 AND code = $2",
	                            text_of(vocabulary), &row, err);

	if (st == STATUS_OK) {
		statement_bind_text(row, 2, code);
		st = statement_step(row, err);
	}
	if (st == STATUS_OK)
		text = statement_text(row, label ? 0 : 1);
	if (st != STATUS_OK && st != STATUS_DONE)
		return st;
	*out = view_string(text);
	return *out ? STATUS_OK : fail_memory(err);
}

enum status
item_explain_warnings(struct ledger *ledger, json_t *object, struct error *err)
{
	json_t *codes = json_object_get(object, "warnings"), *code, *explained = json_array();
	enum status st = explained ? STATUS_OK : fail_memory(err);
	size_t i;

	json_array_foreach(codes, i, code) {
		struct text text = { json_string_value(code), json_string_length(code) };
		json_t *meaning = NULL, *warning;

		if (st == STATUS_OK)
			st = term_text(ledger, "warning", text, false, &meaning, err);
		if (st != STATUS_OK)
			break;
		warning = json_pack("{sOso}", "code", code, "text", meaning);
		if (json_array_append_new(explained, warning) != 0)
			st = fail_memory(err);
	}
	if (!view_set(object, "warnings", explained) && st == STATUS_OK)
		st = fail_memory(err);
	return st;
}

bool
claimed_date(const json_t *dated, struct edtf *out)
{
	struct dated date;

	return json_is_object(dated) && dated_of_json(dated, &date, NULL) == STATUS_OK &&
	       dated_read(&date, out, NULL) == STATUS_OK;
}

enum status
item_subject(struct buffer *out, struct text uuid, struct error *err)
{
	buffer_append_string(out, "item/");
	buffer_append_text(out, uuid);
	return buffer_check(out, err);
}

/* The earliest date so far, and its text as it was claimed. */
struct earliest {
	struct edtf date;
	json_t     *text; /* owned, or NULL */
};

/* Where the order is not certain, the one that had happened first at the latest. */
static bool
is_earlier(const struct edtf *a, const struct edtf *b)
{
	enum date_order order = edtf_compare(a, b);

	return order == DATES_UNORDERED ? a->bounds.latest < b->bounds.latest
	                                : order == DATES_BEFORE;
}

static void
consider_date(struct earliest *earliest, const json_t *dated)
{
	struct edtf date;

	if (!claimed_date(dated, &date))
		return;
	if (earliest->text != NULL && !is_earlier(&date, &earliest->date))
		return;
	json_decref(earliest->text);
	earliest->text = json_incref(json_object_get(dated, "edtf"));
	earliest->date = date;
}

static enum status
set_published(json_t *object, struct earliest *earliest, struct error *err)
{
	json_t *text = earliest->text ? earliest->text : json_null();

	return view_set(object, "published", text) ? STATUS_OK : fail_memory(err);
}

enum status
item_add_published(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) subject = { 0 };
	struct earliest earliest = { .text = NULL };
	int64_t postings = 0;
	enum status st = item_subject(&subject, uuid, err);

	if (st == STATUS_OK)
		st = view_query(ledger,
		                "SELECT p.published FROM p_postings p WHERE p.subject = $1"
		                " AND NOT EXISTS (SELECT 1 FROM p_retractions x"
		                " WHERE x.record = p.uuid)",
		                text_of_buffer(&subject), &row, err);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		SCOPED_JSON json_t *dated = NULL;

		postings++;
		if (!statement_is_null(row, 0) &&
		    json_read(&dated, statement_text(row, 0), NULL) == STATUS_OK)
			consider_date(&earliest, dated);
	}
	if (st == STATUS_DONE)
		st = set_published(object, &earliest, err);
	else
		json_decref(earliest.text);
	if (st == STATUS_OK && !view_set(object, "posting_count", json_integer(postings)))
		st = fail_memory(err);
	return st;
}

enum status
item_add_postings(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "id", 'P' },
		{ "uuid", VIEW_TEXT },
		{ "recorded", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "channel", 'C' },
		{ "channel_code", VIEW_TEXT },
		{ "platform", VIEW_TEXT },
		{ "url", VIEW_TEXT },
		{ "post_id", VIEW_TEXT },
		{ "published", VIEW_JSON },
		{ "caption", VIEW_TEXT },
		{ "language", VIEW_TEXT },
		{ "author", VIEW_TEXT },
		{ "forwarded_from", VIEW_TEXT },
		{ "basis", VIEW_TEXT },
		{ "acquisition", 'Q' },
	};
	static const struct view_select postings = {
		.sql = "SELECT p.number, p.uuid, p.recorded, k.code, k.number, h.number, h.code,"
		       " h.platform, p.url, p.post_id, p.published, p.caption, p.language,"
		       " p.author, p.forwarded_from, p.basis, a.number"
		       " FROM p_postings p LEFT JOIN p_actors k ON k.fingerprint = p.actor"
		       " LEFT JOIN p_channels h ON h.uuid = p.channel"
		       " LEFT JOIN p_acquisitions a ON a.uuid = p.acquisition"
		       " WHERE p.subject = $1 ORDER BY p.number",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};
	SCOPED(buffer) subject = { 0 };
	struct earliest earliest = { .text = NULL };
	json_t *posting;
	size_t i;
	enum status st = item_subject(&subject, uuid, err);

	if (st == STATUS_OK)
		st = view_all(ledger, &postings, text_of_buffer(&subject), object, "postings", err);
	if (st != STATUS_OK)
		return st;
	json_array_foreach(json_object_get(object, "postings"), i, posting)
		if (!json_is_object(json_object_get(posting, "retracted")))
			consider_date(&earliest, json_object_get(posting, "published"));
	return set_published(object, &earliest, err);
}

enum status
subject_add_notes(struct ledger *ledger, struct text subject, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },
		{ "uuid", VIEW_TEXT },
		{ "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "text", VIEW_TEXT },
	};
	static const struct view_select notes = {
		.sql = "SELECT n.seq, e.id, n.time, k.code, k.number, n.text FROM p_notes n"
		       " LEFT JOIN events e ON e.seq = n.seq"
		       " LEFT JOIN p_actors k ON k.fingerprint = n.actor"
		       " WHERE n.subject = $1 ORDER BY n.seq",
		VIEW_COLUMNS(columns), .finish = retraction_add,
	};

	return view_all(ledger, &notes, subject, object, "notes", err);
}

enum status
object_add_repairs(struct ledger *ledger, struct text sha256, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },
		{ "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "damaged", VIEW_TEXT },
		{ "damaged_bytes", VIEW_INTEGER },
		{ "kept_as", VIEW_TEXT },
		{ "acquisition", 'Q' },
	};
	static const struct view_select repairs = {
		.sql = "SELECT r.seq, r.time, k.code, k.number, r.damaged, r.damaged_bytes,"
		       " r.kept_as, a.number FROM p_repairs r"
		       " LEFT JOIN p_actors k ON k.fingerprint = r.actor"
		       " LEFT JOIN p_acquisitions a ON a.uuid = r.acquisition"
		       " WHERE r.object = $1 ORDER BY r.seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &repairs, sha256, object, "repairs", err);
}
