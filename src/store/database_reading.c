/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database_reading.c - reading a database on any medium without changing it.
 *
 * Three ways, tried in this order: beside a possible writer, through the lock
 * files that WAL needs; as an immutable file, where none can be made and no
 * -wal with bytes lies beside (such a -wal would silently be passed over);
 * from a private copy of both files.
 */
#include "store/database_internal.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Bytes in the -wal beside the database, 0 when there is none. */
static int64_t
wal_bytes(const char *path)
{
	SCOPED(buffer) name = { 0 };
	struct stat st;

	buffer_append_format(&name, "%s-wal", path);
	return stat(buffer_string(&name), &st) == 0 ? (int64_t)st.st_size : 0;
}

/* Opens and reads once; leaves no connection behind when that fails. */
static int
try_open(struct database *database, const char *name, int flags)
{
	int code = sqlite3_open_v2(name, &database->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);

	if (code == SQLITE_OK) {
		sqlite3_busy_timeout(database->handle, 5000);
		code = sqlite3_exec(database->handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL,
		                    NULL);
	}
	if (code != SQLITE_OK) {
		sqlite3_close(database->handle);
		database->handle = NULL;
	}
	return code & 0xff;
}

/*
 * Beside writers. A connection that may write tidies its lock files away when
 * it ends, but must not move a crashed writer's -wal into the database.
 */
static int
try_beside_writers(struct database *database)
{
	bool settled = wal_bytes(database->path) == 0;
	int code = SQLITE_READONLY;

	if (access(database->path, W_OK) == 0)
		code = try_open(database, database->path,
		                SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW);
	if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_PERM)
		code = try_open(database, database->path,
		                SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW);
	if (code == SQLITE_OK && !settled)
		sqlite3_db_config(database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	return code;
}

/* "file:PATH?immutable=1" with what a URI reserves escaped. */
static int
try_immutable(struct database *database)
{
	struct buffer *uri = &database->opened;

	buffer_append_string(uri, "file:");
	for (const char *p = database->path; *p != '\0'; p++) {
		if (*p == '?' || *p == '#' || *p == '%')
			buffer_append_format(uri, "%%%02x", (unsigned char)*p);
		else
			buffer_append_byte(uri, *p);
	}
	buffer_append_string(uri, "?immutable=1");
	return try_open(database, buffer_string(uri), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
}

static enum status
copy_file(const char *from, const char *to, struct error *err)
{
	SCOPED_FD in = open(from, O_RDONLY | O_CLOEXEC);
	SCOPED_FD out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	char bytes[65536];
	ssize_t n;

	if (in < 0 || out < 0)
		return fail_os(err, "cannot copy %s to %s", from, to);
	while ((n = read(in, bytes, sizeof bytes)) != 0) {
		enum status st;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_os(err, "cannot read %s", from);
		st = file_write_all(out, bytes, (size_t)n, err);
		if (st != STATUS_OK)
			return while_doing(err, st, "copying %s to %s", from, to);
	}
	return STATUS_OK;
}

static enum status
copy_both(struct database *database, const char *copy, struct error *err)
{
	SCOPED(buffer) wal = { 0 };
	SCOPED(buffer) wal_copy = { 0 };
	enum status st = copy_file(database->path, copy, err);

	buffer_append_format(&wal, "%s-wal", database->path);
	buffer_append_format(&wal_copy, "%s-wal", copy);
	if (st == STATUS_OK)
		st = copy_file(buffer_string(&wal), buffer_string(&wal_copy), err);
	return st;
}

static enum status
open_copy(struct database *database, struct error *err)
{
	const char *base = getenv("TMPDIR");
	struct buffer *copy = &database->opened;
	enum status st;
	int code;

	if (asprintf(&database->copy_folder, "%s/vidimus-read-XXXXXX",
	             base && *base ? base : "/var/tmp") < 0) {
		database->copy_folder = NULL;
		return fail_memory(err);
	}
	if (mkdtemp(database->copy_folder) == NULL)
		return fail_os(err, "cannot make a private folder %s", database->copy_folder);
	buffer_append_format(copy, "%s/catalog.db", database->copy_folder);
	st = copy_both(database, buffer_string(copy), err);
	if (st != STATUS_OK)
		return st;
	code = try_open(database, buffer_string(copy), SQLITE_OPEN_READWRITE);
	return code == SQLITE_OK ? STATUS_OK : database_failed(database, code, "read a copy of it", err);
}

enum status
database_open_reading(struct database *database, struct error *err)
{
	int code;
	enum status st = STATUS_OK;

	if (access(database->path, R_OK) != 0) {
		st = fail_os(err, "cannot read %s", database->path);
		return fail_as(err, st == STATUS_MEMORY ? st : STATUS_UNUSABLE);
	}
	code = try_beside_writers(database);
	if ((code == SQLITE_CANTOPEN || code == SQLITE_READONLY) &&
	    wal_bytes(database->path) == 0)
		code = try_immutable(database);
	else if (code == SQLITE_CANTOPEN || code == SQLITE_READONLY)
		return open_copy(database, err);
	if (code != SQLITE_OK)
		return database_failed(database, code, "read it", err);
	if (sqlite3_exec(database->handle, "PRAGMA query_only=ON", NULL, NULL, NULL) != SQLITE_OK)
		return database_failed(database, SQLITE_ERROR, "read it", err);
	return STATUS_OK;
}

void
database_remove_copy(struct database *database)
{
	static const char *const parts[] = { "", "-wal", "-shm", "-journal" };

	for (size_t i = 0; database->copy_folder && i < sizeof parts / sizeof parts[0]; i++) {
		SCOPED(buffer) name = { 0 };

		buffer_append_format(&name, "%s/catalog.db%s", database->copy_folder, parts[i]);
		unlink(buffer_string(&name));
	}
	if (database->copy_folder != NULL)
		rmdir(database->copy_folder);
}
