/* SPDX-License-Identifier: Apache-2.0 */
/* file.c - small files of our own, durable when we say so. */
#include "base/file.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define DRAFT_ATTEMPTS 1000 /* each time somebody else was faster */

enum status
file_read_all(int fd, size_t limit, struct buffer *out, struct error *err)
{
	size_t before = out->n;
	char bytes[16384];

	for (;;) {
		ssize_t n = read(fd, bytes, sizeof bytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_os(err, "cannot read");
		if (n == 0)
			return buffer_check(out, err);
		if (out->n - before + (size_t)n > limit)
			return fail(err, STATUS_LIMIT, "longer than %zu bytes", limit);
		buffer_append(out, bytes, (size_t)n);
	}
}

enum status
file_read(const char *path, size_t limit, struct buffer *out, struct error *err)
{
	SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	enum status status;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return fail(err, STATUS_NOT_FOUND, "there is no file %s", path);
	if (fd < 0 || fstat(fd, &st) != 0)
		return fail_os(err, "cannot open %s", path);
	if (!S_ISREG(st.st_mode))
		return fail(err, STATUS_IO, "%s is not a regular file", path);
	status = file_read_all(fd, limit, out, err);
	return status == STATUS_OK ? status : while_doing(err, status, "reading %s", path);
}

enum status
file_write_all(int fd, const void *bytes, size_t n, struct error *err)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t written = write(fd, p, n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return fail_os(err, "cannot write");
		p += written;
		n -= (size_t)written;
	}
	return STATUS_OK;
}

/* The folder part of a path, "." when it has none. */
static void
append_folder(struct buffer *out, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		buffer_append_string(out, ".");
	else
		buffer_append(out, path, slash == path ? 1 : (size_t)(slash - path));
}

enum status
folder_sync(const char *path, struct error *err)
{
	SCOPED_FD fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) != 0)
		return fail_os(err, "cannot sync the folder %s", path);
	return STATUS_OK;
}

static enum status
write_new(const char *path, struct text content, unsigned mode, struct error *err)
{
	SCOPED_FD fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	enum status st;

	if (fd < 0 && errno == EEXIST)
		return fail(err, STATUS_EXISTS, "%s exists already", path);
	if (fd < 0)
		return fail_os(err, "cannot make %s", path);
	st = file_write_all(fd, content.p, content.n, err);
	if (st == STATUS_OK && (fchmod(fd, mode) != 0 || fsync(fd) != 0))
		st = fail_os(err, "cannot sync %s", path);
	if (st != STATUS_OK)
		unlink(path);
	return st == STATUS_OK ? st : while_doing(err, st, "writing %s", path);
}

enum status
file_create(const char *path, struct text content, unsigned mode, struct error *err)
{
	SCOPED(buffer) folder = { 0 };
	enum status st = write_new(path, content, mode, err);

	if (st != STATUS_OK)
		return st;
	append_folder(&folder, path);
	st = folder_sync(buffer_string(&folder), err);
	if (st != STATUS_OK)
		unlink(path);
	return st;
}

/* Does the name still stand for what is open? */
static bool
is_named(int fd, const char *name)
{
	struct stat held, there;

	return fstat(fd, &held) == 0 && lstat(name, &there) == 0 && held.st_dev == there.st_dev &&
	       held.st_ino == there.st_ino;
}

/*
 * The one draft of a file, ours alone until it is renamed or removed: what a
 * killed process left of it is used again, and who comes at the same time
 * waits. Where there are no locks, two at once are not told apart.
 */
static int
open_draft(const char *draft, unsigned mode)
{
	for (int attempt = 0; attempt < DRAFT_ATTEMPTS; attempt++) {
		int fd = open(draft, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, mode);

		if (fd < 0 && (errno == EACCES || errno == ELOOP || errno == ENXIO)) {
			unlink(draft); /* not ours, or not a file */
			continue;
		}
		if (fd < 0)
			return -1;
		while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
			;
		if (is_named(fd, draft))
			return fd;
		close(fd);
	}
	errno = EBUSY;
	return -1;
}

static enum status
fill_draft(int fd, struct text content, unsigned mode, struct error *err)
{
	enum status st;

	if (fchmod(fd, mode) != 0)
		return fail_os(err, "cannot write");
	/* cut after writing: room that was reserved is kept until then */
	st = file_write_all(fd, content.p, content.n, err);
	if (st == STATUS_OK && ftruncate(fd, (off_t)content.n) != 0)
		st = fail_os(err, "cannot write");
	if (st == STATUS_OK && fsync(fd) != 0)
		st = fail_os(err, "cannot sync");
	return st;
}

enum status
file_replace(const char *path, struct text content, unsigned mode, struct error *err)
{
	SCOPED(buffer) draft = { 0 };
	SCOPED(buffer) folder = { 0 };
	SCOPED_FD fd = -1;
	enum status st;

	buffer_append_format(&draft, "%s.new", path);
	append_folder(&folder, path);
	st = buffer_check(&draft, err);
	if (st != STATUS_OK)
		return st;
	fd = open_draft(buffer_string(&draft), mode);
	if (fd < 0)
		return fail_os(err, "cannot make %s", buffer_string(&draft));
	st = fill_draft(fd, content, mode, err);
	if (st == STATUS_OK && rename(buffer_string(&draft), path) != 0)
		st = fail_os(err, "cannot name it");
	if (st != STATUS_OK) {
		unlink(buffer_string(&draft));
		return while_doing(err, st, "replacing %s", path);
	}
	return folder_sync(buffer_string(&folder), err);
}

/* Blocks for the whole of it; where a file system cannot reserve them, the write will tell. */
static enum status
fill_room(int fd, size_t room, struct error *err)
{
	if (fallocate(fd, 0, 0, (off_t)room) == 0 || errno == EOPNOTSUPP || errno == ENOSYS)
		return STATUS_OK;
	return fail_os(err, "cannot reserve room");
}

enum status
file_reserve(const char *path, size_t room, unsigned mode, struct error *err)
{
	SCOPED(buffer) draft = { 0 };
	SCOPED(buffer) folder = { 0 };
	SCOPED_FD fd = -1;
	enum status st;

	buffer_append_format(&draft, "%s.new", path);
	append_folder(&folder, path);
	st = buffer_check(&draft, err);
	if (st != STATUS_OK)
		return st;
	if (faccessat(AT_FDCWD, buffer_string(&folder), W_OK | X_OK, AT_EACCESS) != 0)
		return fail_os(err, "cannot write in the folder %s", buffer_string(&folder));
	fd = open_draft(buffer_string(&draft), mode);
	if (fd < 0)
		return fail_os(err, "cannot make %s", buffer_string(&draft));
	st = fill_room(fd, room, err);
	if (st != STATUS_OK)
		unlink(buffer_string(&draft));
	return st;
}

void
file_release(const char *path)
{
	SCOPED(buffer) draft = { 0 };

	buffer_append_format(&draft, "%s.new", path);
	if (buffer_check(&draft, NULL) == STATUS_OK)
		unlink(buffer_string(&draft));
}

enum status
folder_make_path(const char *path, unsigned mode, struct error *err)
{
	SCOPED(buffer) part = { 0 };

	for (size_t i = 1; i <= strlen(path); i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		buffer_clear(&part);
		buffer_append(&part, path, i);
		if (mkdir(buffer_string(&part), mode) != 0 && errno != EEXIST)
			return fail_os(err, "cannot make the folder %s", buffer_string(&part));
	}
	return buffer_check(&part, err);
}
