/* SPDX-License-Identifier: Apache-2.0 */
/* vault.c - opening a vault and finding what is in it. */
#include "store/vault_internal.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER_MODE  0750
#define OPEN_FOLDER  (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* Makes a folder with its full mode whatever the umask; one that is there is kept. */
static int
make_folder(int parent, const char *name)
{
	if (mkdirat(parent, name, FOLDER_MODE) != 0)
		return errno == EEXIST ? 0 : -1;
	return fchmodat(parent, name, FOLDER_MODE, 0);
}

static enum status
make_all(int catalogue_fd, struct error *err)
{
	SCOPED_FD originals = -1;

	if (make_folder(catalogue_fd, VAULT_ORIGINALS) != 0 ||
	    make_folder(catalogue_fd, VAULT_STAGING) != 0)
		return fail_os(err, "cannot make the folders of the vault");
	originals = openat(catalogue_fd, VAULT_ORIGINALS, OPEN_FOLDER);
	if (originals < 0 || make_folder(originals, VAULT_DAMAGED) != 0 || fsync(originals) != 0 ||
	    fsync(catalogue_fd) != 0)
		return fail_os(err, "cannot make the folders of the vault");
	return STATUS_OK;
}

enum status
vault_create(int catalogue_fd, struct error *err)
{
	return make_all(catalogue_fd, err);
}

enum status
vault_open(struct vault **out, int catalogue_fd, const struct filesystem_abilities *abilities,
           struct error *err)
{
	struct vault *vault = calloc(1, sizeof *vault);
	enum status st = STATUS_OK;

	if (vault == NULL)
		return fail_memory(err);
	vault->damaged = vault->staging = -1;
	pthread_mutex_init(&vault->touched_lock, NULL);
	vault->originals = openat(catalogue_fd, VAULT_ORIGINALS, OPEN_FOLDER);
	if (vault->originals < 0)
		st = fail(err, STATUS_UNUSABLE,
		          "the catalogue has no folder " VAULT_ORIGINALS ": it is damaged or was only copied in part");
	if (st == STATUS_OK && abilities != NULL) {
		vault->abilities = *abilities;
		st = make_all(catalogue_fd, err);
	}
	if (st == STATUS_OK) {
		vault->damaged = openat(vault->originals, VAULT_DAMAGED, OPEN_FOLDER);
		vault->staging = openat(catalogue_fd, VAULT_STAGING, OPEN_FOLDER);
		if (abilities != NULL && (vault->damaged < 0 || vault->staging < 0))
			st = fail_os(err, "cannot open the folders of the vault");
	}
	if (st != STATUS_OK) {
		vault_close(vault);
		return st;
	}
	*out = vault;
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
	free(vault);
}

struct vault_place
vault_place_of(const struct digest *digest)
{
	struct vault_place place;

	digest_write(place.name, digest);
	memcpy(place.first, place.name, 2);
	memcpy(place.second, place.name + 2, 2);
	place.first[2] = place.second[2] = '\0';
	return place;
}

static void
set_bit(unsigned char *bits, size_t at)
{
	bits[at / 8] = (unsigned char)(bits[at / 8] | 1u << at % 8);
}

void
vault_touch(struct vault *vault, const struct vault_place *place)
{
	unsigned char key[2];

	if (!hex_read((struct text){ place->name, 4 }, key, 2))
		return;
	pthread_mutex_lock(&vault->touched_lock);
	set_bit(vault->shelves, (size_t)key[0] << 8 | key[1]);
	set_bit(vault->parents, key[0]);
	vault->top = true;
	pthread_mutex_unlock(&vault->touched_lock);
}

int
vault_open_shelf(struct vault *vault, const struct vault_place *place, bool make)
{
	SCOPED_FD parent = -1;

	if (make && make_folder(vault->originals, place->first) != 0)
		return -1;
	parent = openat(vault->originals, place->first, OPEN_FOLDER);
	if (parent < 0 || (make && make_folder(parent, place->second) != 0))
		return -1;
	return openat(parent, place->second, OPEN_FOLDER);
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
		object = openat(shelf, place.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (object < 0)
		return not_there(&place, err);
	if (fstat(object, &st) != 0 || !S_ISREG(st.st_mode))
		return fail(err, STATUS_FALSE, "the object %s is no regular file", place.name);
	*fd = object;
	object = -1;
	return STATUS_OK;
}

enum status
vault_check(struct vault *vault, const struct digest *digest, const struct stage_options *options,
            struct vault_finding *out, struct error *err)
{
	struct stage_options plain = options ? *options : (struct stage_options){ 0 };
	struct vault_finding finding = { 0 };
	struct digests digests;
	SCOPED_FD fd = -1;
	enum status st = vault_open_object(vault, digest, &fd, err);

	plain.max_size = 0;
	plain.digests = DIGEST_SHA256_ONLY;
	if (st == STATUS_OK)
		st = vault_hash(fd, &plain, &digests, &finding.bytes, err);
	if (st == STATUS_CHANGED)
		st = fail_as(err, STATUS_FALSE);
	else if (st == STATUS_OK) {
		finding.readable = true;
		finding.digest = digests.sha256;
		if (!digest_equal(&finding.digest, digest))
			st = fail(err, STATUS_FALSE, "the object is altered");
	}
	if (st == STATUS_OK || st == STATUS_FALSE || st == STATUS_IO)
		*out = finding;
	return st;
}
