/* SPDX-License-Identifier: Apache-2.0 */
/* test_vault.c - objects get their place once, whole, and are found, opened and checked there. */
#include "store/vault.h"

#include "store/vault_fixture.h"

#include <errno.h>
#include <pthread.h>

static void
an_object_lies_under_its_digest(void **state)
{
	struct fixture *f = *state;
	struct digest digest = put(f, "hello\n");
	char path[PATH_ROOM], name[DIGEST_TEXT_SIZE];
	struct error err;
	uint64_t size;

	digest_write(name, &digest);
	assert_string_equal(name, "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
	assert_content(path_of(f, &digest, path), "hello\n");
	assert_ok(vault_find(f->vault, &digest, &size, &err), &err);
	assert_int_equal(size, 6);
}

static unsigned
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

static void
modes_survive_any_umask(void **state)
{
	struct fixture *f = *state;
	mode_t before = umask(0777);
	char path[PATH_ROOM];

	for (size_t way = 0; way < WAYS; way++) {
		char text[32];
		struct digest digest;

		snprintf(text, sizeof text, "mode %zu", way);
		open_with(f, ways[way]);
		umask(0077);
		digest = put(f, text);
		assert_int_equal(mode_of(path_of(f, &digest, path)), 0440);
		for (int level = 0; level < 3; level++) {
			*strrchr(path, '/') = '\0';
			assert_int_equal(mode_of(path), 0750);
		}
	}
	umask(before);
}

static void
the_same_bytes_are_kept_once_in_every_way(void **state)
{
	struct fixture *f = *state;

	for (size_t way = 0; way < WAYS; way++) {
		bool there = true;
		char text[32];
		struct error err;

		snprintf(text, sizeof text, "twice %zu", way);
		open_with(f, ways[way]);
		for (int time = 0; time < 3; time++) {
			SCOPED_POINTER(staged) staged = stage_synced(f, text);

			assert_ok(staged_publish(staged, &there, &err), &err);
			assert_int_equal(there, time > 0);
		}
		assert_int_equal(count_names(f, "staging"), 0);
	}
}

static void
what_is_not_durable_gets_no_name(void **state)
{
	struct fixture *f = *state;
	SCOPED_POINTER(staged) staged = stage(f, "not synced");
	uint64_t size;

	assert_status(STATUS_FAULT, staged_publish(staged, NULL, NULL), NULL);
	assert_status(STATUS_NOT_FOUND,
	              vault_find(f->vault, &staged_digests(staged)->sha256, &size, NULL), NULL);
}

static void
another_length_in_the_place_is_told_and_left(void **state)
{
	struct fixture *f = *state;
	struct digest digest = put(f, "precious");
	SCOPED_POINTER(staged) staged = stage_synced(f, "precious");
	char path[PATH_ROOM];
	struct error err;

	path_of(f, &digest, path);
	assert_int_equal(chmod(path, 0600), 0);
	write_file(path, "prec", 4);
	assert_status(STATUS_FALSE, staged_publish(staged, NULL, &err), &err);
	assert_content(path, "prec");
}

/* Everything that may stand in the way is a finding, never followed. */
static void
links_and_folders_in_the_place_are_not_followed(void **state)
{
	struct fixture *f = *state;
	struct digest digest = put(f, "elsewhere");
	char path[PATH_ROOM], outside[PATH_ROOM];
	uint64_t size;
	int fd = -1;

	path_of(f, &digest, path);
	snprintf(outside, sizeof outside, "%s/outside", f->folder);
	assert_int_equal(rename(path, outside), 0);
	assert_int_equal(symlink(outside, path), 0);
	assert_status(STATUS_FALSE, vault_find(f->vault, &digest, &size, NULL), NULL);
	assert_status(STATUS_FALSE, vault_open_object(f->vault, &digest, &fd, NULL), NULL);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_status(STATUS_FALSE, vault_open_object(f->vault, &digest, &fd, NULL), NULL);
	assert_int_equal(unlink(path), 0);
	*strrchr(path, '/') = '\0';
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(symlink(f->folder, path), 0);
	assert_status(STATUS_FALSE, vault_find(f->vault, &digest, &size, NULL), NULL);
	assert_int_equal(fd, -1);
}

static void
a_shelf_that_is_no_folder_takes_no_object(void **state)
{
	struct fixture *f = *state;
	SCOPED_POINTER(staged) staged = stage_synced(f, "hello\n");
	char path[PATH_ROOM];
	struct error err;

	snprintf(path, sizeof path, "%s/originals/58", f->folder);
	assert_int_equal(symlink(f->folder, path), 0);
	assert_status(STATUS_FALSE, staged_publish(staged, NULL, &err), &err);
	assert_non_null(strstr(err.text, "originals/58"));
}

static void
an_opened_object_can_only_be_read(void **state)
{
	struct fixture *f = *state;
	struct digest digest = put(f, "only read");
	SCOPED_FD fd = -1;
	struct error err;
	char bytes[16];

	assert_ok(vault_open_object(f->vault, &digest, &fd, &err), &err);
	assert_int_equal(read(fd, bytes, sizeof bytes), 9);
	assert_int_equal(write(fd, "x", 1), -1);
	assert_int_equal(errno, EBADF);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
}

static void
a_check_tells_what_is_there(void **state)
{
	struct fixture *f = *state;
	struct digest digest = put(f, "checked"), other, absent = { { 7 } };
	struct vault_finding finding = { 0 };
	char path[PATH_ROOM];
	struct error err;

	assert_ok(vault_check(f->vault, &digest, NULL, &finding, &err), &err);
	assert_true(finding.readable);
	assert_int_equal(finding.bytes, 7);
	assert_int_equal(chmod(path_of(f, &digest, path), 0600), 0);
	write_file(path, "chequed", 7);
	assert_status(STATUS_FALSE, vault_check(f->vault, &digest, NULL, &finding, &err), &err);
	assert_true(finding.readable);
	assert_ok(digest_of("chequed", 7, &other, &err), &err);
	assert_true(digest_equal(&finding.digest, &other));
	assert_status(STATUS_NOT_FOUND, vault_check(f->vault, &absent, NULL, &finding, &err), &err);
}

/* Two threads that bring the same bytes at once: one makes the object, the other meets it. */
struct racer {
	struct fixture *f;
	unsigned        first; /* made this many */
};

#define RACES 60

static void *
race(void *context)
{
	struct racer *racer = context;

	for (int i = 0; i < RACES; i++) {
		SCOPED_FD source = -1;
		SCOPED_POINTER(staged) staged = NULL;
		char path[PATH_ROOM];
		bool there;

		snprintf(path, sizeof path, "%s/race%d", racer->f->folder, i);
		source = open(path, O_RDONLY);
		if (vault_stage(racer->f->vault, source, NULL, &staged, NULL) != STATUS_OK ||
		    staged_sync(staged, NULL) != STATUS_OK ||
		    staged_publish(staged, &there, NULL) != STATUS_OK ||
		    vault_sync_shelves(racer->f->vault, NULL) != STATUS_OK)
			return "a step failed";
		racer->first += !there;
	}
	return NULL;
}

static void
two_threads_with_the_same_bytes_make_one_object(void **state)
{
	struct fixture *f = *state;

	for (size_t way = 0; way < WAYS; way++) {
		struct racer racers[2] = { { f, 0 }, { f, 0 } };
		pthread_t threads[2];
		void *failure;

		open_with(f, ways[way]);
		for (int i = 0; i < RACES; i++) {
			char name[32], text[32];
			int n = snprintf(text, sizeof text, "race %d %zu", i, way);

			snprintf(name, sizeof name, "race%d", i);
			close(source_of(f, name, text, (size_t)n));
		}
		for (int i = 0; i < 2; i++)
			assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
		for (int i = 0; i < 2; i++) {
			assert_int_equal(pthread_join(threads[i], &failure), 0);
			assert_null(failure);
		}
		assert_int_equal(racers[0].first + racers[1].first, RACES);
		assert_int_equal(count_names(f, "staging"), 0);
	}
}

static void
a_group_is_durable_together_and_small_ones_alone(void **state)
{
	struct fixture *f = *state;
	enum { MOST = 70 };
	struct staged *staged[MOST] = { 0 };
	enum status results[MOST];
	struct error err;

	for (size_t count = 0; count <= MOST; count = count * 3 + 1) {
		for (size_t i = 0; i < count; i++) {
			char text[64];

			snprintf(text, sizeof text, "group %zu of %zu", i, count);
			staged[i] = stage(f, text);
			results[i] = STATUS_FAULT;
		}
		assert_ok(vault_sync_staged(f->vault, staged, count, results, &err), &err);
		for (size_t i = 0; i < count; i++) {
			assert_int_equal(results[i], STATUS_OK);
			assert_ok(staged_publish(staged[i], NULL, &err), &err);
			staged_discard(staged[i]);
		}
		assert_ok(vault_sync_shelves(f->vault, &err), &err);
	}
}

static void
a_vault_that_is_only_read_needs_only_originals(void **state)
{
	struct fixture *f = *state;
	struct digest digest = put(f, "on a disc");
	SCOPED_FD source = source_of(f, "source", "more", 4);
	struct staged *staged = NULL;
	struct error err;
	uint64_t size;

	vault_close(f->vault);
	f->vault = NULL;
	assert_int_equal(unlinkat(f->fd, "staging", AT_REMOVEDIR), 0);
	assert_int_equal(unlinkat(f->fd, "originals/damaged", AT_REMOVEDIR), 0);
	assert_ok(vault_open(&f->vault, f->fd, NULL, &err), &err);
	assert_ok(vault_find(f->vault, &digest, &size, &err), &err);
	assert_status(STATUS_FAULT, vault_stage(f->vault, source, NULL, &staged, &err), &err);
	assert_int_equal(faccessat(f->fd, "staging", F_OK, 0), -1);
	open_with(f, f->offered);
	put(f, "written again");
}

static void
a_folder_without_originals_is_no_vault(void **state)
{
	struct fixture *f = *state;
	struct vault *vault = NULL;
	struct error err;

	assert_int_equal(renameat(f->fd, "originals", f->fd, "gone"), 0);
	assert_status(STATUS_UNUSABLE, vault_open(&vault, f->fd, &f->offered, &err), &err);
	assert_int_equal(symlinkat("gone", f->fd, "originals"), 0);
	assert_status(STATUS_UNUSABLE, vault_open(&vault, f->fd, NULL, &err), &err);
	assert_null(vault);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		VAULT_TEST(an_object_lies_under_its_digest),
		VAULT_TEST(modes_survive_any_umask),
		VAULT_TEST(the_same_bytes_are_kept_once_in_every_way),
		VAULT_TEST(what_is_not_durable_gets_no_name),
		VAULT_TEST(another_length_in_the_place_is_told_and_left),
		VAULT_TEST(links_and_folders_in_the_place_are_not_followed),
		VAULT_TEST(a_shelf_that_is_no_folder_takes_no_object),
		VAULT_TEST(an_opened_object_can_only_be_read),
		VAULT_TEST(a_check_tells_what_is_there),
		VAULT_TEST(two_threads_with_the_same_bytes_make_one_object),
		VAULT_TEST(a_group_is_durable_together_and_small_ones_alone),
		VAULT_TEST(a_vault_that_is_only_read_needs_only_originals),
		VAULT_TEST(a_folder_without_originals_is_no_vault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
