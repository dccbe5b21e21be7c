/* SPDX-License-Identifier: Apache-2.0 */
/* view_party.c - each source's own numbers in a row. */
#include "casework/view_party.h"

#include "casework/view_claim.h"
#include "casework/view_claim_parts.h"
#include "casework/view_party_cited.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* What is said of one record, on its way to an object. */
struct counting {
	json_t *questions; /* as claims_counts gives them; owned */
	json_t *rows;      /* "by\nabout" to a source's row; owned */
};

static void
counting_end(struct counting *counting)
{
	json_decref(counting->questions);
	json_decref(counting->rows);
}

static enum status
keep(void *context, json_t *question, struct error *err)
{
	return json_array_append(context, question) == 0 ? STATUS_OK : fail_memory(err);
}

/* The row of who asserts the claim. */
static enum status
find_row(struct counting *counting, const json_t *question, const json_t *claim, json_t **out,
         struct error *err)
{
	const char *by = json_string_value(json_object_get(claim, "by"));
	const char *about = json_string_value(json_object_get(question, "about"));
	SCOPED(buffer) key = { 0 };

	buffer_append_format(&key, "%s\n%s", by ? by : "", about ? about : "");
	if (buffer_check(&key, err) != STATUS_OK)
		return STATUS_MEMORY;
	*out = json_object_get(counting->rows, buffer_string(&key));
	if (*out != NULL)
		return STATUS_OK;
	*out = json_pack("{s:O,s:O,s:O,s:O,s:n,s:[],s:O,s:O}", "by", json_object_get(claim, "by"),
	                 "by_text", json_object_get(claim, "by_text"), "by_kind",
	                 json_object_get(claim, "by_kind"), "about",
	                 json_object_get(question, "about"), "total", "parties", "roots",
	                 json_object_get(claim, "roots"), "rests_on_unrecorded",
	                 json_object_get(claim, "rests_on_unrecorded"));
	return json_object_set_new(counting->rows, buffer_string(&key), *out) == 0 ? STATUS_OK
	                                                                           : fail_memory(err);
}

/* Two totals of one source stand with a bar between them: which one counts is not ours to say. */
static enum status
set_total(json_t *row, const char *words, struct error *err)
{
	const char *before = json_string_value(json_object_get(row, "total"));

	if (before == NULL || strcmp(before, words) == 0)
		return view_set(row, "total", json_string(words)) ? STATUS_OK : fail_memory(err);
	return view_set(row, "total", json_sprintf("%s | %s", before, words)) ? STATUS_OK
	                                                                     : fail_memory(err);
}

static enum status
place_claim(struct counting *counting, const json_t *question, const json_t *value,
            const json_t *claim, struct error *err)
{
	const json_t *party = json_object_get(question, "party");
	const char *words = json_string_value(json_object_get(value, "value"));
	json_t *row = NULL;
	enum status st;

	if (!claim_counts(claim) || words == NULL)
		return STATUS_OK;
	st = find_row(counting, question, claim, &row, err);
	if (st != STATUS_OK)
		return st;
	if (json_is_null(party))
		return set_total(row, words, err);
	return json_array_append_new(json_object_get(row, "parties"),
	                             json_pack("{s:O,s:s,s:O}", "party", party, "value", words,
	                                       "claim", json_object_get(claim, "id"))) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
place_question(struct counting *counting, const json_t *question, struct error *err)
{
	json_t *value, *claim;
	enum status st = STATUS_OK;
	size_t i, k;

	json_array_foreach(json_object_get(question, "values"), i, value)
		json_array_foreach(json_object_get(value, "claims"), k, claim)
			if (st == STATUS_OK)
				st = place_claim(counting, question, value, claim, err);
	return st;
}

/* The question without its claims, which the rows tell; its notes go to the whole. */
static enum status
shorten(json_t *question, json_t *notes, struct error *err)
{
	json_t *value;
	size_t i;

	json_array_foreach(json_object_get(question, "values"), i, value)
		json_object_del(value, "claims");
	if (json_array_extend(notes, json_object_get(question, "notes")) != 0)
		return fail_memory(err);
	json_object_del(question, "notes");
	return STATUS_OK;
}

static enum status
make_object(struct ledger *ledger, struct counting *counting, const struct subject *subject,
            json_t **out, struct error *err)
{
	SCOPED_JSON json_t *object = json_pack("{s:s,s:n,s:n,s:[],s:O,s:[]}", "kind", "stated", "of",
	                                       "of_text", "sources", "questions",
	                                       counting->questions, "notes");
	json_t *id = NULL, *text = NULL, *question, *row;
	char kind[32] = { 0 };
	struct text word = subject_kind(subject);
	enum status st = object ? STATUS_OK : fail_memory(err);
	const char *key;
	size_t i;

	memcpy(kind, word.p, word.n < sizeof kind ? word.n : sizeof kind - 1);
	if (st == STATUS_OK)
		st = record_name(ledger, kind, subject_name(subject), &id, &text, err);
	if (st == STATUS_OK && (!view_set(object, "of", id) || !view_set(object, "of_text", text)))
		st = fail_memory(err);
	json_object_foreach(counting->rows, key, row) {
		if (st == STATUS_OK && json_array_append(json_object_get(object, "sources"), row) != 0)
			st = fail_memory(err);
	}
	json_array_foreach(counting->questions, i, question) {
		if (st == STATUS_OK)
			st = shorten(question, json_object_get(object, "notes"), err);
	}
	if (st == STATUS_OK)
		*out = json_incref(object);
	return st;
}

static enum status
emit_stated(struct ledger *ledger, const struct resolved *of, const struct view_output *to,
            struct error *err)
{
	SCOPED(counting) counting = { json_array(), json_object() };
	struct view_output kept = { .emit = keep, .context = counting.questions };
	SCOPED_JSON json_t *object = NULL;
	struct subject subject;
	json_t *question;
	enum status st = counting.questions && counting.rows ? STATUS_OK : fail_memory(err);
	size_t i;

	if (st == STATUS_OK && !resolved_subject(of, &subject))
		return fail(err, STATUS_INVALID, "numbers are stated of a record with a history of its own");
	if (st == STATUS_OK)
		st = claims_counts(ledger, of, &kept, err);
	json_array_foreach(counting.questions, i, question) {
		if (st == STATUS_OK)
			st = place_question(&counting, question, err);
	}
	if (st != STATUS_OK || json_object_size(counting.rows) == 0)
		return st;
	st = make_object(ledger, &counting, &subject, &object, err);
	return st == STATUS_OK ? to->emit(to->context, object, err) : st;
}

/* Up to a page of subjects after the claim *after, into `subjects`; *rows were read. */
static enum status
read_subjects(struct ledger *ledger, int64_t *after, json_t *subjects, size_t *rows,
              struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger),
	                                    "SELECT number, subject FROM p_claims"
	                                    " WHERE property = 'count-by-alleged-party'"
	                                    " AND number > $1 ORDER BY number LIMIT 256",
	                                    &row, err);

	*rows = 0;
	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, *after);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		*after = statement_integer(row, 0);
		++*rows;
		if (json_array_append_new(subjects, json_of_text(statement_text(row, 1))) != 0)
			return fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Each subject once, in the order of its first such claim. */
static enum status
emit_subjects(struct ledger *ledger, const json_t *subjects, json_t *seen,
              const struct view_output *to, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *each;
	size_t i;

	json_array_foreach(json_iterable(subjects), i, each) {
		const char *name = json_string_value(each);
		struct subject subject;
		struct resolved of;

		if (json_object_get(seen, name) != NULL || !subject_read(text_of(name), &subject))
			continue;
		if (json_object_set_new(seen, name, json_true()) != 0)
			return fail_memory(err);
		st = resolve(ledger, subject_name(&subject), "EVICRWD", &of, err);
		if (st == STATUS_OK)
			st = emit_stated(ledger, &of, to, err);
		if (st != STATUS_OK)
			return st;
	}
	return st;
}

static enum status
emit_all(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	SCOPED_JSON json_t *seen = json_object();
	size_t rows = VIEW_PAGE;
	int64_t after = 0;
	enum status st = seen ? STATUS_OK : fail_memory(err);

	while (st == STATUS_OK && rows == VIEW_PAGE) {
		SCOPED_JSON json_t *subjects = json_array();

		st = subjects ? read_subjects(ledger, &after, subjects, &rows, err) : fail_memory(err);
		if (st == STATUS_OK)
			st = emit_subjects(ledger, subjects, seen, to, err);
	}
	return st;
}

enum status
party_counts(struct ledger *ledger, const struct resolved *of, const struct view_output *to,
             struct error *err)
{
	enum status st = of ? emit_stated(ledger, of, to, err) : emit_all(ledger, to, err);

	return st == STATUS_OK && of != NULL && of->kind == 'R' ? party_counts_cited(ledger, of, to, err)
	                                                        : st;
}
