/* SPDX-License-Identifier: Apache-2.0 */
/* claim_compare.c - bounds within, beside and over each other. */
#include "casework/claim_compare.h"

#include "casework/claim_number.h"

#include "base/dated.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EARTH_RADIUS 6371008.8 /* metres, mean (IUGG) */
#define DEGREE       (3.14159265358979323846 / 180)

const char *
claim_relation_code(enum claim_relation relation)
{
	static const char *const codes[] = { "agree", "differ-in-precision", "differ", "conflict" };

	return codes[relation];
}

/* Folded, with single spaces. */
static enum status
append_words(struct buffer *out, const char *string, struct error *err)
{
	SCOPED(buffer) folded = { 0 };
	enum status st = text_fold(&folded, text_of(string), err);
	struct text rest = text_of_buffer(&folded);
	bool first = true;

	while (st == STATUS_OK && rest.p != NULL) {
		struct text word = text_trim(text_cut(&rest, ' '));

		if (word.n == 0)
			continue;
		if (!first)
			buffer_append_byte(out, ' ');
		buffer_append_text(out, word);
		first = false;
	}
	return st;
}

static enum status
append_party(struct buffer *out, const json_t *party, struct error *err)
{
	const char *name = json_string_value(json_object_get(party, "name"));
	const char *kind = json_string_value(json_object_get(party, "kind"));
	enum status st = append_words(out, name ? name : "", err);

	if (st == STATUS_OK && kind != NULL)
		buffer_append_format(out, " (%s)", kind);
	return st;
}

/* What a place rests on, and how it was found, is no part of where it is. */
static enum status
append_place(struct buffer *out, const json_t *values, struct error *err)
{
	static const char *const beside[] = { "basis", "bearing", "features", "references" };
	const json_t *place = json_object_get(values, "place");
	SCOPED_JSON json_t *where = json_deep_copy(json_is_object(place)
	                                                   ? place
	                                                   : json_object_get(values, "region"));

	if (where == NULL)
		return fail_memory(err);
	for (size_t i = 0; json_is_object(where) && i < sizeof beside / sizeof beside[0]; i++)
		json_object_del(where, beside[i]);
	return json_canonical(out, where, err);
}

static void
append_date(struct buffer *out, const json_t *date)
{
	static const char *const members[] = { "edtf", "zone", "time_of_day" };

	for (size_t i = 0; i < 3; i++) {
		const char *text = json_string_value(json_object_get(date, members[i]));

		buffer_append_format(out, "%s ", text ? text : "");
	}
}

enum status
claim_key(struct buffer *out, enum claim_kind kind, const json_t *values, struct error *err)
{
	const char *value = json_string_value(json_object_get(values, "value"));
	enum status st = STATUS_OK;

	if (kind == CLAIM_DATE)
		append_date(out, json_object_get(values, "date"));
	else if (kind == CLAIM_PLACE)
		st = append_place(out, values, err);
	else if (kind == CLAIM_PARTY)
		st = append_party(out, json_object_get(values, "party"), err);
	else if (kind == CLAIM_TEXT)
		st = append_words(out, value ? value : "", err);
	else
		buffer_append_string(out, value ? value : "");
	return st == STATUS_OK ? buffer_check(out, err) : st;
}

/* Two ranges whose ends belong to them. */
static enum claim_relation
relate_bounds(int64_t a_least, int64_t a_most, int64_t b_least, int64_t b_most)
{
	if (a_most < b_least || b_most < a_least)
		return CLAIM_CONFLICT;
	if ((a_least <= b_least && a_most >= b_most) || (b_least <= a_least && b_most >= a_most))
		return CLAIM_PRECISION;
	return CLAIM_DIFFER;
}

static int64_t
bound(uint64_t number)
{
	return number > INT64_MAX ? INT64_MAX : (int64_t)number;
}

static enum claim_relation
relate_numbers(const json_t *a, const json_t *b)
{
	struct claim_number one, other;

	if (claim_number_read(text_of(json_string_value(json_object_get(a, "value"))), &one, NULL) !=
	            STATUS_OK ||
	    claim_number_read(text_of(json_string_value(json_object_get(b, "value"))), &other, NULL) !=
	            STATUS_OK)
		return CLAIM_DIFFER;
	one = claim_number_widest(&one);
	other = claim_number_widest(&other);
	return relate_bounds(bound(one.least), bound(one.most), bound(other.least), bound(other.most));
}

/*
 * Dates conflict where one lies wholly before the other, whatever the zones
 * and qualifiers; {all of} says of each that it happened, and conflicts with nothing.
 */
static enum claim_relation
relate_dates(const json_t *a, const json_t *b)
{
	struct dated one, other;
	struct edtf x, y;

	if (dated_of_json(json_object_get(a, "date"), &one, NULL) != STATUS_OK ||
	    dated_of_json(json_object_get(b, "date"), &other, NULL) != STATUS_OK ||
	    dated_read(&one, &x, NULL) != STATUS_OK || dated_read(&other, &y, NULL) != STATUS_OK)
		return CLAIM_DIFFER;
	if (edtf_compare(&x, &y) != DATES_UNORDERED)
		return x.kind == DATE_ALL_OF || y.kind == DATE_ALL_OF ? CLAIM_DIFFER : CLAIM_CONFLICT;
	return relate_bounds(x.bounds.widest_earliest, x.bounds.widest_latest,
	                     y.bounds.widest_earliest, y.bounds.widest_latest) == CLAIM_PRECISION
	               ? CLAIM_PRECISION
	               : CLAIM_DIFFER;
}

/* A point and the radius it may lie in. */
struct circle {
	double latitude, longitude, radius;
};

static bool
read_circle(const json_t *place, struct circle *out)
{
	const char *latitude = json_string_value(json_object_get(place, "latitude"));
	const char *longitude = json_string_value(json_object_get(place, "longitude"));
	int64_t radius;

	if (latitude == NULL || longitude == NULL ||
	    !json_member_integer(place, "radius", &radius))
		return false;
	*out = (struct circle){ strtod(latitude, NULL) * DEGREE, strtod(longitude, NULL) * DEGREE,
		                (double)radius };
	return true;
}

/* Metres over the sphere. */
static double
distance(const struct circle *a, const struct circle *b)
{
	double north = sin((a->latitude - b->latitude) / 2);
	double east = sin((a->longitude - b->longitude) / 2);
	double h = north * north + cos(a->latitude) * cos(b->latitude) * east * east;

	return 2 * EARTH_RADIUS * asin(sqrt(h > 1 ? 1 : h));
}

static enum claim_relation
relate_circles(const struct circle *a, const struct circle *b)
{
	double d = distance(a, b);

	if (d > a->radius + b->radius)
		return CLAIM_CONFLICT;
	return d + fmin(a->radius, b->radius) <= fmax(a->radius, b->radius) ? CLAIM_PRECISION
	                                                                    : CLAIM_DIFFER;
}

static const json_t *
names_of(const json_t *values)
{
	const json_t *place = json_object_get(values, "place");

	return json_object_get(json_is_object(place) ? place : json_object_get(values, "region"),
	                       "names");
}

/* Is one of the names the same in both, in whatever language? */
static enum status
share_a_name(const json_t *a, const json_t *b, bool *out, struct error *err)
{
	const json_t *one, *other;
	size_t i, k;

	*out = false;
	json_array_foreach(names_of(a), i, one) {
		SCOPED(buffer) name = { 0 };
		const char *text = json_string_value(json_object_get(one, "name"));
		enum status st = append_words(&name, text ? text : "", err);

		json_array_foreach(names_of(b), k, other) {
			SCOPED(buffer) second = { 0 };

			text = json_string_value(json_object_get(other, "name"));
			if (st == STATUS_OK)
				st = append_words(&second, text ? text : "", err);
			if (st != STATUS_OK)
				return st;
			*out = *out || text_equal(text_of_buffer(&name), text_of_buffer(&second));
		}
	}
	return STATUS_OK;
}

static enum status
relate_places(const json_t *a, const json_t *b, enum claim_relation *out, struct error *err)
{
	struct circle one, other;
	bool shared = false;
	enum status st;

	if (read_circle(json_object_get(a, "place"), &one) &&
	    read_circle(json_object_get(b, "place"), &other)) {
		*out = relate_circles(&one, &other);
		return STATUS_OK;
	}
	st = share_a_name(a, b, &shared, err);
	*out = shared ? CLAIM_PRECISION : CLAIM_DIFFER;
	return st;
}

/* Is `wide` one of the terms that `narrow` falls under? */
static enum status
is_broader(struct database *database, const char *vocabulary, const char *wide,
           const char *narrow, bool *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		database,
		"WITH RECURSIVE up(code) AS (SELECT broader FROM p_terms WHERE vocabulary = $1"
		" AND code = $2 UNION SELECT t.broader FROM up JOIN p_terms t ON t.vocabulary = $1"
		" AND t.code = up.code WHERE up.code <> '')"
		" SELECT 1 FROM up WHERE code = $3 LIMIT 1",
		&row, err);

	*out = false;
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(vocabulary));
	statement_bind_text(row, 2, text_of(narrow));
	statement_bind_text(row, 3, text_of(wide));
	st = statement_step(row, err);
	*out = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
relate_codes(struct database *database, const char *vocabulary, const json_t *a, const json_t *b,
             enum claim_relation *out, struct error *err)
{
	const char *one = json_string_value(json_object_get(a, "value"));
	const char *other = json_string_value(json_object_get(b, "value"));
	bool within = false;
	enum status st = STATUS_OK;

	*out = CLAIM_DIFFER;
	if (one == NULL || other == NULL)
		return STATUS_OK;
	st = is_broader(database, vocabulary, one, other, &within, err);
	if (st == STATUS_OK && !within)
		st = is_broader(database, vocabulary, other, one, &within, err);
	if (within)
		*out = CLAIM_PRECISION;
	return st;
}

static bool
is_value(const json_t *values, const char *code)
{
	const char *value = json_string_value(json_object_get(values, "value"));

	return value != NULL && strcmp(value, code) == 0;
}

/* The same name, and one of them does not say what kind of body. */
static enum claim_relation
relate_parties(const json_t *a, const json_t *b, bool same_name)
{
	const json_t *one = json_object_get(json_object_get(a, "party"), "kind");
	const json_t *other = json_object_get(json_object_get(b, "party"), "kind");

	return same_name && (json_is_null(one) || json_is_null(other)) ? CLAIM_PRECISION
	                                                               : CLAIM_DIFFER;
}

static enum status
is_same_name(const json_t *a, const json_t *b, bool *out, struct error *err)
{
	const char *one = json_string_value(json_object_get(json_object_get(a, "party"), "name"));
	const char *other = json_string_value(json_object_get(json_object_get(b, "party"), "name"));
	SCOPED(buffer) first = { 0 };
	SCOPED(buffer) second = { 0 };
	enum status st = append_words(&first, one ? one : "", err);

	if (st == STATUS_OK)
		st = append_words(&second, other ? other : "", err);
	*out = text_equal(text_of_buffer(&first), text_of_buffer(&second));
	return st;
}

enum status
claim_relate(struct database *database, const struct claim_property *property, const json_t *a,
             const json_t *b, enum claim_relation *out, struct error *err)
{
	enum status st = STATUS_OK;
	bool same_name = false;

	*out = CLAIM_DIFFER;
	if (property->kind == CLAIM_NUMBER || property->kind == CLAIM_PARTY_NUMBER)
		*out = relate_numbers(a, b);
	else if (property->kind == CLAIM_DATE)
		*out = relate_dates(a, b);
	else if (property->kind == CLAIM_PLACE)
		st = relate_places(a, b, out, err);
	else if (property->kind == CLAIM_CODE)
		st = relate_codes(database, property->vocabulary, a, b, out, err);
	else if (property->kind == CLAIM_YES_NO && !is_value(a, "not-determinable") &&
	         !is_value(b, "not-determinable"))
		*out = CLAIM_CONFLICT;
	else if (property->kind == CLAIM_PARTY)
		st = is_same_name(a, b, &same_name, err);
	if (st == STATUS_OK && property->kind == CLAIM_PARTY)
		*out = relate_parties(a, b, same_name);
	return st;
}
