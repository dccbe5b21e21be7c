/* SPDX-License-Identifier: Apache-2.0 */
/* projection.c - reads the p_ tables past the program's own code. */
#include "fault/projection.h"

#include "support/support.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whose values are made anew in each run: left out, or only whether there is one. */
static const char *const ids[] = { "seq", "number", "uuid", "home", "machine", "fingerprint",
	                           "public_key", "manifest", "receipt", "actor", "delivery",
	                           "item", "subject", "acquisition", "identity", NULL };
static const char *const times[] = { "created", "added", "begun", "closed", "received", "read_ended",
	                             "accessioned", "recorded", "time", "started", NULL };

static bool
is_one_of(const char *name, const char *const *names)
{
	while (*names != NULL && strcmp(name, *names) != 0)
		names++;
	return *names != NULL;
}

static sqlite3 *
open_database(const char *catalogue)
{
	sqlite3 *database = NULL;
	char path[4096];

	snprintf(path, sizeof path, "%s/catalog.db", catalogue);
	if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		fail_msg("cannot open %s: %s", path, sqlite3_errmsg(database));
	sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	return database;
}

static sqlite3_stmt *
prepare(sqlite3 *database, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(database));
	return statement;
}

static void
append_value(struct buffer *row, sqlite3_stmt *statement, int column)
{
	const char *name = sqlite3_column_name(statement, column);
	bool null = sqlite3_column_type(statement, column) == SQLITE_NULL;

	buffer_append_format(row, " %s=", name);
	if (null)
		buffer_append_string(row, "-");
	else if (is_one_of(name, ids) || is_one_of(name, times))
		buffer_append_string(row, "*");
	else if (sqlite3_column_type(statement, column) == SQLITE_BLOB)
		buffer_append_format(row, "(%d bytes)", sqlite3_column_bytes(statement, column));
	else
		buffer_append_string(row, (const char *)sqlite3_column_text(statement, column));
}

static int
compare_rows(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
append_table(struct buffer *out, sqlite3 *database, const char *table, bool in_order)
{
	char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table);
	sqlite3_stmt *statement = prepare(database, sql);
	char **rows = NULL;
	size_t count = 0;

	sqlite3_free(sql);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		struct buffer row = { 0 };

		for (int i = 0; i < sqlite3_column_count(statement); i++)
			if (in_order || strcmp(sqlite3_column_name(statement, i), "known") != 0)
				append_value(&row, statement, i);
		rows = realloc(rows, (count + 1) * sizeof *rows);
		assert_non_null(rows);
		rows[count++] = buffer_take(&row);
	}
	sqlite3_finalize(statement);
	if (count > 0)
		qsort(rows, count, sizeof *rows, compare_rows);
	for (size_t i = 0; i < count; i++) {
		buffer_append_format(out, "%s:%s\n", table, rows[i]);
		free(rows[i]);
	}
	free(rows);
}

void
projection_read(struct buffer *out, const char *catalogue, bool in_order)
{
	static const char *const of_interruptions[] = { "p_continuations", "p_audits", NULL };
	/* a fault may meet the parsers, which is then a fact about the file */
	static const char *const of_parsers[] = { "p_examinations", "p_measured", "p_declared",
		                                  "p_fingerprints", "p_picture_hashes", "p_films",
		                                  NULL };
	sqlite3 *database = open_database(catalogue);
	sqlite3_stmt *tables = prepare(database, "SELECT name FROM sqlite_schema WHERE type = 'table'"
	                                         " AND name GLOB 'p_*' ORDER BY name");

	while (sqlite3_step(tables) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(tables, 0);

		if (!is_one_of(table, of_interruptions) && !is_one_of(table, of_parsers))
			append_table(out, database, table, in_order);
	}
	sqlite3_finalize(tables);
	sqlite3_close(database);
	assert_true(out->n > 0);
}

unsigned
projection_unexamined(const char *catalogue)
{
	sqlite3 *database = open_database(catalogue);
	sqlite3_stmt *statement = prepare(database,
	                                  "SELECT count(*) FROM p_items"
	                                  " WHERE uuid NOT IN (SELECT item FROM p_examinations)");
	unsigned count;

	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	count = (unsigned)sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(database);
	return count;
}

bool
projection_has(const char *catalogue, const char *path, const char *sha256)
{
	sqlite3 *database = open_database(catalogue);
	sqlite3_stmt *statement = prepare(database,
	                                  "SELECT 1 FROM p_acquisitions WHERE object = $1"
	                                  " AND substr(path, -length($2)) = $2");
	bool found;

	sqlite3_bind_text(statement, 1, sha256, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 2, path, -1, SQLITE_STATIC);
	found = sqlite3_step(statement) == SQLITE_ROW;
	sqlite3_finalize(statement);
	sqlite3_close(database);
	return found;
}
