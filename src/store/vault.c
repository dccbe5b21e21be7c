/* SPDX-License-Identifier: Apache-2.0 */
/* vault.c - opening a vault and finding what is in it. */
#include "store/vault_internal.h"

#include "base/error.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER_MODE 0750

/* Makes a folder with its full mode whatever the umask; one that is there is kept. */
static int
make_folder(int parent, const char *name, bool *made)
{
	if (mkdirat(parent, name, FOLDER_MODE) != 0)
		return errno == EEXIST ? 0 : -1;
	*made = true;
	return fchmodat(parent, name, FOLDER_MODE, 0);
}

/* Makes what is missing of the vault's folders, durably. */
static enum status
make_folders(int catalogue_fd, bool always_sync, struct error *err)
{
	bool made = always_sync, made_inside = always_sync;
	SCOPED_FD originals = -1;

	if (make_folder(catalogue_fd, VAULT_ORIGINALS, &made) != 0 ||
	    make_folder(catalogue_fd, VAULT_STAGING, &made) != 0)
		return fail_os(err, "cannot make the folders of the vault");
	originals = openat(catalogue_fd, VAULT_ORIGINALS, OPEN_FOLDER);
	if (originals < 0 || make_folder(originals, VAULT_DAMAGED, &made_inside) != 0 ||
	    (made_inside && fsync(originals) != 0) || (made && fsync(catalogue_fd) != 0))
		return fail_os(err, "cannot make the folders of the vault");
	return STATUS_OK;
}

enum status
vault_create(int catalogue_fd, struct error *err)
{
	return make_folders(catalogue_fd, true, err);
}

static enum status
open_originals(struct vault *vault, int catalogue_fd, struct error *err)
{
	vault->originals = openat(catalogue_fd, VAULT_ORIGINALS, OPEN_FOLDER);
	if (vault->originals >= 0)
		return STATUS_OK;
	if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)
		return fail(err, STATUS_UNUSABLE,
		            "the catalogue has no folder " VAULT_ORIGINALS ": it is damaged or was copied in part; do not write to it, restore it from a copy");
	fail_os(err, "cannot open the catalogue's folder " VAULT_ORIGINALS);
	return fail_as(err, STATUS_UNUSABLE);
}

static enum status
open_folders(struct vault *vault, int catalogue_fd, bool writing, struct error *err)
{
	enum status st = open_originals(vault, catalogue_fd, err);

	if (st == STATUS_OK && writing)
		st = make_folders(catalogue_fd, false, err);
	if (st != STATUS_OK)
		return st;
	vault->damaged = openat(vault->originals, VAULT_DAMAGED, OPEN_FOLDER);
	vault->staging = openat(catalogue_fd, VAULT_STAGING, OPEN_FOLDER);
	if (writing && (vault->damaged < 0 || vault->staging < 0))
		return fail_os(err, "cannot open the folders of the vault");
	vault->sync_together = writing && filesystem_syncs_together(vault->originals);
	return STATUS_OK;
}

enum status
vault_open(struct vault **out, int catalogue_fd, const struct filesystem_abilities *abilities,
           struct error *err)
{
	SCOPED_POINTER(vault) vault = calloc(1, sizeof *vault);
	enum status st;

	if (vault == NULL)
		return fail_memory(err);
	vault->originals = vault->damaged = vault->staging = -1;
	pthread_mutex_init(&vault->touched_lock, NULL);
	pthread_mutex_init(&vault->sync_lock, NULL);
	if (abilities != NULL)
		vault->abilities = *abilities;
	st = open_folders(vault, catalogue_fd, abilities != NULL, err);
	if (st != STATUS_OK)
		return st;
	*out = vault;
	vault = NULL;
	return STATUS_OK;
}

void
vault_close(struct vault *vault)
{
	if (vault == NULL)
		return;
	scoped_close(&vault->originals);
	scoped_close(&vault->damaged);
	scoped_close(&vault->staging);
	pthread_mutex_destroy(&vault->touched_lock);
	pthread_mutex_destroy(&vault->sync_lock);
	free(vault);
}

struct vault_place
vault_place_of(const struct digest *digest)
{
	struct vault_place place = { .shelf = (unsigned)digest->bytes[0] << 8 | digest->bytes[1] };

	digest_write(place.name, digest);
	memcpy(place.first, place.name, 2);
	memcpy(place.second, place.name + 2, 2);
	return place;
}

/* Opens the folder, having made it first when it is missing and `make`. */
static int
open_folder(int parent, const char *name, bool make)
{
	int fd = openat(parent, name, OPEN_FOLDER);
	bool made;

	if (fd >= 0 || errno != ENOENT || !make || make_folder(parent, name, &made) != 0)
		return fd;
	return openat(parent, name, OPEN_FOLDER);
}

int
vault_open_shelf(struct vault *vault, const struct vault_place *place, bool make)
{
	SCOPED_FD parent = open_folder(vault->originals, place->first, make);

	return parent >= 0 ? open_folder(parent, place->second, make) : -1;
}

/* An errno of looking for an object, as a status. */
static enum status
not_there(const struct vault_place *place, struct error *err)
{
	if (errno == ENOENT)
		return fail(err, STATUS_NOT_FOUND, "the object %s is not in the vault", place->name);
	if (errno == ENOTDIR || errno == ELOOP)
		return fail(err, STATUS_FALSE, "the place of the object %s is damaged", place->name);
	return fail_os(err, "cannot look at the object %s", place->name);
}

enum status
vault_find(struct vault *vault, const struct digest *digest, uint64_t *size, struct error *err)
{
	struct vault_place place = vault_place_of(digest);
	SCOPED_FD shelf = vault_open_shelf(vault, &place, false);
	struct stat st;

	if (shelf < 0 || fstatat(shelf, place.name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return not_there(&place, err);
	if (!S_ISREG(st.st_mode))
		return fail(err, STATUS_FALSE, "the object %s is no regular file", place.name);
	*size = (uint64_t)st.st_size;
	return STATUS_OK;
}

enum status
vault_open_object(struct vault *vault, const struct digest *digest, int *fd, struct error *err)
{
	struct vault_place place = vault_place_of(digest);
	SCOPED_FD shelf = vault_open_shelf(vault, &place, false);
	SCOPED_FD object = -1;
	struct stat st;

	if (shelf >= 0)
		object = openat(shelf, place.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (object < 0)
		return not_there(&place, err);
	if (fstat(object, &st) != 0 || !S_ISREG(st.st_mode))
		return fail(err, STATUS_FALSE, "the object %s is no regular file", place.name);
	*fd = object;
	object = -1;
	return STATUS_OK;
}

/* Hashes an open object, and copies it to `copy` unless that is -1; the name decides what it should be. */
static enum status
check_open(int object, int copy, const struct digest *digest, const struct stage_options *options,
           struct vault_finding *out, struct error *err)
{
	struct stage_options plain = options ? *options : (struct stage_options){ 0 };
	char expected[DIGEST_TEXT_SIZE];
	struct pass_result result;
	enum status st;

	plain.max_size = 0;
	plain.digests = DIGEST_SHA256_ONLY;
	digest_write(expected, digest);
	st = vault_pass(object, copy, &plain, true, &result, err);
	*out = (struct vault_finding){ .bytes = result.bytes };
	if (st == STATUS_CHANGED)
		st = fail_as(err, STATUS_FALSE);
	if (st != STATUS_OK)
		return while_doing(err, st, "checking the object %s", expected);
	out->readable = true;
	out->digest = result.digests.sha256;
	if (digest_equal(&out->digest, digest))
		return STATUS_OK;
	return fail(err, STATUS_FALSE, "the object %s is altered: its %llu bytes have another SHA-256",
	            expected, (unsigned long long)out->bytes);
}

enum status
vault_check(struct vault *vault, const struct digest *digest, const struct stage_options *options,
            struct vault_finding *out, struct error *err)
{
	struct vault_finding finding = { 0 };
	SCOPED_FD fd = -1;
	enum status st = vault_open_object(vault, digest, &fd, err);

	if (st == STATUS_OK)
		st = check_open(fd, -1, digest, options, &finding, err);
	if (st == STATUS_OK || st == STATUS_FALSE || st == STATUS_IO)
		*out = finding;
	return st;
}

enum status
vault_copy(struct vault *vault, const struct digest *digest, int out,
           const struct stage_options *options, struct error *err)
{
	struct vault_finding finding;
	SCOPED_FD fd = -1;
	enum status st = vault_open_object(vault, digest, &fd, err);

	return st == STATUS_OK ? check_open(fd, out, digest, options, &finding, err) : st;
}
