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

#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A file is copied anew as often when it changed under the copying. */
#define COPY_ATTEMPTS 3

#define COPY_NAME "/catalog.db"

/* Both files as they are at one moment. */
struct sighting {
	struct stat file;
	struct stat wal; /* all zero when there is none */
};

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static enum status
look(const struct database *database, struct sighting *out, struct error *err)
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
	return look(database, &now, NULL) != STATUS_OK || !same_file(&now.file, &database->seen) ||
	       now.wal.st_size > 0;
}

/* On a full disk the lock files can be made no more than on a read-only one. */
static int
short_code(int code)
{
	return code == SQLITE_IOERR_SHMSIZE ? SQLITE_CANTOPEN : code & 0xff;
}

/* Opens and reads once; leaves no connection behind when that fails. */
static int
try_open(struct database *database, const char *path, const char *query, int flags)
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
		code = try_open(database, database->real, "",
		                SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW);
	if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_PERM)
		code = try_open(database, database->real, "",
		                SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW);
	if (code == SQLITE_OK && !settled)
		sqlite3_db_config(database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	return code;
}

static enum status
copy_file(const char *from, const char *to, struct error *err)
{
	SCOPED_FD in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	SCOPED_FD out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	SCOPED_FREE char *bytes = malloc(1 << 20);
	ssize_t n;

	if (bytes == NULL)
		return fail_memory(err);
	if (in < 0 || out < 0)
		return fail_os(err, "cannot copy %s to %s", from, to);
	while ((n = read(in, bytes, 1 << 20)) != 0) {
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
copy_both(struct database *database, const char *copy, const struct sighting *seen,
          struct error *err)
{
	SCOPED(buffer) wal = { 0 };
	SCOPED(buffer) wal_copy = { 0 };
	enum status st = copy_file(database->real, copy, err);

	buffer_append_format(&wal, "%s-wal", database->real);
	buffer_append_format(&wal_copy, "%s-wal", copy);
	if (st == STATUS_OK)
		st = buffer_check(&wal, err);
	if (st == STATUS_OK)
		st = buffer_check(&wal_copy, err);
	if (st == STATUS_OK)
		unlink(buffer_string(&wal_copy));
	if (st == STATUS_OK && seen->wal.st_size > 0)
		st = copy_file(buffer_string(&wal), buffer_string(&wal_copy), err);
	return st;
}

/* A copy is good when neither file changed from before to after the copying. */
static enum status
copy_unchanged(struct database *database, const char *copy, struct error *err)
{
	struct sighting before, after;

	for (int attempt = 0; attempt < COPY_ATTEMPTS; attempt++) {
		enum status st = look(database, &before, err);

		if (st == STATUS_OK)
			st = copy_both(database, copy, &before, err);
		if (st == STATUS_OK)
			st = look(database, &after, err);
		if (st != STATUS_OK)
			return st;
		if (same_file(&before.file, &after.file) && same_file(&before.wal, &after.wal))
			return STATUS_OK;
	}
	return fail(err, STATUS_BUSY, "%s is being written and cannot be copied: try again",
	            database->path);
}

static enum status
make_copy_folder(struct database *database, struct error *err)
{
	const char *base = getenv("TMPDIR");
	char *folder = NULL;

	if (asprintf(&folder, "%s/vidimus-read-XXXXXX", base && *base ? base : "/var/tmp") < 0)
		return fail_memory(err);
	if (mkdtemp(folder) == NULL) {
		enum status st = fail_os(err, "cannot make a private folder %s", folder);

		free(folder);
		return st;
	}
	database->copy_folder = folder;
	return STATUS_OK;
}

static enum status
make_copy(struct database *database, struct buffer *copy, struct error *err)
{
	enum status st = make_copy_folder(database, err);

	if (st != STATUS_OK)
		return st;
	database->access = ACCESS_COPY;
	database_append_location(copy, database);
	st = buffer_check(copy, err);
	return st == STATUS_OK ? copy_unchanged(database, buffer_string(copy), err) : st;
}

static enum status
open_copy(struct database *database, struct error *err)
{
	SCOPED(buffer) copy = { 0 };
	enum status st = make_copy(database, &copy, err);
	int code;

	if (st != STATUS_OK)
		return while_doing(err, st, "copying %s to read it, as nothing can be written beside it",
		                   database->path);
	code = try_open(database, buffer_string(&copy), "", SQLITE_OPEN_READWRITE);
	return code == SQLITE_OK ? STATUS_OK : database_failed(database, code, "read a copy of it", err);
}

static enum status
open_immutable(struct database *database, const struct sighting *seen, struct error *err)
{
	int code;

	database->access = ACCESS_IMMUTABLE;
	database->seen = seen->file;
	code = try_open(database, database->real, "?immutable=1",
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
	st = look(database, &seen, err);
	if (st != STATUS_OK)
		return st;
	code = try_beside_writers(database, seen.wal.st_size == 0);
	if (code == SQLITE_OK)
		return STATUS_OK;
	if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY)
		return database_failed(database, code, "read it", err);
	return seen.wal.st_size == 0 ? open_immutable(database, &seen, err)
	                             : open_copy(database, err);
}

void
database_append_location(struct buffer *out, const struct database *database)
{
	if (database->access == ACCESS_COPY)
		buffer_append_format(out, "%s%s", database->copy_folder, COPY_NAME);
	else
		buffer_append_string(out, database->real);
}

void
database_remove_copy(struct database *database)
{
	static const char *const parts[] = { "", "-wal", "-shm", "-journal" };

	if (database->copy_folder == NULL)
		return;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		SCOPED(buffer) name = { 0 };

		buffer_append_format(&name, "%s%s%s", database->copy_folder, COPY_NAME, parts[i]);
		unlink(buffer_string(&name));
	}
	rmdir(database->copy_folder);
}
