/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_hash_list.c - others' lists against what is held, and lists that tell no more than hashes. */
#include "cli/catalogue.h"

static int
begin_with_items(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	write_jpeg(*state, "witness-name.jpg", "one");
	write_jpeg(*state, "b.jpg", "two");
	write_jpeg(*state, "c.jpg", "three");
	expect_shell(0, &run, *state, V "intake witness-name.jpg b.jpg c.jpg >o");
	return 0;
}

static void
says_what_stands_in_a_list_once(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *hit = NULL, *last = NULL, *item = NULL;
	json_t *end;

	expect_shell(0, &run, *state, "sha256sum b.jpg | tr a-f A-F >l; " V
	             "hash-list check --dry-run --json --kind sha256 l --name 'Büro Ost' --key nobody");
	hit = json_line(&run, 0);
	assert_members(hit, "item kind list_name list entry distance transform recorded");
	assert_true(json_is_null(json_object_get(hit, "recorded")));
	expect_shell(0, &run, *state, V "hash-list check l --name 'Büro Ost' >o; " V
	             "hash-list check --json l --name 'Büro Ost'");
	json_decref(hit);
	hit = json_line(&run, 0);
	last = json_line(&run, 1);
	end = json_object_get(last, "summary");
	assert_string_equal(string_member(hit, "item"), "E-000002");
	assert_string_equal(string_member(hit, "recorded"), "known");
	assert_members(end, "kind list_name list entries weak hits added unknown");
	expect_shell(0, &run, *state, V "show --json E-2");
	item = json_line(&run, 0);
	assert_int_equal(json_array_size(json_object_get(item, "listed")), 1);
	expect_shell(0, &run, *state, V "custody E-2; " V "list 'listed:büro'; " V "audit");
	assert_out(&run, "Found in a list of hashes: Büro Ost");
	assert_out(&run, "E-000002");
}

static void
md5_is_kept_or_made(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(3, *state, "--read-originals", "md5sum c.jpg >l; " V
	               "hash-list check l --name Md >o");
	expect_shell(0, &run, *state, V "hash-list check --read-originals l --name Md");
	assert_out(&run, "E-000003");
	assert_out(&run, "1 item stands in it, 1 now recorded");
}

static void
refuses_what_is_no_list(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(2, *state, "line 2", "md5sum c.jpg >l; echo nonsense >>l; " V
	               "hash-list check l --name X");
	expect_refusal(2, *state, "--kind", "sha256sum b.jpg | cut -c1-64 >l; " V
	               "hash-list check l --name X");
	expect_refusal(2, *state, "the file is empty; a list has one hash a line", ": >l; " V "hash-list check l --name X");
	expect_refusal(2, *state, "line 1", V "hash-list check b.jpg --name X");
	expect_refusal(2, *state, "no regular file", V "hash-list check . --name X");
	expect_refusal(2, *state, "no regular file", "mkfifo p; " V "hash-list check p --name X");
	expect_refusal(2, *state, "cannot open", V "hash-list check gone --name X");
	expect_refusal(2, *state, "UTF-8", V "hash-list check l --name ''");
	expect_shell(0, &run, *state, V "list listed:X; " V "audit >o");
	assert_out(&run, "No item matches");
}

static void
makes_a_list_of_hashes_alone(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "umask 0; " V "hash-list make E-1..E-3 --kind sha256 --output l "
	             "--to Partner >o; stat -c '%%a' l; sha256sum witness-name.jpg b.jpg c.jpg |"
	             " cut -c1-64 | sort | cmp - l && echo equal");
	assert_out(&run, "600\nequal\n");
	expect_shell(0, &run, *state, V "hash-list make E-2 --kind md5 --read-originals --output m "
	             "--to Partner >o; md5sum b.jpg | cut -c1-32 | cmp - m; " V
	             "log show --json | grep -c list.made; " V
	             "hash-list check --dry-run --kind sha256 l --name Ours; " V "audit >o");
	assert_out(&run, "2\n");
	assert_out(&run, "3 items stand in it");
	/* what the log shows openly says neither for whom nor where */
	expect_shell(1, &run, *state, V "log show --json | grep list.made | grep -e Partner -e witness");
	expect_refusal(5, *state, "nothing is replaced", V
	               "hash-list make E-1 --kind sha256 --output l --to Partner");
	expect_refusal(5, *state, "outside of it", V
	               "hash-list make E-1 --kind sha256 --output cat/l --to Partner");
	expect_refusal(1, *state, "there is no list", V
	               "hash-list make E-1 --kind pdq --output p --to Partner");
	expect_refusal(2, *state, "to", V "hash-list make E-1 --kind sha256 --output p");
	expect_shell(1, &run, *state, "test -e p -o -e cat/l");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(says_what_stands_in_a_list_once, begin_with_items,
		                                end_folder),
		cmocka_unit_test_setup_teardown(md5_is_kept_or_made, begin_with_items, end_folder),
		cmocka_unit_test_setup_teardown(refuses_what_is_no_list, begin_with_items, end_folder),
		cmocka_unit_test_setup_teardown(makes_a_list_of_hashes_alone, begin_with_items,
		                                end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
