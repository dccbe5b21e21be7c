/* SPDX-License-Identifier: Apache-2.0 */
/* view_claims.c - claims side by side: the questions of a record, and what sums do not tell. */
#include "casework/view_claim.h"

#include "casework/claim_number.h"
#include "casework/claim_question.h"
#include "casework/claim_support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* The questions of one record on their way out. */
struct beside {
	struct ledger            *ledger;
	const struct view_output *to;
	struct subject            subject;
	const char               *about; /* short id of the only record in the chain that counts, or NULL */
	json_t                   *sums;  /* "about\nby" to what each says of parties; owned */
};

static enum status
sum_key(const json_t *question, const json_t *claim, struct buffer *out, struct error *err)
{
	const char *about = json_string_value(json_object_get(question, "about"));
	const char *by = json_string_value(json_object_get(claim, "by"));

	buffer_append_format(out, "%s\n%s", about ? about : "", by ? by : "");
	return buffer_check(out, err);
}

/* An exact number that somebody states and still stands by. */
static bool
exact_number(const json_t *value, const json_t *claim, uint64_t *out)
{
	struct claim_number number;
	const char *text = json_string_value(json_object_get(value, "value"));

	if (!claim_counts(claim) || text == NULL ||
	    claim_number_read(text_of(text), &number, NULL) != STATUS_OK || number.about ||
	    number.least != number.most)
		return false;
	*out = number.least;
	return true;
}

/* One source's number of one party; of a source that states two, neither counts. */
static enum status
add_sum(struct beside *beside, const char *key, const char *party, uint64_t number,
        struct error *err)
{
	json_t *parties = json_object_get(beside->sums, key), *before;

	if (parties == NULL) {
		parties = json_object();
		if (json_object_set_new(beside->sums, key, parties) != 0)
			return fail_memory(err);
	}
	before = json_object_get(parties, party);
	if (before != NULL && json_integer_value(before) == (json_int_t)number)
		return STATUS_OK;
	return json_object_set_new(parties, party,
	                           before ? json_null() : json_integer((json_int_t)number)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/* Keeps what the question, a party's number, adds to each source's sum. */
static enum status
add_sums(struct beside *beside, const json_t *question, struct error *err)
{
	const char *party = json_string_value(json_object_get(question, "party"));
	json_t *value, *claim;
	size_t i, k;

	json_array_foreach(json_object_get(question, "values"), i, value) {
		json_array_foreach(json_object_get(value, "claims"), k, claim) {
			SCOPED(buffer) key = { 0 };
			uint64_t number;
			enum status st = sum_key(question, claim, &key, err);

			if (st == STATUS_OK && exact_number(value, claim, &number))
				st = add_sum(beside, buffer_string(&key), party ? party : "", number, err);
			if (st != STATUS_OK)
				return st;
		}
	}
	return STATUS_OK;
}

/* False where there is nothing to add up, or a number of which it is not known which counts. */
static bool
sum_of(const json_t *parties, json_int_t *out)
{
	const char *party;
	json_t *number;

	*out = 0;
	json_object_foreach(json_iterable(parties), party, number) {
		if (!json_is_integer(number))
			return false;
		*out += json_integer_value(number);
	}
	return json_object_size(parties) > 0;
}

static enum status
note_sum(json_t *question, const json_t *claim, uint64_t total, json_int_t sum, struct error *err)
{
	const char *by = json_string_value(json_object_get(claim, "by"));
	json_t *text = json_sprintf("%s says %llu in all, and its numbers by party make %lld; nothing is filled in",
	                            by ? by : "the source", (unsigned long long)total,
	                            (long long)sum);

	return json_array_append_new(json_object_get(question, "notes"),
	                             json_pack("{s:s,s:O,s:I,s:I,s:o}", "code", "sum-is-not-total",
	                                       "by", json_object_get(claim, "by"), "total",
	                                       (json_int_t)total, "sum", sum, "text", text)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/* Of the total: who names parties too, and whose numbers do not make it. A note, no error. */
static enum status
compare_sums(struct beside *beside, json_t *question, struct error *err)
{
	json_t *value, *claim;
	size_t i, k;

	json_array_foreach(json_object_get(question, "values"), i, value) {
		json_array_foreach(json_object_get(value, "claims"), k, claim) {
			SCOPED(buffer) key = { 0 };
			uint64_t total;
			json_int_t sum;
			enum status st = sum_key(question, claim, &key, err);

			if (st == STATUS_OK && exact_number(value, claim, &total) &&
			    sum_of(json_object_get(beside->sums, buffer_string(&key)), &sum) &&
			    sum != (json_int_t)total)
				st = note_sum(question, claim, total, sum, err);
			if (st != STATUS_OK)
				return st;
		}
	}
	return STATUS_OK;
}

static enum status
emit_question(struct beside *beside, json_t *question, struct error *err)
{
	const char *about = json_string_value(json_object_get(question, "about"));
	const char *property = json_string_value(json_object_get(question, "property"));
	enum status st = STATUS_OK;

	if (beside->about != NULL && (about == NULL || strcmp(about, beside->about) != 0))
		return STATUS_OK;
	if (property != NULL && strcmp(property, "count-by-alleged-party") == 0)
		st = add_sums(beside, question, err);
	if (property != NULL && strcmp(property, "count-of-items-total") == 0)
		st = compare_sums(beside, question, err);
	return st == STATUS_OK ? beside->to->emit(beside->to->context, question, err) : st;
}

static enum status
emit_property(struct beside *beside, struct text property, struct error *err)
{
	SCOPED_JSON json_t *questions = NULL;
	enum status st = claim_questions(beside->ledger, text_of(beside->subject.text), property,
	                                 &questions, err);
	json_t *each;
	size_t i;

	json_array_foreach(questions, i, each) {
		if (st == STATUS_OK)
			st = emit_question(beside, each, err);
	}
	return st;
}

/* The next property of the subject, by name; false after the last. */
static enum status
next_property(struct beside *beside, char property[64], bool *more, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(beside->ledger,
	                            "SELECT property FROM p_claims WHERE subject = $1"
	                            " AND property > $2 ORDER BY property LIMIT 1",
	                            text_of(beside->subject.text), &row, err);
	struct text next;

	*more = false;
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 2, text_of(property));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	next = statement_text(row, 0);
	memset(property, 0, 64);
	memcpy(property, next.p, next.n < 64 ? next.n : 63);
	*more = true;
	return STATUS_OK;
}

static enum status
emit_all(struct beside *beside, struct error *err)
{
	char property[64] = "";
	bool more = true;
	enum status st = next_property(beside, property, &more, err);

	while (st == STATUS_OK && more) {
		st = emit_property(beside, text_of(property), err);
		if (st == STATUS_OK)
			st = next_property(beside, property, &more, err);
	}
	return st;
}

/* A record in another's chain: that chain, and the record's short id. */
static enum status
find_subject(struct beside *beside, const struct resolved *of, char id[SHORT_ID_SIZE],
             struct error *err)
{
	SCOPED(event_record) event = { 0 };
	int64_t seq;
	enum status st;

	if (resolved_subject(of, &beside->subject))
		return STATUS_OK;
	st = ledger_find(beside->ledger, &of->uuid, &seq, err);
	if (st == STATUS_OK)
		st = ledger_read(beside->ledger, seq, &event, err);
	if (st != STATUS_OK)
		return st;
	beside->subject = event.header.subject;
	short_id_write(id, (struct short_id){ of->kind, of->number });
	beside->about = id;
	return STATUS_OK;
}

static enum status
emit_record(struct beside *beside, const struct resolved *of, const char *property,
            struct error *err)
{
	char id[SHORT_ID_SIZE];
	enum status st = find_subject(beside, of, id, err);

	if (st != STATUS_OK)
		return st;
	return property != NULL ? emit_property(beside, text_of(property), err)
	                        : emit_all(beside, err);
}

/* UUIDs of the items that are members of footage now. */
static enum status
read_members(struct ledger *ledger, const struct resolved *footage, json_t *members,
             struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(uuid, &footage->uuid);
	st = view_query(ledger,
	                "SELECT item FROM p_footage_members WHERE footage = $1 AND left_seq IS NULL"
	                " AND item IS NOT NULL ORDER BY seq",
	                text_of(uuid), &row, err);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (json_array_append_new(members, json_of_text(statement_text(row, 0))) != 0)
			st = fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
emit_members(struct beside *beside, const struct resolved *footage, const char *property,
             struct error *err)
{
	SCOPED_JSON json_t *members = json_array();
	enum status st = members ? read_members(beside->ledger, footage, members, err)
	                         : fail_memory(err);
	json_t *each;
	size_t i;

	json_array_foreach(members, i, each) {
		struct resolved item = { .kind = 'E' };

		if (st == STATUS_OK && uuid_read(text_of(json_string_value(each)), &item.uuid))
			st = emit_record(beside, &item, property, err);
	}
	return st;
}

enum status
claims_beside(struct ledger *ledger, const struct resolved *of, const char *property,
              const struct view_output *to, struct error *err)
{
	SCOPED_JSON json_t *sums = json_object();
	struct beside beside = { .ledger = ledger, .to = to, .sums = sums };
	enum status st = sums ? emit_record(&beside, of, property, err) : fail_memory(err);

	return st == STATUS_OK && of->kind == 'V' ? emit_members(&beside, of, property, err) : st;
}

enum status
claims_counts(struct ledger *ledger, const struct resolved *of, const struct view_output *to,
              struct error *err)
{
	SCOPED_JSON json_t *sums = json_object();
	struct beside beside = { .ledger = ledger, .to = to, .sums = sums };
	char id[SHORT_ID_SIZE];
	enum status st = sums ? find_subject(&beside, of, id, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = emit_property(&beside, text_of("count-by-alleged-party"), err);
	return st == STATUS_OK ? emit_property(&beside, text_of("count-of-items-total"), err) : st;
}

static enum status
keep(void *context, json_t *question, struct error *err)
{
	return json_array_append(context, question) == 0 ? STATUS_OK : fail_memory(err);
}

enum status
claims_beside_add(struct ledger *ledger, const struct resolved *of, json_t *object,
                  struct error *err)
{
	json_t *list = json_array();
	struct view_output to = { .emit = keep, .context = list };

	if (!view_set(object, "claims_beside", list))
		return fail_memory(err);
	return claims_beside(ledger, of, NULL, &to, err);
}

/* The value of a question that the claim stands under. */
static const json_t *
value_of_claim(const json_t *questions, const char *claim)
{
	json_t *question, *value, *each;
	size_t i, k, m;

	json_array_foreach(json_iterable(questions), i, question)
		json_array_foreach(json_object_get(question, "values"), k, value)
			json_array_foreach(json_object_get(value, "claims"), m, each)
				if (text_is(view_text(each, "uuid"), claim))
					return value;
	return NULL;
}

enum status
claim_independent_sources(struct ledger *ledger, const char *claim, int64_t *out,
                          struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED_JSON json_t *questions = NULL;
	const json_t *value;
	enum status st = view_query(ledger, "SELECT subject, property FROM p_claims WHERE uuid = $1",
	                            text_of(claim), &row, err);

	*out = 0;
	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_OK)
		st = claim_questions(ledger, statement_text(row, 0), statement_text(row, 1), &questions,
		                     err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? fail(err, STATUS_NOT_FOUND, "there is no such claim") : st;
	value = value_of_claim(questions, claim);
	*out = json_integer_value(json_object_get(json_object_get(value, "sources"), "least"));
	return STATUS_OK;
}
