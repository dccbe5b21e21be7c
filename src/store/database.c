/* SPDX-License-Identifier: Apache-2.0 */
/* database.c - opening, configuring and ending a database, and the words of its failures. */
#include "store/database_internal.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* SQLite's limit of a path, less what it appends. */
#define PATH_LIMIT 500

/* No value in a catalogue comes near; a hostile file may claim more. */
#define VALUE_LIMIT (128 << 20)

static enum status
device_failed(struct database *database, int code, const char *path, const char *doing,
              struct error *err)
{
	const char *words = database->handle ? sqlite3_errmsg(database->handle) : sqlite3_errstr(code);

	/* SHMSIZE: readers share an index beside the log, for which there was no room */
	if ((code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE)
		errno = ENOSPC;
	else
		errno = sqlite3_system_errno(database->handle);
	if (errno == 0)
		errno = EIO;
	return fail_os(err, "%s: cannot %s; %s, then try again: %s", path, doing,
	               errno == ENOSPC || errno == EDQUOT ? "make room on its disk" : "check its disk",
	               words);
}

/* Files that cannot be opened because too many are open say nothing of themselves. */
static bool
wants_descriptors(const struct database *database)
{
	int os = database->handle ? sqlite3_system_errno(database->handle) : errno;

	return os == EMFILE || os == ENFILE;
}

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
		return device_failed(database, code, path, doing, err);
	case SQLITE_CANTOPEN:
		if (wants_descriptors(database))
			return device_failed(database, code, path, doing, err);
		/* fall through */
	case SQLITE_PERM:
	case SQLITE_READONLY:
		return fail(err, STATUS_UNUSABLE,
		            "%s: cannot %s: %s: check that you may write there and that its disk is mounted for writing",
		            path, doing, words);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		if (database_was_changed(database))
			return fail(err, STATUS_BUSY,
			            "%s was written while it was read: try again", path);
		return fail(err, STATUS_UNUSABLE,
		            "%s: the database is damaged (%s): keep a copy of it and restore a backup",
		            path, words);
	case SQLITE_AUTH:
		return fail(err, STATUS_FAULT, "%s: not allowed to %s: %s", path, doing, words);
	default:
		return fail(err, STATUS_FAULT, "%s: cannot %s: %s", path, doing, words);
	}
}

void
database_append_uri(struct buffer *out, const char *path, const char *query)
{
	buffer_append_string(out, "file:");
	for (const char *p = path; *p != '\0'; p++) {
		if (*p == '?' || *p == '#' || *p == '%')
			buffer_append_format(out, "%%%02x", (unsigned char)*p);
		else
			buffer_append_byte(out, *p);
	}
	buffer_append_string(out, query);
}

int
database_connect(struct database *database, const char *path, const char *query, int flags)
{
	SCOPED(buffer) uri = { 0 };
	int code;

	database_append_uri(&uri, path, query);
	if (buffer_check(&uri, NULL) != STATUS_OK)
		return SQLITE_NOMEM;
	code = sqlite3_open_v2(buffer_string(&uri), &database->handle,
	                       flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	if (code != SQLITE_OK) {
		sqlite3_close(database->handle);
		database->handle = NULL;
		return code;
	}
	sqlite3_busy_timeout(database->handle, BUSY_MILLISECONDS);
	sqlite3_extended_result_codes(database->handle, 1);
	return SQLITE_OK;
}

/* What is refused to SQL and to schemas of files that somebody else may have made. */
static void
harden(sqlite3 *handle)
{
	static const int off[] = { SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_DQS_DML,
		                   SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_WRITABLE_SCHEMA,
		                   SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION };

	for (size_t i = 0; i < sizeof off / sizeof off[0]; i++)
		sqlite3_db_config(handle, off[i], 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 1);
	sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, VALUE_LIMIT);
}

/* WAL is not a wish: a file system where it cannot be had is not one for a catalogue. */
static enum status
demand_wal(struct database *database, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_prepare(database, "PRAGMA journal_mode=WAL", &statement, err);

	if (st == STATUS_OK)
		st = statement_step(statement, err);
	if (st == STATUS_OK && !text_is(statement_text(statement, 0), "wal"))
		return fail(err, STATUS_UNUSABLE,
		            "%s: its file system does not offer the shared memory that safe writing needs: move the catalogue to a local disk",
		            database->path);
	return st;
}

static enum status
configure(struct database *database, struct error *err)
{
	static const char always[] =
		"PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; PRAGMA mmap_size=0;"
		"PRAGMA cache_size=-16384; PRAGMA temp_store=FILE; PRAGMA cell_size_check=ON;";
	static const char writing[] = "PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864;"
		"PRAGMA wal_autocheckpoint=8192;";
	static const char temporary[] = "PRAGMA synchronous=OFF;";
	enum status st = database_execute(database, text_of(always), err);

	if (st != STATUS_OK)
		return st;
	if (database->mode == DATABASE_TEMPORARY)
		return database_execute(database, text_of(temporary), err);
	if (database->mode == DATABASE_READ)
		return database_execute(database, text_of("PRAGMA query_only=ON"), err);
	st = demand_wal(database, err);
	return st == STATUS_OK ? database_execute(database, text_of(writing), err) : st;
}

/*
 * The folder's real path and the file's name: SQLite can then be told to
 * refuse any symbolic link, and the file itself must not be one.
 */
static enum status
resolve(struct database *database, struct error *err)
{
	const char *slash = strrchr(database->path, '/');
	SCOPED_FREE char *folder = NULL;
	SCOPED_FREE char *real = NULL;

	folder = slash ? strndup(database->path, (size_t)(slash - database->path) + 1) : strdup(".");
	if (folder == NULL)
		return fail_memory(err);
	real = realpath(folder, NULL);
	if (real == NULL) {
		enum status st = fail_os(err, "cannot open the folder of %s", database->path);

		return fail_as(err, st == STATUS_MEMORY ? st : STATUS_UNUSABLE);
	}
	if (asprintf(&database->real, "%s/%s", strcmp(real, "/") == 0 ? "" : real,
	             slash ? slash + 1 : database->path) < 0) {
		database->real = NULL;
		return fail_memory(err);
	}
	if (strlen(database->real) > PATH_LIMIT)
		return fail(err, STATUS_UNUSABLE,
		            "%s: the path is longer than %d bytes, which SQLite cannot open: move the catalogue up",
		            database->path, PATH_LIMIT);
	return STATUS_OK;
}

/* Opening a FIFO would wait for ever, and a device might do anything. */
static enum status
demand_regular_file(const struct database *database, struct error *err)
{
	struct stat st;

	if (lstat(database->real, &st) != 0) {
		enum status status = errno == ENOENT ? fail_os(err, "there is no database %s", database->path)
		                                     : fail_os(err, "cannot open %s", database->path);

		return fail_as(err, status == STATUS_MEMORY ? status : STATUS_UNUSABLE);
	}
	if (!S_ISREG(st.st_mode))
		return fail(err, STATUS_UNUSABLE, "%s is not a regular file, so not a catalogue's database",
		            database->path);
	return STATUS_OK;
}

static enum status
open_writing(struct database *database, struct error *err)
{
	int code = database_connect(database, database->real, "",
	                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW);
	unsigned missing = 0;
	enum status st;

	if (code != SQLITE_OK)
		return database_failed(database, code, "open it", err);
	harden(database->handle);
	st = database->mode == DATABASE_WRITE ? migrations_identify(database, err) : STATUS_OK;
	if (st == STATUS_OK)
		st = configure(database, err);
	if (st == STATUS_OK && database->mode == DATABASE_WRITE)
		st = migrations_check(database, embedded_files, &missing, err);
	if (st == STATUS_OK && (missing > 0 || database->mode == DATABASE_CREATE))
		st = migrations_apply(database, embedded_files, err);
	return st;
}

static enum status
open_existing(struct database *database, struct error *err)
{
	enum status st = demand_regular_file(database, err);

	if (st != STATUS_OK)
		return st;
	if (database->mode != DATABASE_READ)
		return open_writing(database, err);
	st = database_open_reading(database, err);
	if (st != STATUS_OK)
		return st;
	harden(database->handle);
	st = configure(database, err);
	if (st == STATUS_OK)
		st = migrations_identify(database, err);
	return st == STATUS_OK ? migrations_check(database, embedded_files, NULL, err) : st;
}

/* Removes what a failed creation left; the handle is closed first. */
static void
undo_creation(struct database *database)
{
	static const char *const parts[] = { "", "-wal", "-shm" };

	sqlite3_close(database->handle);
	database->handle = NULL;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		SCOPED(buffer) name = { 0 };

		buffer_append_format(&name, "%s%s", database->real, parts[i]);
		unlink(buffer_string(&name));
	}
}

static enum status
create(struct database *database, struct error *err)
{
	enum status st = file_create(database->real, (struct text){ "", 0 }, 0600, err);

	if (st != STATUS_OK)
		return st;
	st = open_writing(database, err);
	if (st != STATUS_OK)
		undo_creation(database);
	return st;
}

static enum status
open_temporary(struct database *database, struct error *err)
{
	int code = database_connect(database, "", "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);

	if (code != SQLITE_OK)
		return database_failed(database, code, "make it", err);
	database->access = ACCESS_TEMPORARY;
	harden(database->handle);
	return configure(database, err);
}

static enum status
open_in_mode(struct database *database, const char *path, struct error *err)
{
	enum status st;

	if (database->mode == DATABASE_TEMPORARY)
		return open_temporary(database, err);
	database->path = strdup(path);
	if (database->path == NULL)
		return fail_memory(err);
	st = resolve(database, err);
	if (st != STATUS_OK)
		return st;
	return database->mode == DATABASE_CREATE ? create(database, err)
	                                         : open_existing(database, err);
}

enum status
database_open(struct database **out, const char *path, enum database_mode mode, struct error *err)
{
	struct database *database = calloc(1, sizeof *database);
	enum status st;

	if (database == NULL)
		return fail_memory(err);
	database->mode = mode;
	st = open_in_mode(database, path, err);
	if (st != STATUS_OK) {
		database_close(database);
		return st;
	}
	sqlite3_set_authorizer(database->handle, database_authorize, database);
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

void
database_close(struct database *database)
{
	if (database == NULL)
		return;
	for (size_t i = 0; i < STATEMENT_SLOTS; i++)
		sqlite3_finalize(database->slots[i].handle);
	sqlite3_close(database->handle);
	database_remove_copy(database);
	buffer_end(&database->guards);
	free(database->real);
	free(database->path);
	free(database);
}
