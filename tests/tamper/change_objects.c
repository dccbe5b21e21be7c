/* SPDX-License-Identifier: Apache-2.0 */
/* change_objects.c - originals that are changed, replaced, moved or gone. */
#include "tamper/change.h"

#include "base/scoped.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The hash of the original that came under this name, and where it lies; writable. Owned. */
static char *
find_original(struct tampering *t, const char *name, char hash[DIGEST_TEXT_SIZE])
{
	SCOPED_FREE char *found = NULL;
	char *path;

	tamper_open(t);
	found = tamper_text(t, "SELECT object FROM p_acquisitions WHERE name = '%s'", name);
	tamper_close(t);
	memcpy(hash, found, DIGEST_TEXT_SIZE);
	path = sample_object_path(t->path, hash);
	assert_int_equal(chmod(path, 0640), 0);
	return path;
}

static char *
find_clip(struct tampering *t)
{
	return find_original(t, "03-clip.mp4", t->object);
}

static void
flip_bit(struct tampering *t)
{
	SCOPED_FREE char *path = find_clip(t);
	SCOPED_FD file = open(path, O_RDWR | O_CLOEXEC);
	unsigned char byte;

	assert_int_equal(pread(file, &byte, 1, 700000), 1);
	byte ^= 1;
	assert_int_equal(pwrite(file, &byte, 1, 700000), 1);
}

static void
cut(struct tampering *t)
{
	SCOPED_FREE char *path = find_clip(t);

	assert_int_equal(truncate(path, 1200031), 0);
}

static void
grow(struct tampering *t)
{
	SCOPED_FREE char *path = find_clip(t);

	assert_int_equal(truncate(path, 1200033), 0);
}

static void
empty(struct tampering *t)
{
	SCOPED_FREE char *path = find_clip(t);

	assert_int_equal(truncate(path, 0), 0);
}

static void
punch_hole(struct tampering *t)
{
	SCOPED_FREE char *path = find_clip(t);
	SCOPED_FD file = open(path, O_RDWR | O_CLOEXEC);
	char zeros[4096] = { 0 };

	if (fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 8192, sizeof zeros) != 0)
		assert_int_equal(pwrite(file, zeros, sizeof zeros, 8192), sizeof zeros);
}

static void
delete(struct tampering *t)
{
	SCOPED_FREE char *path = find_clip(t);

	assert_int_equal(unlink(path), 0);
}

/* The folder originals/ab of the clip; owned. */
static char *
shelf_of_clip(struct tampering *t)
{
	char *shelf = NULL;

	free(find_clip(t));
	assert_true(asprintf(&shelf, "%s/originals/%.2s", t->path, t->object) > 0);
	return shelf;
}

static void
delete_shelf(struct tampering *t)
{
	SCOPED_FREE char *shelf = shelf_of_clip(t);
	struct run run = { 0 };

	expect_shell(0, &run, t->folder, "rm -r '%s'", shelf);
	run_end(&run);
}

static void
link_shelf(struct tampering *t)
{
	SCOPED_FREE char *shelf = shelf_of_clip(t);
	SCOPED_FREE char *aside = NULL;

	assert_true(asprintf(&aside, "%s/shelf", t->folder) > 0);
	assert_int_equal(rename(shelf, aside), 0);
	assert_int_equal(symlink(aside, shelf), 0);
}

static void
give_other_name(struct tampering *t)
{
	SCOPED_FREE char *path = find_clip(t);
	SCOPED_FREE char *other = strdup(path);
	char *last = other + strlen(other) - 1;

	*last = *last == '0' ? '1' : '0';
	assert_int_equal(rename(path, other), 0);
}

static void
swap(struct tampering *t)
{
	SCOPED_FREE char *one = find_clip(t);
	SCOPED_FREE char *other = find_original(t, "02-street.jpg", t->other);
	SCOPED_FREE char *aside = NULL;

	assert_true(asprintf(&aside, "%s/aside", t->folder) > 0);
	assert_int_equal(rename(one, aside), 0);
	assert_int_equal(rename(other, one), 0);
	assert_int_equal(rename(aside, other), 0);
}

static void
put_folder(struct tampering *t)
{
	SCOPED_FREE char *path = find_clip(t);

	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0750), 0);
}

static void
put_link(struct tampering *t)
{
	SCOPED_FREE char *path = find_clip(t);
	SCOPED_FREE char *aside = NULL;

	assert_true(asprintf(&aside, "%s/clip", t->folder) > 0);
	assert_int_equal(rename(path, aside), 0);
	assert_int_equal(symlink(aside, path), 0);
}

static void
put_pipe(struct tampering *t)
{
	SCOPED_FREE char *path = find_clip(t);

	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0640), 0);
}

const struct change changes_of_objects[] = {
	{ "object-bit-flipped", flip_bit, NULL },
	{ "object-truncated", cut, NULL },
	{ "object-grown", grow, NULL },
	{ "object-emptied", empty, NULL },
	{ "object-hole", punch_hole, NULL },
	{ "object-deleted", delete, NULL },
	{ "object-shelf-deleted", delete_shelf, NULL },
	{ "object-renamed", give_other_name, NULL },
	{ "objects-swapped", swap, NULL },
	{ "object-folder", put_folder, NULL },
	{ "object-symlink", put_link, NULL },
	{ "object-pipe", put_pipe, NULL },
	{ "object-shelf-symlink", link_shelf, NULL },
	{ NULL, NULL, NULL },
};
