/* SPDX-License-Identifier: Apache-2.0 */
/* consent.c - consents as events: given, given anew, taken back. */
#include "casework/consent.h"

#include "casework/resolve.h"
#include "casework/subject_words.h"
#include "casework/value.h"
#include "casework/vocabulary.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field fields[] = {
	{ "basis", FIELD_TERM, "consent-basis" },
	{ "purposes", FIELD_TERMS, "consent-scope" },
	{ "conditions", FIELD_TEXT, NULL },
	{ "language", FIELD_TEXT, NULL },
	{ "form", FIELD_TEXT, NULL },
	{ "given", FIELD_DATE, NULL },
	{ "expires", FIELD_DATE, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "consent",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

static const struct record_field withdrawal_fields[] = {
	{ "purposes", FIELD_TERMS, "consent-scope" },
	{ "received", FIELD_DATE, NULL },
	{ "wishes", FIELD_TEXT, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form withdrawal_form = {
	.kind = "withdrawal",
	.fields = withdrawal_fields,
	.count = sizeof withdrawal_fields / sizeof withdrawal_fields[0],
};

static const char *const beside[] = { "covers", "evidence", NULL };

static enum status
add_attachment(void *context, const struct resolved *resolved, struct error *err)
{
	char text[UUID_TEXT_SIZE];

	uuid_write(text, &resolved->uuid);
	return json_array_append_new(context, json_string(text)) == 0 ? STATUS_OK : fail_memory(err);
}

/* Attachments as the event names them. */
static enum status
set_evidence(struct catalogue *catalogue, const char *words, json_t *values, struct error *err)
{
	SCOPED_JSON json_t *list = json_array();
	const struct resolved_output to = { add_attachment, list };
	struct text rest = text_of(words ? words : "");
	enum status st = list ? STATUS_OK : fail_memory(err);

	if (words == NULL)
		return st;
	while (st == STATUS_OK && rest.p != NULL && rest.n > 0) {
		struct text word = text_trim(text_cut(&rest, ','));

		if (word.n > 0)
			st = resolve_each(catalogue->ledger, word, "X", &to, err);
	}
	if (st == STATUS_OK && json_object_set(values, "evidence",
	                                       json_array_size(list) > 0 ? list : json_null()) != 0)
		st = fail_memory(err);
	return st;
}

/* What it covers: ids, or everything that came from the person. */
static enum status
set_covers(struct catalogue *catalogue, const char *words, json_t *values, struct error *err)
{
	bool everything = words != NULL && strcmp(words, "everything") == 0;
	enum status st;

	if (words == NULL)
		return STATUS_OK;
	st = subjects_of_words(catalogue->ledger, text_of(everything ? "" : words), "EVD", values,
	                       err);
	if (st == STATUS_OK && json_object_set_new(values, "everything", json_boolean(everything)) != 0)
		st = fail_memory(err);
	return st == STATUS_OK ? st : while_doing(err, st, "reading what is covered");
}

/* A consent says how far it goes; that of a delivery's giver is about the delivery. */
static enum status
check_covers(const struct subject *giver, json_t *values, struct error *err)
{
	SCOPED_JSON json_t *named = json_array();
	enum status st = named ? subjects_gather(values, named, err) : fail_memory(err);

	if (st != STATUS_OK || json_array_size(named) > 0 ||
	    json_is_true(json_object_get(values, "everything")))
		return st;
	if (!text_is(subject_kind(giver), "delivery"))
		return fail(err, STATUS_INVALID,
		            "say what the consent covers: items, footage and deliveries (E-1..E-3, V-1, D-2), or everything");
	return json_object_set_new(values, "deliveries", json_pack("[s]", giver->text)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/* How it was given, and what for unless it was not given. */
static enum status
check_basis(const json_t *values, struct error *err)
{
	static const char *const without[] = { "refused", "not-obtainable",
		                               "not-required-public-interest", "unknown",
		                               "not-determinable" };
	struct text basis;

	if (!json_member_text(values, "basis", &basis))
		return fail(err, STATUS_INVALID, "say how it was given: a basis of the vocabulary consent-basis");
	for (size_t i = 0; i < sizeof without / sizeof without[0]; i++) {
		if (text_is(basis, without[i]))
			return STATUS_OK;
	}
	if (json_is_array(json_object_get(values, "purposes")))
		return STATUS_OK;
	return fail(err, STATUS_INVALID, "say what it was given for: purposes of the vocabulary consent-scope");
}

static enum status
consent_values(struct catalogue *catalogue, const struct subject *giver,
               const struct field_words *words, size_t count, json_t *values, struct error *err)
{
	enum status st = record_fields_set(catalogue, &form, values, words, count, err);

	if (st == STATUS_OK)
		st = set_covers(catalogue, field_text(words, count, "covers"), values, err);
	if (st == STATUS_OK)
		st = set_evidence(catalogue, field_text(words, count, "evidence"), values, err);
	if (st == STATUS_OK)
		st = check_covers(giver, values, err);
	return st == STATUS_OK ? check_basis(values, err) : st;
}

static enum status
record(struct catalogue *catalogue, struct change *change, const struct subject *giver,
       const json_t *values, int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *open = NULL;
	enum status st = catalogue_next_id(catalogue, 'S', &open, number, err);

	return st == STATUS_OK
	               ? change_add(change, "consent.recorded", giver, open, values, NULL, err)
	               : st;
}

enum status
consent_add(struct catalogue *catalogue, const struct subject *giver,
            const struct field_words *words, size_t count, int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *values = json_object();
	struct change *change = NULL;
	enum status st = values ? record_fields_check(&form, words, count, beside, err)
	                        : fail_memory(err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "consent add", &change, err);
	if (st != STATUS_OK)
		return st;
	st = consent_values(catalogue, giver, words, count, values, err);
	if (st == STATUS_OK)
		st = record(catalogue, change, giver, values, number, err);
	return catalogue_finish(catalogue, change, st, err);
}

/* The number in the first column of a row about the consent; STATUS_NOT_FOUND without one. */
static enum status
ask(struct catalogue *catalogue, const char *sql, const char *consent, int64_t *out,
    struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database, sql, &row, err);

	if (st == STATUS_OK) {
		statement_bind_text(row, 1, text_of(consent));
		st = statement_step(row, err);
	}
	if (st == STATUS_OK)
		*out = statement_integer(row, 0);
	return st == STATUS_DONE ? STATUS_NOT_FOUND : st;
}

static enum status
check_in_place(struct catalogue *catalogue, const char *consent, struct error *err)
{
	int64_t number = 0;
	enum status st = ask(catalogue,
	                     "SELECT number FROM p_consents WHERE replaces = $1 ORDER BY number",
	                     consent, &number, err);

	if (st == STATUS_OK)
		return fail(err, STATUS_STALE, "S-%06lld stands in its place: look at that one",
		            (long long)number);
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

static enum status
check_not_withdrawn(struct catalogue *catalogue, const char *consent, struct error *err)
{
	int64_t seq = 0;
	enum status st = ask(catalogue, "SELECT seq FROM p_withdrawals WHERE consent = $1", consent,
	                     &seq, err);

	if (st == STATUS_OK)
		return fail(err, STATUS_REFUSED,
		            "it was withdrawn, and that stands: record what was agreed to since as a new one (vidimus consent add)");
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

static enum status
revise(struct catalogue *catalogue, struct change *change, const struct uuid *consent,
       const struct field_words *words, size_t count, int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *before = NULL, *values = NULL;
	struct subject giver;
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, consent);
	st = check_in_place(catalogue, text, err);
	if (st == STATUS_OK)
		st = check_not_withdrawn(catalogue, text, err);
	if (st == STATUS_OK)
		st = values_of_event(catalogue->ledger, consent, &giver, &before, err);
	if (st != STATUS_OK)
		return st;
	values = json_deep_copy(before);
	st = values ? consent_values(catalogue, &giver, words, count, values, err)
	            : fail_memory(err);
	if (st == STATUS_OK && json_equal(values, before))
		st = fail(err, STATUS_EXISTS, "it says so already: nothing would change");
	if (st == STATUS_OK && json_object_set_new(values, "replaces", json_string(text)) != 0)
		st = fail_memory(err);
	return st == STATUS_OK ? record(catalogue, change, &giver, values, number, err) : st;
}

enum status
consent_edit(struct catalogue *catalogue, const struct uuid *consent,
             const struct field_words *words, size_t count, int64_t *number, struct error *err)
{
	struct change *change = NULL;
	enum status st = record_fields_check(&form, words, count, beside, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "consent edit", &change, err);
	if (st != STATUS_OK)
		return st;
	st = revise(catalogue, change, consent, words, count, number, err);
	return catalogue_finish(catalogue, change, st, err);
}

/* STATUS_EXISTS when it was withdrawn whole. */
static enum status
check_something_left(struct catalogue *catalogue, const char *consent, struct error *err)
{
	int64_t seq = 0;
	enum status st = ask(catalogue,
	                     "SELECT seq FROM p_withdrawals WHERE consent = $1 AND purposes IS NULL",
	                     consent, &seq, err);

	if (st == STATUS_OK)
		return fail(err, STATUS_EXISTS, "it was withdrawn already, by event %lld",
		            (long long)seq);
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

static enum status
withdraw(struct catalogue *catalogue, struct change *change, const struct uuid *consent,
         const struct field_words *words, size_t count, struct error *err)
{
	SCOPED_JSON json_t *open = json_object(), *values = json_object(), *before = NULL;
	struct subject giver;
	char text[UUID_TEXT_SIZE];
	enum status st = open && values ? STATUS_OK : fail_memory(err);

	uuid_write(text, consent);
	if (st == STATUS_OK)
		st = check_in_place(catalogue, text, err);
	if (st == STATUS_OK)
		st = check_something_left(catalogue, text, err);
	if (st == STATUS_OK)
		st = values_of_event(catalogue->ledger, consent, &giver, &before, err);
	if (st == STATUS_OK)
		st = record_fields_set(catalogue, &withdrawal_form, values, words, count, err);
	if (st == STATUS_OK)
		st = set_evidence(catalogue, field_text(words, count, "evidence"), values, err);
	if (st == STATUS_OK && json_object_set_new(values, "consent", json_string(text)) != 0)
		st = fail_memory(err);
	return st == STATUS_OK
	               ? change_add(change, "consent.withdrawn", &giver, open, values, NULL, err)
	               : st;
}

enum status
consent_withdraw(struct catalogue *catalogue, const struct uuid *consent,
                 const struct field_words *words, size_t count, struct error *err)
{
	struct change *change = NULL;
	enum status st = record_fields_check(&withdrawal_form, words, count,
	                                     (const char *const[]){ "evidence", NULL }, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "consent withdraw", &change, err);
	if (st != STATUS_OK)
		return st;
	st = withdraw(catalogue, change, consent, words, count, err);
	return catalogue_finish(catalogue, change, st, err);
}
