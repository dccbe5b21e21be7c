/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database_reading.c - reading a database on any medium without changing it.
 *
 * Three ways, tried in this order: beside a possible writer, through the lock
 * files that WAL needs; as an immutable file, where none can be made and no
 * -wal with bytes lies beside (such a -wal would silently be passed over);
 * from a private copy of both files (database_copy.c).
 */
#include "store/database_internal.h"

#include "base/buffer.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

bool
database_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

enum status
database_look(const struct database *database, struct sighting *out, struct error *err)
{
	SCOPED(buffer) wal = { 0 };

	*out = (struct sighting){ 0 };
	buffer_append_format(&wal, "%s-wal", database->real);
	if (buffer_check(&wal, err) != STATUS_OK)
		return STATUS_MEMORY;
	if (lstat(database->real, &out->file) != 0)
		return fail_os(err, "cannot read %s", database->path);
	if (lstat(buffer_string(&wal), &out->wal) != 0) {
		if (errno != ENOENT)
			return fail_os(err, "cannot read %s", buffer_string(&wal));
		out->wal = (struct stat){ 0 };
	}
	return STATUS_OK;
}

bool
database_was_changed(const struct database *database)
{
	struct sighting now;

	if (database->access != ACCESS_IMMUTABLE)
		return false;
	return database_look(database, &now, NULL) != STATUS_OK || !database_same_file(&now.file, &database->seen) ||
	       now.wal.st_size > 0;
}

/* On a full disk the lock files can be made no more than on a read-only one. */
static int
short_code(int code)
{
	return code == SQLITE_IOERR_SHMSIZE ? SQLITE_CANTOPEN : code & 0xff;
}

int
database_try_open(struct database *database, const char *path, const char *query, int flags)
{
	int code = database_connect(database, path, query, flags);

	if (code != SQLITE_OK)
		return short_code(code);
	code = sqlite3_exec(database->handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
	if (code != SQLITE_OK) {
		sqlite3_close(database->handle);
		database->handle = NULL;
	}
	return short_code(code);
}

/*
 * Beside writers. A connection that may write tidies its lock files away when
 * it ends, but must not move a crashed writer's -wal into the database.
 */
static int
try_beside_writers(struct database *database, bool settled)
{
	int code = SQLITE_READONLY;

	if (faccessat(AT_FDCWD, database->real, W_OK, AT_EACCESS) == 0)
		code = database_try_open(database, database->real, "",
		                SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW);
	if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_PERM)
		code = database_try_open(database, database->real, "",
		                SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW);
	if (code == SQLITE_OK && !settled)
		sqlite3_db_config(database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	return code;
}

static enum status
open_immutable(struct database *database, const struct sighting *seen, struct error *err)
{
	int code;

	database->access = ACCESS_IMMUTABLE;
	database->seen = seen->file;
	code = database_try_open(database, database->real, "?immutable=1",
	                SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW);
	return code == SQLITE_OK ? STATUS_OK : database_failed(database, code, "read it", err);
}

enum status
database_open_reading(struct database *database, struct error *err)
{
	struct sighting seen;
	enum status st;
	int code;

	if (faccessat(AT_FDCWD, database->real, R_OK, AT_EACCESS) != 0) {
		st = fail_os(err, "cannot read %s", database->path);
		return fail_as(err, st == STATUS_MEMORY ? st : STATUS_UNUSABLE);
	}
	st = database_look(database, &seen, err);
	if (st != STATUS_OK)
		return st;
	code = try_beside_writers(database, seen.wal.st_size == 0);
	if (code == SQLITE_OK)
		return STATUS_OK;
	if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY)
		return database_failed(database, code, "read it", err);
	return seen.wal.st_size == 0 ? open_immutable(database, &seen, err)
	                             : database_open_copy(database, err);
}
