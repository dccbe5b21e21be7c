/* SPDX-License-Identifier: Apache-2.0 */
/* database.c - opening, configuring and ending a database; transactions. */
#include "store/database_internal.h"

#include "base/error.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BUSY_MILLISECONDS 10000

enum status
database_failed(struct database *database, int code, const char *doing, struct error *err)
{
	const char *path = database->path ? database->path : "a temporary database";
	const char *words = database->handle ? sqlite3_errmsg(database->handle) : sqlite3_errstr(code);

	switch (code & 0xff) {
	case SQLITE_NOMEM:
		return fail_memory(err);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fail(err, STATUS_BUSY, "%s: another process is writing: try again", path);
	case SQLITE_FULL:
	case SQLITE_IOERR:
		errno = sqlite3_system_errno(database->handle);
		if (errno == 0)
			errno = (code & 0xff) == SQLITE_FULL ? ENOSPC : EIO;
		return fail_os(err, "%s: cannot %s: %s", path, doing, words);
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_READONLY:
		return fail(err, STATUS_UNUSABLE,
		            "%s: cannot %s: %s: check that you may write there and that its disk is mounted for writing",
		            path, doing, words);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return fail(err, STATUS_UNUSABLE,
		            "%s: the database is damaged (%s): keep a copy of it and restore a backup",
		            path, words);
	case SQLITE_AUTH:
		return fail(err, STATUS_FAULT, "%s: not allowed to %s: %s", path, doing, words);
	default:
		return fail(err, STATUS_FAULT, "%s: cannot %s: %s", path, doing, words);
	}
}

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
			enum status st = database_failed(database, code, "run its set-up", err);

			sqlite3_finalize(handle);
			return st;
		}
		sqlite3_finalize(handle);
	}
	return STATUS_OK;
}

static enum status
configure(struct database *database, enum database_mode mode, struct error *err)
{
	static const char reading[] = "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
	                              "PRAGMA mmap_size=0; PRAGMA cache_size=-16384;"
	                              "PRAGMA temp_store=FILE; PRAGMA cell_size_check=ON;";
	static const char writing[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";
	static const char temporary[] = "PRAGMA synchronous=OFF;";
	enum status st;

	sqlite3_busy_timeout(database->handle, BUSY_MILLISECONDS);
	sqlite3_extended_result_codes(database->handle, 1);
	sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_limit(database->handle, SQLITE_LIMIT_ATTACHED, 1);
	st = database_execute(database, text_of(reading), err);
	if (st == STATUS_OK && (mode == DATABASE_CREATE || mode == DATABASE_WRITE))
		st = database_execute(database, text_of(writing), err);
	if (st == STATUS_OK && mode == DATABASE_TEMPORARY)
		st = database_execute(database, text_of(temporary), err);
	return st;
}

static enum status
open_file(struct database *database, int flags, struct error *err)
{
	int code = sqlite3_open_v2(database->path, &database->handle,
	                           flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, NULL);

	return code == SQLITE_OK ? STATUS_OK : database_failed(database, code, "open it", err);
}

/* SQLite's own temporary file: private, without a name, gone when closed. */
static enum status
open_temporary(struct database *database, struct error *err)
{
	int code = sqlite3_open_v2("", &database->handle,
	                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
	                           NULL);

	return code == SQLITE_OK ? STATUS_OK : database_failed(database, code, "make it", err);
}

static enum status
open_in_mode(struct database *database, enum database_mode mode, struct error *err)
{
	enum status st;

	switch (mode) {
	case DATABASE_READ:
		return database_open_reading(database, err);
	case DATABASE_TEMPORARY:
		st = open_temporary(database, err);
		break;
	case DATABASE_CREATE:
		st = open_file(database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
		break;
	default:
		st = open_file(database, SQLITE_OPEN_READWRITE, err);
		break;
	}
	return st;
}

static enum status
set_up(struct database *database, enum database_mode mode, struct error *err)
{
	enum status st = open_in_mode(database, mode, err);

	if (st == STATUS_OK)
		st = configure(database, mode, err);
	if (st == STATUS_OK && mode == DATABASE_CREATE)
		st = migrations_apply(database, err);
	if (st == STATUS_OK && (mode == DATABASE_WRITE || mode == DATABASE_READ))
		st = migrations_check(database, err);
	if (st == STATUS_OK)
		sqlite3_set_authorizer(database->handle, database_authorize, database);
	return st;
}

enum status
database_open(struct database **out, const char *path, enum database_mode mode, struct error *err)
{
	struct database *database = calloc(1, sizeof *database);
	enum status st;

	if (database == NULL)
		return fail_memory(err);
	if (mode != DATABASE_TEMPORARY)
		database->path = strdup(path);
	if (mode != DATABASE_TEMPORARY && database->path == NULL)
		st = fail_memory(err);
	else
		st = set_up(database, mode, err);
	if (st != STATUS_OK) {
		database_close(database);
		return st;
	}
	*out = database;
	return STATUS_OK;
}

const char *
database_library_version(void)
{
	return sqlite3_libversion();
}

const char *
database_path(const struct database *database)
{
	return database->path;
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
	return run(database, "BEGIN DEFERRED", "begin reading", err);
}

enum status
database_commit(struct database *database, struct error *err)
{
	return run(database, "COMMIT", "commit", err);
}

void
database_rollback(struct database *database)
{
	if (!sqlite3_get_autocommit(database->handle))
		sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
}

void
database_settle(struct database *database)
{
	sqlite3_busy_timeout(database->handle, 0);
	sqlite3_wal_checkpoint_v2(database->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(database->handle, BUSY_MILLISECONDS);
}

enum status
database_attach(struct database *database, const struct database *other, const char *name,
                struct error *err)
{
	const char *opened = buffer_string(&other->opened);
	char *sql = sqlite3_mprintf("ATTACH %Q AS %Q", *opened ? opened : other->path, name);
	enum status st;

	if (sql == NULL)
		return fail_memory(err);
	database->attaching = true;
	st = run(database, sql, "attach another database", err);
	database->attaching = false;
	sqlite3_free(sql);
	return st;
}

void
database_detach(struct database *database, const char *name)
{
	char *sql = sqlite3_mprintf("DETACH %Q", name);

	database->attaching = true;
	if (sql != NULL)
		sqlite3_exec(database->handle, sql, NULL, NULL, NULL);
	database->attaching = false;
	sqlite3_free(sql);
}

enum status
database_check(struct database *database, void (*found)(void *context, const char *text),
               void *context, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(database, "PRAGMA integrity_check(100)", &statement, err);

	while (st == STATUS_OK && (st = statement_step(statement, err)) == STATUS_OK) {
		struct text text = statement_text(statement, 0);

		if (!text_is(text, "ok"))
			found(context, text.p);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The names of tables and indexes with a prefix, one a line; SQLite's own are left out. */
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
		sql = sqlite3_mprintf("DROP TABLE \"%.*w\"", (int)name.n, name.p);
		st = sql ? database_execute(database, text_of(sql), err) : fail_memory(err);
		sqlite3_free(sql);
	}
	return st;
}
