/* SPDX-License-Identifier: Apache-2.0 */
/* test_vault.c - objects enter whole, are found, checked, repaired and listed. */
#include "store/vault.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/scoped.h"
#include "base/text.h"
#include "store/lock.h"
#include "store/vault_list.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

struct fixture {
	char         *folder;
	int           fd;
	struct vault *vault;
	struct filesystem_abilities abilities;
};

static void
open_vault(struct fixture *f)
{
	struct error err;

	assert_ok(vault_open(&f->vault, f->fd, &f->abilities, &err), &err);
}

static int
make_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct error err;

	f->folder = folder_make();
	f->fd = open(f->folder, O_RDONLY | O_DIRECTORY);
	assert_ok(filesystem_check(f->fd, f->folder, &f->abilities, &err), &err);
	assert_ok(vault_create(f->fd, &err), &err);
	open_vault(f);
	*state = f;
	return 0;
}

static int
drop_fixture(void **state)
{
	struct fixture *f = *state;

	vault_close(f->vault);
	close(f->fd);
	folder_remove(f->folder);
	free(f);
	return 0;
}

static int
source_of(struct fixture *f, const void *bytes, size_t n)
{
	SCOPED(buffer) path = { 0 };

	buffer_append_format(&path, "%s/source", f->folder);
	write_file(buffer_string(&path), bytes, n);
	return open(buffer_string(&path), O_RDONLY);
}

static struct staged *
stage(struct fixture *f, const char *text)
{
	SCOPED_FD source = source_of(f, text, strlen(text));
	struct staged *staged = NULL;
	struct error err;

	assert_ok(vault_stage(f->vault, source, NULL, &staged, &err), &err);
	return staged;
}

static struct digest
put(struct fixture *f, const char *text)
{
	SCOPED_POINTER(staged) staged = stage(f, text);
	struct error err;

	assert_ok(staged_sync(staged, &err), &err);
	assert_ok(staged_publish(staged, NULL, &err), &err);
	assert_ok(vault_sync_shelves(f->vault, &err), &err);
	return staged_digests(staged)->sha256;
}

static void
path_of(struct fixture *f, const struct digest *digest, char out[512])
{
	char name[DIGEST_TEXT_SIZE];

	digest_write(name, digest);
	snprintf(out, 512, "%s/originals/%.2s/%.2s/%s", f->folder, name, name + 2, name);
}

static void
a_file_enters_and_is_found(void **state)
{
	struct fixture *f = *state;
	struct digest digest = put(f, "hello\n");
	struct vault_finding finding;
	char name[DIGEST_TEXT_SIZE], path[512];
	struct stat st;
	uint64_t size;
	struct error err;

	digest_write(name, &digest);
	assert_string_equal(name, "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
	assert_ok(vault_find(f->vault, &digest, &size, &err), &err);
	assert_int_equal(size, 6);
	path_of(f, &digest, path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0440);
	assert_ok(vault_check(f->vault, &digest, NULL, &finding, &err), &err);
	assert_true(finding.readable);
}

static void
the_same_bytes_are_kept_once(void **state)
{
	struct fixture *f = *state;
	SCOPED_POINTER(staged) staged = NULL;
	bool there = false;

	put(f, "twice");
	staged = stage(f, "twice");
	assert_status(STATUS_FAULT, staged_publish(staged, &there, NULL), NULL);
	assert_ok(staged_sync(staged, NULL), NULL);
	assert_ok(staged_publish(staged, &there, NULL), NULL);
	assert_true(there);
}

static void
fallbacks_keep_the_same_promises(void **state)
{
	struct fixture *f = *state;
	static const struct filesystem_abilities sets[] = { { false, true, true },
		                                            { false, false, true },
		                                            { false, true, false } };
	const struct filesystem_abilities all = f->abilities;

	for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
		char text[32];
		struct digest digest;
		uint64_t size;

		vault_close(f->vault);
		f->abilities = sets[i];
		open_vault(f);
		snprintf(text, sizeof text, "fallback %zu", i);
		digest = put(f, text);
		assert_ok(vault_find(f->vault, &digest, &size, NULL), NULL);
		put(f, text);
		put(f, text);
	}
	vault_close(f->vault);
	f->abilities = all;
	open_vault(f);
}

static void
count_leftover(void *context, const struct vault_leftover *leftover)
{
	(void)leftover;
	++*(int *)context;
}

static void
named_staging_is_tidied_only_when_nobody_writes(void **state)
{
	struct fixture *f = *state;
	const struct filesystem_abilities all = f->abilities;
	struct staged *staged;
	char path[512];
	int count = 0;
	struct error err;

	vault_close(f->vault);
	f->abilities = (struct filesystem_abilities){ false, true, true };
	open_vault(f);
	assert_ok(vault_leftovers(f->vault, false, count_leftover, &count, &err), &err);
	assert_int_equal(count, 0);
	staged = stage(f, "being written");
	snprintf(path, sizeof path, "%s/staging/staged-dead", f->folder);
	write_file(path, "x", 1);
	assert_ok(vault_leftovers(f->vault, true, count_leftover, &count, &err), &err);
	assert_int_equal(count, 1);
	assert_int_equal(access(path, F_OK), -1);
	staged_discard(staged);
	vault_close(f->vault);
	f->abilities = all;
	open_vault(f);
}

static void
a_damaged_copy_is_replaced_and_kept(void **state)
{
	struct fixture *f = *state;
	struct digest digest = put(f, "precious");
	SCOPED_POINTER(staged) staged = NULL;
	struct vault_finding finding;
	char path[512], kept_as[VAULT_PATH_SIZE], kept[1024];
	SCOPED(buffer) bytes = { 0 };
	struct error err;

	staged = stage(f, "precious");
	assert_ok(staged_sync(staged, NULL), NULL);
	assert_status(STATUS_EXISTS,
	              vault_replace_damaged(f->vault, staged, kept_as, &finding, NULL), NULL);
	path_of(f, &digest, path);
	assert_int_equal(chmod(path, 0600), 0);
	write_file(path, "precioux", 8);
	assert_status(STATUS_FALSE, vault_check(f->vault, &digest, NULL, &finding, NULL), NULL);
	assert_ok(vault_replace_damaged(f->vault, staged, kept_as, &finding, &err), &err);
	assert_ok(vault_check(f->vault, &digest, NULL, &finding, &err), &err);
	snprintf(kept, sizeof kept, "%s/%s", f->folder, kept_as);
	read_file(&bytes, kept);
	assert_string_equal(buffer_string(&bytes), "precioux");
}

static void
holes_stay_holes(void **state)
{
	struct fixture *f = *state;
	const off_t size = (off_t)64 << 20;
	struct staged *staged = NULL;
	SCOPED(buffer) path = { 0 };
	SCOPED_FD source = -1;
	struct digest digest;
	char stored[512], *whole = calloc(1, (size_t)size);
	struct stat st;
	struct error err;

	buffer_append_format(&path, "%s/sparse", f->folder);
	source = open(buffer_string(&path), O_RDWR | O_CREAT, 0600);
	assert_int_equal(pwrite(source, "middle", 6, 33 << 20), 6);
	assert_int_equal(ftruncate(source, size), 0);
	memcpy(whole + (33 << 20), "middle", 6);
	assert_ok(digest_of(whole, (size_t)size, &digest, NULL), NULL);
	free(whole);
	assert_ok(vault_stage(f->vault, source, NULL, &staged, &err), &err);
	assert_true(digest_equal(&staged_digests(staged)->sha256, &digest));
	assert_ok(staged_sync(staged, &err), &err);
	assert_ok(staged_publish(staged, NULL, &err), &err);
	staged_discard(staged);
	path_of(f, &digest, stored);
	assert_int_equal(stat(stored, &st), 0);
	assert_int_equal(st.st_size, size);
	assert_true(st.st_blocks < 4096);
}

static void
cut_source(void *context, uint64_t bytes)
{
	(void)bytes;
	assert_int_equal(ftruncate(*(int *)context, 1 << 20), 0);
}

static void
a_source_that_changes_is_refused(void **state)
{
	struct fixture *f = *state;
	SCOPED(buffer) path = { 0 };
	SCOPED_FD source = -1;
	struct staged *staged = NULL;
	struct stage_options options = { .progress = cut_source };
	char *room = malloc(4 << 20);
	struct error err;

	buffer_append_format(&path, "%s/changing", f->folder);
	memset(room, 'x', 4 << 20);
	write_file(buffer_string(&path), room, 4 << 20);
	free(room);
	source = open(buffer_string(&path), O_RDWR);
	options.context = &source;
	assert_status(STATUS_CHANGED, vault_stage(f->vault, source, &options, &staged, &err), &err);
	assert_null(staged);
}

static void
a_stop_and_a_limit_end_the_reading(void **state)
{
	struct fixture *f = *state;
	SCOPED_FD source = source_of(f, "some bytes", 10);
	atomic_bool stop = true;
	struct stage_options stopped = { .stop = &stop }, limited = { .max_size = 9 };
	struct staged *staged = NULL;

	assert_status(STATUS_INTERRUPTED, vault_stage(f->vault, source, &stopped, &staged, NULL),
	              NULL);
	assert_status(STATUS_LIMIT, vault_stage(f->vault, source, &limited, &staged, NULL), NULL);
}

static void
everything_is_listed_in_order(void **state)
{
	struct fixture *f = *state;
	struct vault_list *list = NULL;
	struct vault_entry entry;
	struct digest previous = { { 0 } };
	char path[600];
	int objects = 0, foreign = 0;
	struct error err;

	for (int i = 0; i < 300; i++) {
		snprintf(path, sizeof path, "object %d", i);
		put(f, path);
	}
	snprintf(path, sizeof path, "%s/originals/notes.txt", f->folder);
	write_file(path, "x", 1);
	assert_ok(vault_list_open(&list, f->vault, &err), &err);
	while (vault_list_next(list, &entry, &err) == STATUS_OK) {
		if (entry.kind == VAULT_OBJECT) {
			assert_true(memcmp(previous.bytes, entry.digest.bytes, DIGEST_SIZE) < 0);
			previous = entry.digest;
			objects++;
		} else {
			assert_string_equal(entry.path, "originals/notes.txt");
			foreign++;
		}
	}
	vault_list_close(list);
	assert_true(objects >= 300);
	assert_int_equal(foreign, 1);
}

static void
a_group_is_synced_together(void **state)
{
	struct fixture *f = *state;
	struct staged *staged[9];
	enum status results[9];
	char text[32];
	struct error err;

	for (int i = 0; i < 9; i++) {
		snprintf(text, sizeof text, "group %d", i);
		staged[i] = stage(f, text);
	}
	assert_ok(vault_sync_staged(f->vault, staged, 9, results, &err), &err);
	for (int i = 0; i < 9; i++) {
		assert_int_equal(results[i], STATUS_OK);
		assert_ok(staged_publish(staged[i], NULL, &err), &err);
		staged_discard(staged[i]);
	}
}

static void
one_writer_at_a_time_and_it_is_named(void **state)
{
	struct fixture *f = *state;
	struct lock *lock = NULL, *second = NULL;
	struct error err;

	assert_ok(lock_take(&lock, f->fd, "intake", 0, &err), &err);
	assert_status(STATUS_BUSY, lock_take(&second, f->fd, "describe", 50, &err), &err);
	assert_non_null(strstr(err.text, "(intake)"));
	lock_release(lock);
	assert_ok(lock_take(&second, f->fd, "describe", 0, &err), &err);
	lock_release(second);
}

static void
network_file_systems_are_known(void **state)
{
	const char *mounts = "36 35 98:0 / /mnt1 rw,noatime master:1 - ext4 /dev/sda rw\n"
			     "40 35 0:50 / /home/u/far rw,nosuid shared:2 - fuse.sshfs u@h: rw\n";

	(void)state;
	assert_string_equal(filesystem_network_name(0x6969, (struct text){ 0 }), "NFS");
	assert_string_equal(filesystem_network_name(0xff534d42, (struct text){ 0 }), "CIFS");
	assert_null(filesystem_network_name(0xef53, (struct text){ 0 }));
	assert_true(text_is(filesystem_mount_type(text_of(mounts), 40), "fuse.sshfs"));
	assert_true(text_is(filesystem_mount_type(text_of(mounts), 36), "ext4"));
	assert_null(filesystem_mount_type(text_of(mounts), 41).p);
	assert_string_equal(filesystem_network_name(0x65735546, text_of("fuse.sshfs")), "sshfs");
	assert_null(filesystem_network_name(0x65735546, text_of("fuseblk")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_enters_and_is_found),
		cmocka_unit_test(the_same_bytes_are_kept_once),
		cmocka_unit_test(fallbacks_keep_the_same_promises),
		cmocka_unit_test(named_staging_is_tidied_only_when_nobody_writes),
		cmocka_unit_test(a_damaged_copy_is_replaced_and_kept),
		cmocka_unit_test(holes_stay_holes),
		cmocka_unit_test(a_source_that_changes_is_refused),
		cmocka_unit_test(a_stop_and_a_limit_end_the_reading),
		cmocka_unit_test(a_group_is_synced_together),
		cmocka_unit_test(everything_is_listed_in_order),
		cmocka_unit_test(one_writer_at_a_time_and_it_is_named),
		cmocka_unit_test(network_file_systems_are_known),
	};

	return cmocka_run_group_tests(tests, make_fixture, drop_fixture);
}
