/* SPDX-License-Identifier: Apache-2.0 */
/* view_row.c - columns to members, and the ways to ask. */
#include "casework/view_row.h"

#include "base/error.h"
#include "base/text.h"
#include "casework/short_id.h"

#include <stdio.h>

bool
view_set(json_t *object, const char *name, json_t *value)
{
	return json_object_set_new(object, name, value) == 0;
}

/* No event holds what must be replaced: then somebody changed the tables, which audit names. */
json_t *
view_string(struct text text)
{
	return text.p == NULL ? json_null() : json_of_text_lossy(text);
}

json_t *
view_short_id(char kind, int64_t number)
{
	char text[SHORT_ID_SIZE];

	short_id_write(text, (struct short_id){ kind, number });
	return json_string(text);
}

struct text
view_text(const json_t *object, const char *name)
{
	struct text text = { NULL, 0 };

	return json_member_text(object, name, &text) ? text : (struct text){ NULL, 0 };
}

void
view_count(struct buffer *out, int64_t number, const char *one, const char *many)
{
	buffer_append_format(out, "%lld %s", (long long)number, number == 1 ? one : many);
}

/* A column of canonical JSON; what cannot be read is damage, which audit names. */
static enum status
json_column(struct text text, json_t **out, struct error *err)
{
	enum status st;

	if (text.p == NULL) {
		*out = json_null();
		return STATUS_OK;
	}
	st = json_read(out, text, err);
	if (st == STATUS_INVALID)
		fail_as(err, st = STATUS_UNUSABLE);
	return st == STATUS_OK ? st : while_doing(err, st, "reading the projection");
}

static json_t *
foreign_bytes(struct text bytes)
{
	return bytes.p == NULL || text_is_utf8(bytes.p, bytes.n)
	               ? json_null()
	               : json_of_base64url(bytes.p, bytes.n);
}

static enum status
column_value(struct statement *row, int column, char form, json_t **out, struct error *err)
{
	bool null = statement_is_null(row, column);
	enum status st = STATUS_OK;

	if (form == VIEW_JSON || (form == VIEW_LIST && !null))
		st = json_column(statement_text(row, column), out, err);
	else if (null)
		*out = form == VIEW_LIST ? json_array() : json_null();
	else if (form == VIEW_TEXT)
		*out = view_string(statement_text(row, column));
	else if (form == VIEW_INTEGER)
		*out = json_integer(statement_integer(row, column));
	else if (form == VIEW_BOOLEAN)
		*out = json_boolean(statement_integer(row, column));
	else if (form == VIEW_BYTES)
		*out = foreign_bytes(statement_blob(row, column));
	else
		*out = view_short_id(form, statement_integer(row, column));
	return st == STATUS_OK && *out == NULL ? fail_memory(err) : st;
}

/* NAME is the code, or the short id of an actor without one; NAME_id the short id. */
static enum status
set_actor(json_t *object, const char *name, struct statement *row, int column, struct error *err)
{
	bool known = !statement_is_null(row, column + 1);
	json_t *id = known ? view_short_id('K', statement_integer(row, column + 1)) : json_null();
	json_t *code = statement_is_null(row, column) ? json_incref(id)
	                                              : view_string(statement_text(row, column));
	char id_name[32];
	bool code_set, id_set; /* both are taken over, or released, whatever fails */

	snprintf(id_name, sizeof id_name, "%s_id", name);
	code_set = view_set(object, name, code);
	id_set = view_set(object, id_name, id);
	return code_set && id_set ? STATUS_OK : fail_memory(err);
}

enum status
view_fill(json_t *object, const struct view_select *select, struct statement *row,
          struct error *err)
{
	enum status st = STATUS_OK;
	int column = 0;

	for (size_t i = 0; i < select->count && st == STATUS_OK; i++) {
		const struct view_column *as = &select->columns[i];
		json_t *value = NULL;

		if (as->form == VIEW_ACTOR) {
			st = set_actor(object, as->name, row, column, err);
			column += 2;
			continue;
		}
		st = column_value(row, column++, as->form, &value, err);
		if (st == STATUS_OK && !view_set(object, as->name, value))
			st = fail_memory(err);
	}
	return st;
}

enum status
view_query(struct ledger *ledger, const char *sql, struct text key, struct statement **out,
           struct error *err)
{
	enum status st = database_statement(ledger_database(ledger), sql, out, err);

	if (st == STATUS_OK && key.p != NULL)
		statement_bind_text(*out, 1, key);
	return st;
}

enum status
view_integer(struct ledger *ledger, const char *sql, struct text key, int64_t *out,
             struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger, sql, key, &row, err);

	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_OK)
		*out = statement_integer(row, 0);
	return st == STATUS_DONE ? STATUS_NOT_FOUND : st;
}

static enum status
finish(struct ledger *ledger, const struct view_select *select, json_t *object, struct error *err)
{
	return select->finish != NULL ? select->finish(ledger, object, err) : STATUS_OK;
}

enum status
view_one(struct ledger *ledger, const struct view_select *select, struct text key, json_t *object,
         struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger, select->sql, key, &row, err);

	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_DONE)
		return STATUS_NOT_FOUND;
	if (st == STATUS_OK)
		st = view_fill(object, select, row, err);
	return st == STATUS_OK ? finish(ledger, select, object, err) : st;
}

/* Adds an object for the row; the array owns it. */
static enum status
append_row(json_t *array, const struct view_select *select, struct statement *row,
           struct error *err)
{
	json_t *object = json_object();

	if (json_array_append_new(array, object) != 0)
		return fail_memory(err);
	return view_fill(object, select, row, err);
}

enum status
view_all(struct ledger *ledger, const struct view_select *select, struct text key, json_t *object,
         const char *name, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	json_t *array = json_array(), *last;
	enum status st = view_query(ledger, select->sql, key, &row, err);

	if (!view_set(object, name, array))
		return st == STATUS_OK ? fail_memory(err) : st;
	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		st = append_row(array, select, row, err);
		last = json_array_get(array, json_array_size(array) - 1);
		if (st == STATUS_OK)
			st = finish(ledger, select, last, err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Reads the rows after *after, which becomes the number of the last of them. */
static enum status
read_page(struct ledger *ledger, const struct view_select *select, struct text key,
          int64_t *after, json_t *page, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger, select->sql, key, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 2, *after);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		*after = statement_integer(row, 0);
		st = append_row(page, select, row, err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
view_pages(struct ledger *ledger, const struct view_select *select, struct text key,
           const struct view_output *to, struct error *err)
{
	enum status st = STATUS_OK;
	int64_t after = INT64_MIN;
	size_t rows = VIEW_PAGE;

	while (st == STATUS_OK && rows == VIEW_PAGE) {
		SCOPED_JSON json_t *page = json_array();

		st = page ? read_page(ledger, select, key, &after, page, err) : fail_memory(err);
		rows = json_array_size(page);
		for (size_t i = 0; i < rows && st == STATUS_OK; i++) {
			json_t *object = json_array_get(page, i);

			st = finish(ledger, select, object, err);
			if (st == STATUS_OK)
				st = to->emit(to->context, object, err);
		}
	}
	return st;
}
