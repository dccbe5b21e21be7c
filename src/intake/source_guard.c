/* SPDX-License-Identifier: Apache-2.0 */
/* source_guard.c - knowing the catalogue's own folders, by whatever path they are reached. */
#include "intake/source.h"

#include "base/error.h"
#include "base/scoped.h"

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

enum status
source_guard_set(struct source_guard *out, int catalogue, struct error *err)
{
	struct source_guard guard = { .n = 0 };
	struct stat st;

	_Static_assert(sizeof guarded / sizeof *guarded < SOURCE_GUARD_FOLDERS, "room for all");
	if (fstat(catalogue, &st) != 0)
		return fail_os(err, "cannot look at the catalogue's folder");
	guard.folders[guard.n++] = source_identity_of(&st);
	for (size_t i = 0; i < sizeof guarded / sizeof *guarded; i++)
		if (fstatat(catalogue, guarded[i], &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISDIR(st.st_mode))
			guard.folders[guard.n++] = source_identity_of(&st);
	*out = guard;
	return STATUS_OK;
}

bool
source_guard_names(const struct source_guard *guard, struct source_identity folder)
{
	for (size_t i = 0; guard != NULL && i < guard->n; i++)
		if (source_identity_equal(guard->folders[i], folder))
			return true;
	return false;
}

bool
source_guard_covers(const struct source_guard *guard, int folder)
{
	SCOPED_FD here = openat(folder, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct source_identity self, below = { 0 };
	struct stat st;

	for (size_t level = 0; guard != NULL && here >= 0 && level < GUARD_LEVELS; level++) {
		if (fstat(here, &st) != 0)
			return false;
		self = source_identity_of(&st);
		if (source_guard_names(guard, self))
			return true;
		if (level > 0 && source_identity_equal(self, below))
			return false; /* the root is above itself */
		below = self;
		int above = openat(here, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
		close(here);
		here = above;
	}
	return false;
}
