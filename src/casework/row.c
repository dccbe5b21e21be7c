/* SPDX-License-Identifier: Apache-2.0 */
/* row.c - an event's parts as parameters of one statement. */
#include "casework/row.h"

#include "base/dated.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "casework/short_id.h"

void
row_begin(struct row *row, struct database *database, const char *sql,
          const struct event_record *record, struct error *err)
{
	*row = (struct row){ .record = record, .next = 1, .err = err };
	row->status = database_statement(database, sql, &row->statement, err);
}

enum status
row_write(struct row *row)
{
	if (row->status == STATUS_OK) {
		row->status = statement_step(row->statement, row->err);
		if (row->status == STATUS_DONE)
			row->status = STATUS_OK;
	}
	statement_release(row->statement);
	row->statement = NULL;
	return row->status;
}

/* The parameter to bind next, or 0 when an earlier one failed. */
static int
next_parameter(struct row *row)
{
	return row->status == STATUS_OK ? row->next++ : 0;
}

void
row_null(struct row *row)
{
	int parameter = next_parameter(row);

	if (parameter > 0)
		statement_bind_null(row->statement, parameter);
}

void
row_integer(struct row *row, int64_t value)
{
	int parameter = next_parameter(row);

	if (parameter > 0)
		statement_bind_integer(row->statement, parameter, value);
}

void
row_text(struct row *row, struct text value)
{
	int parameter = next_parameter(row);

	if (parameter > 0)
		statement_bind_text(row->statement, parameter, value);
}

void
row_string(struct row *row, const char *value)
{
	if (value == NULL)
		row_null(row);
	else
		row_text(row, text_of(value));
}

void
row_subject(struct row *row)
{
	row_string(row, row->record->header.subject.text);
}

void
row_subject_name(struct row *row)
{
	row_text(row, subject_name(&row->record->header.subject));
}

void
row_event_id(struct row *row)
{
	char text[UUID_TEXT_SIZE];

	uuid_write(text, &row->record->header.id);
	row_string(row, text);
}

void
row_time(struct row *row)
{
	char text[INSTANT_TEXT_SIZE];

	row_string(row, instant_write(text, row->record->header.time) ? text : NULL);
}

void
row_actor(struct row *row)
{
	char text[DIGEST_TEXT_SIZE];

	digest_write(text, &row->record->header.actor);
	row_string(row, text);
}

void
row_seq(struct row *row)
{
	row_integer(row, row->record->header.seq);
}

static void
row_member(struct row *row, const json_t *value)
{
	if (json_is_string(value))
		row_text(row, (struct text){ json_string_value(value), json_string_length(value) });
	else if (json_is_integer(value))
		row_integer(row, json_integer_value(value));
	else if (json_is_boolean(value))
		row_integer(row, json_is_true(value));
	else
		row_null(row);
}

void
row_open(struct row *row, const char *name)
{
	row_member(row, json_object_get(row->record->open, name));
}

void
row_number(struct row *row)
{
	struct text text;
	struct short_id id;

	if (json_member_text(row->record->open, "short_id", &text) && short_id_read(text, &id))
		row_integer(row, id.number);
	else
		row->status = fail(row->err, STATUS_INVALID, "event %lld has no short id",
		                   (long long)row->record->header.seq);
}

void
row_value(struct row *row, const char *name)
{
	row_member(row, json_object_get(row->record->values, name));
}

const char *
row_either(const struct row *row, const char *name, const char *otherwise)
{
	json_t *value = json_object_get(row->record->values, name);

	return value == NULL || json_is_null(value) ? otherwise : name;
}

void
row_decimal(struct row *row, const char *name)
{
	uint64_t number;
	struct text text;

	if (json_member_text(row->record->values, name, &text) &&
	    text_number(text, INT64_MAX, &number))
		row_integer(row, (int64_t)number);
	else
		row_null(row);
}

void
row_json(struct row *row, const char *name)
{
	row_part_json(row, row->record->values, name);
}

void
row_part_json(struct row *row, const json_t *object, const char *name)
{
	row_whole_json(row, json_object_get(object, name));
}

void
row_whole_json(struct row *row, const json_t *value)
{
	SCOPED(buffer) text = { 0 };

	if (value == NULL || json_is_null(value)) {
		row_null(row);
		return;
	}
	if (row->status == STATUS_OK)
		row->status = json_canonical(&text, value, row->err);
	row_text(row, text_of_buffer(&text));
}

void
row_days(struct row *row, const char *name)
{
	const json_t *value = json_object_get(row->record->values, name);
	struct dated dated;
	struct edtf date;

	if (!json_is_object(value) || dated_of_json(value, &dated, NULL) != STATUS_OK ||
	    dated_read(&dated, &date, NULL) != STATUS_OK) {
		row_null(row);
		row_null(row);
		return;
	}
	row_integer(row, edtf_day(date.bounds.widest_earliest));
	row_integer(row, edtf_day(date.bounds.widest_latest));
}

void
row_reference(struct row *row, const char *name)
{
	struct text text;

	if (json_member_text(row->record->values, name, &text)) {
		text_cut(&text, '/');
		row_text(row, text);
	} else {
		row_null(row);
	}
}

void
row_name_text(struct row *row, const char *name)
{
	row_member(row, json_object_get(json_object_get(row->record->values, name), "text"));
}

void
row_name_bytes(struct row *row, const char *name)
{
	json_t *value = json_object_get(row->record->values, name);
	SCOPED(buffer) bytes = { 0 };
	int parameter;

	if (value == NULL || json_name_bytes(value, &bytes, NULL) != STATUS_OK) {
		row_null(row);
		return;
	}
	parameter = next_parameter(row);
	if (parameter > 0)
		statement_bind_blob(row->statement, parameter, bytes.p, bytes.n);
}

void
row_part_text(struct row *row, const json_t *object, const char *name)
{
	struct text text;

	if (json_member_text(object, name, &text))
		row_text(row, text);
	else
		row_null(row);
}

void
row_part_integer(struct row *row, const json_t *object, const char *name)
{
	int64_t value;

	if (json_member_integer(object, name, &value))
		row_integer(row, value);
	else
		row_null(row);
}

enum status
outcome_counts(struct database *database, const struct event_record *record, const char *sql,
               bool *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	struct text outcome;
	enum status st;

	*out = json_member_text(record->values, "outcome", &outcome) && text_is(outcome, "complete");
	if (*out)
		return STATUS_OK;
	st = database_statement(database, sql, &statement, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, subject_name(&record->header.subject));
	st = statement_step(statement, err);
	*out = st == STATUS_DONE;
	return st == STATUS_DONE ? STATUS_OK : st;
}
