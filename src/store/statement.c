/* SPDX-License-Identifier: Apache-2.0 */
/* statement.c - statements kept prepared; binding, stepping, reading columns. */
#include "store/database_internal.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

static enum status
prepare(struct statement *statement, struct database *database, const char *sql, unsigned flags,
        struct error *err)
{
	int code = sqlite3_prepare_v3(database->handle, sql, -1, flags, &statement->handle, NULL);

	if (code != SQLITE_OK)
		return database_failed(database, code, "read it", err);
	statement->database = database;
	statement->in_use = true;
	return STATUS_OK;
}

/* A free slot that holds `sql`, else an empty one, else one to be given up; NULL when all are in use. */
static struct statement *
find_slot(struct database *database, const char *sql)
{
	struct statement *empty = NULL, *idle = NULL;

	for (size_t i = 0; i < STATEMENT_SLOTS; i++) {
		struct statement *slot = &database->slots[i];

		if (slot->in_use)
			continue;
		if (slot->handle != NULL && slot->sql == sql)
			return slot;
		if (slot->handle == NULL)
			empty = empty ? empty : slot;
		else
			idle = idle ? idle : slot;
	}
	return empty ? empty : idle;
}

enum status
database_statement(struct database *database, const char *sql, struct statement **out,
                   struct error *err)
{
	struct statement *slot = find_slot(database, sql);
	enum status st;

	if (slot == NULL)
		return database_prepare(database, sql, out, err);
	if (slot->handle != NULL && slot->sql == sql) {
		slot->in_use = true;
		*out = slot;
		return STATUS_OK;
	}
	sqlite3_finalize(slot->handle);
	*slot = (struct statement){ 0 };
	st = prepare(slot, database, sql, SQLITE_PREPARE_PERSISTENT, err);
	if (st != STATUS_OK)
		return st;
	slot->sql = sql;
	*out = slot;
	return STATUS_OK;
}

enum status
database_prepare(struct database *database, const char *sql, struct statement **out,
                 struct error *err)
{
	struct statement *statement = calloc(1, sizeof *statement);
	enum status st;

	if (statement == NULL)
		return fail_memory(err);
	st = prepare(statement, database, sql, 0, err);
	if (st != STATUS_OK) {
		free(statement);
		return st;
	}
	*out = statement;
	return STATUS_OK;
}

void
statement_release(struct statement *statement)
{
	if (statement == NULL)
		return;
	if (statement->sql == NULL) {
		sqlite3_finalize(statement->handle);
		free(statement);
		return;
	}
	statement_reset(statement);
	sqlite3_clear_bindings(statement->handle);
	statement->in_use = false;
}

void
statement_reset(struct statement *statement)
{
	sqlite3_reset(statement->handle);
	statement->bind_failed = 0;
}

static void
bound(struct statement *statement, int code)
{
	if (code != SQLITE_OK && statement->bind_failed == 0)
		statement->bind_failed = code;
}

void
statement_bind_text(struct statement *statement, int index, struct text value)
{
	if (value.p == NULL)
		statement_bind_null(statement, index);
	else
		bound(statement, sqlite3_bind_text64(statement->handle, index, value.p, value.n,
		                                     SQLITE_TRANSIENT, SQLITE_UTF8));
}

void
statement_bind_blob(struct statement *statement, int index, const void *bytes, size_t n)
{
	bound(statement, sqlite3_bind_blob64(statement->handle, index, bytes ? bytes : "", n,
	                                     SQLITE_TRANSIENT));
}

void
statement_bind_integer(struct statement *statement, int index, int64_t value)
{
	bound(statement, sqlite3_bind_int64(statement->handle, index, value));
}

void
statement_bind_null(struct statement *statement, int index)
{
	bound(statement, sqlite3_bind_null(statement->handle, index));
}

enum status
statement_step(struct statement *statement, struct error *err)
{
	int code = statement->bind_failed ? statement->bind_failed
	                                  : sqlite3_step(statement->handle);

	if (code == SQLITE_ROW)
		return STATUS_OK;
	if (code == SQLITE_DONE)
		return STATUS_DONE;
	return database_failed(statement->database, code, "read or write it", err);
}

struct text
statement_text(struct statement *statement, int column)
{
	struct text text;

	text.p = (const char *)sqlite3_column_text(statement->handle, column);
	text.n = text.p ? (size_t)sqlite3_column_bytes(statement->handle, column) : 0;
	return text;
}

struct text
statement_blob(struct statement *statement, int column)
{
	struct text bytes;

	bytes.p = sqlite3_column_blob(statement->handle, column);
	bytes.n = (size_t)sqlite3_column_bytes(statement->handle, column);
	if (bytes.p == NULL && !statement_is_null(statement, column))
		bytes.p = ""; /* SQLite gives NULL for no bytes too */
	return bytes;
}

int64_t
statement_integer(struct statement *statement, int column)
{
	return sqlite3_column_int64(statement->handle, column);
}

bool
statement_is_null(struct statement *statement, int column)
{
	return sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

int
statement_columns(struct statement *statement)
{
	return sqlite3_column_count(statement->handle);
}

const char *
statement_column_name(struct statement *statement, int column)
{
	return sqlite3_column_name(statement->handle, column);
}
