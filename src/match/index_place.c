/* SPDX-License-Identifier: Apache-2.0 */
/* index_place.c - each name looked at without following it. */
#include "match/index_place.h"

#include "base/error.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A name in a folder, and what should be there. */
struct place {
	int         parent;
	const char *name, *path; /* the path is told */
	mode_t      type;        /* S_IFDIR, S_IFREG */
};

/* What stands there instead: 0 when it is right or nothing is there. */
static mode_t
stranger(const struct place *place)
{
	struct stat there;

	if (fstatat(place->parent, place->name, &there, AT_SYMLINK_NOFOLLOW) != 0)
		return 0;
	return (there.st_mode & S_IFMT) == place->type ? 0 : there.st_mode & S_IFMT;
}

static const char *
type_name(mode_t type)
{
	switch (type) {
	case S_IFDIR:
		return "a folder";
	case S_IFLNK:
		return "a link";
	case S_IFREG:
		return "a file";
	default:
		return "neither file nor folder";
	}
}

static enum status
check_one(const struct place *place, struct error *err)
{
	mode_t type = stranger(place);

	return type == 0 ? STATUS_OK
	                 : fail(err, STATUS_FALSE,
	                        "%s is %s where %s should be; `vidimus rebuild --derived` mends it, or says what to do",
	                        place->path, type_name(type), type_name(place->type));
}

/* A file may be somebody's; a link or a pipe holds nothing, and a folder is only removed when it is empty. */
static enum status
mend_one(const struct place *place, bool *mended, struct error *err)
{
	mode_t type = stranger(place);

	if (type == 0)
		return STATUS_OK;
	if (type != S_IFREG &&
	    unlinkat(place->parent, place->name, type == S_IFDIR ? AT_REMOVEDIR : 0) == 0) {
		*mended = true;
		return fsync(place->parent) == 0 ? STATUS_OK : fail_os(err, "cannot mend %s", place->path);
	}
	if (type != S_IFREG && errno != ENOTEMPTY && errno != EEXIST)
		return fail_os(err, "cannot take away %s", place->path);
	return fail(err, STATUS_FALSE,
	            "%s is %s%s; move it out of the catalogue, and run `vidimus rebuild --derived` again",
	            place->path, type_name(type), type == S_IFDIR ? " with something in it" : "");
}

/* Goes through the places; `mended` NULL: only looks. */
static enum status
visit(const struct catalogue *catalogue, bool *mended, struct error *err)
{
	static const char *const files[][2] = { { "state.json", "derived/match/state.json" },
		                                { "lock", "derived/match/lock" } };
	SCOPED_FD derived = openat(catalogue->folder, "derived",
	                           O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const struct place folder = { derived, "match", "derived/match", S_IFDIR };
	const struct place whole = { catalogue->folder, "derived", "derived", S_IFDIR };
	SCOPED_FD match = -1;
	enum status st;

	if (derived < 0)
		return mended ? mend_one(&whole, mended, err) : check_one(&whole, err);
	st = mended ? mend_one(&folder, mended, err) : check_one(&folder, err);
	if (st != STATUS_OK)
		return st;
	match = openat(derived, "match", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	for (size_t i = 0; match >= 0 && st == STATUS_OK && i < sizeof files / sizeof files[0]; i++) {
		const struct place file = { match, files[i][0], files[i][1], S_IFREG };

		st = mended ? mend_one(&file, mended, err) : check_one(&file, err);
	}
	return st;
}

enum status
index_place_check(const struct catalogue *catalogue, struct error *err)
{
	return visit(catalogue, NULL, err);
}

enum status
index_place_mend(const struct catalogue *catalogue, bool *mended, struct error *err)
{
	*mended = false;
	return visit(catalogue, mended, err);
}
