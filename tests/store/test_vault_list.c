/* SPDX-License-Identifier: Apache-2.0 */
/* test_vault_list.c - everything in a vault is told in order, rightly placed or not; leftovers are found. */
#include "store/vault_list.h"

#include "store/vault_fixture.h"

#include <signal.h>
#include <sys/wait.h>

/* All entries as text, a line each: kind and path. */
static void
list_all(const struct fixture *f, struct buffer *out)
{
	static const char kinds[] = { [VAULT_OBJECT] = 'o', [VAULT_FOREIGN] = 'f', [VAULT_UNREADABLE] = 'u' };
	SCOPED_POINTER(vault_list) list = NULL;
	struct vault_entry entry;
	struct error err;
	enum status st;

	assert_ok(vault_list_open(&list, f->vault, &err), &err);
	while ((st = vault_list_next(list, &entry, &err)) == STATUS_OK)
		buffer_append_format(out, "%c %s\n", kinds[entry.kind], entry.path);
	assert_status(STATUS_DONE, st, &err);
}

static void
objects_come_in_the_order_of_their_digests(void **state)
{
	struct fixture *f = *state;
	enum { OBJECTS = 400 };
	SCOPED_POINTER(vault_list) list = NULL;
	struct digest previous = { { 0 } };
	struct vault_entry entry;
	struct error err;
	size_t count = 0;

	for (int i = 0; i < OBJECTS; i++) {
		char text[32];
		SCOPED_POINTER(staged) staged = NULL;

		snprintf(text, sizeof text, "%0*d", i % 20 + 1, i);
		staged = stage_synced(f, text);
		assert_ok(staged_publish(staged, NULL, &err), &err);
	}
	assert_ok(vault_list_open(&list, f->vault, &err), &err);
	while (vault_list_next(list, &entry, &err) == STATUS_OK) {
		uint64_t size;

		assert_int_equal(entry.kind, VAULT_OBJECT);
		assert_true(memcmp(previous.bytes, entry.digest.bytes, DIGEST_SIZE) < 0);
		assert_ok(vault_find(f->vault, &entry.digest, &size, &err), &err);
		assert_int_equal(size, entry.size);
		previous = entry.digest;
		count++;
	}
	assert_int_equal(count, OBJECTS);
}

static void
an_empty_vault_has_nothing(void **state)
{
	struct fixture *f = *state;
	SCOPED(buffer) all = { 0 };

	list_all(f, &all);
	assert_int_equal(all.n, 0);
}

/* hello\n has the digest 5891b5b5…; everything else here is in a wrong place or of a wrong kind. */
static void
what_does_not_belong_there_is_told(void **state)
{
	struct fixture *f = *state;
	const char *object = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
	SCOPED(buffer) all = { 0 };
	struct run run = { 0 };

	put(f, "hello\n");
	expect_shell(0, &run, f->folder,
	             "cd originals && touch notes.txt .hidden && mkdir zz 00 00/zz 00/01 AB &&"
	             "touch zz/within 00/01/%s 00/file && cd 58/91 &&"
	             "touch 5891 %s.x 5891B5B522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03 &&"
	             "ln -s %s 5891000000000000000000000000000000000000000000000000000000000000 &&"
	             "mkfifo 5891000000000000000000000000000000000000000000000000000000000001 &&"
	             "mkdir 5891000000000000000000000000000000000000000000000000000000000002 &&"
	             "cd ../.. && ln -s 58 59 && echo damaged > damaged/something && touch 77",
	             object, object, object);
	run_end(&run);
	list_all(f, &all);
	assert_string_equal(
		buffer_string(&all),
		"f originals/.hidden\n"
		"f originals/00/01/5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\n"
		"f originals/00/file\n"
		"f originals/00/zz\n"
		"f originals/58/91/5891\n"
		"f originals/58/91/5891000000000000000000000000000000000000000000000000000000000000\n"
		"f originals/58/91/5891000000000000000000000000000000000000000000000000000000000001\n"
		"f originals/58/91/5891000000000000000000000000000000000000000000000000000000000002\n"
		"f originals/58/91/5891B5B522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\n"
		"o originals/58/91/5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\n"
		"f originals/58/91/5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03.x\n"
		"f originals/59\n"
		"f originals/77\n"
		"f originals/AB\n"
		"f originals/notes.txt\n"
		"f originals/zz\n");
}

static void
two_listings_do_not_disturb_each_other(void **state)
{
	struct fixture *f = *state;
	SCOPED_POINTER(vault_list) first = NULL;
	SCOPED(buffer) before = { 0 }, during = { 0 };
	struct vault_entry entry;
	struct error err;

	for (int i = 0; i < 40; i++) {
		char text[32];

		snprintf(text, sizeof text, "listed %d", i);
		put(f, text);
	}
	list_all(f, &before);
	assert_ok(vault_list_open(&first, f->vault, &err), &err);
	assert_ok(vault_list_next(first, &entry, &err), &err);
	list_all(f, &during);
	assert_string_equal(buffer_string(&before), buffer_string(&during));
}

/* Permissions bind everybody but root, who reads all the same. */
static void
a_shelf_that_cannot_be_read_is_an_entry(void **state)
{
	struct fixture *f = *state;
	SCOPED(buffer) all = { 0 };
	char path[PATH_ROOM];
	pid_t child;
	int result;

	put(f, "hello\n");
	put(f, "another");
	snprintf(path, sizeof path, "%s/originals/58/91", f->folder);
	assert_int_equal(chmod(path, 0), 0);
	assert_int_equal(chmod(f->folder, 0755), 0);
	snprintf(path, sizeof path, "%s/originals", f->folder);
	child = fork();
	if (child == 0) {
		if (geteuid() == 0 && (chown(path, 0, 65534) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
			_exit(1);
		list_all(f, &all);
		_exit(strstr(buffer_string(&all), "u originals/58") != NULL ? 0 : 2);
	}
	assert_int_equal(waitpid(child, &result, 0), child);
	assert_true(WIFEXITED(result));
	assert_int_equal(WEXITSTATUS(result), 0);
	snprintf(path, sizeof path, "%s/originals/58/91", f->folder);
	assert_int_equal(chmod(path, 0750), 0);
}


static void
note_leftover(void *context, const struct vault_leftover *leftover)
{
	buffer_append_format(context, "%s %d%s%s\n", leftover->name, (int)leftover->size,
	                     leftover->ours ? " ours" : "", leftover->removed ? " removed" : "");
}

#define OURS "staged-0123456789abcdef0123456789abcdef"

static void
leave_things(const struct fixture *f)
{
	struct run run = { 0 };

	expect_shell(0, &run, f->folder,
	             "cd staging && printf 12345 > " OURS " && printf 1 > staged-photo.jpg &&"
	             "printf 12 > " OURS "0 && mkdir folder && ln -s /etc/passwd link &&"
	             "printf 123 > .vidimus-probe-00-a && mkfifo pipe && ln -s x staged-%032d",
	             1);
	run_end(&run);
}

static void
leftovers_are_told_and_only_ours_removed(void **state)
{
	struct fixture *f = *state;
	SCOPED(buffer) told = { 0 };
	struct error err;

	leave_things(f);
	assert_ok(vault_leftovers(f->vault, false, note_leftover, &told, &err), &err);
	assert_non_null(strstr(buffer_string(&told), ".vidimus-probe-00-a 3 ours\n"));
	assert_non_null(strstr(buffer_string(&told), OURS " 5 ours\n"));
	assert_int_equal(count_names(f, "staging"), 8);
	buffer_clear(&told);
	assert_ok(vault_leftovers(f->vault, true, note_leftover, &told, &err), &err);
	assert_non_null(strstr(buffer_string(&told), ".vidimus-probe-00-a 3 ours removed\n"));
	assert_non_null(strstr(buffer_string(&told), OURS " 5 ours removed\n"));
	assert_non_null(strstr(buffer_string(&told), "staged-photo.jpg 1\n"));
	assert_non_null(strstr(buffer_string(&told), OURS "0 2\n"));
	assert_non_null(strstr(buffer_string(&told), "folder "));
	assert_int_equal(count_names(f, "staging"), 6);
}

/* What another process is writing is nobody's leftover until it dies. */
static void
a_file_that_is_being_written_is_no_leftover(void **state)
{
	struct fixture *f = *state;
	SCOPED(buffer) told = { 0 };
	int pipes[2];
	char byte;
	pid_t child;
	struct error err;

	open_with(f, ways[1]);
	assert_int_equal(pipe(pipes), 0);
	child = fork();
	if (child == 0) {
		struct staged *staged = stage(f, "being written");

		if (staged == NULL || write(pipes[1], "x", 1) != 1)
			_exit(1);
		pause();
	}
	assert_int_equal(read(pipes[0], &byte, 1), 1);
	assert_ok(vault_leftovers(f->vault, true, note_leftover, &told, &err), &err);
	assert_int_equal(told.n, 0);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_ok(vault_leftovers(f->vault, true, note_leftover, &told, &err), &err);
	assert_non_null(strstr(buffer_string(&told), " 13 ours removed\n"));
	assert_int_equal(count_names(f, "staging"), 0);
	close(pipes[0]);
	close(pipes[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		VAULT_TEST(objects_come_in_the_order_of_their_digests),
		VAULT_TEST(an_empty_vault_has_nothing),
		VAULT_TEST(what_does_not_belong_there_is_told),
		VAULT_TEST(two_listings_do_not_disturb_each_other),
		VAULT_TEST(a_shelf_that_cannot_be_read_is_an_entry),
		VAULT_TEST(leftovers_are_told_and_only_ours_removed),
		VAULT_TEST(a_file_that_is_being_written_is_no_leftover),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
