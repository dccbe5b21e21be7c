/* SPDX-License-Identifier: Apache-2.0 */
/* claim_members.c - each value of a claim in the member that its asserter allows. */
#include "casework/claim_internal.h"

#include "casework/claim_file.h"
#include "casework/claim_origin.h"
#include "casework/part_fits.h"
#include "casework/part_words.h"
#include "casework/public_member.h"
#include "casework/vocabulary.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* Is it about a channel that not everyone can read, or about a posting there? */
static enum status
is_about_closed(const struct making *making, bool *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct text name = subject_name(&making->subject);
	bool is_public = true, itself = making->about[0] == '\0';
	enum status st;

	*out = false;
	if (itself && !text_is(subject_kind(&making->subject), "channel"))
		return STATUS_OK;
	st = database_statement(making->catalogue->database,
	                        "SELECT $1 WHERE $2 UNION ALL SELECT channel FROM p_postings WHERE uuid = $1"
	                        " AND channel IS NOT NULL",
	                        &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, itself ? name : text_of(making->about));
	statement_bind_integer(row, 2, itself);
	st = statement_step(row, err);
	if (st == STATUS_OK)
		st = channel_is_public(making->catalogue->database, statement_text(row, 0).p, &is_public,
		                       err);
	*out = !is_public;
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The channel's own words, or the day on which it published. */
static bool
is_own_of_channel(const struct claim_property *property)
{
	return property->kind == CLAIM_TEXT || strcmp(property->code, "first-published") == 0 ||
	       strcmp(property->code, "published-during") == 0;
}

/* Would the value give away what is kept apart elsewhere: a closed channel's, another's protected claim? */
static enum status
find_given_away(const struct making *making, bool *out, struct error *err)
{
	bool closed = making->asserter.kind == ASSERTER_CHANNEL && !making->asserter.is_public;
	bool own = making->asserter.kind == ASSERTER_ACTOR;

	*out = (closed && is_own_of_channel(&making->property)) || (own && making->refers_to_protected);
	return *out || !(own || closed) ? STATUS_OK : is_about_closed(making, out, err);
}

/* What a person says is theirs unless it is settled that it endangers nobody. */
static enum status
decide_protection(struct making *making, struct error *err)
{
	const char *disclosable = making_text(making, "disclosable");
	bool open = disclosable != NULL && strcmp(disclosable, "no") != 0;
	bool person = making->asserter.kind == ASSERTER_PERSON, gives_away = false;
	enum status st;

	if (open && strcmp(disclosable, "yes") != 0)
		return fail(err, STATUS_INVALID, "disclosable is yes or no");
	if (open && making->property.of_somebody)
		return fail(err, STATUS_REFUSED,
		            "%s tells of a person or a device: it is always protected",
		            making->property.code);
	if (open && person && !making->asserter.may_speak)
		return fail(err, STATUS_REFUSED,
		            "the protection level of this person is not open or standard: what they say is protected");
	if (open && making->asserter.kind == ASSERTER_ACTOR && making->refers_to_protected)
		return fail(err, STATUS_REFUSED,
		            "the claim that it refers to is protected: so is what is said of it");
	st = find_given_away(making, &gives_away, err);
	making->is_protected = making->property.of_somebody || ((person || gives_away) && !open);
	return st;
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

		st = making_set(protected, members[i], value ? json_incref(value) : json_null(), err);
		if (st == STATUS_OK)
			st = making_set(making->values, members[i], json_null(), err);
	}
	if (st == STATUS_OK)
		st = making_set(making->values, "region", json_null(), err);
	return st == STATUS_OK ? making_set(making->values, "protected", json_incref(protected), err) : st;
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
		st = making_set(making->values, words[i].member,
		         json_incref(json_object_get(making->said, words[i].name)), err);
	return st;
}

/* "B2", "b", "2": the source, the information, or both. */
static enum status
set_grade(struct making *making, struct error *err)
{
	const char *grade = making_text(making, "grade");
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
		st = making_set(making->values, "reliability", json_string(letter), err);
	if (st == STATUS_OK && digit[0])
		st = vocabulary_check(making->catalogue->database, "information-credibility",
		                      text_of(digit), err);
	return st == STATUS_OK && digit[0] ? making_set(making->values, "credibility", json_string(digit), err)
	                                   : st;
}

static enum status
set_part(struct making *making, struct error *err)
{
	json_t *part = NULL;
	enum status st = part_of_words(text_of(making_text(making, "part")), &part, err);

	if (st == STATUS_OK)
		st = making_set(making->values, "part", part, err);
	return st == STATUS_OK ? part_fits(making->catalogue, &making->subject,
	                                   json_object_get(making->values, "part"), err)
	                       : st;
}

/* A file speaks only for itself, and in statements that somebody read in it. */
static enum status
set_file_tag(struct making *making, struct error *err)
{
	const char *tag = making_text(making, "file_tag");

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
		                       .repeats = making_stance_is(making, "repeats") };

	return claim_origin_set(making->catalogue, &origin, making->claim->words,
	                        making->claim->count, making->values, err);
}

static enum status
set_all(struct making *making, struct error *err)
{
	enum status st = STATUS_OK;

	if (making->about[0] != '\0')
		st = making_set(making->values, "about", json_string(making->about), err);
	if (st == STATUS_OK)
		st = making_set(making->values, "property", json_string(making->property_code), err);
	if (st == STATUS_OK)
		st = claim_asserter_set(making->catalogue, &making->asserter,
		                        making_text(making, "report_version"), making->values, err);
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

enum status
making_set_members(struct making *making, struct error *err)
{
	enum status st = decide_protection(making, err);

	return st == STATUS_OK ? set_all(making, err) : st;
}
