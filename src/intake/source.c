/* SPDX-License-Identifier: Apache-2.0 */
/* source.c - look at a name without touching it, open it, and look again at what was opened. */
#include "intake/source.h"

#include "base/error.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* O_NONBLOCK: a pipe put there between the look and the opening does not make us wait. */
#define OPEN_FLAGS (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

#define NAME_BUFFER_SIZE 16384 /* for getpwuid_r and getgrgid_r */

static enum source_fault
fault_of_type(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return SOURCE_FAULT_NONE;
	case S_IFLNK:
		return SOURCE_FAULT_SYMBOLIC_LINK;
	case S_IFIFO:
		return SOURCE_FAULT_FIFO;
	case S_IFSOCK:
		return SOURCE_FAULT_SOCKET;
	case S_IFDIR:
		return SOURCE_FAULT_FOLDER;
	case S_IFCHR:
	case S_IFBLK:
		return SOURCE_FAULT_DEVICE;
	default:
		return SOURCE_FAULT_UNREADABLE;
	}
}

/* O_NOATIME is the owner's right alone; others read and move the access time. */
static int
open_quietly(int folder, const char *name)
{
	int file = openat(folder, name, OPEN_FLAGS | O_NOATIME);

	if (file < 0 && errno == EPERM)
		file = openat(folder, name, OPEN_FLAGS);
	return file;
}

static struct file_time
time_of(const struct statx_timestamp *time)
{
	return (struct file_time) { time->tv_sec, time->tv_nsec };
}

static void
keep_facts(struct source_facts *facts, const struct statx *told)
{
	*facts = (struct source_facts) {
		.size = told->stx_size,
		.allocated = told->stx_blocks * 512,
		.modified = time_of(&told->stx_mtime),
		.changed = time_of(&told->stx_ctime),
		.accessed = time_of(&told->stx_atime),
		.born_known = (told->stx_mask & STATX_BTIME) != 0,
		.owner = told->stx_uid,
		.group = told->stx_gid,
		.mode = told->stx_mode,
		.links = told->stx_nlink,
		.identity = { makedev(told->stx_dev_major, told->stx_dev_minor), told->stx_ino },
	};
	if (facts->born_known)
		facts->born = time_of(&told->stx_btime);
}

static bool
read_facts(int file, struct source_facts *facts)
{
	struct statx told;

	if (statx(file, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &told) != 0)
		return false;
	keep_facts(facts, &told);
	return true;
}

/* Fewer blocks than bytes may be compression: only the system knows its holes. */
static bool
has_holes(int file, const struct source_facts *facts)
{
	off_t hole;

	if (facts->allocated >= facts->size)
		return false;
	hole = lseek(file, 0, SEEK_HOLE);
	lseek(file, 0, SEEK_SET);
	return hole >= 0 && (uint64_t)hole < facts->size;
}

/* Opens what `seen` saw under the name, and nothing that was put there since. */
static enum source_fault
open_seen(struct source *out, const struct source_place *place, const struct stat *seen, int *os)
{
	SCOPED_FD file = open_quietly(place->folder, place->name);
	struct source_facts facts;
	enum source_fault fault;

	*os = 0;
	if (file < 0 || !read_facts(file, &facts)) {
		*os = errno;
		return source_fault_of(*os);
	}
	fault = fault_of_type(facts.mode);
	if (fault != SOURCE_FAULT_NONE)
		return fault;
	if (!source_identity_equal(facts.identity, source_identity_of(seen)))
		return SOURCE_FAULT_CHANGED;
	facts.sparse = has_holes(file, &facts);
	out->facts = facts;
	out->file = file;
	file = -1;
	return SOURCE_FAULT_NONE;
}

/* A file's folder, for the guard: the place's own, or the one that the path names. */
static enum source_fault
fault_of_folder(const struct source_place *place)
{
	const char *slash = strrchr(place->name, '/');
	char parent[4096];
	size_t n;

	if (place->guard == NULL)
		return SOURCE_FAULT_NONE;
	if (slash == NULL && place->folder != AT_FDCWD)
		return source_guard_covers(place->guard, place->folder);
	n = slash == NULL ? 0 : (size_t)(slash - place->name) + 1;
	if (n + 2 > sizeof parent)
		return SOURCE_FAULT_INVALID_PATH;
	memcpy(parent, place->name, n);
	memcpy(parent + n, ".", 2);
	SCOPED_FD folder = openat(place->folder, parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return folder >= 0 ? source_guard_covers(place->guard, folder) : source_fault_of(errno);
}

enum status
source_open(struct source *out, const struct source_place *place, enum source_fault *fault,
            struct error *err)
{
	enum source_fault why;
	struct stat seen;
	int os = 0;

	if (fstatat(place->folder, place->name, &seen, AT_SYMLINK_NOFOLLOW) != 0) {
		os = errno;
		why = source_fault_of(os);
	} else {
		why = fault_of_type(seen.st_mode);
	}
	if (why == SOURCE_FAULT_NONE)
		why = fault_of_folder(place);
	if (why == SOURCE_FAULT_NONE)
		why = open_seen(out, place, &seen, &os);
	if (fault != NULL)
		*fault = why;
	return why == SOURCE_FAULT_NONE ? STATUS_OK : source_fail(why, os, place->path, err);
}

enum status
source_adopt(struct source *out, int file, struct error *err)
{
	struct source adopted = { .file = file };

	if (!read_facts(file, &adopted.facts)) {
		fail_os(err, "cannot look at an unnamed copy");
		close(file);
		return err->status;
	}
	*out = adopted;
	return STATUS_OK;
}

void
source_end(struct source *source)
{
	if (source->file >= 0)
		close(source->file);
	source->file = -1;
}

static bool
time_equal(struct file_time a, struct file_time b)
{
	return a.seconds == b.seconds && a.nanoseconds == b.nanoseconds;
}

enum status
source_unchanged(const struct source *source, uint64_t bytes_read, struct text path,
                 struct error *err)
{
	const struct source_facts *then = &source->facts;
	struct source_facts now;

	if (!read_facts(source->file, &now))
		return source_fail(SOURCE_FAULT_UNREADABLE, errno, path, err);
	if (now.size == then->size && bytes_read == then->size &&
	    time_equal(now.modified, then->modified) && time_equal(now.changed, then->changed))
		return STATUS_OK;
	return source_fail(SOURCE_FAULT_CHANGED, 0, path, err);
}

/* A name that does not fit is not given at all: a cut name is another name. */
static void
keep_name(char out[SOURCE_OWNER_SIZE], const char *name)
{
	size_t n = strlen(name);

	if (n < SOURCE_OWNER_SIZE)
		memcpy(out, name, n + 1);
}

void
source_owner_tell(struct source_owner *owner, const struct source_facts *facts)
{
	char room[NAME_BUFFER_SIZE];
	struct passwd person, *found = NULL;
	struct group group, *group_found = NULL;

	if (owner->filled && owner->owner_id == facts->owner && owner->group_id == facts->group)
		return;
	*owner = (struct source_owner) {
		.filled = true, .owner_id = facts->owner, .group_id = facts->group,
	};
	if (getpwuid_r(facts->owner, &person, room, sizeof room, &found) == 0 && found != NULL)
		keep_name(owner->owner, person.pw_name);
	if (getgrgid_r(facts->group, &group, room, sizeof room, &group_found) == 0 &&
	    group_found != NULL)
		keep_name(owner->group, group.gr_name);
}

