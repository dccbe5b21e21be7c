/* SPDX-License-Identifier: Apache-2.0 */
/* vault_stage.c - files on their way in: staged, synced, published, or a damaged one replaced. */
#include "store/vault_internal.h"

#include "base/error.h"
#include "crypto/random.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

#define OBJECT_MODE   0440
#define SYNC_THREADS  4
#define DAMAGED_COPIES_MAX 10000

/* A file without a name, or one in staging/ that says by its lock that we live. */
static enum status
open_staged(struct staged *staged, struct error *err)
{
	struct vault *vault = staged->vault;
	unsigned char random[12];
	char letters[25];
	enum status st;

	if (vault->abilities.unnamed_files) {
		staged->fd = openat(vault->staging, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
		return staged->fd >= 0 ? STATUS_OK : fail_os(err, "cannot make a file in the vault");
	}
	st = random_bytes(random, sizeof random, err);
	if (st != STATUS_OK)
		return st;
	hex_write(letters, random, sizeof random);
	snprintf(staged->name, sizeof staged->name, STAGED_PREFIX "%s", letters);
	staged->fd = openat(vault->staging, staged->name,
	                    O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (staged->fd < 0) {
		staged->name[0] = '\0';
		return fail_os(err, "cannot make a file in the vault");
	}
	if (flock(staged->fd, LOCK_EX | LOCK_NB) != 0)
		return fail_os(err, "cannot lock a file in the vault");
	return STATUS_OK;
}

enum status
vault_stage(struct vault *vault, int source_fd, const struct stage_options *options,
            struct staged **out, struct error *err)
{
	struct staged *staged = calloc(1, sizeof *staged);
	enum status st;

	if (staged == NULL)
		return fail_memory(err);
	staged->vault = vault;
	staged->fd = -1;
	st = open_staged(staged, err);
	if (st == STATUS_OK)
		st = vault_pass(source_fd, staged->fd, options, &staged->digests, &staged->size, err);
	if (st == STATUS_OK && fchmod(staged->fd, OBJECT_MODE) != 0)
		st = fail_os(err, "cannot protect a file in the vault");
	if (st != STATUS_OK) {
		staged_discard(staged);
		return st;
	}
	*out = staged;
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

enum status
staged_sync(struct staged *staged, struct error *err)
{
	if (staged->failed)
		return fail(err, STATUS_FAULT, "a file whose sync failed is not synced again");
	if (staged->synced)
		return STATUS_OK;
	if (fsync(staged->fd) != 0) {
		staged->failed = true;
		return fail_os(err, "its bytes could not be made durable");
	}
	staged->synced = true;
	return STATUS_OK;
}

/* A group of files that several threads sync, each taking the next. */
struct sync_group {
	struct staged *const *staged;
	enum status          *results;
	size_t                count;
	atomic_size_t         next;
	pthread_mutex_t       lock;
	struct error          first; /* failure, by index */
	size_t                first_index;
};

static void *
sync_some(void *context)
{
	struct sync_group *group = context;
	size_t i;

	while ((i = atomic_fetch_add(&group->next, 1)) < group->count) {
		struct error error;

		group->results[i] = staged_sync(group->staged[i], &error);
		if (group->results[i] == STATUS_OK)
			continue;
		pthread_mutex_lock(&group->lock);
		if (i < group->first_index) {
			group->first_index = i;
			group->first = error;
		}
		pthread_mutex_unlock(&group->lock);
	}
	return NULL;
}

enum status
vault_sync_staged(struct vault *vault, struct staged *const *staged, size_t count,
                  enum status *results, struct error *err)
{
	struct sync_group group = { .staged = staged, .results = results, .count = count,
		                    .first_index = SIZE_MAX };
	pthread_t threads[SYNC_THREADS];
	size_t started = 0;

	(void)vault;
	pthread_mutex_init(&group.lock, NULL);
	while (started + 1 < SYNC_THREADS && started + 1 < count &&
	       pthread_create(&threads[started], NULL, sync_some, &group) == 0)
		started++;
	sync_some(&group);
	while (started > 0)
		pthread_join(threads[--started], NULL);
	pthread_mutex_destroy(&group.lock);
	if (group.first_index == SIZE_MAX)
		return STATUS_OK;
	if (err != NULL)
		*err = group.first;
	return results[group.first_index];
}

/* Gives the staged file a name in the shelf, never replacing one. 0, or -1 with errno. */
static int
give_name(struct staged *staged, int shelf, const char *name)
{
	struct vault *vault = staged->vault;
	char self[64];

	if (staged->name[0] == '\0') {
		snprintf(self, sizeof self, "/proc/self/fd/%d", staged->fd);
		return linkat(AT_FDCWD, self, shelf, name, AT_SYMLINK_FOLLOW);
	}
	if (!vault->abilities.hard_links) {
		if (renameat2(vault->staging, staged->name, shelf, name, RENAME_NOREPLACE) != 0)
			return -1;
		staged->name[0] = '\0';
		return 0;
	}
	return linkat(vault->staging, staged->name, shelf, name, 0);
}

/* What stands in the place: the same length, or something that is not this object. */
static enum status
look_at_other(struct staged *staged, int shelf, const char *name, bool *already_there,
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

enum status
staged_publish(struct staged *staged, bool *already_there, struct error *err)
{
	struct vault_place place = vault_place_of(&staged->digests.sha256);
	SCOPED_FD shelf = -1;

	if (!staged->synced)
		return fail(err, STATUS_FAULT, "a file that is not durable gets no name");
	if (already_there != NULL)
		*already_there = false;
	shelf = vault_open_shelf(staged->vault, &place, true);
	if (shelf < 0)
		return fail_os(err, "cannot make the folder for %s in the vault", place.name);
	vault_touch(staged->vault, &place);
	if (give_name(staged, shelf, place.name) == 0)
		return STATUS_OK;
	if (errno == EEXIST)
		return look_at_other(staged, shelf, place.name, already_there, err);
	return fail_os(err, "cannot give %s its name in the vault", place.name);
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

static enum status
sync_folder(int parent, const char *name, struct error *err)
{
	SCOPED_FD fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 || fsync(fd) != 0)
		return fail_os(err, "cannot make names in the vault durable");
	return STATUS_OK;
}

/* What was touched, taken over so that others may go on publishing. */
struct touched {
	unsigned char shelves[VAULT_SHELVES / 8], parents[256 / 8];
	bool          top;
};

static enum status
sync_touched(struct vault *vault, const struct touched *touched, struct error *err)
{
	enum status st = STATUS_OK;
	char name[8];

	for (unsigned i = 0; i < VAULT_SHELVES && st == STATUS_OK; i++) {
		if (!(touched->shelves[i / 8] >> i % 8 & 1))
			continue;
		snprintf(name, sizeof name, "%02x/%02x", i >> 8, i & 255);
		st = sync_folder(vault->originals, name, err);
	}
	for (unsigned i = 0; i < 256 && st == STATUS_OK; i++) {
		if (!(touched->parents[i / 8] >> i % 8 & 1))
			continue;
		snprintf(name, sizeof name, "%02x", i);
		st = sync_folder(vault->originals, name, err);
	}
	return st == STATUS_OK && touched->top ? sync_folder(vault->originals, ".", err) : st;
}

enum status
vault_sync_shelves(struct vault *vault, struct error *err)
{
	struct touched *touched = malloc(sizeof *touched);
	enum status st;

	if (touched == NULL)
		return fail_memory(err);
	pthread_mutex_lock(&vault->touched_lock);
	memcpy(touched->shelves, vault->shelves, sizeof vault->shelves);
	memcpy(touched->parents, vault->parents, sizeof vault->parents);
	touched->top = vault->top;
	memset(vault->shelves, 0, sizeof vault->shelves);
	memset(vault->parents, 0, sizeof vault->parents);
	vault->top = false;
	pthread_mutex_unlock(&vault->touched_lock);
	st = sync_touched(vault, touched, err);
	if (st != STATUS_OK) {
		pthread_mutex_lock(&vault->touched_lock);
		for (size_t i = 0; i < sizeof vault->shelves; i++)
			vault->shelves[i] |= touched->shelves[i];
		for (size_t i = 0; i < sizeof vault->parents; i++)
			vault->parents[i] |= touched->parents[i];
		vault->top = vault->top || touched->top;
		pthread_mutex_unlock(&vault->touched_lock);
	}
	free(touched);
	return st;
}

/* Moves what stands in the place to damaged/, under the first free number. */
static enum status
set_aside(struct vault *vault, int shelf, const struct vault_place *place,
          char kept_as[VAULT_PATH_SIZE], struct error *err)
{
	for (unsigned n = 1; n <= DAMAGED_COPIES_MAX; n++) {
		char name[DIGEST_TEXT_SIZE + 8];
		int failed;

		snprintf(name, sizeof name, "%s.%u", place->name, n);
		if (vault->abilities.exclusive_rename) {
			failed = renameat2(shelf, place->name, vault->damaged, name,
			                   RENAME_NOREPLACE);
		} else {
			failed = linkat(shelf, place->name, vault->damaged, name, 0);
			if (failed == 0)
				failed = unlinkat(shelf, place->name, 0);
		}
		if (failed == 0) {
			snprintf(kept_as, VAULT_PATH_SIZE, VAULT_ORIGINALS "/" VAULT_DAMAGED "/%s",
			         name);
			return fsync(vault->damaged) == 0
			               ? STATUS_OK
			               : fail_os(err, "cannot keep the damaged copy");
		}
		if (errno != EEXIST)
			return fail_os(err, "cannot set the damaged copy of %s aside", place->name);
	}
	return fail(err, STATUS_LIMIT, "%s was damaged too often", place->name);
}

enum status
vault_replace_damaged(struct vault *vault, struct staged *staged, char kept_as[VAULT_PATH_SIZE],
                      struct vault_finding *damaged, struct error *err)
{
	struct vault_place place = vault_place_of(&staged->digests.sha256);
	SCOPED_FD shelf = -1;
	enum status st;

	*damaged = (struct vault_finding){ 0 };
	st = vault_check(vault, &staged->digests.sha256, NULL, damaged, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_EXISTS, "the held copy of %s is sound", place.name);
	if (st != STATUS_FALSE && st != STATUS_IO)
		return st;
	shelf = vault_open_shelf(vault, &place, true);
	if (shelf < 0)
		return fail_os(err, "cannot open the folder of %s", place.name);
	st = set_aside(vault, shelf, &place, kept_as, err);
	if (st == STATUS_OK)
		st = staged_publish(staged, NULL, err);
	return st == STATUS_OK ? vault_sync_shelves(vault, err) : st;
}
