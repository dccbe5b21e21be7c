/* SPDX-License-Identifier: Apache-2.0 */
/* claim_property.c - values of claims from words, by what their property is. */
#include "casework/claim_property.h"

#include "casework/claim_number.h"
#include "casework/party_words.h"
#include "casework/place_words.h"
#include "casework/vocabulary.h"

#include "base/dated.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define VALUE_LIMIT    16000 /* bytes of a text */
#define BROADER_LIMIT  16    /* steps from a term of one's own */

static const struct claim_property properties[] = {
	{ "date", CLAIM_DATE, NULL, false },
	{ "place", CLAIM_PLACE, NULL, false },
	{ "event-date", CLAIM_DATE, NULL, false },
	{ "event-place", CLAIM_PLACE, NULL, false },
	{ "alleged-party", CLAIM_PARTY, NULL, false },
	{ "victim-category", CLAIM_CODE, "victim-category", false },
	{ "victim-count", CLAIM_NUMBER, NULL, false },
	{ "item-authentic", CLAIM_YES_NO, NULL, false },
	{ "item-shows", CLAIM_CODE, "act-type", false },
	{ "manipulated", CLAIM_YES_NO, NULL, false },
	{ "recorder", CLAIM_TEXT, NULL, true },
	{ "count-of-items-total", CLAIM_NUMBER, NULL, false },
	{ "count-by-alleged-party", CLAIM_PARTY_NUMBER, NULL, false },
	{ "published-during", CLAIM_DATE, NULL, false },
	{ "first-published", CLAIM_DATE, NULL, false },
	{ "end-of-fighting", CLAIM_DATE, NULL, false },
	{ "identity-of-channel", CLAIM_TEXT, NULL, true },
	{ "device", CLAIM_TEXT, NULL, true },
};

static const struct claim_property *
find_own(const char *code)
{
	for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++) {
		if (strcmp(properties[i].code, code) == 0)
			return &properties[i];
	}
	return NULL;
}

/* The broader term of one's own, or "". */
static enum status
read_broader(struct database *database, char code[64], struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		database, "SELECT broader FROM p_terms WHERE vocabulary = 'claim-property' AND code = $1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(code));
	st = statement_step(row, err);
	if (st == STATUS_OK) {
		struct text broader = statement_text(row, 0);

		snprintf(code, 64, "%.*s", (int)(broader.n < 63 ? broader.n : 63), broader.p);
	} else if (st == STATUS_DONE) {
		code[0] = '\0';
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
claim_property_kind(struct database *database, struct text code, struct claim_property *out,
                    struct error *err)
{
	enum status st = STATUS_OK;
	char each[64];

	*out = (struct claim_property){ .kind = CLAIM_TEXT };
	snprintf(each, sizeof each, "%.*s", (int)(code.n < 63 ? code.n : 63), code.p ? code.p : "");
	for (int step = 0; st == STATUS_OK && each[0] != '\0' && step < BROADER_LIMIT; step++) {
		const struct claim_property *own = find_own(each);

		if (own != NULL) {
			*out = *own;
			return STATUS_OK;
		}
		st = read_broader(database, each, err);
	}
	return st;
}

enum status
claim_property_find(struct database *database, struct text code, struct claim_property *out,
                    struct error *err)
{
	enum status st = vocabulary_check(database, "claim-property", code, err);

	return st == STATUS_OK ? claim_property_kind(database, code, out, err) : st;
}

static enum status
set(json_t *values, const char *member, json_t *value, struct error *err)
{
	return json_object_set_new(values, member, value) == 0
	               ? STATUS_OK
	               : fail(err, STATUS_INVALID, "the %s is not UTF-8 text", member);
}

static enum status
read_number(struct text text, json_t *values, struct error *err)
{
	SCOPED(buffer) canonical = { 0 };
	struct claim_number number;
	enum status st = claim_number_read(text, &number, err);

	if (st != STATUS_OK)
		return st;
	claim_number_write(&canonical, &number);
	st = buffer_check(&canonical, err);
	return st == STATUS_OK ? set(values, "value", json_of_text(text_of_buffer(&canonical)), err)
	                       : st;
}

static enum status
read_date(struct text text, const struct claim_value_words *words, json_t *values,
          struct error *err)
{
	struct dated_words date = { .edtf = text,
		                    .zone = text_of(words->zone),
		                    .time_of_day = text_of(words->time_of_day) };
	struct dated dated;
	enum status st = dated_make(&date, &dated, err);

	return st == STATUS_OK ? set(values, "date", dated_to_json(&dated), err) : st;
}

static enum status
read_place(struct database *database, struct text text, bool region, json_t *values,
           struct error *err)
{
	json_t *place = NULL;
	enum status st = place_of_words(database, text, region, &place, err);

	return st == STATUS_OK ? set(values, region ? "region" : "place", place, err) : st;
}

static enum status
read_party(struct database *database, struct text text, json_t *values, struct error *err)
{
	json_t *party = NULL;
	enum status st = party_of_words(database, text, &party, err);

	return st == STATUS_OK ? set(values, "party", party, err) : st;
}

static enum status
read_yes_no(struct text text, json_t *values, struct error *err)
{
	if (!text_is(text, "yes") && !text_is(text, "no") && !text_is(text, "not-determinable"))
		return fail(err, STATUS_INVALID, "the value is yes, no or not-determinable");
	return set(values, "value", json_of_text(text), err);
}

static enum status
read_text(struct text text, json_t *values, struct error *err)
{
	if (text.n > VALUE_LIMIT)
		return fail(err, STATUS_LIMIT, "a value has at most %d bytes", VALUE_LIMIT);
	return set(values, "value", json_of_text(text), err);
}

static enum status
read_own_value(struct database *database, const struct claim_property *property,
               const struct claim_value_words *words, struct text text, json_t *values,
               struct error *err)
{
	enum status st;

	switch (property->kind) {
	case CLAIM_NUMBER:
	case CLAIM_PARTY_NUMBER:
		return read_number(text, values, err);
	case CLAIM_DATE:
		return read_date(text, words, values, err);
	case CLAIM_PLACE:
		return read_place(database, text, false, values, err);
	case CLAIM_PARTY:
		return read_party(database, text, values, err);
	case CLAIM_CODE:
		st = vocabulary_check(database, property->vocabulary, text, err);
		return st == STATUS_OK ? set(values, "value", json_of_text(text), err) : st;
	case CLAIM_YES_NO:
		return read_yes_no(text, values, err);
	default:
		return read_text(text, values, err);
	}
}

/* What stands beside the value belongs to a property that has it. */
static enum status
check_beside(const struct claim_property *property, const struct claim_value_words *words,
             struct error *err)
{
	bool number = property->kind == CLAIM_PARTY_NUMBER;

	if (words->party != NULL && *words->party != '\0' && !number)
		return fail(err, STATUS_INVALID, "only count-by-alleged-party has a party beside its value");
	if (number && (words->party == NULL || *words->party == '\0'))
		return fail(err, STATUS_INVALID, "whose number is it? Name the party: --party 'Armenia'");
	if (property->kind != CLAIM_PLACE && words->region != NULL && *words->region != '\0')
		return fail(err, STATUS_INVALID, "only a place has a region");
	if (property->kind != CLAIM_DATE && (words->zone != NULL || words->time_of_day != NULL))
		return fail(err, STATUS_INVALID, "only a date has a zone or a time of day");
	return STATUS_OK;
}

enum status
claim_value_read(struct database *database, const struct claim_property *property,
                 const struct claim_value_words *words, json_t *values, struct error *err)
{
	static const char *const members[] = { "value", "date", "place", "region", "party" };
	struct text text = text_trim(text_of(words->value));
	enum status st = check_beside(property, words, err);

	for (size_t i = 0; st == STATUS_OK && i < sizeof members / sizeof members[0]; i++)
		st = set(values, members[i], json_null(), err);
	if (st == STATUS_OK && text.n == 0 &&
	    (property->kind != CLAIM_PLACE || words->region == NULL || *words->region == '\0'))
		st = fail(err, STATUS_INVALID, "the value is empty");
	if (st == STATUS_OK && text.n > 0)
		st = read_own_value(database, property, words, text, values, err);
	if (st == STATUS_OK && property->kind == CLAIM_PARTY_NUMBER)
		st = read_party(database, text_of(words->party), values, err);
	if (st == STATUS_OK && property->kind == CLAIM_PLACE && words->region != NULL)
		st = read_place(database, text_of(words->region), true, values, err);
	return st == STATUS_OK ? st : while_doing(err, st, "reading the value");
}

void
claim_value_to_words(struct buffer *out, const json_t *values)
{
	const char *value = json_string_value(json_object_get(values, "value"));
	const json_t *date = json_object_get(values, "date");
	const char *edtf = json_string_value(json_object_get(date, "edtf"));
	const char *hours = json_string_value(json_object_get(date, "time_of_day"));
	const json_t *place = json_object_get(values, "place");
	SCOPED(buffer) party = { 0 };

	party_to_words(&party, json_object_get(values, "party"));
	if (value != NULL && party.n > 0)
		buffer_append_format(out, "%s (%s)", value, buffer_string(&party));
	else if (value != NULL)
		buffer_append_string(out, value);
	else if (edtf != NULL)
		buffer_append_format(out, "%s%s%s", edtf, hours ? " " : "", hours ? hours : "");
	else if (json_is_object(place))
		place_to_words(out, place);
	else if (json_is_object(json_object_get(values, "region")))
		place_to_words(out, json_object_get(values, "region"));
	else
		buffer_append_string(out, buffer_string(&party));
	out->failed = out->failed || party.failed;
}
