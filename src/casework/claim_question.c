/* SPDX-License-Identifier: Apache-2.0 */
/* claim_question.c - claims grouped by value, values compared, roots counted. */
#include "casework/claim_question.h"

#include "casework/claim_compare.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define REFERENCES_MAX 16 /* claims that refer to each other, one after the other */

/* The claims of one property while they are grouped. Lists and objects are owned. */
struct grouping {
	struct ledger        *ledger;
	struct claim_property property;
	struct claim_walk     walk;
	json_t               *claims;    /* in order */
	json_t               *by_id;     /* id to claim */
	json_t               *questions; /* of about and party to the question's object */
	json_t               *keys;      /* question's key and the value's to the value's object */
};

static void
grouping_end(struct grouping *grouping)
{
	claim_walk_end(&grouping->walk);
	json_decref(grouping->claims);
	json_decref(grouping->by_id);
	json_decref(grouping->questions);
	json_decref(grouping->keys);
}

static enum status
read_claims(struct grouping *grouping, struct text subject, struct text property,
            struct error *err)
{
	const struct view_select select = { .columns = claim_columns, .count = CLAIM_COLUMN_COUNT };
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(grouping->ledger,
	                            CLAIM_COLUMNS CLAIM_FROM
	                            " WHERE a.subject = $1 AND a.property = $2 ORDER BY a.number",
	                            subject, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 2, property);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		json_t *claim = json_object();

		if (json_array_append_new(grouping->claims, claim) != 0)
			return fail_memory(err);
		st = view_fill(claim, &select, row, err);
		if (st == STATUS_OK)
			st = claim_finish(grouping->ledger, claim, err);
		if (st == STATUS_OK &&
		    json_object_set(grouping->by_id,
		                    json_string_value(json_object_get(claim, "id")), claim) != 0)
			st = fail_memory(err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static bool
has_value(const json_t *claim)
{
	static const char *const members[] = { "value", "date", "place", "region", "party" };

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		const json_t *value = json_object_get(claim, members[i]);

		if (value != NULL && !json_is_null(value))
			return true;
	}
	return false;
}

/* The claim whose value it is: its own, or that of the one it refers to. */
static json_t *
valued(const struct grouping *grouping, json_t *claim)
{
	json_t *at = claim;

	for (int i = 0; i < REFERENCES_MAX && !has_value(at); i++) {
		const char *id = json_string_value(json_object_get(at, "refers_to"));
		json_t *next = id ? json_object_get(grouping->by_id, id) : NULL;

		if (next == NULL)
			break;
		at = next;
	}
	return at;
}

/* About which record and, of a count, whose: a key and the party's name as first written. */
static enum status
question_key(const struct grouping *grouping, const json_t *claim, struct buffer *out,
             struct error *err)
{
	const char *about = json_string_value(json_object_get(claim, "about"));
	const json_t *party = json_object_get(claim, "party");
	enum status st = STATUS_OK;

	buffer_append_format(out, "%s\n", about ? about : "");
	if (grouping->property.kind == CLAIM_PARTY_NUMBER) {
		SCOPED_JSON json_t *named = json_pack("{s:O}", "party", party ? party : json_null());

		st = named ? claim_key(out, CLAIM_PARTY, named, err) : fail_memory(err);
	}
	return st == STATUS_OK ? buffer_check(out, err) : st;
}

static enum status
find_question(struct grouping *grouping, json_t *claim, const char *key, json_t **out,
              struct error *err)
{
	const json_t *party = json_object_get(claim, "party");
	bool counted = grouping->property.kind == CLAIM_PARTY_NUMBER;

	*out = json_object_get(grouping->questions, key);
	if (*out != NULL)
		return STATUS_OK;
	*out = json_pack("{s:O,s:O,s:O,s:O,s:n,s:[],s:[]}", "of", json_object_get(claim, "of"),
	                 "about", json_object_get(claim, "about"), "property",
	                 json_object_get(claim, "property"), "party",
	                 counted && json_is_object(party) ? json_object_get(party, "name") : json_null(),
	                 "state", "values", "notes");
	return json_object_set_new(grouping->questions, key, *out) == 0 ? STATUS_OK
	                                                                : fail_memory(err);
}

static enum status
find_value(struct grouping *grouping, json_t *question, const json_t *claim, const char *key,
           json_t **out, struct error *err)
{
	*out = json_object_get(grouping->keys, key);
	if (*out != NULL)
		return STATUS_OK;
	*out = json_pack("{s:O,s:O,s:O,s:O,s:O,s:O,s:[],s:{}}", "words", json_object_get(claim, "words"),
	                 "value", json_object_get(claim, "value"), "date",
	                 json_object_get(claim, "date"), "place", json_object_get(claim, "place"),
	                 "region", json_object_get(claim, "region"), "party",
	                 json_object_get(claim, "party"), "claims", "roots");
	if (json_object_set_new(grouping->keys, key, *out) != 0 ||
	    json_array_append(json_object_get(question, "values"), *out) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

static enum status
place_claim(struct grouping *grouping, json_t *claim, struct error *err)
{
	json_t *of = valued(grouping, claim), *question, *value;
	SCOPED(buffer) key = { 0 };
	enum status st = question_key(grouping, of, &key, err);

	if (st == STATUS_OK)
		st = find_question(grouping, of, buffer_string(&key), &question, err);
	buffer_append_byte(&key, '\n');
	if (st == STATUS_OK && has_value(of))
		st = claim_key(&key, grouping->property.kind, of, err);
	if (st == STATUS_OK)
		st = buffer_check(&key, err);
	if (st == STATUS_OK)
		st = find_value(grouping, question, of, buffer_string(&key), &value, err);
	if (st == STATUS_OK && json_array_append(json_object_get(value, "claims"), claim) != 0)
		st = fail_memory(err);
	return st;
}

/* The claim's own roots, kept in it until it is known what is known of them. */
static enum status
root_claim(struct grouping *grouping, json_t *claim, json_t *roots, bool *unrecorded,
           struct error *err)
{
	enum status st = claim_add_roots(&grouping->walk, view_text(claim, "uuid"), roots, unrecorded,
	                                 err);

	if (st == STATUS_OK &&
	    (json_object_set(claim, "roots", roots) != 0 ||
	     !view_set(claim, "rests_on_unrecorded", json_boolean(*unrecorded))))
		st = fail_memory(err);
	return st;
}

enum status
claim_roots_merge(json_t *into, const json_t *roots, struct error *err)
{
	const char *root;
	json_t *known;

	json_object_foreach(json_iterable(roots), root, known) {
		if (!json_is_true(json_object_get(into, root)) &&
		    json_object_set(into, root, known) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

/* Roots of the claims that count, and how many they are. */
static enum status
root_value(struct grouping *grouping, json_t *value, json_t *known, struct error *err)
{
	json_t *roots = json_object_get(value, "roots"), *claim;
	json_int_t unrecorded = 0, counted = 0;
	size_t i;

	json_array_foreach(json_object_get(value, "claims"), i, claim) {
		SCOPED_JSON json_t *own = json_object();
		bool rests_on_unrecorded = false;
		enum status st = own ? root_claim(grouping, claim, own, &rests_on_unrecorded, err)
		                     : fail_memory(err);

		if (st == STATUS_OK && claim_counts(claim)) {
			counted++;
			unrecorded += rests_on_unrecorded;
			st = claim_roots_merge(roots, own, err);
		}
		if (st == STATUS_OK)
			st = claim_roots_merge(known, own, err);
		if (st != STATUS_OK)
			return st;
	}
	return view_set(value, "sources",
	                json_pack("{s:i,s:i,s:i,s:I,s:I}", "least", 0, "most", 0, "unknown", 0,
	                          "unrecorded", unrecorded, "claims", counted))
	               ? STATUS_OK
	               : fail_memory(err);
}

/* Puts the list of roots, with what is known of each, in place of their object. */
static enum status
tell_roots(struct grouping *grouping, json_t *holder, const json_t *known, struct error *err)
{
	json_t *roots = json_object_get(holder, "roots"), *each, *list = NULL;
	const char *root;
	void *next;
	enum status st;

	json_object_foreach_safe(roots, next, root, each) {
		if (json_object_set(roots, root, json_object_get(known, root)) != 0)
			return fail_memory(err);
	}
	st = claim_roots_list(grouping->ledger, roots, &list, err);
	return st != STATUS_OK || view_set(holder, "roots", list) ? st : fail_memory(err);
}

static enum status
tell_claims(struct grouping *grouping, const json_t *value, const json_t *known, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *claim;
	size_t i;

	json_array_foreach(json_object_get(value, "claims"), i, claim) {
		if (st == STATUS_OK)
			st = tell_roots(grouping, claim, known, err);
	}
	return st;
}

/* What is known of a root through one claim of a question is known for all its values. */
static enum status
count_sources(struct grouping *grouping, json_t *value, const json_t *known, struct error *err)
{
	json_t *sources = json_object_get(value, "sources"), *each;
	json_int_t all = 0, independent = 0, most;
	const char *root;

	json_object_foreach(json_object_get(value, "roots"), root, each) {
		all++;
		independent += json_is_true(json_object_get(known, root));
	}
	most = all > 0 ? all : json_integer_value(json_object_get(sources, "claims")) > 0;
	if (!view_set(sources, "least", json_integer(independent ? independent : most > 0)) ||
	    !view_set(sources, "most", json_integer(most)) ||
	    !view_set(sources, "unknown", json_integer(all - independent)))
		return fail_memory(err);
	return tell_roots(grouping, value, known, err);
}

static enum status
count_question(struct grouping *grouping, json_t *question, struct error *err)
{
	SCOPED_JSON json_t *known = json_object();
	json_t *values = json_object_get(question, "values"), *value;
	enum status st = known ? STATUS_OK : fail_memory(err);
	size_t i;

	json_array_foreach(values, i, value) {
		if (st == STATUS_OK)
			st = root_value(grouping, value, known, err);
	}
	json_array_foreach(values, i, value) {
		if (st == STATUS_OK)
			st = count_sources(grouping, value, known, err);
		if (st == STATUS_OK)
			st = tell_claims(grouping, value, known, err);
	}
	return st;
}

/* Does anybody, whose word still stands, deny the value? */
static bool
is_denied(const json_t *value)
{
	json_t *claim;
	size_t i;

	json_array_foreach(json_object_get(value, "claims"), i, claim) {
		const char *stance = json_string_value(json_object_get(claim, "stance"));

		if (stance != NULL && strcmp(stance, "denies") == 0 &&
		    json_is_null(json_object_get(claim, "retracted")) &&
		    json_is_null(json_object_get(claim, "superseded_by")))
			return true;
	}
	return false;
}

static bool
is_asserted(const json_t *value)
{
	return json_integer_value(json_object_get(json_object_get(value, "sources"), "claims")) > 0;
}

/* The worst of the pairs of values that anybody still asserts. */
static enum status
compare_values(struct grouping *grouping, const json_t *values, enum claim_relation *worst,
               struct error *err)
{
	size_t count = json_array_size(values);
	enum status st = STATUS_OK;

	if (count > QUESTION_VALUES_MAX) {
		*worst = *worst > CLAIM_DIFFER ? *worst : CLAIM_DIFFER;
		return st;
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *a = json_array_get(values, i);

		for (size_t k = i + 1; st == STATUS_OK && k < count; k++) {
			const json_t *b = json_array_get(values, k);
			enum claim_relation relation;

			if (!is_asserted(a) || !is_asserted(b) || !has_value(a) || !has_value(b))
				continue;
			st = claim_relate(ledger_database(grouping->ledger), &grouping->property, a, b,
			                  &relation, err);
			if (st == STATUS_OK && relation > *worst)
				*worst = relation;
		}
	}
	return st;
}

/* Null where only one claim stands, and nobody denies it. */
static enum status
set_state(struct grouping *grouping, json_t *question, struct error *err)
{
	json_t *values = json_object_get(question, "values"), *value;
	enum claim_relation worst = CLAIM_SAME;
	int64_t asserted = 0;
	bool denied = false;
	enum status st = compare_values(grouping, values, &worst, err);
	size_t i;

	json_array_foreach(values, i, value) {
		int64_t claims = json_integer_value(
			json_object_get(json_object_get(value, "sources"), "claims"));

		asserted += claims;
		denied = denied || (claims > 0 && is_denied(value));
	}
	if (denied)
		worst = CLAIM_CONFLICT;
	if (st == STATUS_OK && (asserted > 1 || denied) &&
	    !view_set(question, "state", json_string(claim_relation_code(worst))))
		st = fail_memory(err);
	return st;
}

/* A "1" that was given when there were two sources, and there no longer are. */
static enum status
note_grades(json_t *question, struct error *err)
{
	json_t *value, *claim, *notes = json_object_get(question, "notes");
	size_t i, k;

	json_array_foreach(json_object_get(question, "values"), i, value) {
		if (json_integer_value(json_object_get(json_object_get(value, "sources"), "least")) >= 2)
			continue;
		json_array_foreach(json_object_get(value, "claims"), k, claim) {
			const char *digit = json_string_value(json_object_get(claim, "credibility"));
			const char *id = json_string_value(json_object_get(claim, "id"));

			if (digit == NULL || strcmp(digit, "1") != 0 || !claim_counts(claim))
				continue;
			if (json_array_append_new(
				    notes, json_pack("{s:s,s:s,s:o}", "code", "grade-not-supported", "claim", id,
			                             "text",
			                             json_sprintf("%s has the grade 1, confirmed, and no two independent sources stand behind its value now",
			                                          id))) != 0)
				return fail_memory(err);
		}
	}
	return STATUS_OK;
}

static enum status
finish_questions(struct grouping *grouping, json_t *list, struct error *err)
{
	enum status st = STATUS_OK;
	const char *key;
	json_t *question;

	json_object_foreach(grouping->questions, key, question) {
		if (st == STATUS_OK)
			st = count_question(grouping, question, err);
		if (st == STATUS_OK)
			st = set_state(grouping, question, err);
		if (st == STATUS_OK)
			st = note_grades(question, err);
		if (st == STATUS_OK && json_array_append(list, question) != 0)
			st = fail_memory(err);
	}
	return st;
}

enum status
claim_questions(struct ledger *ledger, struct text subject, struct text property, json_t **out,
                struct error *err)
{
	SCOPED(grouping) grouping = { .ledger = ledger,
		                      .walk = { .ledger = ledger },
		                      .claims = json_array(),
		                      .by_id = json_object(),
		                      .questions = json_object(),
		                      .keys = json_object() };
	SCOPED_JSON json_t *list = json_array();
	enum status st = claim_property_kind(ledger_database(ledger), property, &grouping.property,
	                                     err);
	json_t *claim;
	size_t i;

	if (st != STATUS_OK)
		return st;
	if (!grouping.claims || !grouping.by_id || !grouping.questions || !grouping.keys || !list)
		return fail_memory(err);
	st = read_claims(&grouping, subject, property, err);
	json_array_foreach(grouping.claims, i, claim) {
		if (st == STATUS_OK)
			st = place_claim(&grouping, claim, err);
	}
	if (st == STATUS_OK)
		st = finish_questions(&grouping, list, err);
	if (st == STATUS_OK)
		*out = json_incref(list);
	return st;
}
