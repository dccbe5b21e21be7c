/* SPDX-License-Identifier: Apache-2.0 */
/* claim_words.c - the words of a new claim: record, asserter, reference, value. */
#include "casework/claim_internal.h"

#include "casework/resolve.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* Records that a claim may be about; those without a chain stand in another's. */
#define ABOUT "EVICRWDPQNLFX"

static const struct record_field fields[] = {
	{ "stance", FIELD_TERM, "claim-stance" },
	{ "raw", FIELD_TEXT, NULL },
	{ "language", FIELD_LANGUAGE, NULL },
	{ "made", FIELD_DATE, NULL },
	{ "basis", FIELD_TERMS, "claim-basis" },
	{ "grounds", FIELD_TEXT, NULL },
	{ "protected_grounds", FIELD_TEXT, NULL },
	{ "note", FIELD_TEXT, NULL },
};
#define FIELDS (sizeof fields / sizeof fields[0])

static const struct record_form form = { .kind = "claim", .fields = fields, .count = FIELDS };

static const char *const beside[] = { "property",     "value",        "party",       "region",
	                              "zone",         "time_of_day",  "refers_to",   "by",
	                              "report_version", "file_tag",   "part",        "derived_from",
	                              "independence", "grade",        "disclosable", NULL };

const char *
making_text(const struct making *making, const char *name)
{
	const char *text = field_text(making->claim->words, making->claim->count, name);

	return text != NULL && *text != '\0' ? text : NULL;
}

const char *
making_said(const struct making *making, const char *name)
{
	return json_string_value(json_object_get(making->said, name));
}

bool
making_stance_is(const struct making *making, const char *code)
{
	return strcmp(making_said(making, "stance"), code) == 0;
}

enum status
making_set(json_t *values, const char *member, json_t *value, struct error *err)
{
	return json_object_set_new(values, member, value) == 0 ? STATUS_OK : fail_memory(err);
}

/* The chain of a record that has none of its own is that of the event which made it. */
static enum status
find_chain(struct making *making, const struct resolved *record, struct error *err)
{
	SCOPED(event_record) event = { 0 };
	int64_t seq;
	enum status st;

	if (resolved_subject(record, &making->subject))
		return STATUS_OK;
	uuid_write(making->about, &record->uuid);
	st = ledger_find(making->catalogue->ledger, &record->uuid, &seq, err);
	if (st == STATUS_OK)
		st = ledger_read(making->catalogue->ledger, seq, &event, err);
	if (st == STATUS_OK)
		making->subject = event.header.subject;
	return st;
}

static enum status
read_record(struct making *making, struct error *err)
{
	struct resolved record;
	enum status st = resolve(making->catalogue->ledger, text_of(making->claim->of), ABOUT,
	                         &record, err);

	return st == STATUS_OK ? find_chain(making, &record, err) : st;
}

static enum status
read_said(struct making *making, struct error *err)
{
	enum status st = record_fields_check(&form, making->claim->words, making->claim->count,
	                                     beside, err);

	making->said = json_object();
	making->values = json_object();
	if (st == STATUS_OK && (making->said == NULL || making->values == NULL))
		st = fail_memory(err);
	for (size_t i = 0; st == STATUS_OK && i < FIELDS; i++)
		st = making_set(making->said, fields[i].name, json_null(), err);
	if (st == STATUS_OK)
		st = record_fields_set(making->catalogue, &form, making->said, making->claim->words,
		                       making->claim->count, err);
	if (st == STATUS_OK && making_said(making, "stance") == NULL)
		st = making_set(making->said, "stance", json_string("asserts"), err);
	return st;
}

/* Property and record of the claim that this one refers to; a value of its own it need not have. */
static enum status
check_referred(struct making *making, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(making->catalogue->database,
	                                    "SELECT property, subject, coalesce(about, ''),"
	                                    " protected FROM p_claims WHERE uuid = $1",
	                                    &row, err);
	struct text property;

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(making->refers_to));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? fail(err, STATUS_NOT_FOUND, "there is no such claim") : st;
	property = statement_text(row, 0);
	making->refers_to_protected = statement_integer(row, 3) != 0;
	if (making->property_code[0] == '\0' && property.p != NULL)
		memcpy(making->property_code, property.p,
		       property.n < 63 ? property.n : 63);
	if (!text_is(property, making->property_code))
		return fail(err, STATUS_INVALID,
		            "the claim that it refers to is about %.*s, not about %s",
		            (int)(property.n < 64 ? property.n : 64), property.p ? property.p : "",
		            making->property_code);
	if (making_text(making, "value") == NULL &&
	    (!text_is(statement_text(row, 1), making->subject.text) ||
	     !text_is(statement_text(row, 2), making->about)))
		return fail(err, STATUS_INVALID,
		            "the claim that it refers to is about another record: give the value");
	return STATUS_OK;
}

/* Only who said something takes it back, or says something else in its place. */
static enum status
check_own(struct making *making, struct error *err)
{
	bool own = false;
	enum status st;

	if (!making_stance_is(making, "corrects") && !making_stance_is(making, "retracts"))
		return STATUS_OK;
	st = claim_asserter_made(making->catalogue, &making->asserter, making->refers_to,
	                         change_actor(making->change), &own, err);
	if (st == STATUS_OK && !own)
		return fail(err, STATUS_INVALID,
		            "another asserted that claim, and only who did can correct or retract it; the stances of others are denies, questions and repeats");
	return st;
}

static enum status
read_reference(struct making *making, struct error *err)
{
	const char *words = making_text(making, "refers_to"), *property = making_text(making, "property");
	struct resolved claim;
	enum status st;

	if (property != NULL && strlen(property) >= sizeof making->property_code)
		return fail(err, STATUS_INVALID, "“%.64s…” is no property", property);
	memcpy(making->property_code, property ? property : "", property ? strlen(property) + 1 : 1);
	if (words == NULL && (making_stance_is(making, "corrects") || making_stance_is(making, "retracts")))
		return fail(err, STATUS_INVALID, "which claim does it take the place of? Name it: --refers-to A-…");
	if (words != NULL && making_stance_is(making, "asserts"))
		return fail(err, STATUS_INVALID,
		            "what asserts refers to no other claim: give a stance, as denies, repeats or questions");
	if (words == NULL)
		return property ? STATUS_OK
		                : fail(err, STATUS_INVALID, "of which property? (vocabulary claim-property)");
	st = resolve(making->catalogue->ledger, text_of(words), "A", &claim, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(making->refers_to, &claim.uuid);
	st = check_referred(making, err);
	if (st == STATUS_OK)
		st = check_own(making, err);
	return st == STATUS_OK ? making_set(making->values, "repeats", json_string(making->refers_to), err)
	                       : st;
}

/* A value where there must be one; who refers to another claim may leave it at that. */
static enum status
read_value(struct making *making, struct error *err)
{
	struct claim_value_words words = { .value = making_text(making, "value"),
		                           .party = making_text(making, "party"),
		                           .region = making_text(making, "region"),
		                           .zone = making_text(making, "zone"),
		                           .time_of_day = making_text(making, "time_of_day") };
	enum status st = claim_property_find(making->catalogue->database,
	                                     text_of(making->property_code), &making->property, err);

	if (st != STATUS_OK)
		return st;
	if (words.value == NULL && words.region == NULL) {
		if (making->refers_to[0] == '\0' || making_stance_is(making, "corrects"))
			return fail(err, STATUS_INVALID, "what does it say? Give the value");
		return STATUS_OK;
	}
	return claim_value_read(making->catalogue->database, &making->property, &words,
	                        making->values, err);
}

enum status
making_read(struct making *making, struct error *err)
{
	enum status st = read_said(making, err);

	if (st == STATUS_OK)
		st = read_record(making, err);
	if (st == STATUS_OK)
		st = claim_asserter_read(making->catalogue, making_text(making, "by"),
		                         &making->asserter, err);
	if (st == STATUS_OK)
		st = read_reference(making, err);
	return st == STATUS_OK ? read_value(making, err) : st;
}
