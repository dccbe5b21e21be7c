/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vault_sync.c - bytes and names made durable, a group at a time.
 *
 * One syncfs(2) for a group costs one commit and one flush of the disk, where
 * fsync(2) of each file and folder costs one of each for every one. It is used
 * only where the kernel tells all failures by it: Linux 5.8 and later, on file
 * systems with a journal or copy-on-write. After one failure it is not trusted
 * again.
 */
#include "store/vault_internal.h"

#include "base/error.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define TOGETHER_FROM 4 /* files or folders from which one syncfs is cheaper */
#define SYNC_THREADS  4

/* Syncs the whole file system. STATUS_REFUSED when that may not be relied upon. */
static enum status
sync_together(struct vault *vault, struct error *err)
{
	enum status st = STATUS_REFUSED;

	/* in turn, as the kernel tells a failure once only, to whoever asks first */
	pthread_mutex_lock(&vault->sync_lock);
	if (vault->sync_together) {
		st = STATUS_OK;
		if (syncfs(vault->originals) != 0) {
			vault->sync_together = false;
			st = fail_os(err, "the disk failed to keep what was written");
		}
	}
	pthread_mutex_unlock(&vault->sync_lock);
	return st;
}

static bool
may_sync_together(struct vault *vault)
{
	bool may;

	pthread_mutex_lock(&vault->sync_lock);
	may = vault->sync_together;
	pthread_mutex_unlock(&vault->sync_lock);
	return may;
}

static enum status
fail_bytes(struct staged *staged, struct error *err)
{
	staged->failed = true;
	return fail_os(err, "its bytes could not be made durable");
}

/* STATUS_DONE when there is nothing left to do. */
static enum status
check_due(const struct staged *staged, struct error *err)
{
	if (staged->failed)
		return fail(err, STATUS_FAULT, "a file whose sync failed is not synced again");
	return staged->synced ? STATUS_DONE : STATUS_OK;
}

enum status
staged_sync(struct staged *staged, struct error *err)
{
	enum status st = check_due(staged, err);

	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	if (fsync(staged->fd) != 0)
		return fail_bytes(staged, err);
	staged->synced = true;
	return STATUS_OK;
}

/* Files that are synced together, and the failure of the first that fails. */
struct group {
	struct staged *const *staged;
	enum status          *results;
	size_t                count;
	atomic_size_t         next;
	pthread_mutex_t       lock;
	size_t                failed; /* index, or count */
	struct error          error;
};

static void
note_result(struct group *group, size_t i, enum status st, const struct error *error)
{
	group->results[i] = st;
	if (st == STATUS_OK)
		return;
	pthread_mutex_lock(&group->lock);
	if (i < group->failed) {
		group->failed = i;
		group->error = *error;
	}
	pthread_mutex_unlock(&group->lock);
}

static void *
sync_some(void *context)
{
	struct group *group = context;
	struct error error;
	size_t i;

	while ((i = atomic_fetch_add(&group->next, 1)) < group->count)
		note_result(group, i, staged_sync(group->staged[i], &error), &error);
	return NULL;
}

/* Several threads, so that the file system can commit several files at once. */
static void
sync_each(struct group *group)
{
	pthread_t threads[SYNC_THREADS - 1];
	sigset_t all, before;
	size_t started = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (started + 1 < SYNC_THREADS && started + 1 < group->count &&
	       pthread_create(&threads[started], NULL, sync_some, group) == 0)
		started++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	sync_some(group);
	while (started > 0)
		pthread_join(threads[--started], NULL);
}

/* Has the bytes of one file written; its own failure is told here, not by the syncfs that follows. */
static enum status
write_back(struct staged *staged, struct error *err)
{
	enum status st = check_due(staged, err);

	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	if (sync_file_range(staged->fd, 0, 0,
	                    SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
	                            SYNC_FILE_RANGE_WAIT_AFTER) != 0)
		return fail_bytes(staged, err);
	return STATUS_OK;
}

/* STATUS_REFUSED, with nothing settled, when each must be synced by itself. */
static enum status
sync_group_together(struct vault *vault, struct group *group)
{
	struct error error;
	enum status st;

	for (size_t i = 0; i < group->count; i++) {
		st = write_back(group->staged[i], &error);
		note_result(group, i, st, &error);
	}
	st = sync_together(vault, &error);
	for (size_t i = 0; i < group->count && st != STATUS_REFUSED; i++) {
		struct staged *staged = group->staged[i];

		if (group->results[i] != STATUS_OK || staged->synced)
			continue;
		staged->synced = st == STATUS_OK;
		staged->failed = !staged->synced;
		note_result(group, i, st, &error);
	}
	return st;
}

static size_t
count_due(struct staged *const *staged, size_t count)
{
	size_t due = 0;

	for (size_t i = 0; i < count; i++)
		due += !staged[i]->synced && !staged[i]->failed;
	return due;
}

enum status
vault_sync_staged(struct vault *vault, struct staged *const *staged, size_t count,
                  enum status *results, struct error *err)
{
	struct group group = { .staged = staged, .results = results, .count = count, .failed = count };

	pthread_mutex_init(&group.lock, NULL);
	if (count_due(staged, count) < TOGETHER_FROM || !may_sync_together(vault) ||
	    sync_group_together(vault, &group) == STATUS_REFUSED)
		sync_each(&group);
	pthread_mutex_destroy(&group.lock);
	if (group.failed == count)
		return STATUS_OK;
	if (err != NULL)
		*err = group.error;
	return results[group.failed];
}

void
vault_touch(struct vault *vault, const struct vault_place *place)
{
	unsigned char bit = (unsigned char)(1u << place->shelf % 8);

	pthread_mutex_lock(&vault->touched_lock);
	vault->touched.shelves[place->shelf / 8] |= bit;
	vault->touched.any = true;
	pthread_mutex_unlock(&vault->touched_lock);
}

static bool
is_touched(const struct touched *touched, size_t shelf)
{
	return touched->shelves[shelf / 8] >> shelf % 8 & 1;
}

static enum status
sync_folder(int parent, const char *name, struct error *err)
{
	SCOPED_FD fd = openat(parent, name, OPEN_FOLDER);

	if (fd < 0 || fsync(fd) != 0)
		return fail_os(err, "names in the vault could not be made durable");
	return STATUS_OK;
}

/* Syncs the touched ones of the 256 shelves below one folder, then that folder. */
static enum status
sync_parent(struct vault *vault, const struct touched *touched, unsigned first, struct error *err)
{
	SCOPED_FD parent = -1;
	enum status st = STATUS_OK;
	char name[3];

	for (unsigned second = 0; second < 256 && st == STATUS_OK; second++) {
		if (!is_touched(touched, first << 8 | second))
			continue;
		if (parent < 0) {
			snprintf(name, sizeof name, "%02x", first);
			parent = openat(vault->originals, name, OPEN_FOLDER);
		}
		snprintf(name, sizeof name, "%02x", second);
		st = sync_folder(parent, name, err);
	}
	if (st == STATUS_OK && parent >= 0 && fsync(parent) != 0)
		return fail_os(err, "names in the vault could not be made durable");
	return st;
}

/* From the leaves up, so that no folder is durable before what it leads to could be. */
static enum status
sync_touched(struct vault *vault, const struct touched *touched, struct error *err)
{
	enum status st = STATUS_REFUSED;
	size_t count = 0;

	for (size_t shelf = 0; shelf < VAULT_SHELVES && count < TOGETHER_FROM; shelf++)
		count += is_touched(touched, shelf);
	if (count >= TOGETHER_FROM)
		st = sync_together(vault, err);
	if (st != STATUS_REFUSED)
		return st;
	st = STATUS_OK;
	for (unsigned first = 0; first < 256 && st == STATUS_OK; first++)
		st = sync_parent(vault, touched, first, err);
	return st == STATUS_OK ? sync_folder(vault->originals, ".", err) : st;
}

/* What a failed sync leaves to be done again. */
static void
touch_again(struct vault *vault, const struct touched *touched)
{
	pthread_mutex_lock(&vault->touched_lock);
	for (size_t i = 0; i < sizeof touched->shelves; i++)
		vault->touched.shelves[i] |= touched->shelves[i];
	vault->touched.any = true;
	pthread_mutex_unlock(&vault->touched_lock);
}

enum status
vault_sync_shelves(struct vault *vault, struct error *err)
{
	struct touched touched;
	enum status st;

	pthread_mutex_lock(&vault->touched_lock);
	touched = vault->touched;
	memset(&vault->touched, 0, sizeof vault->touched);
	pthread_mutex_unlock(&vault->touched_lock);
	if (!touched.any)
		return STATUS_OK;
	st = sync_touched(vault, &touched, err);
	if (st != STATUS_OK)
		touch_again(vault, &touched);
	return st;
}
