/* SPDX-License-Identifier: Apache-2.0 */
/* database_schema.c - whether the primary tables and their triggers are the ones that the migrations make. */
#include "store/database_internal.h"

#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>

/* What the migrations make, in memory: nothing of it is read from the file. */
static enum status
open_expected(struct database **out, struct error *err)
{
	struct database *expected = calloc(1, sizeof *expected);
	enum status st;
	int code;

	if (expected == NULL)
		return fail_memory(err);
	expected->mode = DATABASE_TEMPORARY;
	expected->access = ACCESS_TEMPORARY;
	code = database_connect(expected, "", "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	if (code == SQLITE_OK)
		st = migrations_apply(expected, embedded_files, err);
	else
		st = database_failed(expected, code, "make it", err);
	if (st == STATUS_OK)
		*out = expected;
	else
		database_close(expected);
	return st;
}

/* Looks up the entry that `row` (type, name, sql) describes; STATUS_FALSE with words of what differs. */
static enum status
expect_entry(struct database *database, struct statement *row, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	struct text name = statement_text(row, 1), sql, expected = statement_text(row, 2);
	enum status st = database_statement(database,
	                                    "SELECT sql FROM sqlite_schema"
	                                    " WHERE type = $1 AND name = $2",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, statement_text(row, 0));
	statement_bind_text(statement, 2, name);
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_FALSE, "%s: the %s %s is missing", database->path,
		            statement_text(row, 0).p, name.p);
	if (st != STATUS_OK)
		return st;
	sql = statement_text(statement, 0);
	if ((sql.p == NULL) != (expected.p == NULL) || !text_equal(sql, expected))
		return fail(err, STATUS_FALSE, "%s: the %s %s was altered", database->path,
		            statement_text(row, 0).p, name.p);
	return STATUS_OK;
}

/* Refuses an entry of a primary table that the migrations did not make. */
static enum status
refuse_entry(struct database *database, struct database *expected, struct statement *row,
             struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		expected,
		"SELECT max(name = $1) FROM sqlite_schema WHERE lower(tbl_name) = lower($2)"
		" HAVING count(*) > 0",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, statement_text(row, 1));
	statement_bind_text(statement, 2, statement_text(row, 3));
	st = statement_step(statement, err);
	if (st == STATUS_DONE)
		return STATUS_OK; /* of another table */
	if (st == STATUS_OK && statement_integer(statement, 0) == 0)
		return fail(err, STATUS_FALSE, "%s: the %s %s was added to the table %s",
		            database->path, statement_text(row, 0).p, statement_text(row, 1).p,
		            statement_text(row, 3).p);
	return st;
}

enum status
database_check_schema(struct database *database, struct error *err)
{
	static const char entries[] = "SELECT type, name, sql, tbl_name FROM sqlite_schema"
	                              " ORDER BY type, name";
	SCOPED_POINTER(database) expected = NULL;
	SCOPED_STATEMENT ours = NULL;
	SCOPED_STATEMENT theirs = NULL;
	enum status st = open_expected(&expected, err);

	if (st == STATUS_OK)
		st = database_statement(expected, entries, &ours, err);
	while (st == STATUS_OK && (st = statement_step(ours, err)) == STATUS_OK)
		st = expect_entry(database, ours, err);
	if (st == STATUS_DONE)
		st = database_statement(database, entries, &theirs, err);
	while (st == STATUS_OK && (st = statement_step(theirs, err)) == STATUS_OK)
		st = refuse_entry(database, expected, theirs, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}
