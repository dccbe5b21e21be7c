/* SPDX-License-Identifier: Apache-2.0 */
/* A recorded path leads to the file and tells which part of it was given. */
#include "support/support.h"

#include "casework/given_path.h"

#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static void
recorded(const char *folder, const char *given, const char *expected)
{
	SCOPED(buffer) path = { 0 };
	struct text back;

	given_path_append(&path, folder, text_of(given));
	assert_string_equal(buffer_string(&path), expected);
	back = given_path_of(text_of_buffer(&path));
	assert_int_equal(back.n, strlen(given));
	assert_memory_equal(back.p, given, back.n);
}

static void
the_working_folder_stands_before_relative_paths(void **state)
{
	(void)state;
	recorded("/home/ana", "photos/1.jpg", "/home/ana/./photos/1.jpg");
	recorded("/home/ana", "../1.jpg", "/home/ana/./../1.jpg");
	
	recorded("/home/ana", "", "/home/ana/./");
	recorded("/", "a", "/./a");
	recorded("/home/\xff", "\n", "/home/\xff/./\n");
}

/* What leads nowhere is left out, so that nothing but the one mark stands between the two. */
static void
here_is_left_out(void **state)
{
	static const char *const given[] = { "./a/./b", "././a/./b", ".//./a/./b", "a/./b" };

	(void)state;
	for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
		SCOPED(buffer) path = { 0 };

		given_path_append(&path, "/home/ana", text_of(given[i]));
		assert_string_equal(buffer_string(&path), "/home/ana/./a/./b");
	}
	recorded("/home/ana", ".", "/home/ana/./.");
	recorded("/home/ana", "./", "/home/ana/././");
	recorded("/home/ana", ".a", "/home/ana/./.a");
}

static void
absolute_paths_stay_and_cannot_be_mistaken(void **state)
{
	(void)state;
	recorded("/home/ana", "/media/a/1.jpg", "/media/a/1.jpg");
	recorded("/home/ana", "/media/./1.jpg", "/.//media/./1.jpg");
	recorded("/home/ana", "/./1.jpg", "/.//./1.jpg");
	recorded(NULL, "/media/./1.jpg", "/.//media/./1.jpg");
	recorded("/home/ana", "/media/.", "/media/.");
}

static void
without_a_working_folder_paths_are_as_given(void **state)
{
	(void)state;
	recorded(NULL, "photos/./1.jpg", "photos/./1.jpg");
	recorded(NULL, "", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_working_folder_stands_before_relative_paths),
		cmocka_unit_test(here_is_left_out),
		cmocka_unit_test(absolute_paths_stay_and_cannot_be_mistaken),
		cmocka_unit_test(without_a_working_folder_paths_are_as_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
