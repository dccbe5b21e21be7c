/* SPDX-License-Identifier: Apache-2.0 */
/* newfolder.c - hidden while it is made, locked while its maker lives, and then one rename. */
#include "bundle/newfolder.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/random.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define RANDOM_BYTES 8
#define DEPTH_LIMIT  64 /* of what is removed: deeper than any bag of ours */
#define OPEN_FOLDER  (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define FOLDER_MODE  0750

static void remove_tree(int parent, const char *name, int depth);

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Removes what is in the folder, whose descriptor is the callee's. */
static void
remove_content(int fd, int depth)
{
	DIR *open = fdopendir(fd);
	const struct dirent *entry;

	if (open == NULL) {
		close(fd);
		return;
	}
	while ((entry = readdir(open)) != NULL)
		if (!is_dots(entry->d_name) && unlinkat(fd, entry->d_name, 0) != 0 &&
		    (errno == EISDIR || errno == EPERM))
			remove_tree(fd, entry->d_name, depth + 1);
	closedir(open);
}

/* Never through a link, and never out of the folder. */
static void
remove_tree(int parent, const char *name, int depth)
{
	int fd = depth < DEPTH_LIMIT ? openat(parent, name, OPEN_FOLDER) : -1;

	if (fd >= 0)
		remove_content(fd, depth);
	unlinkat(parent, name, AT_REMOVEDIR);
}

/* False when a process that tidies saw it before it was locked, and may have removed it. */
static bool
is_safely_held(int fd)
{
	struct stat there;

	if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return false;
	return fstat(fd, &there) == 0 && there.st_nlink > 0;
}

static enum status
draw_name(char out[NEWFILE_NAME_SIZE], struct error *err)
{
	unsigned char random[RANDOM_BYTES];
	char digits[2 * sizeof random + 1];
	enum status st = random_bytes(random, sizeof random, err);

	if (st != STATUS_OK)
		return st;
	hex_write(digits, random, sizeof random);
	snprintf(out, NEWFILE_NAME_SIZE, NEWFILE_PREFIX "%s", digits);
	return STATUS_OK;
}

enum status
newfolder_open(struct newfolder *out, int parent, struct error *err)
{
	struct newfolder folder = { .parent = parent, .fd = -1 };
	enum status st = draw_name(folder.name, err);

	if (st != STATUS_OK)
		return st;
	if (mkdirat(parent, folder.name, FOLDER_MODE) != 0)
		return fail_os(err, "cannot make a folder there");
	folder.fd = openat(parent, folder.name, OPEN_FOLDER);
	if (folder.fd < 0 || !is_safely_held(folder.fd)) {
		st = fail(err, STATUS_BUSY, "folders that are made there are removed at once by another process");
		newfolder_end(&folder);
		return st;
	}
	*out = folder;
	return STATUS_OK;
}

/* 0, or -1 with errno. Without an exclusive rename nothing but an empty folder could be replaced (rename(2)). */
static int
give_name(const struct newfolder *folder, const char *name)
{
	struct stat there;

	if (renameat2(folder->parent, folder->name, folder->parent, name, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (fstatat(folder->parent, name, &there, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return -1;
	}
	return renameat(folder->parent, folder->name, folder->parent, name);
}

enum status
newfolder_publish(struct newfolder *folder, const char *name, struct error *err)
{
	if (give_name(folder, name) != 0) {
		if (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR)
			return fail(err, STATUS_EXISTS, "%s is there already", name);
		return fail_os(err, "cannot give the folder its name %s", name);
	}
	folder->name[0] = '\0';
	if (fsync(folder->parent) != 0)
		return fail_os(err, "cannot sync the folder of %s", name);
	return STATUS_OK;
}

void
newfolder_withdraw(struct newfolder *folder, const char *name)
{
	struct stat ours, there;
	char hidden[NEWFILE_NAME_SIZE];

	if (folder->fd < 0 || folder->name[0] != '\0' || fstat(folder->fd, &ours) != 0 ||
	    fstatat(folder->parent, name, &there, AT_SYMLINK_NOFOLLOW) != 0 ||
	    ours.st_dev != there.st_dev || ours.st_ino != there.st_ino ||
	    draw_name(hidden, NULL) != STATUS_OK)
		return;
	/* at once by a rename, so that nobody ever sees half of it */
	if (renameat(folder->parent, name, folder->parent, hidden) == 0)
		memcpy(folder->name, hidden, sizeof hidden);
	fsync(folder->parent);
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

void
newfolder_leftovers(int parent)
{
	int again = openat(parent, ".", OPEN_FOLDER);
	DIR *open = again >= 0 ? fdopendir(again) : NULL;
	const struct dirent *entry;

	if (open == NULL) {
		scoped_close(&again);
		return;
	}
	while ((entry = readdir(open)) != NULL) {
		SCOPED_FD fd = -1;

		if (!is_unfinished(entry->d_name))
			continue;
		fd = openat(parent, entry->d_name, OPEN_FOLDER);
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
			remove_tree(parent, entry->d_name, 0);
	}
	closedir(open);
}

void
newfolder_end(struct newfolder *folder)
{
	if (folder->name[0] != '\0')
		remove_tree(folder->parent, folder->name, 0);
	folder->name[0] = '\0';
	scoped_close(&folder->fd);
	folder->fd = -1;
}
