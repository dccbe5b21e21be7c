/* SPDX-License-Identifier: Apache-2.0 */
/* file.c - bounded reading and durable, exclusive writing of small files. */
#include "crypto/file.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "crypto/random.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#define DRAFT_NAME_SIZE 48

/* Reads up to `limit` bytes and one more into the buffer's room. */
static enum status
read_all(int fd, const char *path, size_t limit, struct buffer *out, struct error *err)
{
	if (!buffer_reserve(out, limit + 1))
		return fail_memory(err);
	for (;;) {
		ssize_t n = read(fd, out->p + out->n, limit + 1 - out->n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_os(err, "cannot read %s", path);
		out->n += (size_t)n;
		out->p[out->n] = '\0';
		if (out->n > limit)
			return fail(err, STATUS_LIMIT, "%s exceeds %zu bytes", path, limit);
		if (n == 0)
			return STATUS_OK;
	}
}

enum status
file_read_small(const char *path, size_t limit, struct buffer *out, struct stat *about,
                struct error *err)
{
	SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return fail(err, STATUS_NOT_FOUND, "there is no file %s", path);
	if (fd < 0)
		return fail_os(err, "cannot open %s", path);
	if (fstat(fd, about) != 0)
		return fail_os(err, "cannot look at %s", path);
	if (!S_ISREG(about->st_mode))
		return fail(err, STATUS_INVALID, "%s is not a regular file", path);
	return read_all(fd, path, limit, out, err);
}

static enum status
write_all(int fd, struct text bytes, const char *path, struct error *err)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_os(err, "cannot write %s", path);
		bytes.p += n;
		bytes.n -= (size_t)n;
	}
	if (fsync(fd) != 0)
		return fail_os(err, "cannot sync %s", path);
	return STATUS_OK;
}

/* A path in its folder, opened, and its name there. */
struct place {
	int         folder;
	const char *name;
};

static enum status
open_folder(const char *path, struct place *out, struct error *err)
{
	const char *slash = strrchr(path, '/');
	SCOPED_FREE char *folder = slash == NULL   ? strdup(".")
	                           : slash == path ? strdup("/")
	                                           : strndup(path, (size_t)(slash - path));

	if (folder == NULL)
		return fail_memory(err);
	out->name = slash == NULL ? path : slash + 1;
	if (out->name[0] == '\0')
		return fail(err, STATUS_INVALID, "%s is not the name of a file", path);
	out->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (out->folder < 0)
		return fail_os(err, "cannot open the folder %s", folder);
	return STATUS_OK;
}

static enum status
fail_taken(const char *path, struct error *err)
{
	return fail(err, STATUS_EXISTS, "%s is there already and is not overwritten", path);
}

/* Makes a name that was given durable, or takes it back. Some file systems cannot and say EINVAL. */
static enum status
sync_name(const struct place *place, const char *path, struct error *err)
{
	enum status st;

	if (fsync(place->folder) == 0 || errno == EINVAL)
		return STATUS_OK;
	st = fail_os(err, "cannot sync the folder of %s", path);
	unlinkat(place->folder, place->name, 0);
	return st;
}

/* Gives the draft its name unless that is taken; by a link where the kernel or the disk cannot. */
static enum status
take_name(const struct place *place, const char *draft, const char *path, struct error *err)
{
	int failed = renameat2(place->folder, draft, place->folder, place->name, RENAME_NOREPLACE);

	if (failed != 0 && (errno == EINVAL || errno == ENOSYS)) {
		failed = linkat(place->folder, draft, place->folder, place->name, 0);
		if (failed == 0)
			unlinkat(place->folder, draft, 0);
	}
	if (failed != 0 && errno == EEXIST)
		return fail_taken(path, err);
	return failed == 0 ? sync_name(place, path, err) : fail_os(err, "cannot name %s", path);
}

/* Under a name of its own at first, which a crash may leave there. */
static enum status
write_named_draft(const struct place *place, const char *path, mode_t mode, struct text bytes,
                  struct error *err)
{
	unsigned char salt[8];
	char draft[DRAFT_NAME_SIZE], hex[2 * sizeof salt + 1];
	SCOPED_FD fd = -1;
	enum status st = random_bytes(salt, sizeof salt, err);

	if (st != STATUS_OK)
		return st;
	hex_write(hex, salt, sizeof salt);
	snprintf(draft, sizeof draft, ".vidimus-%s.new", hex);
	fd = openat(place->folder, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	            mode);
	if (fd < 0)
		return fail_os(err, "cannot create %s", path);
	st = write_all(fd, bytes, path, err);
	if (st == STATUS_OK)
		st = take_name(place, draft, path, err);
	if (st != STATUS_OK)
		unlinkat(place->folder, draft, 0);
	return st;
}

/* Gives a file without a name its own, never replacing one. False where that cannot be done. */
static bool
name_unnamed(const struct place *place, int fd)
{
	char self[DRAFT_NAME_SIZE];

	snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, self, place->folder, place->name, AT_SYMLINK_FOLLOW) == 0;
}

/* Without any name until it is whole, where the file system can: a crash leaves nothing then. */
static enum status
write_draft(const struct place *place, const char *path, mode_t mode, struct text bytes,
            struct error *err)
{
	SCOPED_FD fd = openat(place->folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
	enum status st;

	if (fd < 0)
		return write_named_draft(place, path, mode, bytes, err);
	st = write_all(fd, bytes, path, err);
	if (st != STATUS_OK)
		return st;
	if (name_unnamed(place, fd))
		return sync_name(place, path, err);
	if (errno == EEXIST)
		return fail_taken(path, err);
	return write_named_draft(place, path, mode, bytes, err);
}

enum status
file_write_new(const char *path, mode_t mode, struct text bytes, struct error *err)
{
	struct place place = { .folder = -1 };
	enum status st = open_folder(path, &place, err);
	struct stat taken;

	if (st != STATUS_OK)
		return st;
	if (fstatat(place.folder, place.name, &taken, AT_SYMLINK_NOFOLLOW) == 0)
		st = fail_taken(path, err);
	else
		st = write_draft(&place, path, mode, bytes, err);
	close(place.folder);
	return st;
}
