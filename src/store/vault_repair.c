/* SPDX-License-Identifier: Apache-2.0 */
/* vault_repair.c - a damaged object set aside and a fresh copy put in its place. */
#include "store/vault_internal.h"

#include "base/error.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#define DAMAGED_COPIES_MAX 10000

/* Whether an object that cannot be read is broken, rather than we in want of something. */
static bool
is_damage(const struct error *err)
{
	return err->os == EIO || err->os == EUCLEAN || err->os == EBADMSG || err->os == ENODATA ||
	       err->os == EOVERFLOW;
}

/* STATUS_OK when what is there needs replacing; *damaged says what it is. */
static enum status
find_damage(struct vault *vault, const struct vault_place *place, const struct digest *digest,
            struct vault_finding *damaged, struct error *err)
{
	struct error own;
	enum status st = vault_check(vault, digest, NULL, damaged, &own);

	if (st == STATUS_FALSE || (st == STATUS_IO && is_damage(&own)))
		return STATUS_OK;
	if (st == STATUS_OK)
		return fail(err, STATUS_EXISTS, "the held copy of %s is sound", place->name);
	if (err != NULL)
		*err = own;
	return st;
}

/* Gives what stands in the place a further name in damaged/, or moves it there: 0, or -1 with errno. */
static int
keep_as(struct vault *vault, int shelf, const struct vault_place *place, const char *name)
{
	if (vault->abilities.hard_links &&
	    linkat(shelf, place->name, vault->damaged, name, 0) == 0)
		return 0;
	if (vault->abilities.hard_links && errno == EEXIST)
		return -1;
	/* a folder cannot be linked, and where there are no links nothing can */
	return renameat2(shelf, place->name, vault->damaged, name, RENAME_NOREPLACE);
}

/* Keeps what stands in the place in damaged/, durably, under the first free number. */
static enum status
set_aside(struct vault *vault, int shelf, const struct vault_place *place,
          char kept_as[VAULT_PATH_SIZE], struct error *err)
{
	for (unsigned n = 1; n <= DAMAGED_COPIES_MAX; n++) {
		char name[DIGEST_TEXT_SIZE + 8];

		snprintf(name, sizeof name, "%s.%u", place->name, n);
		if (keep_as(vault, shelf, place, name) == 0) {
			snprintf(kept_as, VAULT_PATH_SIZE, VAULT_ORIGINALS "/" VAULT_DAMAGED "/%s",
			         name);
			return fsync(vault->damaged) == 0
			               ? STATUS_OK
			               : fail_os(err, "the damaged copy of %s could not be kept durably",
			                         place->name);
		}
		if (errno != EEXIST)
			return fail_os(err, "cannot set the damaged copy of %s aside", place->name);
	}
	return fail(err, STATUS_LIMIT, "%s was damaged and replaced too often", place->name);
}

/*
 * Gives the fresh copy the name in one step: the damaged one, which has another
 * name now, holds it until then. A rename over it needs a name to begin with.
 */
static enum status
put_in_place(struct staged *staged, int shelf, const struct vault_place *place, struct error *err)
{
	int staging = staged->vault->staging;
	char name[STAGED_NAME_SIZE];
	enum status st;

	if (staged_give_name(staged, shelf, place->name) == 0)
		return STATUS_OK;
	if (errno != EEXIST)
		return fail_os(err, "cannot give %s its name in the vault", place->name);
	st = staged_make_name(name, err);
	if (st != STATUS_OK)
		return st;
	if (staged_give_name(staged, staging, name) != 0)
		return fail_os(err, "cannot name a file in the catalogue's folder " VAULT_STAGING);
	if (renameat(staging, name, shelf, place->name) == 0)
		return STATUS_OK;
	st = fail_os(err, "cannot give %s its name in the vault", place->name);
	unlinkat(staging, name, 0);
	return st;
}

enum status
vault_replace_damaged(struct vault *vault, struct staged *staged, char kept_as[VAULT_PATH_SIZE],
                      struct vault_finding *damaged, struct error *err)
{
	struct vault_place place = vault_place_of(&staged->digests.sha256);
	struct vault_finding finding = { 0 };
	char kept[VAULT_PATH_SIZE];
	SCOPED_FD shelf = -1;
	enum status st;

	if (!staged->synced)
		return fail(err, STATUS_FAULT, "a file that is not durable replaces nothing");
	st = find_damage(vault, &place, &staged->digests.sha256, &finding, err);
	if (st != STATUS_OK)
		return st;
	shelf = vault_open_shelf(vault, &place, false);
	if (shelf < 0)
		return fail_os(err, "cannot open the folder of %s", place.name);
	st = set_aside(vault, shelf, &place, kept, err);
	if (st == STATUS_OK)
		st = put_in_place(staged, shelf, &place, err);
	vault_touch(vault, &place);
	if (st == STATUS_OK)
		st = vault_sync_shelves(vault, err);
	if (st != STATUS_OK)
		return st;
	snprintf(kept_as, VAULT_PATH_SIZE, "%s", kept);
	*damaged = finding;
	return STATUS_OK;
}
