/* SPDX-License-Identifier: Apache-2.0 */
/* vault_fixture.h - a fresh vault for each test, in all the ways that file systems allow. */
#ifndef VIDIMUS_TESTS_STORE_VAULT_FIXTURE_H
#define VIDIMUS_TESTS_STORE_VAULT_FIXTURE_H

#include "support/support.h"

#include "base/encoding.h"
#include "base/scoped.h"
#include "store/vault.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 1024

struct fixture {
	char                       *folder;
	int                         fd;
	struct vault               *vault;
	struct filesystem_abilities offered; /* by the file system that the test runs on */
};

/* Opens the vault as if the file system offered this and no more. */
static inline void
open_with(struct fixture *f, struct filesystem_abilities abilities)
{
	struct error err;

	vault_close(f->vault);
	f->vault = NULL;
	assert_ok(vault_open(&f->vault, f->fd, &abilities, &err), &err);
}

static inline int
make_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct error err;

	f->folder = folder_make();
	f->fd = open(f->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_ok(filesystem_check(f->fd, f->folder, &f->offered, &err), &err);
	assert_ok(vault_create(f->fd, &err), &err);
	open_with(f, f->offered);
	*state = f;
	return 0;
}

static inline int
drop_fixture(void **state)
{
	struct fixture *f = *state;

	vault_close(f->vault);
	close(f->fd);
	folder_remove(f->folder);
	free(f);
	return 0;
}

#define VAULT_TEST(test) cmocka_unit_test_setup_teardown(test, make_fixture, drop_fixture)

/* The ways of keeping a file, as file systems offer them; -1 ends. */
#define WAYS 3
static const struct filesystem_abilities ways[WAYS] = {
	{ .unnamed_files = true, .hard_links = true, .exclusive_rename = true },
	{ .hard_links = true },
	{ .exclusive_rename = true },
};

/* Writes a source beside the vault and opens it for reading. */
static inline int
source_of(const struct fixture *f, const char *name, const void *bytes, size_t n)
{
	char path[PATH_ROOM];
	int fd;

	snprintf(path, sizeof path, "%s/%s", f->folder, name);
	write_file(path, bytes, n);
	fd = open(path, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

static inline struct staged *
stage(const struct fixture *f, const char *text)
{
	SCOPED_FD source = source_of(f, "source", text, strlen(text));
	struct staged *staged = NULL;
	struct error err;

	assert_ok(vault_stage(f->vault, source, NULL, &staged, &err), &err);
	return staged;
}

static inline struct staged *
stage_synced(const struct fixture *f, const char *text)
{
	struct staged *staged = stage(f, text);
	struct error err;

	assert_ok(staged_sync(staged, &err), &err);
	return staged;
}

static inline struct digest
put(const struct fixture *f, const char *text)
{
	SCOPED_POINTER(staged) staged = stage_synced(f, text);
	struct error err;

	assert_ok(staged_publish(staged, NULL, &err), &err);
	assert_ok(vault_sync_shelves(f->vault, &err), &err);
	return staged_digests(staged)->sha256;
}

/* The path of an object, whether it is there or not. */
static inline const char *
path_of(const struct fixture *f, const struct digest *digest, char out[PATH_ROOM])
{
	char name[DIGEST_TEXT_SIZE];

	digest_write(name, digest);
	snprintf(out, PATH_ROOM, "%s/originals/%.2s/%.2s/%s", f->folder, name, name + 2, name);
	return out;
}

/* Names in a folder below the catalogue's. */
static inline int
count_names(const struct fixture *f, const char *below)
{
	struct run run = { 0 };
	int count;

	expect_shell(0, &run, NULL, "ls -A '%s/%s' | wc -l", f->folder, below);
	count = atoi(buffer_string(&run.out));
	run_end(&run);
	return count;
}

static inline void
assert_content(const char *path, const char *text)
{
	SCOPED(buffer) bytes = { 0 };

	read_file(&bytes, path);
	assert_string_equal(buffer_string(&bytes), text);
}

#endif
