/* SPDX-License-Identifier: Apache-2.0 */
/* claim.c - claims as events, each value in the member that its asserter allows. */
#include "casework/claim.h"

#include "casework/claim_asserter.h"
#include "casework/claim_file.h"
#include "casework/claim_origin.h"
#include "casework/claim_property.h"
#include "casework/claim_support.h"
#include "casework/part_words.h"
#include "casework/resolve.h"
#include "casework/vocabulary.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* Records that a claim may be about; those without a chain stand in another's. */
#define ABOUT "EVICRWDPQ"

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

/* One claim while it is made. */
struct making {
	struct catalogue       *catalogue;
	struct change          *change;
	const struct new_claim *claim;
	struct subject          subject;
	char                    about[UUID_TEXT_SIZE];     /* "" of the subject itself */
	char                    refers_to[UUID_TEXT_SIZE]; /* "" for none */
	char                    property_code[64];
	struct claim_property   property;
	struct claim_asserter   asserter;
	bool                    is_protected; /* value and basis are a person's */
	json_t                 *said;   /* owned: fields of the form */
	json_t                 *values; /* owned: of the event */
};

static const char *
text_in(const struct making *making, const char *name)
{
	const char *text = field_text(making->claim->words, making->claim->count, name);

	return text != NULL && *text != '\0' ? text : NULL;
}

static const char *
said(const struct making *making, const char *name)
{
	return json_string_value(json_object_get(making->said, name));
}

static bool
stance_is(const struct making *making, const char *code)
{
	return strcmp(said(making, "stance"), code) == 0;
}

static enum status
set(json_t *values, const char *member, json_t *value, struct error *err)
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
		st = set(making->said, fields[i].name, json_null(), err);
	if (st == STATUS_OK)
		st = record_fields_set(making->catalogue, &form, making->said, making->claim->words,
		                       making->claim->count, err);
	if (st == STATUS_OK && said(making, "stance") == NULL)
		st = set(making->said, "stance", json_string("asserts"), err);
	return st;
}

/* Property and record of the claim that this one refers to; a value of its own it need not have. */
static enum status
check_referred(struct making *making, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(making->catalogue->database,
	                                    "SELECT property, subject, coalesce(about, '')"
	                                    " FROM p_claims WHERE uuid = $1",
	                                    &row, err);
	struct text property;

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(making->refers_to));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? fail(err, STATUS_NOT_FOUND, "there is no such claim") : st;
	property = statement_text(row, 0);
	if (making->property_code[0] == '\0' && property.p != NULL)
		memcpy(making->property_code, property.p,
		       property.n < 63 ? property.n : 63);
	if (!text_is(property, making->property_code))
		return fail(err, STATUS_INVALID,
		            "the claim that it refers to is about %.*s, not about %s",
		            (int)(property.n < 64 ? property.n : 64), property.p ? property.p : "",
		            making->property_code);
	if (text_in(making, "value") == NULL &&
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

	if (!stance_is(making, "corrects") && !stance_is(making, "retracts"))
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
	const char *words = text_in(making, "refers_to"), *property = text_in(making, "property");
	struct resolved claim;
	enum status st;

	if (property != NULL && strlen(property) >= sizeof making->property_code)
		return fail(err, STATUS_INVALID, "“%.64s…” is no property", property);
	memcpy(making->property_code, property ? property : "", property ? strlen(property) + 1 : 1);
	if (words == NULL && (stance_is(making, "corrects") || stance_is(making, "retracts")))
		return fail(err, STATUS_INVALID, "which claim does it take the place of? Name it: --refers-to A-…");
	if (words != NULL && stance_is(making, "asserts"))
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
	return st == STATUS_OK ? set(making->values, "repeats", json_string(making->refers_to), err)
	                       : st;
}

/* A value where there must be one; who refers to another claim may leave it at that. */
static enum status
read_value(struct making *making, struct error *err)
{
	struct claim_value_words words = { .value = text_in(making, "value"),
		                           .party = text_in(making, "party"),
		                           .region = text_in(making, "region"),
		                           .zone = text_in(making, "zone"),
		                           .time_of_day = text_in(making, "time_of_day") };
	enum status st = claim_property_find(making->catalogue->database,
	                                     text_of(making->property_code), &making->property, err);

	if (st != STATUS_OK)
		return st;
	if (words.value == NULL && words.region == NULL) {
		if (making->refers_to[0] == '\0' || stance_is(making, "corrects"))
			return fail(err, STATUS_INVALID, "what does it say? Give the value");
		return STATUS_OK;
	}
	return claim_value_read(making->catalogue->database, &making->property, &words,
	                        making->values, err);
}

/* What a person says is theirs unless it is settled that it endangers nobody. */
static enum status
decide_protection(struct making *making, struct error *err)
{
	const char *disclosable = text_in(making, "disclosable");
	bool open = disclosable != NULL && strcmp(disclosable, "no") != 0;
	bool person = making->asserter.kind == ASSERTER_PERSON;

	if (open && strcmp(disclosable, "yes") != 0)
		return fail(err, STATUS_INVALID, "disclosable is yes or no");
	if (open && making->property.of_somebody)
		return fail(err, STATUS_REFUSED,
		            "%s tells of a person or a device: it is always protected",
		            making->property.code);
	if (open && person && !making->asserter.may_speak)
		return fail(err, STATUS_REFUSED,
		            "the protection level of this person is not open or standard: what they say is protected");
	making->is_protected = making->property.of_somebody || (person && !open);
	return STATUS_OK;
}

/* Moves the value, and how it is known, to where only who may see persons sees it. */
static enum status
protect(struct making *making, struct error *err)
{
	static const char *const members[] = { "value", "date", "place", "party", "basis" };
	SCOPED_JSON json_t *protected = json_object();
	enum status st = protected ? STATUS_OK : fail_memory(err);

	if (!making->is_protected)
		return st;
	for (size_t i = 0; st == STATUS_OK && i < sizeof members / sizeof members[0]; i++) {
		json_t *value = json_object_get(making->values, members[i]);

		st = set(protected, members[i], value ? json_incref(value) : json_null(), err);
		if (st == STATUS_OK)
			st = set(making->values, members[i], json_null(), err);
	}
	if (st == STATUS_OK)
		st = set(making->values, "region", json_null(), err);
	return st == STATUS_OK ? set(making->values, "protected", json_incref(protected), err) : st;
}

/* Words, language and day, each in the member that may tell of who asserts it. */
static enum status
set_words(struct making *making, struct error *err)
{
	bool person = making->asserter.kind == ASSERTER_PERSON;
	bool closed = making->asserter.kind == ASSERTER_CHANNEL && !making->asserter.is_public;
	const struct {
		const char *name, *member;
	} words[] = {
		{ "raw", person || making->property.of_somebody       ? "protected_raw"
			 : making->asserter.kind == ASSERTER_FILE      ? "file_raw"
			 : closed                                      ? "private_raw"
			                                               : "raw" },
		{ "language", person ? "protected_language" : "language" },
		{ "made", person ? "protected_made" : closed ? "private_made" : "made" },
		{ "stance", "stance" },
		{ "basis", "basis" },
		{ "grounds", "grounds" },
		{ "protected_grounds", "protected_grounds" },
		{ "note", "note" },
	};
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < sizeof words / sizeof words[0]; i++)
		st = set(making->values, words[i].member,
		         json_incref(json_object_get(making->said, words[i].name)), err);
	return st;
}

/* "B2", "b", "2": the source, the information, or both. */
static enum status
set_grade(struct making *making, struct error *err)
{
	const char *grade = text_in(making, "grade");
	char letter[2] = { 0 }, digit[2] = { 0 };
	size_t n = grade ? strlen(grade) : 0;
	enum status st = STATUS_OK;

	if (grade == NULL)
		return STATUS_OK;
	if ((*grade >= 'A' && *grade <= 'Z') || (*grade >= 'a' && *grade <= 'z'))
		letter[0] = (char)(*grade | 0x20);
	if (n > 0 && grade[n - 1] >= '0' && grade[n - 1] <= '9')
		digit[0] = grade[n - 1];
	if (n != strlen(letter) + strlen(digit))
		return fail(err, STATUS_INVALID,
		            "a grade is a letter for the source (A to F), a digit for the information (1 to 6), or both: B2");
	if (letter[0])
		st = vocabulary_check(making->catalogue->database, "source-reliability",
		                      text_of(letter), err);
	if (st == STATUS_OK && letter[0])
		st = set(making->values, "reliability", json_string(letter), err);
	if (st == STATUS_OK && digit[0])
		st = vocabulary_check(making->catalogue->database, "information-credibility",
		                      text_of(digit), err);
	return st == STATUS_OK && digit[0] ? set(making->values, "credibility", json_string(digit), err)
	                                   : st;
}

static enum status
set_part(struct making *making, struct error *err)
{
	json_t *part = NULL;
	enum status st = part_of_words(text_of(text_in(making, "part")), &part, err);

	return st == STATUS_OK ? set(making->values, "part", part, err) : st;
}

/* A file speaks only for itself, and in statements that somebody read in it. */
static enum status
set_file_tag(struct making *making, struct error *err)
{
	const char *tag = text_in(making, "file_tag");

	if (making->asserter.kind != ASSERTER_FILE)
		return tag == NULL ? STATUS_OK
		                   : fail(err, STATUS_INVALID, "only the file itself has tags: --by file");
	if (!text_is(subject_kind(&making->subject), "item"))
		return fail(err, STATUS_INVALID, "only an item (E-…) is a file that could say so itself");
	if (tag == NULL)
		return fail(err, STATUS_INVALID,
		            "where does the file say so? Name the tag: --file-tag; `show --metadata` lists them");
	return claim_file_set(making->catalogue->ledger, subject_name(&making->subject), tag,
	                      making->values, err);
}

static enum status
set_origin(struct making *making, struct error *err)
{
	struct claim_origin origin = { .report = making->asserter.kind == ASSERTER_REPORT
		                                         ? making->asserter.uuid
		                                         : NULL,
		                       .repeats = stance_is(making, "repeats") };

	return claim_origin_set(making->catalogue, &origin, making->claim->words,
	                        making->claim->count, making->values, err);
}

static enum status
set_values(struct making *making, struct error *err)
{
	enum status st = STATUS_OK;

	if (making->about[0] != '\0')
		st = set(making->values, "about", json_string(making->about), err);
	if (st == STATUS_OK)
		st = set(making->values, "property", json_string(making->property_code), err);
	if (st == STATUS_OK)
		st = claim_asserter_set(making->catalogue, &making->asserter,
		                        text_in(making, "report_version"), making->values, err);
	if (st == STATUS_OK)
		st = set_words(making, err);
	if (st == STATUS_OK)
		st = set_grade(making, err);
	if (st == STATUS_OK)
		st = set_part(making, err);
	if (st == STATUS_OK)
		st = set_file_tag(making, err);
	if (st == STATUS_OK)
		st = set_origin(making, err);
	return st == STATUS_OK ? protect(making, err) : st;
}

/* "1" says: confirmed by others that do not depend on it. */
static enum status
check_grade(struct making *making, const struct uuid *claim, struct error *err)
{
	const char *credibility = json_string_value(json_object_get(making->values, "credibility"));
	char uuid[UUID_TEXT_SIZE];
	int64_t sources = 0;
	enum status st;

	if (credibility == NULL || strcmp(credibility, "1") != 0)
		return STATUS_OK;
	uuid_write(uuid, claim);
	st = claim_independent_sources(making->catalogue->ledger, uuid, &sources, err);
	if (st == STATUS_OK && sources < 2)
		return fail(err, STATUS_REFUSED,
		            "the grade 1 says confirmed: that needs two sources that are known to be independent, and there is %lld; say of a claim that it is independent by --independence, or by claim trace",
		            (long long)sources);
	return st;
}

static enum status
add_event(struct making *making, int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *open = NULL;
	struct change_receipt receipt;
	enum status st = catalogue_next_id(making->catalogue, 'A', &open, number, err);

	if (st == STATUS_OK)
		st = change_add(making->change, "claim.made", &making->subject, open, making->values,
		                &receipt, err);
	return st == STATUS_OK ? check_grade(making, &receipt.id, err) : st;
}

static enum status
make(struct making *making, int64_t *number, struct error *err)
{
	enum status st = read_said(making, err);

	if (st == STATUS_OK)
		st = read_record(making, err);
	if (st == STATUS_OK)
		st = claim_asserter_read(making->catalogue, text_in(making, "by"),
		                         &making->asserter, err);
	if (st == STATUS_OK)
		st = read_reference(making, err);
	if (st == STATUS_OK)
		st = read_value(making, err);
	if (st == STATUS_OK)
		st = decide_protection(making, err);
	if (st == STATUS_OK)
		st = set_values(making, err);
	return st == STATUS_OK ? add_event(making, number, err) : st;
}

static enum status
make_one(struct catalogue *catalogue, struct change *change, const struct new_claim *claim,
         int64_t *number, struct error *err)
{
	struct making making = { .catalogue = catalogue, .change = change, .claim = claim };
	enum status st = make(&making, number, err);

	json_decref(making.said);
	json_decref(making.values);
	return st;
}

enum status
claims_make(struct catalogue *catalogue, const struct new_claim *claims, size_t count,
            enum status (*made)(void *context, int64_t number, struct error *err), void *context,
            struct error *err)
{
	struct change *change = NULL;
	int64_t number = 0;
	enum status st = catalogue_begin(catalogue, "claim", &change, err);

	if (st != STATUS_OK)
		return st;
	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		st = make_one(catalogue, change, &claims[i], &number, err);
		if (st != STATUS_OK && count > 1)
			st = while_doing(err, st, "making claim %zu of %zu; none was made", i + 1,
			                 count);
	}
	st = catalogue_finish(catalogue, change, st, err);
	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		st = made(context, number - (int64_t)(count - 1 - i), err);
	return st;
}
