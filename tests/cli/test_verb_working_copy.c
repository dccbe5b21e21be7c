/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_working_copy.c - copies are labelled, byte-exact, logged, and never replace anything. */
#include "cli/catalogue.h"

#define NAME  "out/E-000001-WORKING-COPY.jpg"
#define LABEL "out/E-000001-WORKING-COPY.txt"

static int
begin_with_items(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	write_jpeg(*state, "witness-name.jpg", "one");
	write_jpeg(*state, "b.jpg", "two");
	expect_shell(0, &run, *state, "mkdir out && " V "intake witness-name.jpg b.jpg >o");
	return 0;
}

static void
copies_with_a_label(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "describe E-1 --graphic graphic-3 "
	             "--flags witness-identifiable --title Street >o; umask 077; " V
	             "working-copy E-1 --out out && cmp witness-name.jpg " NAME
	             " && stat -c '%%a' " NAME " " LABEL " && cat " LABEL " && ls -A out");
	assert_out(&run, NAME);
	assert_out(&run, "640\n640\n");
	assert_out(&run, "NOT THE ORIGINAL");
	assert_out(&run, "Exhibit   E-000001\n");
	assert_out(&run, "By        ana\n");
	assert_out(&run, "Picture   graphic-3\n");
	assert_null(strstr(buffer_string(&run.out), "witness"));
	assert_null(strstr(buffer_string(&run.out), "Street"));
	assert_out(&run, "E-000001-WORKING-COPY.jpg\nE-000001-WORKING-COPY.txt\n");
}

static void
is_in_the_log_with_its_folder_sealed(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *answer = NULL, *item = NULL;
	json_t *copy;

	expect_shell(0, &run, *state, V "working-copy --json E-1 --out out/");
	answer = json_line(&run, 0);
	assert_members(answer, "item path name label sha256 bytes");
	assert_string_equal(string_member(json_object_get(answer, "path"), "text"), NAME);
	expect_shell(0, &run, *state, V "custody E-1");
	assert_out(&run, "A working copy left the vault: byte-exact");
	expect_shell(0, &run, *state, V "show --json E-1");
	item = json_line(&run, 0);
	copy = json_array_get(json_object_get(item, "copies"), 0);
	assert_string_equal(string_member(copy, "label"), "E-000001-WORKING-COPY.jpg");
	assert_string_equal(string_member(copy, "sha256"), string_member(item, "sha256"));
	assert_non_null(strstr(string_member(copy, "folder"), "/out"));
	expect_shell(0, &run, *state, V "show E-1");
	assert_out(&run, "Working copies that left");
	expect_shell(0, &run, *state, V "log show | cat; " V "audit");
	assert_null(strstr(buffer_string(&run.out), "/out"));
}

static void
never_replaces(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "echo mine >" NAME "; " V "list >o");
	expect_refusal(5, *state, "nothing is replaced", V "working-copy E-1 --out out");
	expect_refusal(5, *state, "nothing is replaced", "rm " NAME "; ln -s gone " LABEL "; " V
	               "working-copy E-1 --out out");
	expect_shell(0, &run, *state, "rm " LABEL "; ls -A out");
	assert_string_equal(buffer_string(&run.out), "");
	expect_shell(3, &run, *state, V "working-copy E-1 --out out >o; " V
	             "working-copy E-1 E-2 --out out");
	assert_out(&run, "E-000002-WORKING-COPY.jpg");
}

static void
stays_outside_of_the_catalogue(void **state)
{
	expect_refusal(5, *state, "lies in the catalogue", V "working-copy E-1 --out cat");
	expect_refusal(5, *state, "lies in the catalogue", V "working-copy E-1 --out cat/derived");
	expect_refusal(5, *state, "lies in the catalogue",
	               "mkdir cat/more; ln -s cat/more way; " V "working-copy E-1 --out way");
	expect_refusal(2, *state, "cannot open the folder", V "working-copy E-1 --out nowhere");
	expect_refusal(2, *state, "cannot make a file in the folder", V "working-copy E-1 --out /proc");
	expect_refusal(2, *state, "--out", V "working-copy E-1");
	expect_refusal(1, *state, "E-000009", V "working-copy E-9 --out out");
}

static void
a_damaged_original_gives_none(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "f=$(find cat/originals -type f | sort | tail -1); "
	             "chmod u+w $f; printf X | dd of=$f bs=1 seek=12 conv=notrunc 2>/dev/null; "
	             V "list >o");
	run_shell(&run, *state, V "working-copy E-1 E-2 --out out; ls -A out | wc -l");
	assert_err(&run, "is altered");
	assert_out(&run, "\n2\n");
	run_shell(&run, *state, "rm out/*; " V "working-copy --json E-1 E-2 --out out");
	assert_int_equal(run.code, 3);
	assert_int_equal(line_count(&run), 2);
	assert_out(&run, "\"error\":");
}

static void
an_interrupted_one_leaves_nothing(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "cat b.jpg >big.jpg; truncate -s 6G big.jpg; " V
	             "intake big.jpg >o; { timeout --foreground -s INT 0.3 " V "working-copy E-3 --out out; }; "
	             "echo $?; ls -A out; " V "custody E-3 | grep -c working || true");
	assert_out(&run, "124\n0\n");
}

/* As on a stick: no file without a name, so a hidden one waits for its name, and a kill leaves only that. */
static void
works_where_files_need_names(void **state)
{
	SCOPED(run) run = { 0 };

	if (system("strace -V >/dev/null 2>&1") != 0) {
		print_message("SKIPPED: no strace is installed\n");
		skip();
	}
	expect_shell(0, &run, *state, "export ASAN_OPTIONS=detect_leaks=0; s='strace -f -qq -o trace -P '$PWD/out; "
	             "$s -e trace=openat -e inject=openat:error=EOPNOTSUPP:when=4 \"$VIDIMUS\" -C cat "
	             "working-copy E-1 --out out >o && grep -c INJECTED trace && cmp " NAME
	             " witness-name.jpg && ls -A out && rm out/* && "
	             "{ $s -e trace=openat,renameat2 -e inject=openat:error=EOPNOTSUPP:when=4 "
	             "-e inject=renameat2:signal=KILL \"$VIDIMUS\" -C cat working-copy E-1 --out out; "
	             "ls -A out | sed 's/[0-9a-f]\\{16\\}$//'; }");
	assert_string_equal(buffer_string(&run.out),
	                    "1\nE-000001-WORKING-COPY.jpg\nE-000001-WORKING-COPY.txt\n"
	                    ".vidimus-unfinished-\n");
	expect_shell(0, &run, *state, V "working-copy E-1 --out out >o && ls -A out");
	assert_string_equal(buffer_string(&run.out), "E-000001-WORKING-COPY.jpg\nE-000001-WORKING-COPY.txt\n");
}

/* As before, by a run that is still writing: another one does not take its file away. */
static void
what_is_being_written_stays(void **state)
{
	SCOPED(run) run = { 0 };

	if (system("strace -V >/dev/null 2>&1") != 0) {
		print_message("SKIPPED: no strace is installed\n");
		skip();
	}
	expect_shell(0, &run, *state, "export ASAN_OPTIONS=detect_leaks=0; strace -f -qq -o trace -P \"$PWD/out\" "
	             "-e trace=openat,renameat2 -e inject=openat:error=EOPNOTSUPP:when=4 "
	             "-e inject=renameat2:delay_enter=3000000:when=1 \"$VIDIMUS\" -C cat working-copy E-1 --out out >first & "
	             "first=$!; until ls -A out | grep -q unfinished; do kill -0 $first && sleep 0.05; done; "
	             V "working-copy E-2 --out out >o || exit 9; wait $first && ls -A out");
	assert_string_equal(buffer_string(&run.out), "E-000001-WORKING-COPY.jpg\nE-000001-WORKING-COPY.txt\n"
	                    "E-000002-WORKING-COPY.jpg\nE-000002-WORKING-COPY.txt\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_with_items, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(copies_with_a_label),
		TEST(is_in_the_log_with_its_folder_sealed),
		TEST(never_replaces),
		TEST(stays_outside_of_the_catalogue),
		TEST(a_damaged_original_gives_none),
		TEST(an_interrupted_one_leaves_nothing),
		TEST(works_where_files_need_names),
		TEST(what_is_being_written_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
