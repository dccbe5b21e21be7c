/* SPDX-License-Identifier: Apache-2.0 */
/* relation.c - relations from both sides, and the circles that they must not make. */
#include "casework/relation.h"

#include "casework/sub_record.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field fields[] = {
	{ "relation", FIELD_TERM, "relation" },
	{ "part", FIELD_PART, NULL },
	{ "grounds", FIELD_TEXT, NULL },
	{ "protected_grounds", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "relation",
	.type = "relation.stated",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

/* Relations that have a direction, with what the other side says. All others are the same from both. */
static const struct {
	const char *one, *other;
} directed[] = {
	{ "precedes", "follows" },
	{ "part-of", "encompasses" },
	{ "causes", "consequence-of" },
	{ "continues", "continued-by" },
	{ "illustrates-format-of", "illustrated-by" },
	{ "answers", "answered-by" },
	{ "repeats", "repeated-by" },
};

static const char *
opposite(const char *relation, bool *has_direction)
{
	*has_direction = true;
	for (size_t i = 0; i < sizeof directed / sizeof directed[0]; i++) {
		if (strcmp(relation, directed[i].one) == 0)
			return directed[i].other;
		if (strcmp(relation, directed[i].other) == 0)
			return directed[i].one;
	}
	*has_direction = false;
	return relation;
}

/* Has the query, with $1, $2 and $3, a row? */
static enum status
has_row(struct catalogue *catalogue, const char *sql, const char *first, const char *second,
        const char *third, bool *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database, sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(first));
	statement_bind_text(row, 2, text_of(second));
	statement_bind_text(row, 3, text_of(third));
	st = statement_step(row, err);
	*out = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
check_new(struct catalogue *catalogue, const struct subject *one, const struct subject *other,
          const char *relation, struct error *err)
{
	bool there = false;
	enum status st = has_row(catalogue,
	                         "SELECT 1 FROM p_relations r WHERE r.subject = $1 AND r.other = $2"
	                         " AND r.relation = $3 AND NOT EXISTS (SELECT 1 FROM p_retractions x"
	                         " WHERE x.record = r.uuid) LIMIT 1",
	                         one->text, other->text, relation, &there, err);

	if (st == STATUS_OK && there)
		st = fail(err, STATUS_EXISTS, "it is stated already that the one is to the other: %s",
		          relation);
	return st;
}

/*
 * Does the other, by the same relation, lead back to the one? An incident is
 * also part of the wider one that it was opened in.
 */
static enum status
check_circle(struct catalogue *catalogue, const struct subject *one, const struct subject *other,
             const char *relation, struct error *err)
{
	bool circle = false;
	enum status st = has_row(
		catalogue,
		"WITH RECURSIVE reached (subject) AS (SELECT $1 UNION SELECT r.other FROM reached"
		" JOIN p_relations r ON r.subject = reached.subject AND r.relation = $2"
		" AND r.other IS NOT NULL AND NOT EXISTS (SELECT 1 FROM p_retractions x"
		" WHERE x.record = r.uuid)"
		" UNION SELECT 'incident/' || i.part_of FROM reached JOIN p_incidents i"
		" ON i.uuid = substr(reached.subject, 10) WHERE $2 = 'part-of'"
		" AND i.part_of IS NOT NULL"
		" UNION SELECT 'incident/' || i.uuid FROM reached JOIN p_incidents i"
		" ON i.part_of = substr(reached.subject, 10) WHERE $2 = 'encompasses')"
		" SELECT 1 FROM reached WHERE subject = $3",
		other->text, relation, one->text, &circle, err);

	if (st == STATUS_OK && circle)
		st = fail(err, STATUS_INVALID,
		          "the other leads back to the one by the same relation (%s): it would go round in a circle",
		          relation);
	return st;
}

static enum status
check(struct catalogue *catalogue, const struct subject *one, const struct subject *other,
      const char *relation, struct error *err)
{
	bool has_direction;
	enum status st = subject_check_stands(catalogue, one, err);

	(void)opposite(relation, &has_direction);
	if (st == STATUS_OK)
		st = subject_check_stands(catalogue, other, err);
	if (st == STATUS_OK)
		st = check_new(catalogue, one, other, relation, err);
	return st == STATUS_OK && has_direction ? check_circle(catalogue, one, other, relation, err)
	                                        : st;
}

/* One side: what `subject` is to `other`. */
static enum status
add_side(struct change *change, const struct subject *subject, const struct subject *other,
         const char *relation, const struct uuid *link, const json_t *said, struct error *err)
{
	SCOPED_JSON json_t *open = json_object(), *values = json_copy(json_iterable(said));
	struct text kind = subject_kind(other);
	char member[16];

	snprintf(member, sizeof member, "%.*s", (int)kind.n, kind.p);
	if (open == NULL || values == NULL ||
	    json_object_set_new(values, "link", json_of_uuid(link)) != 0 ||
	    json_object_set_new(values, "relation", json_string(relation)) != 0 ||
	    json_object_set_new(values, member, json_string(other->text)) != 0)
		return fail_memory(err);
	return change_add(change, form.type, subject, open, values, NULL, err);
}

static enum status
add(struct catalogue *catalogue, struct change *change, const struct subject *one,
    const struct subject *other, const struct field_words *words, size_t count,
    struct uuid *link, struct error *err)
{
	SCOPED_JSON json_t *values = json_object();
	const char *relation;
	bool has_direction;
	enum status st = values ? record_fields_set(catalogue, &form, values, words, count, err)
	                        : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	relation = field_text(words, count, "relation");
	st = check(catalogue, one, other, relation, err);
	if (st == STATUS_OK)
		st = change_new_uuid(change, link, err);
	if (st == STATUS_OK)
		st = add_side(change, one, other, relation, link, values, err);
	if (st == STATUS_OK && json_object_set_new(values, "part", json_null()) != 0)
		st = fail_memory(err);
	return st == STATUS_OK ? add_side(change, other, one, opposite(relation, &has_direction), link,
	                                  values, err)
	                       : st;
}

enum status
relation_add(struct catalogue *catalogue, const struct subject *one, const struct subject *other,
             const struct field_words *words, size_t count, struct uuid *link, struct error *err)
{
	const char *relation = field_text(words, count, "relation");
	struct change *change = NULL;
	enum status st = record_fields_check(&form, words, count, NULL, err);

	if (st == STATUS_OK && (relation == NULL || *relation == '\0'))
		st = fail(err, STATUS_INVALID, "say what the one is to the other (vocabulary relation)");
	if (st == STATUS_OK && strcmp(one->text, other->text) == 0)
		st = fail(err, STATUS_INVALID, "nothing is related to itself");
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "relate", &change, err);
	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change,
	                        add(catalogue, change, one, other, words, count, link, err), err);
}
