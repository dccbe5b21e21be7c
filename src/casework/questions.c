/* SPDX-License-Identifier: Apache-2.0 */
/* questions.c - which verification questions are concluded, by whom, and what each one lacks. */
#include "casework/verification.h"

#include "casework/judged.h"
#include "casework/view_row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const char *const required[] = { "provenance", "date", "place", "integrity", "content" };

static bool
is_required(struct text question)
{
	for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
		if (text_is(question, required[i]))
			return true;
	}
	return false;
}

static bool
concludes(struct text answer)
{
	return text_is(answer, "answered") || text_is(answer, "not-determinable") ||
	       text_is(answer, "not-applicable");
}

/* Codes of those who agreed, and did not dissent from it later. */
static enum status
add_agreeing(struct ledger *ledger, json_t *finding, struct error *err)
{
	static const struct view_column columns[] = { { "code", VIEW_TEXT } };
	static const struct view_select agreeing = {
		.sql = "SELECT DISTINCT k.code FROM p_reviews r"
		       " JOIN p_actors k ON k.fingerprint = r.actor"
		       " WHERE r.finding = $1 AND r.conclusion = 'agree' AND r.person IS NULL"
		       " AND k.code IS NOT NULL"
		       " AND NOT EXISTS (SELECT 1 FROM p_retractions x WHERE x.record = r.uuid)"
		       " AND NOT EXISTS (SELECT 1 FROM p_reviews d"
		       " JOIN p_actors j ON j.fingerprint = d.actor WHERE d.finding = $1"
		       " AND d.seq > r.seq AND d.conclusion = 'dissent' AND j.code = k.code)",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &agreeing, view_text(finding, "uuid"), finding, "agreeing", err);
}

/* A finding counts while no later one took its place and nobody took it back. */
#define FINDING_STANDS                                                                            \
	" AND f.replaced = 0"                                                                     \
	" AND NOT EXISTS (SELECT 1 FROM p_retractions x WHERE x.record = f.uuid)"

#define FINDING_COLUMNS                                                                           \
	"SELECT f.number, f.uuid, f.question, f.answer, k.code, f.person IS NOT NULL,"            \
	" EXISTS (SELECT 1 FROM p_reviews r JOIN p_dissents_decided d ON d.review = r.uuid"       \
	" WHERE r.finding = f.uuid AND d.decision = 'upheld')"                                    \
	" FROM p_findings f LEFT JOIN p_actors k ON k.fingerprint = f.actor"

static const struct view_column finding_columns[] = {
	{ "id", 'F' },          { "uuid", VIEW_TEXT },      { "question", VIEW_TEXT },
	{ "answer", VIEW_TEXT }, { "author", VIEW_TEXT },   { "by_expert", VIEW_BOOLEAN },
	{ "upheld", VIEW_BOOLEAN },
};

/* Findings of the chain that stand. */
static enum status
read_chain(const struct question_scope *scope, json_t *out, struct error *err)
{
	static const struct view_select chain = {
		.sql = FINDING_COLUMNS " WHERE f.subject = $1" FINDING_STANDS " ORDER BY f.number",
		VIEW_COLUMNS(finding_columns),
		.finish = add_agreeing,
	};

	return view_all(scope->ledger, &chain, text_of(scope->subject->text), out, "findings", err);
}

static json_t *
find_by_uuid(const json_t *list, const char *uuid)
{
	json_t *finding;
	size_t i;

	json_array_foreach(list, i, finding) {
		const char *there = json_string_value(json_object_get(finding, "uuid"));

		if (there != NULL && strcmp(there, uuid) == 0)
			return finding;
	}
	return NULL;
}

/* Marks a named finding as one that counts; that of a member, which stands in another chain, is added. */
static enum status
count_named(const struct question_scope *scope, json_t *list, const char *uuid, struct error *err)
{
	static const struct view_select one = {
		.sql = FINDING_COLUMNS " WHERE f.uuid = $1" FINDING_STANDS,
		VIEW_COLUMNS(finding_columns),
		.finish = add_agreeing,
	};
	json_t *there = find_by_uuid(list, uuid);
	SCOPED_JSON json_t *finding = there ? json_incref(there) : json_object();
	enum status st = STATUS_OK;

	if (there == NULL)
		st = view_one(scope->ledger, &one, text_of(uuid), finding, err);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st == STATUS_OK && (!view_set(finding, "counts", json_true()) ||
	                        (there == NULL && json_array_append(list, finding) != 0)))
		st = fail_memory(err);
	return st;
}

/* All of the chain that stand, of which the named count, or all; and the named of members. */
static enum status
read_findings(const struct question_scope *scope, json_t *out, struct error *err)
{
	enum status st = read_chain(scope, out, err);
	json_t *list = json_object_get(out, "findings"), *entry;
	size_t i;

	json_array_foreach(scope->named ? NULL : list, i, entry) {
		if (st == STATUS_OK && !view_set(entry, "counts", json_true()))
			st = fail_memory(err);
	}
	json_array_foreach(scope->named, i, entry) {
		if (st == STATUS_OK)
			st = count_named(scope, list, json_string_value(entry), err);
	}
	return st;
}

/* Adds a person's code once; what is not known is nobody. */
static bool
add_person(json_t *people, const char *code)
{
	json_t *there;
	size_t i;

	if (code == NULL || *code == '\0')
		return true;
	json_array_foreach(people, i, there) {
		if (strcmp(json_string_value(there), code) == 0)
			return true;
	}
	return json_array_append_new(people, json_string(code)) == 0;
}

/* Those who stand by a finding: its author, unless it is an expert's, and who agrees; and who decides. */
static bool
gather_people(const struct question_scope *scope, const json_t *finding, json_t *people)
{
	json_t *agreeing = json_object_get(finding, "agreeing"), *entry;
	bool done = json_is_true(json_object_get(finding, "by_expert")) ||
	            add_person(people, json_string_value(json_object_get(finding, "author")));
	size_t i;

	json_array_foreach(agreeing, i, entry)
		done = done && add_person(people, json_string_value(json_object_get(entry, "code")));
	return done && add_person(people, scope->decider);
}

/* A question and what was found of it. */
struct standing {
	json_t     *object;       /* borrowed: the question's line */
	json_t     *findings;     /* borrowed from it */
	json_t     *people;       /* borrowed from it: the most that stand by one finding */
	const char *best;         /* id of the finding that concludes it */
	const char *worst;        /* id of one that does not */
	const char *why;          /* of that: its answer, or "upheld" */
	const char *contradicted; /* id */
};

/* One finding on the question: the one with the most people concludes it, but any can contradict. */
static bool
weigh(const struct question_scope *scope, const json_t *finding, struct standing *standing)
{
	const char *id = json_string_value(json_object_get(finding, "id"));
	bool upheld = json_is_true(json_object_get(finding, "upheld"));
	struct text answer = view_text(finding, "answer");
	SCOPED_JSON json_t *people = json_array();

	if (text_is(answer, "contradicted"))
		standing->contradicted = id;
	if (!json_is_true(json_object_get(finding, "counts")))
		return true;
	if (people == NULL || json_array_append_new(standing->findings, json_string(id)) != 0)
		return false;
	if (upheld || !concludes(answer)) {
		standing->worst = id;
		standing->why = upheld ? "upheld" : answer.p ? answer.p : "destroyed";
		return true;
	}
	if (!gather_people(scope, finding, people))
		return false;
	if (standing->best == NULL || json_array_size(people) > json_array_size(standing->people)) {
		standing->best = id;
		json_array_clear(standing->people);
		return json_array_extend(standing->people, people) == 0 &&
		       view_set(standing->object, "answer", view_string(answer));
	}
	return true;
}

/* What is missing of the question, in words; nothing when it is concluded. */
static void
write_missing(const struct question_scope *scope, const struct standing *standing,
              struct buffer *out)
{
	const char *question = json_string_value(json_object_get(standing->object, "question"));
	bool two = json_array_size(standing->people) > 1;

	if (standing->contradicted != NULL)
		buffer_append_format(out, "%s: %s is contradicted", question, standing->contradicted);
	else if (standing->best == NULL && standing->worst == NULL)
		buffer_append_format(out, "%s: no finding", question);
	else if (standing->best == NULL && strcmp(standing->why, "upheld") == 0)
		buffer_append_format(out, "%s: a dissent on %s was upheld", question, standing->worst);
	else if (standing->best == NULL)
		buffer_append_format(out, "%s: %s is only %s", question, standing->worst,
		                     standing->why);
	else if (scope->decider != NULL && !scope->one_person && !two)
		buffer_append_format(out, "%s: a second person for %s", question, standing->best);
}

static enum status
finish_question(const struct question_scope *scope, const struct standing *standing,
                struct error *err)
{
	bool alone = scope->decider != NULL && standing->best != NULL &&
	             json_array_size(standing->people) < 2;
	SCOPED(buffer) missing = { 0 };
	bool concluded;

	write_missing(scope, standing, &missing);
	if (buffer_check(&missing, err) != STATUS_OK)
		return STATUS_MEMORY;
	concluded = standing->best != NULL && standing->contradicted == NULL;
	return view_set(standing->object, "concluded", json_boolean(concluded)) &&
	                       view_set(standing->object, "missing",
	                                missing.n > 0 ? json_of_text(text_of_buffer(&missing))
	                                              : json_null()) &&
	                       view_set(standing->object, "one_person", json_boolean(alone))
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
fill_question(const struct question_scope *scope, const json_t *findings, json_t *object,
              struct error *err)
{
	struct text question = view_text(object, "question");
	struct standing standing = { .object = object,
		                     .findings = json_array(),
		                     .people = json_array() };
	json_t *finding;
	size_t i;

	if (!view_set(object, "required", json_boolean(is_required(question))) ||
	    !view_set(object, "answer", json_null()) ||
	    !view_set(object, "findings", standing.findings) ||
	    !view_set(object, "people", standing.people))
		return fail_memory(err);
	json_array_foreach(findings, i, finding) {
		if (text_equal(view_text(finding, "question"), question) &&
		    !weigh(scope, finding, &standing))
			return fail_memory(err);
	}
	return finish_question(scope, &standing, err);
}

enum status
questions_of(const struct question_scope *scope, json_t **out, struct error *err)
{
	static const struct view_column columns[] = { { "question", VIEW_TEXT } };
	static const struct view_select questions = {
		.sql = "SELECT code FROM p_terms WHERE vocabulary = $1 AND deprecated = ''"
		       " ORDER BY position",
		VIEW_COLUMNS(columns),
	};
	SCOPED_JSON json_t *all = json_object();
	json_t *question, *list;
	enum status st = all ? STATUS_OK : fail_memory(err);
	size_t i;

	if (st == STATUS_OK)
		st = read_findings(scope, all, err);
	if (st == STATUS_OK)
		st = view_all(scope->ledger, &questions, text_of("verification-question"), all,
		              "questions", err);
	list = json_object_get(all, "questions");
	json_array_foreach(list, i, question) {
		if (st == STATUS_OK)
			st = fill_question(scope, json_object_get(all, "findings"), question, err);
	}
	if (st == STATUS_OK)
		*out = json_incref(list);
	return st;
}

enum status
open_questions_add(struct ledger *ledger, const struct subject *subject, json_t *object,
                   const char *name, struct error *err)
{
	const struct question_scope scope = { .ledger = ledger, .subject = subject };
	SCOPED_JSON json_t *questions = NULL;
	json_t *list = json_array(), *question;
	enum status st = view_set(object, name, list) ? questions_of(&scope, &questions, err)
	                                              : fail_memory(err);
	size_t i;

	json_array_foreach(questions, i, question) {
		if (st == STATUS_OK && json_is_true(json_object_get(question, "required")) &&
		    !json_is_true(json_object_get(question, "concluded")) &&
		    json_array_append(list, json_object_get(question, "question")) != 0)
			st = fail_memory(err);
	}
	return st;
}
