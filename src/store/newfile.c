/* SPDX-License-Identifier: Apache-2.0 */
/* newfile.c - files without a name where they can be had, else hidden ones, and one name each. */
#include "store/newfile.h"

#include "base/encoding.h"
#include "base/error.h"
#include "crypto/random.h"

#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define RANDOM_BYTES 8
#define NAMES_TRIED  8

/* False when a tidying process saw it before it was locked, and may have removed it. */
static bool
is_safely_held(int fd)
{
	struct stat there;

	if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return false;
	return fstat(fd, &there) == 0 && there.st_nlink > 0;
}

static enum status
try_named(struct newfile *file, unsigned mode, struct error *err)
{
	unsigned char random[RANDOM_BYTES];
	char digits[2 * sizeof random + 1];
	enum status st = random_bytes(random, sizeof random, err);

	if (st != STATUS_OK)
		return st;
	hex_write(digits, random, sizeof random);
	snprintf(file->name, sizeof file->name, NEWFILE_PREFIX "%s", digits);
	file->fd = openat(file->folder, file->name,
	                  O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, mode);
	if (file->fd >= 0)
		return is_safely_held(file->fd) ? STATUS_OK : STATUS_FALSE;
	file->name[0] = '\0';
	return fail_os(err, "cannot make a file in the folder");
}

static enum status
open_named(struct newfile *file, unsigned mode, struct error *err)
{
	for (int i = 0; i < NAMES_TRIED; i++) {
		enum status st = try_named(file, mode, err);

		if (st != STATUS_FALSE)
			return st;
		newfile_end(file);
	}
	return fail(err, STATUS_BUSY, "files that are made in the folder are removed at once by another process");
}

static bool
is_unfinished(const char *name)
{
	unsigned char random[RANDOM_BYTES];
	struct text text = text_of(name);

	if (!text_begins(text, NEWFILE_PREFIX))
		return false;
	text.p += strlen(NEWFILE_PREFIX);
	text.n -= strlen(NEWFILE_PREFIX);
	return text.n == 2 * sizeof random && hex_read(text, random, sizeof random);
}

/* Holds the file while it looks, so that no living process has it. */
static void
take_leftover(int folder, const char *name, bool remove, newfile_found *found, void *context)
{
	SCOPED_FD fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct newfile_leftover leftover = { .name = name };
	struct stat there;

	if (fd < 0 || fstat(fd, &there) != 0 || !S_ISREG(there.st_mode) || flock(fd, LOCK_EX | LOCK_NB) != 0)
		return;
	leftover.size = (uint64_t)there.st_size;
	if (remove) {
		leftover.removed = unlinkat(folder, name, 0) == 0;
		leftover.os = leftover.removed ? 0 : errno;
		if (leftover.os == ENOENT) /* it was finished before it could be held */
			return;
	}
	if (found != NULL)
		found(context, &leftover);
}

enum status
newfile_leftovers(int folder, bool remove, newfile_found *found, void *context, struct error *err)
{
	int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *open = again >= 0 ? fdopendir(again) : NULL;
	const struct dirent *entry;

	if (open == NULL) {
		fail_os(err, "cannot read the folder");
		scoped_close(&again);
		return fail_as(err, STATUS_IO);
	}
	while ((entry = readdir(open)) != NULL)
		if (is_unfinished(entry->d_name))
			take_leftover(folder, entry->d_name, remove, found, context);
	closedir(open);
	return STATUS_OK;
}

enum status
newfile_open(struct newfile *out, int folder, unsigned mode, struct error *err)
{
	struct newfile file = { .folder = folder };
	enum status st = STATUS_OK;

	file.fd = openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
	if (file.fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
		st = open_named(&file, mode, err);
	else if (file.fd < 0)
		st = fail_os(err, "cannot make a file in the folder");
	if (st != STATUS_OK)
		return st;
	/* the mode of open(2) is cut by the umask */
	file.mode_kept = fchmod(file.fd, mode) == 0;
	*out = file;
	return STATUS_OK;
}

enum status
newfile_sync(struct newfile *file, struct error *err)
{
	return fsync(file->fd) == 0 ? STATUS_OK : fail_os(err, "cannot sync the file");
}

/* 0, or -1 with errno. */
static int
give_name(struct newfile *file, int folder, const char *name)
{
	char self[64];

	if (file->name[0] == '\0') {
		snprintf(self, sizeof self, "/proc/self/fd/%d", file->fd);
		return linkat(AT_FDCWD, self, folder, name, AT_SYMLINK_FOLLOW);
	}
	if (renameat2(file->folder, file->name, folder, name, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (linkat(file->folder, file->name, folder, name, 0) != 0)
		return -1;
	unlinkat(file->folder, file->name, 0);
	return 0;
}

enum status
newfile_publish(struct newfile *file, int folder, const char *name, struct error *err)
{
	if (give_name(file, folder, name) != 0) {
		if (errno == EEXIST)
			return fail(err, STATUS_EXISTS, "%s is there already", name);
		return fail_os(err, "cannot give the file its name %s", name);
	}
	file->name[0] = '\0';
	if (fsync(folder) != 0)
		return fail_os(err, "cannot sync the folder of %s", name);
	return STATUS_OK;
}

void
newfile_end(struct newfile *file)
{
	if (file->name[0] != '\0')
		unlinkat(file->folder, file->name, 0);
	scoped_close(&file->fd);
	file->name[0] = '\0';
	file->fd = -1;
}
