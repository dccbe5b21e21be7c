/* SPDX-License-Identifier: Apache-2.0 */
/* source_folder.c - a folder walked without following anything, and its files opened beneath it alone. */
#include "bundle/source_internal.h"

#include "base/error.h"
#include "base/text.h"
#include "bundle/member_name.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* open(2) below a folder: no link on the way, no other file system's magic, nothing above. */
static int
open_beneath(int folder, const char *name, int flags)
{
	const struct open_how how = { .flags = (uint64_t)(flags | O_CLOEXEC | O_NOFOLLOW),
		                      .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };

	return (int)syscall(SYS_openat2, folder, name, &how, sizeof how);
}

static enum status walk(struct bundle_source *source, int fd, struct buffer *path, size_t depth,
                        struct error *err);

static enum status
enter(struct bundle_source *source, int folder, const char *name, struct buffer *path, size_t depth,
      struct error *err)
{
	int fd = open_beneath(folder, name, O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		return fail_os(err, "cannot open the folder %s", buffer_string(path));
	if (depth == 0 && strcmp(name, "data") == 0)
		source->has_data = true;
	buffer_append_byte(path, '/');
	return walk(source, fd, path, depth + 1, err);
}

static enum status
take(struct bundle_source *source, int folder, const char *name, struct buffer *path, size_t depth,
     struct error *err)
{
	struct text whole = text_of_buffer(path);
	struct stat there;

	if (fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) != 0)
		return fail_os(err, "cannot look at %s", buffer_string(path));
	if (S_ISDIR(there.st_mode))
		return enter(source, folder, name, path, depth, err);
	if (S_ISLNK(there.st_mode))
		return source_refuse(err, "symlink", whole, "a link is no file of a bag");
	if (!S_ISREG(there.st_mode))
		return source_refuse(err, "special-file", whole, "it is neither a file nor a folder");
	return source_add(source, whole,
	                  &(struct source_member){ .member.size = (uint64_t)there.st_size }, err);
}

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* All below the folder, whose descriptor is the callee's; `path` is its name with '/' behind, or empty. */
static enum status
walk(struct bundle_source *source, int fd, struct buffer *path, size_t depth, struct error *err)
{
	DIR *open = depth <= MEMBER_NAME_PARTS ? fdopendir(fd) : NULL;
	enum status st = STATUS_OK;
	size_t before = path->n;
	const struct dirent *entry;

	if (open == NULL) {
		close(fd);
		if (depth > MEMBER_NAME_PARTS)
			return source_refuse(err, "long-name", text_of_buffer(path),
			                     "folders lie too deep in each other");
		return fail_os(err, "cannot read the folder %s", buffer_string(path));
	}
	while (st == STATUS_OK && (errno = 0, entry = readdir(open)) != NULL) {
		if (is_dots(entry->d_name))
			continue;
		buffer_append_string(path, entry->d_name);
		st = buffer_check(path, err);
		if (st == STATUS_OK)
			st = take(source, dirfd(open), entry->d_name, path, depth, err);
		path->n = before;
		path->p[before] = '\0';
		if (st == STATUS_OK)
			st = member_watch_check(&source->watch, err);
	}
	if (st == STATUS_OK && errno != 0)
		st = fail_os(err, "cannot read the folder %s", buffer_string(path));
	closedir(open);
	return st;
}

enum status
source_read_folder(struct bundle_source *source, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	int again = openat(source->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	source->is_folder = true;
	buffer_reserve(&path, MEMBER_NAME_LIMIT);
	if (again < 0)
		return fail_os(err, "cannot read the folder");
	return walk(source, again, &path, 0, err);
}

enum status
source_open_file(const struct bundle_source *source, const struct source_member *member, int *fd,
                 struct error *err)
{
	SCOPED_FD opened = open_beneath(source->fd, member->member.name, O_RDONLY | O_NONBLOCK);
	struct stat there;

	if (opened < 0 && (errno == ELOOP || errno == EXDEV))
		return fail(err, STATUS_CHANGED, "changed: %s: it is a link by now", member->member.name);
	if (opened < 0)
		return fail_os(err, "cannot open %s", member->member.name);
	if (fstat(opened, &there) != 0)
		return fail_os(err, "cannot look at %s", member->member.name);
	if (!S_ISREG(there.st_mode) || (uint64_t)there.st_size != member->member.size)
		return fail(err, STATUS_CHANGED, "%s was changed while the bag was read", member->member.name);
	*fd = opened;
	opened = -1;
	return STATUS_OK;
}
