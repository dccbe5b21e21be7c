/* SPDX-License-Identifier: Apache-2.0 */
/* view_filter_match.c - whether an item matches a filter. */
#include "casework/view_filter.h"

#include "casework/verification.h"
#include "casework/view_item.h"
#include "casework/view_item_parts.h"
#include "casework/view_retraction.h"

#include "base/error.h"
#include "base/instant.h"
#include "base/text.h"

#include <string.h>

static enum status
answer(bool matches)
{
	return matches ? STATUS_OK : STATUS_FALSE;
}

enum status
filter_match_type(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                  struct error *err)
{
	struct text type = view_text(item, "media_type");

	(void)ledger;
	(void)err;
	if (memchr(filter->value.p, '/', filter->value.n) != NULL)
		return answer(text_equal(type, filter->value));
	return answer(text_is(filter->value, media_kind(type)));
}

/* Has the query a row for the item's UUID as $1 and the filter's as $2? */
static enum status
has_row(struct ledger *ledger, const char *sql, const struct item_filter *filter,
        struct text key, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger, sql, key, &row, err);

	if (st != STATUS_OK)
		return st;
	if (filter != NULL)
		statement_bind_text(row, 2, text_of(filter->uuid));
	st = statement_step(row, err);
	return st == STATUS_DONE ? STATUS_FALSE : st;
}

/* The unary plus keeps a big delivery's index out: an item has few acquisitions. */
enum status
filter_match_delivery(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                      struct error *err)
{
	return has_row(ledger,
	               "SELECT 1 FROM p_acquisitions WHERE item = $1 AND +delivery = $2 LIMIT 1",
	               filter, view_text(item, "uuid"), err);
}

enum status
filter_match_from(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                  struct error *err)
{
	return has_row(ledger,
	               "SELECT 1 FROM p_acquisitions a JOIN p_deliveries d ON d.uuid = a.delivery"
	               " WHERE a.item = $1 AND +d.from_person = $2 LIMIT 1",
	               filter, view_text(item, "uuid"), err);
}

enum status
filter_match_channel(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                     struct error *err)
{
	SCOPED(buffer) subject = { 0 };
	enum status st = item_subject(&subject, view_text(item, "uuid"), err);

	if (st == STATUS_OK)
		st = has_row(ledger,
		             "SELECT 1 FROM p_postings WHERE subject = $1 AND +channel = $2 LIMIT 1",
		             filter, text_of_buffer(&subject), err);
	if (st == STATUS_FALSE)
		st = has_row(ledger,
		             "SELECT 1 FROM p_acquisitions a JOIN p_deliveries d"
		             " ON d.uuid = a.delivery WHERE a.item = $1 AND +d.channel = $2 LIMIT 1",
		             filter, view_text(item, "uuid"), err);
	return st;
}

/* A level that nobody chose is the code `unassessed`. */
static enum status
match_level(const struct item_filter *filter, const json_t *item, const char *name)
{
	struct text level = view_text(item, name);

	return answer(text_equal(filter->value, level.p ? level : text_of("unassessed")));
}

enum status
filter_match_graphic(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                     struct error *err)
{
	(void)ledger;
	(void)err;
	return match_level(filter, item, "graphic_level");
}

enum status
filter_match_sound(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                   struct error *err)
{
	(void)ledger;
	(void)err;
	return match_level(filter, item, "sound");
}

bool
filter_holds_code(const json_t *codes, struct text wanted)
{
	json_t *code;
	size_t i;

	json_array_foreach(codes, i, code) {
		struct text text = { json_string_value(code), json_string_length(code) };

		if (text.p != NULL && text_equal(text, wanted))
			return true;
	}
	return false;
}

enum status
filter_match_flag(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                  struct error *err)
{
	(void)ledger;
	(void)err;
	return answer(filter_holds_code(json_object_get(item, "flags"), filter->value) ||
	              filter_holds_code(json_object_get(item, "protection_flags"), filter->value));
}

enum status
filter_match_status(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                    struct error *err)
{
	(void)ledger;
	(void)err;
	return answer(text_equal(view_text(item, "status"), filter->value));
}

/* Whatever question it is, required or not. */
enum status
filter_match_open(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                  struct error *err)
{
	SCOPED_JSON json_t *questions = NULL;
	struct question_scope scope = { .ledger = ledger };
	struct subject subject;
	json_t *question;
	struct uuid uuid;
	enum status st;
	size_t i;

	if (!json_member_uuid(item, "uuid", &uuid))
		return STATUS_FALSE;
	subject = subject_of("item", &uuid);
	scope.subject = &subject;
	st = questions_of(&scope, &questions, err);
	json_array_foreach(questions, i, question) {
		if (text_equal(view_text(question, "question"), filter->value))
			return answer(!json_is_true(json_object_get(question, "concluded")));
	}
	return st == STATUS_OK ? STATUS_FALSE : st;
}

/* Has one of the texts that the query gives for the item, $1, the words? */
static enum status
match_any(struct ledger *ledger, const char *sql, const struct item_filter *filter,
          const json_t *item, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger, sql, view_text(item, "uuid"), &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		st = filter_holds_words(filter, statement_text(row, 0), err);
		if (st != STATUS_FALSE)
			return st;
		st = STATUS_OK;
	}
	return st == STATUS_DONE ? STATUS_FALSE : st;
}

enum status
filter_match_listed(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                    struct error *err)
{
	return match_any(ledger, "SELECT list_name FROM p_listed WHERE item = $1", filter, item, err);
}

/* The item's own warnings, and those of each time its bytes came. */
enum status
filter_match_warning(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                     struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st;

	if (filter_holds_code(json_object_get(item, "warnings"), filter->value))
		return STATUS_OK;
	st = view_query(ledger, "SELECT warnings FROM p_acquisitions WHERE item = $1",
	                view_text(item, "uuid"), &row, err);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		SCOPED_JSON json_t *codes = NULL;

		if (!statement_is_null(row, 0))
			st = json_read(&codes, statement_text(row, 0), err);
		if (st == STATUS_OK && filter_holds_code(codes, filter->value))
			return STATUS_OK;
	}
	return st == STATUS_DONE ? STATUS_FALSE : st;
}

/*
 * Our clock's times are UTC and shown so: a date without a zone is compared
 * with what is shown, as edtf_compare would do with two dates of one clock.
 */
static bool
instant_may_overlap(struct text time, const struct edtf *wanted)
{
	struct instant instant;
	int64_t seconds;

	if (time.p == NULL || !instant_read(time, &instant))
		return false;
	seconds = instant.milliseconds / 1000 - (instant.milliseconds % 1000 < 0);
	return seconds >= wanted->bounds.widest_earliest && seconds <= wanted->bounds.widest_latest;
}

enum status
filter_match_received(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                      struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger, "SELECT received FROM p_acquisitions WHERE item = $1",
	                            view_text(item, "uuid"), &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (instant_may_overlap(statement_text(row, 0), &filter->date))
			return STATUS_OK;
	}
	return st == STATUS_DONE ? STATUS_FALSE : st;
}

enum status
filter_match_published(struct ledger *ledger, const struct item_filter *filter,
                       const json_t *item, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) subject = { 0 };
	enum status st = item_subject(&subject, view_text(item, "uuid"), err);
	struct edtf date;

	if (st == STATUS_OK)
		st = view_query(ledger, "SELECT published FROM p_postings WHERE subject = $1",
		                text_of_buffer(&subject), &row, err);
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		SCOPED_JSON json_t *dated = NULL;

		if (!statement_is_null(row, 0) &&
		    json_read(&dated, statement_text(row, 0), NULL) == STATUS_OK &&
		    claimed_date(dated, &date) &&
		    edtf_compare(&date, &filter->date) == DATES_UNORDERED)
			return STATUS_OK;
	}
	return st == STATUS_DONE ? STATUS_FALSE : st;
}

enum status
filter_holds_words(const struct item_filter *filter, struct text text, struct error *err)
{
	SCOPED(buffer) folded = { 0 };
	enum status st;

	if (text.p == NULL)
		return STATUS_FALSE;
	st = text_fold(&folded, text, err);
	if (st != STATUS_OK)
		return st;
	return answer(folded.n > 0 &&
	              memmem(folded.p, folded.n, filter->folded.p, filter->folded.n) != NULL);
}

enum status
filter_match_name(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                  struct error *err)
{
	return match_any(ledger, "SELECT name FROM p_acquisitions WHERE item = $1", filter, item, err);
}

enum status
filter_match_title(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                   struct error *err)
{
	(void)ledger;
	return filter_holds_words(filter, view_text(item, "title"), err);
}

enum status
filter_match_sha256(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                    struct error *err)
{
	struct text hash = view_text(item, "sha256");

	(void)ledger;
	(void)err;
	return answer(hash.p != NULL && text_begins(hash, buffer_string(&filter->folded)));
}

static bool
is_described(const json_t *item)
{
	return json_is_true(json_object_get(item, "described"));
}

enum status
filter_match_described(struct ledger *ledger, const struct item_filter *filter,
                       const json_t *item, struct error *err)
{
	(void)ledger;
	(void)err;
	return answer(is_described(item) == text_is(filter->value, "yes"));
}

enum status
filter_match_assessed(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                      struct error *err)
{
	(void)ledger;
	(void)err;
	return answer(json_is_true(json_object_get(item, "assessed")) ==
	              text_is(filter->value, "yes"));
}

enum status
filter_match_held(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                  struct error *err)
{
	(void)ledger;
	(void)err;
	return answer(json_is_true(json_object_get(item, "held")) == text_is(filter->value, "yes"));
}

enum status
filter_match_retracted(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                       struct error *err)
{
	bool retracted = false;
	enum status st = record_is_retracted(ledger, view_text(item, "uuid"), &retracted, err);

	return st == STATUS_OK ? answer(retracted == text_is(filter->value, "yes")) : st;
}

enum status
filter_match_has(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                 struct error *err)
{
	SCOPED(buffer) subject = { 0 };
	enum status st;

	if (text_is(filter->value, "description"))
		return answer(is_described(item));
	if (text_is(filter->value, "object"))
		return answer(json_is_true(json_object_get(item, "held")));
	if (text_is(filter->value, "warning")) {
		if (json_array_size(json_object_get(item, "warnings")) > 0)
			return STATUS_OK;
		return has_row(ledger,
		               "SELECT 1 FROM p_acquisitions WHERE item = $1"
		               " AND warnings <> '[]' LIMIT 1",
		               NULL, view_text(item, "uuid"), err);
	}
	if (!text_is(filter->value, "posting") && !text_is(filter->value, "note"))
		return filter_match_has_media(ledger, filter, item, err);
	st = item_subject(&subject, view_text(item, "uuid"), err);
	if (st != STATUS_OK)
		return st;
	return has_row(ledger,
	               text_is(filter->value, "posting")
	                       ? "SELECT 1 FROM p_postings WHERE subject = $1 LIMIT 1"
	                       : "SELECT 1 FROM p_notes WHERE subject = $1 LIMIT 1",
	               NULL, text_of_buffer(&subject), err);
}

enum status
filter_match_range(struct ledger *ledger, const struct item_filter *filter, const json_t *item,
                   struct error *err)
{
	struct short_id id;

	(void)ledger;
	(void)err;
	return answer(short_id_read(view_text(item, "id"), &id) && id.number >= filter->number &&
	              id.number <= filter->last);
}
