/* SPDX-License-Identifier: Apache-2.0 */
/* source_guard.c - knowing the catalogue's and one's own folders, by whatever path they are reached. */
#include "intake/source.h"

#include "base/error.h"
#include "base/scoped.h"
#include "ledger/home.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

/* Folders of a catalogue that hold what must not come back as a source. */
static const char *const guarded[] = { "originals", "originals/damaged", "derived", "staging" };

/* No path of folders is longer; beyond it we are going round. */
#define GUARD_LEVELS 65536

struct source_identity
source_identity_of(const struct stat *st)
{
	return (struct source_identity) { st->st_dev, st->st_ino };
}

bool
source_identity_equal(struct source_identity a, struct source_identity b)
{
	return a.device == b.device && a.inode == b.inode;
}

static void
add(struct source_guard *guard, const struct stat *st, enum source_fault fault)
{
	guard->folders[guard->n].self = source_identity_of(st);
	guard->folders[guard->n++].fault = fault;
}

enum status
source_guard_set(struct source_guard *out, int catalogue, struct error *err)
{
	struct source_guard guard = { .n = 0 };
	struct stat st;

	if (fstat(catalogue, &st) != 0)
		return fail_os(err, "cannot look at the catalogue's folder");
	add(&guard, &st, SOURCE_FAULT_INSIDE_CATALOGUE);
	for (size_t i = 0; i < sizeof guarded / sizeof *guarded; i++)
		if (fstatat(catalogue, guarded[i], &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISDIR(st.st_mode))
			add(&guard, &st, SOURCE_FAULT_INSIDE_CATALOGUE);
	*out = guard;
	return STATUS_OK;
}

enum status
source_guard_keys(struct source_guard *guard, const char *folder, struct error *err)
{
	SCOPED_FD file = folder ? open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
	struct stat st;

	if (folder == NULL || (file < 0 && (errno == ENOENT || errno == ENOTDIR)))
		return STATUS_OK;
	if (file < 0 || fstat(file, &st) != 0)
		return fail_os(err, "cannot look at %s, from which nothing may be taken in", folder);
	if (guard->n + 2 > SOURCE_GUARD_FOLDERS)
		return fail(err, STATUS_FAULT, "more folders of one's own than a guard knows");
	add(guard, &st, SOURCE_FAULT_OWN_KEYS);
	if (fstatat(file, HOME_FILES_FOLDER, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode))
		add(guard, &st, SOURCE_FAULT_OWN_KEYS);
	return STATUS_OK;
}

enum source_fault
source_guard_names(const struct source_guard *guard, struct source_identity folder)
{
	for (size_t i = 0; guard != NULL && i < guard->n; i++)
		if (source_identity_equal(guard->folders[i].self, folder))
			return guard->folders[i].fault;
	return SOURCE_FAULT_NONE;
}

enum source_fault
source_guard_covers(const struct source_guard *guard, int folder)
{
	SCOPED_FD here = openat(folder, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct source_identity self, below = { 0 };
	enum source_fault fault;
	struct stat st;

	if (guard == NULL)
		return SOURCE_FAULT_NONE;
	for (size_t level = 0; level < GUARD_LEVELS; level++) {
		if (here < 0 || fstat(here, &st) != 0)
			return source_fault_of(errno); /* what is above may be guarded */
		self = source_identity_of(&st);
		fault = source_guard_names(guard, self);
		if (fault != SOURCE_FAULT_NONE)
			return fault;
		if (level > 0 && source_identity_equal(self, below))
			return SOURCE_FAULT_NONE; /* the root is above itself */
		below = self;
		int above = openat(here, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
		close(here);
		here = above;
	}
	return SOURCE_FAULT_INVALID_PATH;
}
