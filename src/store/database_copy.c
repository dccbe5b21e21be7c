/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database_copy.c - a private copy of a database and its -wal, read where
 * nothing can be written beside them.
 *
 * The copies have no names, so that whatever ends the process leaves nothing of
 * them. SQLite knows files by names; a VFS of ours, made for the one copy, gives
 * it /proc/self/fd/N for the two names that it asks for, and is in all else the
 * ordinary one. What the -wal holds is moved into the copy of the database
 * first, without shared memory; from then on that is immutable.
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
#include <unistd.h>

/* A file is copied anew as often when it changed under the copying. */
#define COPY_ATTEMPTS 3

#define PIECE       ((size_t)1 << 20)
#define OPEN_FOLDER "/proc/self/fd/"

struct database_copy {
	sqlite3_vfs  vfs;      /* registered under `name` */
	sqlite3_vfs *ordinary; /* SQLite's */
	int          file, wal;
	char         name[48];
	char         file_path[32], wal_path[32]; /* by which SQLite opens them */
	char         wal_name[40]; /* by which it asks for the -wal */
};

static struct database_copy *
copy_of(sqlite3_vfs *vfs)
{
	return (struct database_copy *)(void *)vfs;
}

static bool
is_wal(const struct database_copy *copy, const char *name)
{
	return name != NULL && strcmp(name, copy->wal_name) == 0;
}

static int
open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	struct database_copy *copy = copy_of(vfs);

	return copy->ordinary->xOpen(copy->ordinary, is_wal(copy, name) ? copy->wal_path : name, file,
	                             flags, out);
}

static int
access_file(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	struct database_copy *copy = copy_of(vfs);

	if (is_wal(copy, name)) {
		*out = copy->wal >= 0;
		return SQLITE_OK;
	}
	return copy->ordinary->xAccess(copy->ordinary, name, flags, out);
}

/* The -wal has no name that could be removed; it goes with its descriptor. */
static int
delete_file(sqlite3_vfs *vfs, const char *name, int sync)
{
	struct database_copy *copy = copy_of(vfs);

	return is_wal(copy, name) ? SQLITE_OK : copy->ordinary->xDelete(copy->ordinary, name, sync);
}

/* As it is: the ordinary one would follow the link to a name that is no more. */
static int
full_pathname(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	(void)vfs;
	return snprintf(out, (size_t)size, "%s", name) < size ? SQLITE_OK : SQLITE_CANTOPEN;
}

/* A file without a name; where there is no such thing, it has one for a moment, and is empty then. */
static int
open_unnamed(const char *folder)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char *name = NULL;

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return fd;
	if (asprintf(&name, "%s/vidimus-read-XXXXXX", folder) < 0)
		return -1;
	fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0)
		unlink(name);
	free(name);
	return fd;
}

static enum status
copy_bytes(int in, const char *from, int out, struct error *err)
{
	SCOPED_FREE char *bytes = malloc(PIECE);
	ssize_t n;

	if (bytes == NULL)
		return fail_memory(err);
	if (ftruncate(out, 0) != 0 || lseek(out, 0, SEEK_SET) != 0)
		return fail_os(err, "cannot begin a copy of %s", from);
	while ((n = read(in, bytes, PIECE)) != 0) {
		enum status st;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_os(err, "cannot read %s", from);
		st = file_write_all(out, bytes, (size_t)n, err);
		if (st != STATUS_OK)
			return st;
	}
	return STATUS_OK;
}

static enum status
copy_file(const char *from, int out, struct error *err)
{
	SCOPED_FD in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	return in < 0 ? fail_os(err, "cannot read %s", from) : copy_bytes(in, from, out, err);
}

static enum status
copy_both(struct database *database, struct error *err)
{
	SCOPED(buffer) wal = { 0 };
	enum status st = copy_file(database->real, database->copy->file, err);

	buffer_append_format(&wal, "%s-wal", database->real);
	if (st == STATUS_OK)
		st = buffer_check(&wal, err);
	return st == STATUS_OK ? copy_file(buffer_string(&wal), database->copy->wal, err) : st;
}

/* A copy is good when neither file changed from before to after the copying. */
static enum status
copy_unchanged(struct database *database, struct error *err)
{
	struct sighting before, after;

	for (int attempt = 0; attempt < COPY_ATTEMPTS; attempt++) {
		enum status st = database_look(database, &before, err);

		if (st == STATUS_OK)
			st = copy_both(database, err);
		if (st == STATUS_OK)
			st = database_look(database, &after, err);
		if (st != STATUS_OK)
			return st;
		if (database_same_file(&before.file, &after.file) &&
		    database_same_file(&before.wal, &after.wal))
			return STATUS_OK;
	}
	return fail(err, STATUS_BUSY, "%s is being written and cannot be copied: try again",
	            database->path);
}

static void
copy_end(struct database_copy *copy)
{
	if (copy == NULL)
		return;
	if (copy->ordinary != NULL)
		sqlite3_vfs_unregister(&copy->vfs);
	if (copy->file >= 0)
		close(copy->file);
	if (copy->wal >= 0)
		close(copy->wal);
	free(copy);
}

static enum status
open_files(struct database_copy *copy, struct error *err)
{
	const char *base = getenv("TMPDIR");

	if (base == NULL || *base == '\0')
		base = "/var/tmp";
	copy->file = open_unnamed(base);
	copy->wal = copy->file >= 0 ? open_unnamed(base) : -1;
	if (copy->wal < 0)
		return fail_os(err, "cannot make a private file in %s", base);
	snprintf(copy->file_path, sizeof copy->file_path, OPEN_FOLDER "%d", copy->file);
	snprintf(copy->wal_path, sizeof copy->wal_path, OPEN_FOLDER "%d", copy->wal);
	snprintf(copy->wal_name, sizeof copy->wal_name, "%s-wal", copy->file_path);
	if (access(copy->file_path, R_OK) != 0)
		return fail_os(err, "cannot reach an open file by %s", copy->file_path);
	return STATUS_OK;
}

/*
 * SQLite never follows a link in the last place, which these are. Of all that it
 * opens they alone begin so: other paths are real ones.
 */
static int
open_following(const char *path, int flags, int mode)
{
	if (strncmp(path, OPEN_FOLDER, strlen(OPEN_FOLDER)) == 0)
		flags &= ~O_NOFOLLOW;
	return open(path, flags, mode);
}

static enum status
register_vfs(struct database_copy *copy, struct error *err)
{
	sqlite3_vfs *ordinary = sqlite3_vfs_find(NULL);

	if (ordinary == NULL)
		return fail(err, STATUS_FAULT, "SQLite has no way to files");
	snprintf(copy->name, sizeof copy->name, "vidimus-copy-%d", copy->file);
	if (ordinary->iVersion < 3 ||
	    ordinary->xSetSystemCall(ordinary, "open", (sqlite3_syscall_ptr)open_following) !=
	            SQLITE_OK)
		return fail(err, STATUS_FAULT, "SQLite does not let its files be opened otherwise");
	copy->vfs = *ordinary;
	copy->vfs.pNext = NULL;
	copy->vfs.zName = copy->name;
	copy->vfs.xOpen = open_file;
	copy->vfs.xAccess = access_file;
	copy->vfs.xDelete = delete_file;
	copy->vfs.xFullPathname = full_pathname;
	if (sqlite3_vfs_register(&copy->vfs, 0) != SQLITE_OK)
		return fail_memory(err);
	copy->ordinary = ordinary;
	return STATUS_OK;
}

/* Moves what the -wal holds into the copy. Exclusive locking keeps the index of the -wal in memory. */
static enum status
absorb_wal(struct database *database, struct error *err)
{
	SCOPED(buffer) query = { 0 };
	int code;

	buffer_append_format(&query, "?vfs=%s", database->copy->name);
	code = database_connect(database, database->copy->file_path, buffer_string(&query),
	                        SQLITE_OPEN_READWRITE);
	if (code == SQLITE_OK)
		code = sqlite3_exec(database->handle, "PRAGMA locking_mode=EXCLUSIVE;"
		                                      "SELECT count(*) FROM sqlite_schema",
		                    NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_wal_checkpoint_v2(database->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE,
		                                 NULL, NULL);
	if (code != SQLITE_OK)
		return database_failed(database, code, "read a copy of it", err);
	sqlite3_close(database->handle);
	database->handle = NULL;
	return STATUS_OK;
}

static enum status
make_copy(struct database *database, struct error *err)
{
	enum status st = open_files(database->copy, err);

	if (st == STATUS_OK)
		st = copy_unchanged(database, err);
	return st == STATUS_OK ? register_vfs(database->copy, err) : st;
}

enum status
database_open_copy(struct database *database, struct error *err)
{
	SCOPED(buffer) query = { 0 };
	enum status st;
	int code;

	database->copy = calloc(1, sizeof *database->copy);
	if (database->copy == NULL)
		return fail_memory(err);
	database->copy->file = database->copy->wal = -1;
	database->access = ACCESS_COPY;
	st = make_copy(database, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "copying %s to read it, as nothing can be written beside it",
		                   database->path);
	st = absorb_wal(database, err);
	if (st != STATUS_OK)
		return st;
	close(database->copy->wal);
	database->copy->wal = -1;
	database_append_query(&query, database);
	code = database_try_open(database, database->copy->file_path, buffer_string(&query),
	                         SQLITE_OPEN_READONLY);
	return code == SQLITE_OK ? STATUS_OK : database_failed(database, code, "read a copy of it", err);
}

void
database_append_location(struct buffer *out, const struct database *database)
{
	buffer_append_string(out, database->access == ACCESS_COPY ? database->copy->file_path
	                                                          : database->real);
}

void
database_append_query(struct buffer *out, const struct database *database)
{
	if (database->access == ACCESS_COPY)
		buffer_append_format(out, "?immutable=1&vfs=%s", database->copy->name);
	else
		buffer_append_string(out, database->access == ACCESS_IMMUTABLE ? "?immutable=1"
		                                                               : "?mode=ro");
}

void
database_remove_copy(struct database *database)
{
	copy_end(database->copy);
	database->copy = NULL;
}
