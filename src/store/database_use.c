/* SPDX-License-Identifier: Apache-2.0 */
/* database_use.c - scripts, transactions, attaching, SQLite's own checks. */
#include "store/database_internal.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"

enum status
database_execute(struct database *database, struct text script, struct error *err)
{
	const char *rest = script.p, *end = script.p + script.n;

	while (rest < end) {
		sqlite3_stmt *handle = NULL;
		int code = sqlite3_prepare_v2(database->handle, rest, (int)(end - rest), &handle,
		                              &rest);

		if (code == SQLITE_OK && handle != NULL) {
			while ((code = sqlite3_step(handle)) == SQLITE_ROW)
				;
			code = code == SQLITE_DONE ? SQLITE_OK : code;
		}
		if (code != SQLITE_OK) {
			enum status st = database_failed(database, code, "run a script", err);

			sqlite3_finalize(handle);
			return st;
		}
		sqlite3_finalize(handle);
	}
	return STATUS_OK;
}

static enum status
run(struct database *database, const char *sql, const char *doing, struct error *err)
{
	int code = sqlite3_exec(database->handle, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? STATUS_OK : database_failed(database, code, doing, err);
}

enum status
database_begin(struct database *database, struct error *err)
{
	return run(database, "BEGIN IMMEDIATE", "begin a change", err);
}

enum status
database_begin_read(struct database *database, struct error *err)
{
	enum status st;

	if (database_was_changed(database))
		return fail(err, STATUS_BUSY, "%s was written since it was opened: try again",
		            database->path);
	st = run(database, "BEGIN DEFERRED", "begin reading", err);
	if (st != STATUS_OK)
		return st;
	st = run(database, "SELECT 1 FROM main.sqlite_schema LIMIT 1", "begin reading", err);
	if (st != STATUS_OK)
		database_rollback(database);
	return st;
}

enum status
database_commit(struct database *database, struct error *err)
{
	enum status st = run(database, "COMMIT", "commit", err);

	if (st != STATUS_OK)
		database_rollback(database);
	database->mending = database->shredding = false;
	return st;
}

void
database_rollback(struct database *database)
{
	if (!sqlite3_get_autocommit(database->handle))
		sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
	database->mending = database->shredding = false;
}

void
database_settle(struct database *database)
{
	sqlite3_busy_timeout(database->handle, 0);
	sqlite3_wal_checkpoint_v2(database->handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(database->handle, BUSY_MILLISECONDS);
}

/* Runs a statement of two parameters that SQL is refused otherwise. */
static enum status
run_attaching(struct database *database, const char *sql, struct text first, struct text second,
              struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st;

	database->attaching = true;
	st = database_prepare(database, sql, &statement, err);
	if (st == STATUS_OK) {
		statement_bind_text(statement, 1, first);
		if (second.p != NULL)
			statement_bind_text(statement, 2, second);
		st = statement_step(statement, err);
	}
	database->attaching = false;
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
database_attach(struct database *database, const struct database *other, const char *name,
                struct error *err)
{
	SCOPED(buffer) location = { 0 };
	SCOPED(buffer) query = { 0 };
	SCOPED(buffer) uri = { 0 };
	enum status st;

	if (other->access == ACCESS_TEMPORARY)
		return fail(err, STATUS_FAULT, "a temporary database cannot be attached to another");
	database_append_location(&location, other);
	database_append_query(&query, other);
	database_append_uri(&uri, buffer_string(&location), buffer_string(&query));
	st = buffer_check(&location, err);
	if (st == STATUS_OK)
		st = buffer_check(&uri, err);
	if (st == STATUS_OK)
		st = run_attaching(database, "ATTACH $1 AS $2", text_of_buffer(&uri), text_of(name),
		                   err);
	return st == STATUS_OK ? st : while_doing(err, st, "attaching %s", other->path);
}

void
database_detach(struct database *database, const char *name)
{
	/* What fails here (a name that is not attached, rows being read) changes nothing. */
	if (run_attaching(database, "DETACH $1", text_of(name), (struct text){ 0 }, NULL) != STATUS_OK)
		return;
}

enum status
database_check(struct database *database, void (*found)(void *context, const char *text),
               void *context, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	struct error damage = { 0 };
	enum status st = database_statement(database, "PRAGMA integrity_check(100)", &statement,
	                                    &damage);

	while (st == STATUS_OK && (st = statement_step(statement, &damage)) == STATUS_OK) {
		struct text text = statement_text(statement, 0);

		if (!text_is(text, "ok"))
			found(context, text.p);
	}
	if (st == STATUS_UNUSABLE)
		found(context, damage.text); /* too damaged for the check to go on */
	else if (st != STATUS_DONE && err != NULL)
		*err = damage;
	return st == STATUS_DONE || st == STATUS_UNUSABLE ? STATUS_OK : st;
}

/* The names of tables with a prefix, one a line. */
static enum status
list_tables(struct database *database, const char *prefix, struct buffer *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(database,
	                                    "SELECT name FROM sqlite_schema WHERE type = 'table'"
	                                    " AND substr(name, 1, length($1)) = $1 ORDER BY name",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(prefix));
	while ((st = statement_step(statement, err)) == STATUS_OK) {
		buffer_append_text(out, statement_text(statement, 0));
		buffer_append_byte(out, '\n');
	}
	return st == STATUS_DONE ? buffer_check(out, err) : st;
}

enum status
database_drop_tables(struct database *database, const char *prefix, struct error *err)
{
	SCOPED(buffer) names = { 0 };
	struct text rest, name;
	enum status st = list_tables(database, prefix, &names, err);

	for (rest = text_of_buffer(&names); st == STATUS_OK && rest.n > 0;) {
		char *sql;

		name = text_cut(&rest, '\n');
		/* A virtual table took its shadow tables, which come after it, along. */
		sql = sqlite3_mprintf("DROP TABLE IF EXISTS \"%.*w\"", (int)name.n, name.p);
		st = sql ? database_execute(database, text_of(sql), err) : fail_memory(err);
		sqlite3_free(sql);
	}
	return st;
}
