/* SPDX-License-Identifier: Apache-2.0 */
/* derivative_review.c - whether a derivative is what it says, by somebody else. */
#include "casework/derivative.h"

#include "casework/sub_record.h"
#include "casework/value.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const char *const audiences[] = { "court", "defence", "partner", "public", "self" };
#define AUDIENCES (sizeof audiences / sizeof audiences[0])

/* In the order of the alphabet, each once; null for none. */
static enum status
read_audiences(const char *text, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *list = json_array();
	struct text rest = text_of(text);
	bool wanted[AUDIENCES] = { false };

	while (rest.p != NULL) {
		struct text part = text_trim(text_cut(&rest, ','));
		size_t i = 0;

		if (part.n == 0)
			continue;
		while (i < AUDIENCES && !text_is(part, audiences[i]))
			i++;
		if (i == AUDIENCES)
			return fail(err, STATUS_INVALID,
			            "“%.*s” is nobody to clear it for: court, defence, partner, public, self",
			            (int)text_whole(part, 60), part.p);
		wanted[i] = true;
	}
	for (size_t i = 0; i < AUDIENCES; i++) {
		if (wanted[i] && json_array_append_new(list, json_string(audiences[i])) != 0)
			return fail_memory(err);
	}
	*out = json_array_size(list) > 0 ? json_incref(list) : json_null();
	return STATUS_OK;
}

/* The code is the person's: a second key of one person repeats it. */
static enum status
check_other_person(struct catalogue *catalogue, const char *derivative, struct subject *subject,
                   struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char actor[DIGEST_TEXT_SIZE];
	struct digest fingerprint;
	struct uuid item;
	enum status st = actor_fingerprint(signing_key_public(catalogue->signer), &fingerprint, err);

	if (st == STATUS_OK)
		st = database_statement(catalogue->database,
		                        "SELECT d.item, d.actor = $1 OR EXISTS (SELECT 1 FROM p_actors a"
		                        " JOIN p_actors b ON b.code = a.code WHERE a.fingerprint = d.actor"
		                        " AND b.fingerprint = $1) FROM p_derivatives d WHERE d.uuid = $2",
		                        &row, err);
	if (st != STATUS_OK)
		return st;
	digest_write(actor, &fingerprint);
	statement_bind_text(row, 1, text_of(actor));
	statement_bind_text(row, 2, text_of(derivative));
	st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && !uuid_read(statement_text(row, 0), &item)))
		return fail(err, STATUS_NOT_FOUND, "there is no such derivative");
	if (st == STATUS_OK && statement_integer(row, 1) != 0)
		return fail(err, STATUS_REFUSED, "somebody else than its maker reviews a derivative");
	*subject = subject_of("item", &item);
	return st;
}

static enum status
choose_version(struct catalogue *catalogue, const struct subject *subject, int64_t said,
               json_t *values, struct error *err)
{
	int64_t seq, present = 0;
	enum status st = ledger_find_in_chain(catalogue->ledger, subject, 0, &seq, &present, err);

	if (st == STATUS_OK && said > present)
		return fail(err, STATUS_INVALID, "the item has no version %lld yet, only %lld",
		            (long long)said, (long long)present);
	if (st == STATUS_OK && json_object_set_new(values, "based_on",
	                                           json_integer(said > 0 ? said : present)) != 0)
		st = fail_memory(err);
	return st;
}

static enum status
set_words(const struct field_words *words, size_t count, json_t *values, struct error *err)
{
	const char *conclusion = field_text(words, count, "conclusion");
	json_t *cleared = NULL;
	enum status st = read_audiences(field_text(words, count, "cleared_for"), &cleared, err);
	bool passed = strcmp(conclusion, "passed") == 0;

	if (st == STATUS_OK && !passed && json_is_array(cleared))
		st = fail(err, STATUS_INVALID, "what has not passed is cleared for nobody");
	if (st == STATUS_OK && (json_object_set(values, "cleared_for", cleared) != 0 ||
	                        json_object_set_new(values, "conclusion",
	                                            json_string(conclusion)) != 0))
		st = fail_memory(err);
	json_decref(cleared);
	if (st == STATUS_OK)
		st = value_set_text(values, "grounds", field_text(words, count, "grounds"), err);
	return st == STATUS_OK ? value_set_text(values, "protected_grounds",
	                                        field_text(words, count, "protected_grounds"), err)
	                       : st;
}

static enum status
review(struct catalogue *catalogue, struct change *change, const char *derivative,
       const struct field_words *words, size_t count, int64_t based_on, int64_t *version,
       struct error *err)
{
	SCOPED_JSON json_t *open = json_object(),
		           *values = json_pack("{s:s}", "derivative", derivative);
	struct change_receipt receipt;
	struct subject subject;
	enum status st = open && values ? check_other_person(catalogue, derivative, &subject, err)
	                                : fail_memory(err);

	if (st == STATUS_OK)
		st = subject_check_stands(catalogue, &subject, err);
	if (st == STATUS_OK)
		st = choose_version(catalogue, &subject, based_on, values, err);
	if (st == STATUS_OK)
		st = set_words(words, count, values, err);
	if (st == STATUS_OK)
		st = change_add(change, "derivative.reviewed", &subject, open, values, &receipt, err);
	if (st == STATUS_OK)
		*version = receipt.n;
	return st;
}

enum status
derivative_review(struct catalogue *catalogue, const struct uuid *derivative,
                  const struct field_words *words, size_t count, int64_t based_on,
                  int64_t *version, struct error *err)
{
	static const struct record_form form = { .kind = "review of a derivative" };
	const char *conclusion = field_text(words, count, "conclusion");
	struct change *change = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = record_fields_check(&form, words, count,
	                                     (const char *const[]){ "conclusion", "cleared_for",
	                                                            "grounds", "protected_grounds",
	                                                            NULL },
	                                     err);

	if (st == STATUS_OK && (conclusion == NULL || (strcmp(conclusion, "passed") != 0 &&
	                                               strcmp(conclusion, "not-passed") != 0)))
		st = fail(err, STATUS_INVALID, "the conclusion is passed or not-passed");
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "derive review", &change, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(text, derivative);
	return catalogue_finish(catalogue, change,
	                        review(catalogue, change, text, words, count, based_on, version, err),
	                        err);
}
