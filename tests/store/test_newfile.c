/* SPDX-License-Identifier: Apache-2.0 */
/* test_newfile.c - an unfinished file that has a name: the living one's stays, a dead one's goes. */
#include "support/support.h"

#include "base/scoped.h"
#include "store/newfile.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEAD "0123456789abcdef"

static size_t told;

static void
count(void *context, const struct newfile_leftover *leftover)
{
	assert_ptr_equal(context, &told);
	assert_string_equal(leftover->name, NEWFILE_PREFIX DEAD);
	assert_int_equal(leftover->size, 4);
	told++;
}

static bool
is_there(int folder, const char *name)
{
	struct stat there;

	return fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0;
}

static void
make(int folder, const char *name)
{
	SCOPED_FD file = openat(folder, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0440);

	assert_true(file >= 0);
	assert_int_equal(write(file, "left", 4), 4);
}

/* Everything that is not exactly an unfinished file of ours stays. */
static void
test_only_ours_go(void **state)
{
	static const char *const others[] = { "picture.jpg", NEWFILE_PREFIX, NEWFILE_PREFIX "0123456789abcde",
		                              NEWFILE_PREFIX DEAD "0", NEWFILE_PREFIX "0123456789abcdeg",
		                              NEWFILE_PREFIX "0123456789ABCDEF" };
	char *path = folder_make();
	SCOPED_FD folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		make(folder, others[i]);
	make(folder, NEWFILE_PREFIX DEAD);
	assert_int_equal(symlinkat("picture.jpg", folder, NEWFILE_PREFIX "1111111111111111"), 0);
	assert_int_equal(mkdirat(folder, NEWFILE_PREFIX "2222222222222222", 0700), 0);
	told = 0;
	assert_ok(newfile_leftovers(folder, false, count, &told, &err), &err);
	assert_true(is_there(folder, NEWFILE_PREFIX DEAD));
	assert_ok(newfile_leftovers(folder, true, count, &told, &err), &err);
	assert_int_equal(told, 2);
	assert_false(is_there(folder, NEWFILE_PREFIX DEAD));
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		assert_true(is_there(folder, others[i]));
	assert_true(is_there(folder, NEWFILE_PREFIX "1111111111111111"));
	assert_true(is_there(folder, NEWFILE_PREFIX "2222222222222222"));
	folder_remove(path);
}

static void
test_a_living_ones_stays(void **state)
{
	char *path = folder_make();
	SCOPED_FD folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SCOPED_FD held = -1;
	struct error err;

	(void)state;
	make(folder, NEWFILE_PREFIX DEAD);
	held = openat(folder, NEWFILE_PREFIX DEAD, O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(held, LOCK_EX | LOCK_NB), 0);
	told = 0;
	assert_ok(newfile_leftovers(folder, true, count, &told, &err), &err);
	assert_int_equal(told, 0);
	assert_true(is_there(folder, NEWFILE_PREFIX DEAD));
	scoped_close(&held);
	held = -1;
	assert_ok(newfile_leftovers(folder, true, count, &told, &err), &err);
	assert_int_equal(told, 1);
	folder_remove(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_ours_go),
		cmocka_unit_test(test_a_living_ones_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
