/* SPDX-License-Identifier: Apache-2.0 */
/* database_schema.c - whether tables, indexes and triggers are those that we make, and no others. */
#include "store/database_internal.h"

#include "base/error.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* What a comparison tells of, and whether it told. */
struct telling {
	struct database *database, *expected;
	void (*found)(void *context, enum schema_finding finding, const char *text);
	void *context;
};

static void tell(const struct telling *telling, enum schema_finding finding, const char *format, ...)
	PRINTF_LIKE(3, 4);

static void
tell(const struct telling *telling, enum schema_finding finding, const char *format, ...)
{
	SCOPED_FREE char *words = NULL;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&words, format, ap) < 0)
		words = NULL;
	va_end(ap);
	telling->found(telling->context, finding, words ? words : "out of memory");
}

/* Looks up the entry that `row` (type, name, sql, table) describes. */
static enum status
expect_entry(const struct telling *telling, struct statement *row, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	struct text name = statement_text(row, 1), sql, expected = statement_text(row, 2);
	enum status st = database_statement(telling->database,
	                                    "SELECT sql FROM sqlite_schema"
	                                    " WHERE type = $1 AND name = $2",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, statement_text(row, 0));
	statement_bind_text(statement, 2, name);
	st = statement_step(statement, err);
	if (st == STATUS_DONE) {
		tell(telling, SCHEMA_PROTECTION, "the %s %s is missing", statement_text(row, 0).p, name.p);
		return STATUS_OK;
	}
	if (st != STATUS_OK)
		return st;
	sql = statement_text(statement, 0);
	if ((sql.p == NULL) != (expected.p == NULL) || !text_equal(sql, expected))
		tell(telling, SCHEMA_PROTECTION, "the %s %s was altered", statement_text(row, 0).p,
		     name.p);
	return STATUS_OK;
}

static bool
begins_as_projection(struct text table)
{
	return table.n > 2 && (table.p[0] == 'p' || table.p[0] == 'P') && table.p[1] == '_';
}

/* An entry of ours, or of what belongs to one of ours, was expected, or stands in no migration. */
static enum status
judge_entry(const struct telling *telling, struct statement *row, struct error *err)
{
	const char *type = statement_text(row, 0).p, *name = statement_text(row, 1).p;
	struct text table = statement_text(row, 3);
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		telling->expected,
		"SELECT max(name = $1) FROM sqlite_schema WHERE lower(tbl_name) = lower($2)"
		" HAVING count(*) > 0",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, statement_text(row, 1));
	statement_bind_text(statement, 2, table);
	st = statement_step(statement, err);
	if (st == STATUS_OK && statement_integer(statement, 0) == 0)
		tell(telling, SCHEMA_PROTECTION, "the %s %s was added to the table %s", type, name, table.p);
	else if (st == STATUS_DONE && begins_as_projection(table) && strcmp(type, "trigger") == 0)
		tell(telling, SCHEMA_TRIGGER, "the trigger %s was added to the table %s", name, table.p);
	else if (st == STATUS_DONE && !begins_as_projection(table))
		tell(telling, SCHEMA_FOREIGN, "the %s %s is none of ours (of %s)", type, name, table.p);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* An index that SQLite makes of a table's own words goes with the table. */
#define ENTRIES "SELECT type, name, sql, tbl_name FROM sqlite_schema WHERE type IS NOT NULL AND" \
	        " name IS NOT NULL AND tbl_name IS NOT NULL"
#define IN_ORDER " ORDER BY type, name"

static enum status
compare(const struct telling *telling, struct error *err)
{
	SCOPED_STATEMENT ours = NULL;
	SCOPED_STATEMENT theirs = NULL;
	enum status st = database_statement(telling->expected, ENTRIES IN_ORDER, &ours, err);

	while (st == STATUS_OK && (st = statement_step(ours, err)) == STATUS_OK)
		st = expect_entry(telling, ours, err);
	if (st == STATUS_DONE)
		st = database_statement(telling->database,
		                        ENTRIES " AND name NOT LIKE 'sqlite\\_autoindex\\_%'"
		                                " ESCAPE '\\'" IN_ORDER,
		                        &theirs, err);
	while (st == STATUS_OK && (st = statement_step(theirs, err)) == STATUS_OK)
		st = judge_entry(telling, theirs, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
database_check_schema(struct database *database,
                      void (*found)(void *context, enum schema_finding finding,
                                    const char *text),
                      void *context, struct error *err)
{
	SCOPED_POINTER(database) expected = NULL;
	enum status st = open_expected(&expected, err);

	if (st != STATUS_OK)
		return st;
	return compare(&(struct telling){ database, expected, found, context }, err);
}
