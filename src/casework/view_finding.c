/* SPDX-License-Identifier: Apache-2.0 */
/* view_finding.c - findings as they are listed, shown, and stand with an item or footage. */
#include "casework/view_finding.h"

#include "casework/part_words.h"
#include "casework/place_words.h"
#include "casework/verification.h"
#include "casework/view_retraction.h"
#include "casework/work.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#define LIST_COLUMNS                                                                              \
	"SELECT f.number, f.uuid, e.number, v.number, f.question, f.answer, f.conclusion,"        \
	" f.confidence, k.code, k.number, w.number, w.code, f.by_expert, f.time, r.number,"       \
	" n.number, (SELECT count(*) FROM p_reviews a WHERE a.finding = f.uuid"                   \
	" AND a.conclusion = 'agree'), (SELECT count(*) FROM p_reviews d"                         \
	" WHERE d.finding = f.uuid AND d.conclusion = 'dissent')"
#define LIST_FROM                                                                                 \
	" FROM p_findings f LEFT JOIN p_items e ON e.uuid = substr(f.subject, 6)"                 \
	" LEFT JOIN p_footage v ON v.uuid = substr(f.subject, 9)"                                 \
	" LEFT JOIN p_actors k ON k.fingerprint = f.actor"                                        \
	" LEFT JOIN p_persons w ON w.uuid = f.person"                                             \
	" LEFT JOIN p_findings r ON r.uuid = f.replaces"                                          \
	" LEFT JOIN p_findings n ON n.number = f.replaced"
#define LIST_MEMBERS                                                                              \
	{ "id", 'F' }, { "uuid", VIEW_TEXT }, { "item", 'E' }, { "footage", 'V' },                \
	{ "question", VIEW_TEXT }, { "answer", VIEW_TEXT }, { "conclusion", VIEW_TEXT },          \
	{ "confidence", VIEW_TEXT }, { "actor", VIEW_ACTOR }, { "by", 'W' },                      \
	{ "by_code", VIEW_TEXT }, { "by_expert", VIEW_BOOLEAN }, { "time", VIEW_TEXT },           \
	{ "replaces", 'F' }, { "replaced_by", 'F' }, { "agreed", VIEW_INTEGER },                  \
	{ "dissented", VIEW_INTEGER }

static const struct view_column list_columns[] = { LIST_MEMBERS };

enum status
finding_list(struct ledger *ledger, const struct resolved *of, const struct view_output *to,
             struct error *err)
{
	static const struct view_select page = {
		.sql = LIST_COLUMNS LIST_FROM
		" WHERE $1 IS NULL AND f.number > $2 ORDER BY f.number LIMIT 256",
		VIEW_COLUMNS(list_columns),
		.finish = retraction_add,
	};
	static const struct view_select item = {
		.sql = LIST_COLUMNS LIST_FROM
		" WHERE f.subject = 'item/' || $1 AND f.number > $2 ORDER BY f.number LIMIT 256",
		VIEW_COLUMNS(list_columns),
		.finish = retraction_add,
	};
	static const struct view_select footage = {
		.sql = LIST_COLUMNS LIST_FROM
		" WHERE f.subject IN (SELECT 'footage/' || $1 UNION ALL SELECT 'item/' || m.item"
		" FROM p_footage_members m WHERE m.footage = $1 AND m.left_seq IS NULL)"
		" AND f.number > $2 ORDER BY f.number LIMIT 256",
		VIEW_COLUMNS(list_columns),
		.finish = retraction_add,
	};
	char uuid[UUID_TEXT_SIZE];

	if (of == NULL)
		return view_pages(ledger, &page, (struct text){ NULL, 0 }, to, err);
	uuid_write(uuid, &of->uuid);
	return view_pages(ledger, of->kind == 'E' ? &item : &footage, text_of(uuid), to, err);
}

/* What became of a dissent (null of what is none, or stands open), and whether it was taken back. */
static enum status
finish_review(struct ledger *ledger, json_t *review, struct error *err)
{
	static const struct view_column columns[] = {
		{ "decision", VIEW_TEXT }, { "actor", VIEW_ACTOR },
		{ "time", VIEW_TEXT },     { "one_person", VIEW_BOOLEAN },
		{ "grounds", VIEW_TEXT },  { "protected_grounds", VIEW_TEXT },
		{ "note", VIEW_TEXT },
	};
	static const struct view_select select = {
		.sql = "SELECT d.decision, k.code, k.number, d.time, d.one_person, d.grounds,"
		       " d.protected_grounds, d.note FROM p_dissents_decided d"
		       " LEFT JOIN p_actors k ON k.fingerprint = d.actor WHERE d.review = $1"
		       " ORDER BY d.seq LIMIT 1",
		VIEW_COLUMNS(columns),
	};
	json_t *decided = json_object();
	enum status st = decided ? view_one(ledger, &select, view_text(review, "uuid"), decided, err)
	                         : fail_memory(err);

	if (st == STATUS_NOT_FOUND) {
		json_decref(decided);
		decided = json_null();
		st = STATUS_OK;
	}
	if (!view_set(review, "decided", decided) && st == STATUS_OK)
		st = fail_memory(err);
	return st == STATUS_OK ? retraction_add(ledger, review, err) : st;
}

static enum status
add_reviews(struct ledger *ledger, struct text uuid, json_t *finding, struct error *err)
{
	static const struct view_column columns[] = {
		{ "uuid", VIEW_TEXT },
		{ "conclusion", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },
		{ "time", VIEW_TEXT },
		{ "by", 'W' },
		{ "by_code", VIEW_TEXT },
		{ "by_expert", VIEW_BOOLEAN },
		{ "discipline", VIEW_TEXT },
		{ "confidence", VIEW_TEXT },
		{ "blind", VIEW_BOOLEAN },
		{ "grounds", VIEW_TEXT },
		{ "protected_grounds", VIEW_TEXT },
		{ "protected_sources", VIEW_LIST },
		{ "object", VIEW_TEXT },
		{ "note", VIEW_TEXT },
	};
	static const struct view_select reviews = {
		.sql = "SELECT r.uuid, r.conclusion, k.code, k.number, r.time, w.number, w.code,"
		       " r.by_expert, r.discipline, r.confidence, r.blind, r.grounds,"
		       " r.protected_grounds, r.protected_sources, r.object, r.note FROM p_reviews r"
		       " LEFT JOIN p_actors k ON k.fingerprint = r.actor"
		       " LEFT JOIN p_persons w ON w.uuid = r.person WHERE r.finding = $1 ORDER BY r.seq",
		VIEW_COLUMNS(columns),
		.finish = finish_review,
	};

	return view_all(ledger, &reviews, uuid, finding, "reviews", err);
}

/* What people write for a part, a place and a region, beside it; null for none. */
static enum status
add_words(json_t *finding, struct error *err)
{
	static const struct {
		const char *member, *name;
		void (*write)(struct buffer *out, const json_t *value);
	} written[] = {
		{ "part", "part_words", part_to_words },
		{ "place", "place_words", place_to_words },
		{ "region", "region_words", place_to_words },
	};

	for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
		SCOPED(buffer) words = { 0 };

		written[i].write(&words, json_object_get(finding, written[i].member));
		if (buffer_check(&words, err) != STATUS_OK)
			return STATUS_MEMORY;
		if (!view_set(finding, written[i].name,
		              words.n > 0 ? json_of_text_lossy(text_of_buffer(&words))
		                          : json_null()))
			return fail_memory(err);
	}
	return STATUS_OK;
}

/* Ids of what it rests on; of each list the query gives the numbers. */
static enum status
add_ids(struct ledger *ledger, const char *sql, char kind, json_t *finding, const char *name,
        struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	json_t *ids = json_array();
	enum status st = view_set(finding, name, ids)
	                         ? view_query(ledger, sql, view_text(finding, "uuid"), &row, err)
	                         : fail_memory(err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (json_array_append_new(ids, view_short_id(kind, statement_integer(row, 0))) != 0)
			return fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_bases(struct ledger *ledger, json_t *finding, struct error *err)
{
	enum status st = add_ids(ledger,
	                         "SELECT c.number FROM p_finding_bases b JOIN p_claims c"
	                         " ON c.uuid = b.record WHERE b.finding = $1 ORDER BY c.number",
	                         'A', finding, "claims", err);

	return st == STATUS_OK
	               ? add_ids(ledger,
	                         "SELECT x.number FROM p_finding_bases b JOIN p_attachments x"
	                         " ON x.uuid = b.record WHERE b.finding = $1 ORDER BY x.number",
	                         'X', finding, "attachments", err)
	               : st;
}

enum status
finding_show(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	static const struct view_column columns[] = {
		LIST_MEMBERS,
		{ "part", VIEW_JSON },
		{ "protected_conclusion", VIEW_TEXT },
		{ "date", VIEW_JSON },
		{ "place", VIEW_JSON },
		{ "region", VIEW_JSON },
		{ "grounds", VIEW_TEXT },
		{ "protected_grounds", VIEW_TEXT },
		{ "methods", VIEW_LIST },
		{ "tools", VIEW_LIST },
		{ "sources", VIEW_LIST },
		{ "private_sources", VIEW_LIST },
		{ "protected_sources", VIEW_LIST },
		{ "object", VIEW_TEXT },
		{ "other_objects", VIEW_LIST },
		{ "discipline", VIEW_TEXT },
		{ "instructions", VIEW_TEXT },
		{ "opinion", 'X' },
		{ "note", VIEW_TEXT },
		{ "version", VIEW_INTEGER },
	};
	static const struct view_select select = {
		.sql = LIST_COLUMNS ", f.part, f.protected_conclusion, f.date, f.place, f.region,"
		       " f.grounds, f.protected_grounds, f.methods, f.tools, f.sources,"
		       " f.private_sources, f.protected_sources, f.object, f.other_objects,"
		       " f.discipline, f.instructions, o.number, f.note,"
		       " coalesce(e.version, v.version)" LIST_FROM
		       " LEFT JOIN p_attachments o ON o.uuid = f.opinion WHERE f.uuid = $1",
		VIEW_COLUMNS(columns),
		.finish = retraction_add,
	};
	SCOPED_JSON json_t *finding = json_object();
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, uuid);
	st = finding ? view_one(ledger, &select, text_of(text), finding, err) : fail_memory(err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no finding %s", text);
	if (st == STATUS_OK)
		st = add_words(finding, err);
	if (st == STATUS_OK)
		st = add_bases(ledger, finding, err);
	if (st == STATUS_OK)
		st = add_reviews(ledger, text_of(text), finding, err);
	if (st == STATUS_OK)
		*out = json_incref(finding);
	return st;
}

static enum status
add_findings(struct ledger *ledger, const struct subject *subject, json_t *object,
             struct error *err)
{
	static const struct view_select own = {
		.sql = LIST_COLUMNS LIST_FROM " WHERE f.subject = $1 ORDER BY f.number",
		VIEW_COLUMNS(list_columns),
		.finish = retraction_add,
	};
	static const struct view_select members = {
		.sql = LIST_COLUMNS LIST_FROM
		" WHERE f.subject IN (SELECT 'item/' || m.item FROM p_footage_members m"
		" WHERE m.footage = $1 AND m.left_seq IS NULL) ORDER BY f.number",
		VIEW_COLUMNS(list_columns),
		.finish = retraction_add,
	};
	enum status st = view_all(ledger, &own, text_of(subject->text), object, "findings", err);

	if (st == STATUS_OK && text_is(subject_kind(subject), "footage"))
		st = view_all(ledger, &members, subject_name(subject), object, "member_findings",
		              err);
	return st;
}

/* Every status that was decided, with what it rests on. */
static enum status
add_statuses(struct ledger *ledger, const struct subject *subject, json_t *object,
             struct error *err)
{
	static const struct view_column columns[] = {
		{ "version", VIEW_INTEGER },  { "time", VIEW_TEXT },
		{ "actor", VIEW_ACTOR },      { "before", VIEW_TEXT },
		{ "status", VIEW_TEXT },      { "verified_as", VIEW_TEXT },
		{ "one_person", VIEW_BOOLEAN }, { "grounds", VIEW_TEXT },
		{ "protected_grounds", VIEW_TEXT }, { "because", VIEW_TEXT },
		{ "uuid", VIEW_TEXT },
	};
	static const struct view_select statuses = {
		.sql = "SELECT s.n, s.time, k.code, k.number, s.before, s.status, s.verified_as,"
		       " s.one_person, s.grounds, s.protected_grounds, s.because, s.uuid"
		       " FROM p_statuses s LEFT JOIN p_actors k ON k.fingerprint = s.actor"
		       " WHERE s.subject = $1 ORDER BY s.n",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &statuses, text_of(subject->text), object, "statuses", err);
}

/* Findings that the present status rests on and that stand no more. */
static enum status
add_fallen(struct ledger *ledger, const struct subject *subject, json_t *object, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	json_t *fallen = json_array();
	enum status st = view_set(object, "status_rests_on_fallen", fallen)
	                         ? view_query(ledger,
	                                      "SELECT f.number FROM p_status_findings x"
	                                      " JOIN p_findings f ON f.uuid = x.finding WHERE x.seq ="
	                                      " (SELECT seq FROM p_statuses WHERE subject = $1"
	                                      " ORDER BY n DESC LIMIT 1) AND (f.replaced > 0"
	                                      " OR EXISTS (SELECT 1 FROM p_retractions t"
	                                      " WHERE t.record = f.uuid)) ORDER BY f.number",
	                                      text_of(subject->text), &row, err)
	                         : fail_memory(err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (json_array_append_new(fallen, view_short_id('F', statement_integer(row, 0))) != 0)
			return fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Nobody weighed it, unless somebody did; unassessed counts as exonerating. */
static enum status
add_value(struct ledger *ledger, const struct subject *subject, json_t *object, struct error *err)
{
	static const struct view_column columns[] = { { "strength", VIEW_TEXT },
		                                      { "disclosure", VIEW_TEXT },
		                                      { "caption", VIEW_TEXT } };
	static const struct view_select last = {
		.sql = "SELECT coalesce(strength, 'unassessed'), coalesce(disclosure, 'unassessed'),"
		       " coalesce(caption, 'unassessed') FROM p_values_assessed WHERE subject = $1"
		       " ORDER BY seq DESC LIMIT 1",
		VIEW_COLUMNS(columns),
	};
	enum status st = view_one(ledger, &last, text_of(subject->text), object, err);

	for (size_t i = 0; st == STATUS_NOT_FOUND && i < sizeof columns / sizeof columns[0]; i++) {
		if (!view_set(object, columns[i].name, json_string("unassessed")))
			return fail_memory(err);
	}
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

enum status
subject_add_judgement(struct ledger *ledger, const struct subject *subject, json_t *object,
                      struct error *err)
{
	const struct question_scope scope = { .ledger = ledger, .subject = subject };
	json_t *questions = NULL;
	enum status st = add_findings(ledger, subject, object, err);

	if (st == STATUS_OK)
		st = questions_of(&scope, &questions, err);
	if (st == STATUS_OK && !view_set(object, "questions", questions))
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = open_dissents_add(ledger, subject, object, "dissents", err);
	if (st == STATUS_OK)
		st = add_statuses(ledger, subject, object, err);
	if (st == STATUS_OK)
		st = add_fallen(ledger, subject, object, err);
	if (st == STATUS_OK)
		st = add_value(ledger, subject, object, err);
	return st == STATUS_OK ? work_add(ledger, subject, object, err) : st;
}
