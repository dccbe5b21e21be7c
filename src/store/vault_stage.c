/* SPDX-License-Identifier: Apache-2.0 */
/* vault_stage.c - files on their way in: staged without a place, then published under their digest. */
#include "store/vault_internal.h"

#include "base/error.h"
#include "crypto/random.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>

#define OBJECT_MODE 0440

enum status
staged_make_name(char name[STAGED_NAME_SIZE], struct error *err)
{
	unsigned char random[STAGED_DIGITS / 2];
	char digits[STAGED_DIGITS + 1];
	enum status st = random_bytes(random, sizeof random, err);

	if (st != STATUS_OK)
		return st;
	hex_write(digits, random, sizeof random);
	snprintf(name, STAGED_NAME_SIZE, STAGED_PREFIX "%s", digits);
	return STATUS_OK;
}

/* A file in staging/ that says by its lock that we live. */
static enum status
open_named(struct staged *staged, struct error *err)
{
	char name[STAGED_NAME_SIZE];
	enum status st = staged_make_name(name, err);

	if (st != STATUS_OK)
		return st;
	staged->fd = openat(staged->vault->staging, name,
	                    O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, OBJECT_MODE);
	if (staged->fd < 0)
		return fail_os(err, "cannot make a file in the catalogue's folder " VAULT_STAGING);
	snprintf(staged->name, sizeof staged->name, "%s", name);
	if (flock(staged->fd, LOCK_EX | LOCK_NB) != 0)
		return fail_os(err, "cannot lock a file in the catalogue's folder " VAULT_STAGING);
	return STATUS_OK;
}

/* An empty file for the bytes, with its final mode so that the sync covers that too. */
static enum status
open_staged(struct staged *staged, struct error *err)
{
	enum status st = STATUS_OK;

	if (staged->vault->staging < 0)
		return fail(err, STATUS_FAULT, "this vault is only read");
	if (!staged->vault->abilities.unnamed_files || !staged->vault->abilities.hard_links) {
		st = open_named(staged, err);
	} else {
		staged->fd = openat(staged->vault->staging, ".", O_TMPFILE | O_RDWR | O_CLOEXEC,
		                    OBJECT_MODE);
		if (staged->fd < 0)
			st = fail_os(err,
			             "cannot make a file in the catalogue's folder " VAULT_STAGING);
	}
	if (st == STATUS_OK && fchmod(staged->fd, OBJECT_MODE) != 0)
		st = fail_os(err, "cannot protect a file in the vault");
	return st;
}

enum status
vault_stage(struct vault *vault, int source_fd, const struct stage_options *options,
            struct staged **out, struct error *err)
{
	SCOPED_POINTER(staged) staged = calloc(1, sizeof *staged);
	struct pass_result result = { .unwritten = true };
	enum status st;

	if (staged == NULL)
		return fail_memory(err);
	staged->vault = vault;
	staged->fd = -1;
	st = open_staged(staged, err);
	if (st == STATUS_OK)
		st = vault_pass(source_fd, staged->fd, options, false, &result, err);
	if (options != NULL && options->unwritten != NULL)
		*options->unwritten = st != STATUS_OK && result.unwritten;
	if (st != STATUS_OK)
		return st;
	staged->digests = result.digests;
	staged->size = result.bytes;
	*out = staged;
	staged = NULL;
	return STATUS_OK;
}

const struct digests *
staged_digests(const struct staged *staged)
{
	return &staged->digests;
}

uint64_t
staged_size(const struct staged *staged)
{
	return staged->size;
}

int
staged_give_name(struct staged *staged, int folder, const char *name)
{
	int staging = staged->vault->staging, made;
	char self[64];

	if (staged->name[0] == '\0') {
		snprintf(self, sizeof self, "/proc/self/fd/%d", staged->fd);
		return linkat(AT_FDCWD, self, folder, name, AT_SYMLINK_FOLLOW);
	}
	if (staged->vault->abilities.hard_links) {
		made = linkat(staging, staged->name, folder, name, 0);
		if (made == 0)
			unlinkat(staging, staged->name, 0);
	} else {
		made = renameat2(staging, staged->name, folder, name, RENAME_NOREPLACE);
	}
	if (made == 0)
		staged->name[0] = '\0';
	return made;
}

/* What stands in the place: the same length, or something that is not this object. */
static enum status
look_at_other(const struct staged *staged, int shelf, const char *name, bool *already_there,
              struct error *err)
{
	struct stat st;

	if (fstatat(shelf, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return fail_os(err, "cannot look at the object %s", name);
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size != staged->size)
		return fail(err, STATUS_FALSE, "the held copy of %s is damaged", name);
	if (already_there != NULL)
		*already_there = true;
	return STATUS_OK;
}

/* The folder of a place could not be opened or made. */
static enum status
no_shelf(const struct vault_place *place, struct error *err)
{
	if (errno == ENOTDIR || errno == ELOOP)
		return fail(err, STATUS_FALSE, VAULT_ORIGINALS "/%s/%s is no folder", place->first,
		            place->second);
	return fail_os(err, "cannot make the folder " VAULT_ORIGINALS "/%s/%s", place->first,
	               place->second);
}

enum status
staged_publish(struct staged *staged, bool *already_there, struct error *err)
{
	struct vault_place place = vault_place_of(&staged->digests.sha256);
	SCOPED_FD shelf = -1;
	enum status st = STATUS_OK;

	if (!staged->synced)
		return fail(err, STATUS_FAULT, "a file that is not durable gets no name");
	shelf = vault_open_shelf(staged->vault, &place, true);
	if (shelf < 0)
		return no_shelf(&place, err);
	if (staged_give_name(staged, shelf, place.name) == 0) {
		if (already_there != NULL)
			*already_there = false;
	} else if (errno == EEXIST) {
		st = look_at_other(staged, shelf, place.name, already_there, err);
	} else {
		st = fail_os(err, "cannot give %s its name in the vault", place.name);
	}
	/* last, so that a sync which runs meanwhile does not count it as done */
	vault_touch(staged->vault, &place);
	return st;
}

void
staged_discard(struct staged *staged)
{
	if (staged == NULL)
		return;
	if (staged->name[0] != '\0')
		unlinkat(staged->vault->staging, staged->name, 0);
	scoped_close(&staged->fd);
	free(staged);
}
