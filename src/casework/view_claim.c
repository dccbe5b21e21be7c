/* SPDX-License-Identifier: Apache-2.0 */
/* view_claim.c - claims one by one. */
#include "casework/view_claim.h"

#include "casework/part_words.h"
#include "casework/view_claim_parts.h"
#include "casework/view_retraction.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

const struct view_column claim_columns[CLAIM_COLUMN_COUNT] = {
	{ "id", 'A' },
	{ "uuid", VIEW_TEXT },
	{ "seq", VIEW_INTEGER },
	{ "recorded", VIEW_TEXT },
	{ "actor", VIEW_ACTOR },
	{ "of", VIEW_TEXT },
	{ "about", VIEW_TEXT },
	{ "part", VIEW_JSON },
	{ "property", VIEW_TEXT },
	{ "value", VIEW_TEXT },
	{ "date", VIEW_JSON },
	{ "place", VIEW_JSON },
	{ "region", VIEW_JSON },
	{ "party", VIEW_JSON },
	{ "protected", VIEW_BOOLEAN },
	{ "stance", VIEW_TEXT },
	{ "refers_to", 'A' },
	{ "by_kind", VIEW_TEXT },
	{ "by", VIEW_TEXT },
	{ "by_version", VIEW_INTEGER },
	{ "file_tag", VIEW_TEXT },
	{ "basis", VIEW_LIST },
	{ "made", VIEW_JSON },
	{ "reliability", VIEW_TEXT },
	{ "credibility", VIEW_TEXT },
	{ "raw", VIEW_TEXT },
	{ "language", VIEW_TEXT },
	{ "independence", VIEW_TEXT },
	{ "traced", VIEW_INTEGER },
	{ "grounds", VIEW_TEXT },
	{ "protected_grounds", VIEW_TEXT },
	{ "trace_grounds", VIEW_TEXT },
	{ "protected_trace_grounds", VIEW_TEXT },
	{ "note", VIEW_TEXT },
};

/* Kinds of records that claims name, with number and name by UUID. */
static const struct {
	const char *kind;
	char        letter;
	const char *sql;
} named[] = {
	{ "item", 'E', "SELECT number, NULL FROM p_items WHERE uuid = $1" },
	{ "footage", 'V', "SELECT number, NULL FROM p_footage WHERE uuid = $1" },
	{ "incident", 'I', "SELECT number, title FROM p_incidents WHERE uuid = $1" },
	{ "channel", 'C', "SELECT number, code FROM p_channels WHERE uuid = $1" },
	{ "report", 'R',
	  "SELECT number, coalesce(publisher, title, draft_publisher, draft_title) FROM p_reports"
	  " WHERE uuid = $1" },
	{ "person", 'W', "SELECT number, code FROM p_persons WHERE uuid = $1" },
	{ "delivery", 'D', "SELECT number, NULL FROM p_deliveries WHERE uuid = $1" },
};
#define NAMED (sizeof named / sizeof named[0])

enum status
record_name(struct ledger *ledger, const char *kind, struct text uuid, json_t **id, json_t **text,
            struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	size_t i = 0;
	enum status st;

	*id = *text = NULL;
	while (i < NAMED && strcmp(named[i].kind, kind) != 0)
		i++;
	st = i < NAMED ? view_query(ledger, named[i].sql, uuid, &row, err) : STATUS_DONE;
	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st != STATUS_OK && st != STATUS_DONE)
		return st;
	*id = st == STATUS_OK ? view_short_id(named[i].letter, statement_integer(row, 0))
	                      : json_null();
	*text = st == STATUS_OK ? view_string(statement_text(row, 1)) : json_null();
	if (*id != NULL && *text != NULL)
		return STATUS_OK;
	json_decref(*id);
	json_decref(*text);
	return fail_memory(err);
}

/* Puts the short id, and the name under `text_member` unless that is NULL, in place of the UUID. */
static enum status
name_member(struct ledger *ledger, json_t *claim, const char *member, const char *kind,
            struct text uuid, const char *text_member, struct error *err)
{
	json_t *id = NULL, *text = NULL;
	enum status st = record_name(ledger, kind, uuid, &id, &text, err);
	bool id_set, text_set;

	if (st != STATUS_OK)
		return st;
	id_set = view_set(claim, member, id);
	text_set = text_member == NULL || view_set(claim, text_member, json_incref(text));
	json_decref(text);
	return id_set && text_set ? STATUS_OK : fail_memory(err);
}

static enum status
name_record(struct ledger *ledger, json_t *claim, struct error *err)
{
	struct subject subject;
	char kind[32] = "";

	if (subject_read(view_text(claim, "of"), &subject)) {
		struct text word = subject_kind(&subject);

		memcpy(kind, word.p, word.n < sizeof kind ? word.n : sizeof kind - 1);
	}
	return name_member(ledger, claim, "of", kind, subject_name(&subject), NULL, err);
}

/* The short id that the record's event gave it. */
static enum status
name_about(struct ledger *ledger, json_t *claim, struct error *err)
{
	SCOPED(event_record) event = { 0 };
	json_t *short_id = NULL;
	struct uuid id;
	int64_t seq;
	enum status st;

	if (!json_member_uuid(claim, "about", &id))
		return STATUS_OK;
	st = ledger_find(ledger, &id, &seq, err);
	if (st == STATUS_OK)
		st = ledger_read(ledger, seq, &event, err);
	if (st == STATUS_OK)
		short_id = json_object_get(event.open, "short_id");
	if (st != STATUS_OK && st != STATUS_NOT_FOUND)
		return st;
	return json_object_set(claim, "about", short_id ? short_id : json_null()) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/* Who asserts it: the record's id and name; the actor's code; nothing of a file but that it is one. */
static enum status
name_asserter(struct ledger *ledger, json_t *claim, struct error *err)
{
	const char *kind = json_string_value(json_object_get(claim, "by_kind"));
	SCOPED_JSON json_t *uuid = json_incref(json_object_get(claim, "by"));

	if (kind != NULL && strcmp(kind, "actor") == 0) {
		if (json_object_set(claim, "by", json_object_get(claim, "actor_id")) != 0 ||
		    json_object_set(claim, "by_text", json_object_get(claim, "actor")) != 0)
			return fail_memory(err);
		return STATUS_OK;
	}
	if (!json_is_string(uuid))
		return view_set(claim, "by_text", json_null()) ? STATUS_OK : fail_memory(err);
	return name_member(ledger, claim, "by", kind ? kind : "", text_of(json_string_value(uuid)),
	                   "by_text", err);
}

static enum status
add_sources(struct ledger *ledger, json_t *claim, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	json_t *list = json_array();
	enum status st = view_set(claim, "derived_from", list) ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK)
		st = view_query(ledger,
		                "SELECT s.kind, coalesce(c.number, r.number) FROM p_claim_sources s"
		                " LEFT JOIN p_claims c ON s.kind = 'claim' AND c.uuid = s.source"
		                " LEFT JOIN p_reports r ON s.kind = 'report' AND r.uuid = s.source"
		                " WHERE s.claim = $1 ORDER BY s.kind, coalesce(c.number, r.number)",
		                view_text(claim, "uuid"), &row, err);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		char letter = text_is(statement_text(row, 0), "claim") ? 'A' : 'R';
		json_t *id = statement_is_null(row, 1)
		                     ? json_null()
		                     : view_short_id(letter, statement_integer(row, 1));

		if (json_array_append_new(list, id) != 0)
			st = fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The last claim by which its own source corrected or retracted it. */
static enum status
add_superseding(struct ledger *ledger, json_t *claim, struct error *err)
{
	int64_t number = 0;
	enum status st = view_integer(
		ledger,
		"SELECT s.number FROM p_claims s WHERE s.refers_to = $1"
		" AND s.stance IN ('corrects', 'retracts') AND EXISTS (SELECT 1 FROM p_claims a"
		" WHERE a.uuid = s.refers_to AND a.by_kind IS s.by_kind"
		" AND a.by_record IS s.by_record) AND NOT EXISTS"
		" (SELECT 1 FROM p_retractions x WHERE x.record = s.uuid)"
		" ORDER BY s.number DESC LIMIT 1",
		view_text(claim, "uuid"), &number, err);

	if (st != STATUS_OK && st != STATUS_NOT_FOUND)
		return st;
	return view_set(claim, "superseded_by",
	                st == STATUS_OK ? view_short_id('A', number) : json_null())
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
add_words(json_t *claim, struct error *err)
{
	const char *letter = json_string_value(json_object_get(claim, "reliability"));
	const char *digit = json_string_value(json_object_get(claim, "credibility"));
	SCOPED(buffer) words = { 0 };
	SCOPED(buffer) part = { 0 };
	json_t *grade = json_null();

	claim_value_to_words(&words, claim);
	part_to_words(&part, json_object_get(claim, "part"));
	if (buffer_check(&words, err) != STATUS_OK || buffer_check(&part, err) != STATUS_OK)
		return STATUS_MEMORY;
	if (letter != NULL || digit != NULL)
		grade = json_sprintf("%c%s", letter ? letter[0] & ~0x20 : '-', digit ? digit : "-");
	if (!view_set(claim, "words", words.n ? view_string(text_of_buffer(&words)) : json_null()) ||
	    !view_set(claim, "grade", grade) ||
	    !view_set(claim, "part_words", part.n ? view_string(text_of_buffer(&part)) : json_null()))
		return fail_memory(err);
	return STATUS_OK;
}

enum status
claim_finish(struct ledger *ledger, json_t *claim, struct error *err)
{
	enum status st = name_record(ledger, claim, err);

	if (st == STATUS_OK)
		st = name_about(ledger, claim, err);
	if (st == STATUS_OK)
		st = name_asserter(ledger, claim, err);
	if (st == STATUS_OK)
		st = add_words(claim, err);
	if (st == STATUS_OK)
		st = add_sources(ledger, claim, err);
	if (st == STATUS_OK)
		st = add_superseding(ledger, claim, err);
	return st == STATUS_OK ? retraction_add(ledger, claim, err) : st;
}

bool
claim_counts(const json_t *claim)
{
	const char *stance = json_string_value(json_object_get(claim, "stance"));

	return stance != NULL && json_is_null(json_object_get(claim, "retracted")) &&
	       json_is_null(json_object_get(claim, "superseded_by")) &&
	       (strcmp(stance, "asserts") == 0 || strcmp(stance, "repeats") == 0 ||
	        strcmp(stance, "corrects") == 0);
}

enum status
claim_roots_list(struct ledger *ledger, const json_t *roots, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *list = json_array();
	enum status st = list ? STATUS_OK : fail_memory(err);
	const char *key;
	json_t *known;

	json_object_foreach(json_iterable(roots), key, known) {
		struct text name = text_of(key), word = text_cut(&name, '/');
		bool actor = text_is(word, "actor"), file = text_is(word, "file");
		char kind[32] = { 0 };
		json_t *id = NULL, *text = NULL;

		memcpy(kind, word.p, word.n < sizeof kind ? word.n : sizeof kind - 1);
		if (st == STATUS_OK)
			st = record_name(ledger, file ? "item" : kind, name, &id, &text, err);
		if (st != STATUS_OK)
			break;
		if (actor) {
			json_decref(text);
			text = view_string(name);
		}
		if (json_array_append_new(list, json_pack("{s:s,s:o,s:o,s:b}", "kind", kind, "id", id,
		                                          "text", text, "independent",
		                                          json_is_true(known))) != 0)
			st = fail_memory(err);
	}
	if (st == STATUS_OK)
		*out = json_incref(list);
	return st;
}

static const struct view_select *
select_of(const struct resolved *of, bool by)
{
	static const struct view_select all = {
		.sql = CLAIM_COLUMNS CLAIM_FROM
		" WHERE $1 IS NULL AND a.number > $2 ORDER BY a.number LIMIT 256",
		.columns = claim_columns,
		.count = CLAIM_COLUMN_COUNT,
		.finish = claim_finish,
	};
	static const struct view_select about = {
		.sql = CLAIM_COLUMNS CLAIM_FROM
		" WHERE a.subject = $1 AND a.number > $2 ORDER BY a.number LIMIT 256",
		.columns = claim_columns,
		.count = CLAIM_COLUMN_COUNT,
		.finish = claim_finish,
	};
	static const struct view_select asserted = {
		.sql = CLAIM_COLUMNS CLAIM_FROM
		" WHERE a.by_record = $1 AND a.number > $2 ORDER BY a.number LIMIT 256",
		.columns = claim_columns,
		.count = CLAIM_COLUMN_COUNT,
		.finish = claim_finish,
	};

	return of == NULL ? &all : by ? &asserted : &about;
}

enum status
claim_list(struct ledger *ledger, const struct resolved *of, bool by, const struct view_output *to,
           struct error *err)
{
	struct subject subject;
	char uuid[UUID_TEXT_SIZE];

	if (of == NULL)
		return view_pages(ledger, select_of(of, by), (struct text){ NULL, 0 }, to, err);
	if (!resolved_subject(of, &subject))
		return fail(err, STATUS_INVALID, "claims are listed of a record with a history of its own; see vidimus claims");
	uuid_write(uuid, &of->uuid);
	return view_pages(ledger, select_of(of, by), by ? text_of(uuid) : text_of(subject.text), to,
	                  err);
}

enum status
claims_add(struct ledger *ledger, struct text subject, json_t *object, struct error *err)
{
	static const struct view_select first = {
		.sql = CLAIM_COLUMNS CLAIM_FROM
		" WHERE a.subject = $1 ORDER BY a.number LIMIT 256",
		.columns = claim_columns,
		.count = CLAIM_COLUMN_COUNT,
		.finish = claim_finish,
	};
	int64_t count = 0;
	enum status st = view_integer(ledger, "SELECT count(*) FROM p_claims WHERE subject = $1",
	                              subject, &count, err);

	if (st == STATUS_OK)
		st = view_all(ledger, &first, subject, object, "claims", err);
	if (st == STATUS_OK && !view_set(object, "claim_count", json_integer(count)))
		st = fail_memory(err);
	return st;
}

enum status
claims_add_of_members(struct ledger *ledger, struct text footage, json_t *object,
                      struct error *err)
{
	static const struct view_select members = {
		.sql = CLAIM_COLUMNS CLAIM_FROM
		" WHERE a.subject IN (SELECT 'item/' || m.item FROM p_footage_members m"
		" WHERE m.footage = $1 AND m.left_seq IS NULL) ORDER BY a.number LIMIT 256",
		.columns = claim_columns,
		.count = CLAIM_COLUMN_COUNT,
		.finish = claim_finish,
	};

	return view_all(ledger, &members, footage, object, "member_claims", err);
}

/* Roots, and what rests on it. */
static enum status
add_dependence(struct ledger *ledger, struct text uuid, json_t *claim, struct error *err)
{
	static const struct view_column columns[] = { { "id", 'A' }, { "how", VIEW_TEXT } };
	static const struct view_select below = {
		.sql = "SELECT c.number, s.how FROM p_claim_sources s JOIN p_claims c"
		       " ON c.uuid = s.claim WHERE s.source = $1 ORDER BY c.number LIMIT 1000",
		VIEW_COLUMNS(columns),
	};
	static const struct view_select referring = {
		.sql = "SELECT number, stance FROM p_claims WHERE refers_to = $1"
		       " ORDER BY number LIMIT 1000",
		VIEW_COLUMNS(columns),
	};
	SCOPED(claim_walk) walk = { .ledger = ledger };
	SCOPED_JSON json_t *roots = json_object();
	json_t *list = NULL;
	bool unrecorded = false;
	enum status st = roots ? claim_add_roots(&walk, uuid, roots, &unrecorded, err)
	                       : fail_memory(err);

	if (st == STATUS_OK)
		st = claim_roots_list(ledger, roots, &list, err);
	if (st == STATUS_OK && (!view_set(claim, "roots", list) ||
	                        !view_set(claim, "rests_on_unrecorded", json_boolean(unrecorded))))
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = view_all(ledger, &below, uuid, claim, "source_of", err);
	return st == STATUS_OK ? view_all(ledger, &referring, uuid, claim, "referred_to_by", err)
	                       : st;
}

enum status
claim_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_select one = {
		.sql = CLAIM_COLUMNS CLAIM_FROM " WHERE a.uuid = $1",
		.columns = claim_columns,
		.count = CLAIM_COLUMN_COUNT,
		.finish = claim_finish,
	};
	SCOPED_JSON json_t *claim = json_object();
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = claim ? view_one(ledger, &one, text_of(text), claim, err) : fail_memory(err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no claim %s", text);
	if (st == STATUS_OK)
		st = add_dependence(ledger, text_of(text), claim, err);
	if (st == STATUS_OK)
		*out = json_incref(claim);
	return st;
}
