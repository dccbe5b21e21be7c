/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database_backup.c - a copy of a database in use, by SQLite's online backup.
 * A read transaction holds the state that is copied, so that writers neither
 * wait nor make it begin again.
 */
#include "store/database_internal.h"

#include "base/error.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The file is ours from the first moment on: nobody else may read it. */
static enum status
make_file(const char *path, struct error *err)
{
	SCOPED_FD fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return fail(err, STATUS_EXISTS, "%s is there already", path);
	return fd < 0 ? fail_os(err, "cannot make %s", path) : STATUS_OK;
}

static int
copy_pages(struct database *from, struct database *to)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->handle, "main", from->handle, "main");
	int code;

	if (backup == NULL)
		return sqlite3_extended_errcode(to->handle);
	code = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static enum status
copy_into(struct database *database, const char *path, struct error *err)
{
	struct database to = { .path = (char *)(uintptr_t)path };
	int code = database_connect(&to, path, "", SQLITE_OPEN_READWRITE);
	enum status st;

	if (code == SQLITE_OK)
		code = sqlite3_exec(to.handle, "PRAGMA synchronous=FULL", NULL, NULL, NULL);
	if (code != SQLITE_OK) {
		st = database_failed(&to, code, "write a copy", err);
		sqlite3_close(to.handle);
		return st;
	}
	st = database_begin_read(database, err);
	if (st == STATUS_OK) {
		code = copy_pages(database, &to);
		database_rollback(database);
		if (code != SQLITE_OK)
			st = database_failed(&to, code, "write a copy", err);
	}
	sqlite3_close(to.handle);
	return st;
}

static enum status
sync_file(const char *path, struct error *err)
{
	SCOPED_FD fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 || fsync(fd) != 0 ? fail_os(err, "cannot sync %s", path) : STATUS_OK;
}

enum status
database_backup(struct database *database, const char *path, struct error *err)
{
	enum status st = make_file(path, err);

	if (st != STATUS_OK)
		return st;
	st = copy_into(database, path, err);
	if (st == STATUS_OK)
		st = sync_file(path, err);
	if (st != STATUS_OK)
		unlink(path);
	return st;
}
