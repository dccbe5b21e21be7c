/* SPDX-License-Identifier: Apache-2.0 */
/* A replaced file is whole at every instant, whatever died or wrote at the same time, and no draft stays. */
#include "base/file.h"
#include "base/text.h"

#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITERS 4
#define ROUNDS  200
#define SIZE    20000

static char *folder, path[4096], draft[4096];

static int
set_up(void **state)
{
	(void)state;
	folder = folder_make();
	snprintf(path, sizeof path, "%s/state", folder);
	snprintf(draft, sizeof draft, "%s/state.new", folder);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	folder_remove(folder);
	return 0;
}

static void
expect_content(const char *content)
{
	struct buffer got = { 0 };

	read_file(&got, path);
	assert_string_equal(content, buffer_string(&got));
	buffer_end(&got);
	assert_int_equal(-1, access(draft, F_OK));
}

static void
replaces_and_keeps_the_mode(void **state)
{
	struct error err = { 0 };
	struct stat st;

	(void)state;
	assert_ok(file_replace(path, text_of("first"), 0600, &err), &err);
	assert_ok(file_replace(path, text_of("second"), 0600, &err), &err);
	expect_content("second");
	assert_int_equal(0, stat(path, &st));
	assert_int_equal(0600, st.st_mode & 07777);
}

/* As a process leaves it that dies before the rename. */
static void
uses_the_draft_of_a_dead_process(void **state)
{
	struct error err = { 0 };

	(void)state;
	write_file(draft, "half of something long", 22);
	assert_ok(file_replace(path, text_of("whole"), 0600, &err), &err);
	expect_content("whole");
}

/* The draft's name cannot lead elsewhere. */
static void
follows_no_link_in_the_place_of_the_draft(void **state)
{
	struct error err = { 0 };
	struct buffer other = { 0 };
	char victim[4096];

	(void)state;
	snprintf(victim, sizeof victim, "%s/victim", folder);
	write_file(victim, "mine", 4);
	assert_int_equal(0, symlink(victim, draft));
	assert_ok(file_replace(path, text_of("whole"), 0600, &err), &err);
	expect_content("whole");
	read_file(&other, victim);
	assert_string_equal("mine", buffer_string(&other));
	buffer_end(&other);
}

static void
leaves_the_old_file_when_the_folder_is_gone(void **state)
{
	struct error err = { 0 };

	(void)state;
	snprintf(path, sizeof path, "%s/nowhere/state", folder);
	assert_status(STATUS_IO, file_replace(path, text_of("x"), 0600, &err), &err);
	assert_non_null(strstr(err.text, "nowhere/state"));
}

/* Writes its own letter again and again. */
static void
write_rounds(char letter)
{
	static char content[SIZE];
	struct error err;

	memset(content, letter, SIZE);
	for (int i = 0; i < ROUNDS; i++)
		if (file_replace(path, (struct text){ content, SIZE }, 0600, &err) != STATUS_OK)
			_exit(1);
	_exit(0);
}

static void
expect_whole(void)
{
	struct buffer got = { 0 };

	read_file(&got, path);
	assert_int_equal(SIZE, got.n);
	for (size_t i = 1; i < got.n; i++)
		assert_int_equal(got.p[0], got.p[i]);
	buffer_end(&got);
}

static void
several_at_once_never_mix(void **state)
{
	int ended = 0, code;

	(void)state;
	for (int i = 0; i < WRITERS; i++)
		if (fork() == 0)
			write_rounds((char)('a' + i));
	while (ended < WRITERS) {
		if (access(path, F_OK) == 0)
			expect_whole();
		if (waitpid(-1, &code, WNOHANG) > 0) {
			assert_int_equal(0, code);
			ended++;
		}
	}
	expect_whole();
	assert_int_equal(-1, access(draft, F_OK));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(replaces_and_keeps_the_mode, set_up, tear_down),
		cmocka_unit_test_setup_teardown(uses_the_draft_of_a_dead_process, set_up, tear_down),
		cmocka_unit_test_setup_teardown(follows_no_link_in_the_place_of_the_draft, set_up,
		                                tear_down),
		cmocka_unit_test_setup_teardown(leaves_the_old_file_when_the_folder_is_gone, set_up,
		                                tear_down),
		cmocka_unit_test_setup_teardown(several_at_once_never_mix, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
