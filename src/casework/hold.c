/* SPDX-License-Identifier: Apache-2.0 */
/* hold.c - holds as events: placed, placed anew, lifted. */
#include "casework/hold.h"

#include "casework/subject_words.h"
#include "casework/value.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#define COVERED "EVICDRW" /* kinds that a hold can cover */

static const struct record_field fields[] = {
	{ "kind", FIELD_TERM, "hold-kind" }, { "authority", FIELD_TEXT, NULL },
	{ "from", FIELD_DATE, NULL },        { "until", FIELD_DATE, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "hold",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

static const struct record_field lift_fields[] = {
	{ "authority", FIELD_TEXT, NULL },
	{ "because", FIELD_TEXT, NULL },
};

static const struct record_form lift_form = {
	.kind = "hold",
	.fields = lift_fields,
	.count = sizeof lift_fields / sizeof lift_fields[0],
};

static const char *const beside[] = { "covers", NULL };

static enum status
check_hold(const json_t *values, struct error *err)
{
	SCOPED_JSON json_t *named = json_array();
	enum status st = named ? subjects_gather(values, named, err) : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	if (json_array_size(named) == 0)
		return fail(err, STATUS_INVALID,
		            "say what the hold covers: ids, as E-1..E-3, V-1, I-2, C-1, D-2, W-1");
	if (!json_is_string(json_object_get(values, "kind")))
		return fail(err, STATUS_INVALID, "say what kind of hold it is: a term of the vocabulary hold-kind");
	return STATUS_OK;
}

static enum status
hold_values(struct catalogue *catalogue, const struct field_words *words, size_t count,
            json_t *values, struct error *err)
{
	const char *covers = field_text(words, count, "covers");
	enum status st = record_fields_set(catalogue, &form, values, words, count, err);

	if (st == STATUS_OK && covers != NULL)
		st = subjects_of_words(catalogue->ledger, text_of(covers), COVERED, values, err);
	return st == STATUS_OK ? check_hold(values, err) : st;
}

static enum status
place(struct catalogue *catalogue, struct change *change, const json_t *values, int64_t *number,
      struct error *err)
{
	const struct subject setting = subject_of("setting", &catalogue->uuid);
	SCOPED_JSON json_t *open = NULL;
	enum status st = catalogue_next_id(catalogue, 'H', &open, number, err);

	return st == STATUS_OK ? change_add(change, "hold.placed", &setting, open, values, NULL, err)
	                       : st;
}

enum status
hold_add(struct catalogue *catalogue, const struct field_words *words, size_t count,
         int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *values = json_object();
	struct change *change = NULL;
	enum status st = values ? record_fields_check(&form, words, count, beside, err)
	                        : fail_memory(err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "hold add", &change, err);
	if (st != STATUS_OK)
		return st;
	st = hold_values(catalogue, words, count, values, err);
	if (st == STATUS_OK)
		st = place(catalogue, change, values, number, err);
	return catalogue_finish(catalogue, change, st, err);
}

/* STATUS_STALE when another stands in its place; STATUS_EXISTS when it was lifted. */
static enum status
check_in_force(struct catalogue *catalogue, const char *hold, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		catalogue->database,
		"SELECT (SELECT min(number) FROM p_holds WHERE replaces = $1),"
		" (SELECT min(seq) FROM p_holds_lifted WHERE hold = $1)",
		&row, err);

	if (st == STATUS_OK) {
		statement_bind_text(row, 1, text_of(hold));
		st = statement_step(row, err);
	}
	if (st != STATUS_OK)
		return st;
	if (!statement_is_null(row, 0))
		return fail(err, STATUS_STALE, "H-%06lld stands in its place: look at that one",
		            (long long)statement_integer(row, 0));
	if (!statement_is_null(row, 1))
		return fail(err, STATUS_EXISTS, "it was lifted already, by event %lld",
		            (long long)statement_integer(row, 1));
	return STATUS_OK;
}

/* An edit may widen what is held; less is held only after a hold was lifted, with a reason. */
static enum status
check_not_less(const json_t *before, const json_t *after, struct error *err)
{
	SCOPED_JSON json_t *old = json_array(), *new = json_array();
	json_t *subject, *other;
	size_t i, k;
	enum status st = old && new ? subjects_gather(before, old, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = subjects_gather(after, new, err);
	json_array_foreach(old, i, subject) {
		bool found = false;

		json_array_foreach(new, k, other)
			found = found || json_equal(subject, other);
		if (st == STATUS_OK && !found)
			st = fail(err, STATUS_REFUSED,
			          "an edit takes nothing out of a hold: place another, then lift this one with the reason (vidimus hold lift)");
	}
	return st;
}

static enum status
revise(struct catalogue *catalogue, struct change *change, const struct uuid *hold,
       const struct field_words *words, size_t count, int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *before = NULL, *values = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, hold);
	st = check_in_force(catalogue, text, err);
	if (st == STATUS_OK)
		st = values_of_event(catalogue->ledger, hold, NULL, &before, err);
	if (st != STATUS_OK)
		return st;
	values = json_deep_copy(before);
	st = values ? hold_values(catalogue, words, count, values, err) : fail_memory(err);
	if (st == STATUS_OK && json_equal(values, before))
		st = fail(err, STATUS_EXISTS, "it says so already: nothing would change");
	if (st == STATUS_OK)
		st = check_not_less(before, values, err);
	if (st == STATUS_OK && json_object_set_new(values, "replaces", json_string(text)) != 0)
		st = fail_memory(err);
	return st == STATUS_OK ? place(catalogue, change, values, number, err) : st;
}

enum status
hold_edit(struct catalogue *catalogue, const struct uuid *hold, const struct field_words *words,
          size_t count, int64_t *number, struct error *err)
{
	struct change *change = NULL;
	enum status st = record_fields_check(&form, words, count, beside, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "hold edit", &change, err);
	if (st != STATUS_OK)
		return st;
	st = revise(catalogue, change, hold, words, count, number, err);
	return catalogue_finish(catalogue, change, st, err);
}

static enum status
lift(struct catalogue *catalogue, struct change *change, const struct uuid *hold,
     const struct field_words *words, size_t count, struct error *err)
{
	const struct subject setting = subject_of("setting", &catalogue->uuid);
	SCOPED_JSON json_t *open = json_object(), *values = json_object();
	char text[UUID_TEXT_SIZE];
	enum status st = open && values ? STATUS_OK : fail_memory(err);

	uuid_write(text, hold);
	if (st == STATUS_OK)
		st = check_in_force(catalogue, text, err);
	if (st == STATUS_OK)
		st = record_fields_set(catalogue, &lift_form, values, words, count, err);
	if (st == STATUS_OK && !json_is_string(json_object_get(values, "because")))
		st = fail(err, STATUS_INVALID, "say why the hold ends");
	if (st == STATUS_OK && json_object_set_new(values, "hold", json_string(text)) != 0)
		st = fail_memory(err);
	return st == STATUS_OK ? change_add(change, "hold.lifted", &setting, open, values, NULL, err)
	                       : st;
}

enum status
hold_lift(struct catalogue *catalogue, const struct uuid *hold, const struct field_words *words,
          size_t count, struct error *err)
{
	struct change *change = NULL;
	enum status st = record_fields_check(&lift_form, words, count, NULL, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "hold lift", &change, err);
	if (st != STATUS_OK)
		return st;
	st = lift(catalogue, change, hold, words, count, err);
	return catalogue_finish(catalogue, change, st, err);
}
