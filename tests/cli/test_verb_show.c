/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_show.c - list, show and delivery: what is there, and whether a file is held. */
#include "cli/catalogue.h"

static int
begin_with_items(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	write_jpeg(*state, "a.jpg", "one");
	write_jpeg(*state, "b.jpg", "two");
	write_jpeg(*state, "outside.jpg", "three");
	expect_shell(0, &run, *state, "printf '%%%%PDF-1.7' >c.pdf; echo x >note.txt; " V
	             "channel add --code tg-7 >out; echo 'cruel words' >cap; " V
	             "intake --channel tg-7 --published 2020-11-10 --caption @cap "
	             "a.jpg b.jpg c.pdf note.txt >out");
	return 0;
}

static void
lists_as_programs_are_promised(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;

	expect_shell(0, &run, *state, V "list --json");
	assert_int_equal(line_count(&run), 3);
	item = json_line(&run, 0);
	assert_members(item, "id sha256 media_type status verified_as sensitivity title received "
	                     "published held retracted");
	assert_string_equal(string_member(item, "id"), "E-000001");
	assert_string_equal(string_member(item, "status"), "unverified");
	assert_string_equal(string_member(item, "published"), "2020-11-10");
	assert_true(json_is_null(json_object_get(item, "title")));
	assert_string_equal(json_string_value(json_array_get(json_object_get(item, "sensitivity"), 0)),
	                    "unassessed");
}

static void
lists_by_filters(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "list");
	assert_out(&run, "ID        RECEIVED");
	assert_out(&run, "E-000003");
	expect_shell(0, &run, *state, V "list type:image --json");
	assert_int_equal(line_count(&run), 2);
	expect_shell(0, &run, *state, V "list E-2..E-9 type:image --json");
	assert_int_equal(line_count(&run), 1);
	expect_shell(0, &run, *state, V "list title:nothing");
	assert_string_equal(buffer_string(&run.out), "No item matches.\n");
	expect_shell(0, &run, *state, V "list title:nothing --json");
	assert_string_equal(buffer_string(&run.out), "");
	expect_shell(0, &run, *state, "{ sleep 1; " V "list --json; echo $? >code; } | true; cat code");
	assert_string_equal(buffer_string(&run.out), "3\n");
	assert_string_equal(buffer_string(&run.err), "");
	expect_refusal(3, *state, "No space left", V "list >/dev/full");
	expect_refusal(2, *state, "type", V "list tpye:image");
	expect_refusal(2, *state, "graphic", V "list graphic:9");
}

static void
shows_sensitivity_before_anything_else(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "show E-1");
	assert_true(text_begins(text_of_buffer(&run.out), "unassessed: treat it as graphic\n"));
	assert_null(strstr(buffer_string(&run.out), "cruel words"));
	assert_out(&run, "--captions shows it");
	assert_out(&run, "From           unknown");
	expect_shell(0, &run, *state, V "show E-1 --captions");
	assert_out(&run, "cruel words");
	expect_shell(0, &run, *state, V "describe E-1 --graphic not-sensitive --sound no-sound "
	             "--title 'A street' >out; " V "show E-1");
	assert_true(text_begins(text_of_buffer(&run.out), "not-sensitive, no-sound\n"));
	assert_out(&run, "cruel words");
	expect_shell(0, &run, *state, V "describe E-1 --graphic graphic-4 >out; " V "show E-1");
	assert_true(text_begins(text_of_buffer(&run.out), "graphic-4, no-sound: treat it as graphic\n"));
	assert_null(strstr(buffer_string(&run.out), "cruel words"));
}

static void
shows_as_programs_are_promised(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;

	expect_shell(0, &run, *state, V "show --json E-1");
	assert_int_equal(line_count(&run), 1);
	item = json_line(&run, 0);
	assert_has_members(item, "id uuid sha256 bytes media_type status verified_as defects "
	                         "sensitivity title summary acquisitions postings claims metadata "
	                         "fingerprints footage depicts cited_by findings matches custody");
	assert_has_members(json_array_get(json_object_get(item, "custody"), 0),
	                   "seq time actor type summary");
}

static void
finds_by_id_hash_uuid_and_file(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "for word in E-1 e1 E-000001 a.jpg ./a.jpg "
	             "$(sha256sum <a.jpg | cut -c1-64) "
	             "$(" V "show --json E-1 | sed 's/.*\"id\":\"E-000001\",\"uuid\":\"\\([^\"]*\\).*/\\1/'); do "
	             V "show --json $word | cut -c1-16; done | sort -u");
	assert_string_equal(buffer_string(&run.out), "{\"id\":\"E-000001\"\n");
	expect_shell(0, &run, *state, V "show note.txt");
	assert_out(&run, "Held        yes");
	expect_shell(0, &run, *state, V "show --json E-1..E-3");
	assert_int_equal(line_count(&run), 3);
	expect_shell(0, &run, *state, "printf 'E-1\\n\\nE-2\\n' | " V "show --json -");
	assert_int_equal(line_count(&run), 2);
}

static void
says_what_is_not_held(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *answer = NULL;

	expect_refusal(1, *state, "outside.jpg is not held", V "show outside.jpg");
	expect_shell(1, &run, *state, V "show --json outside.jpg");
	answer = json_line(&run, 0);
	assert_true(json_is_false(json_object_get(answer, "held")));
	expect_refusal(1, *state, "E-000009", V "show E-9");
	expect_refusal(1, *state, "no file of that name", V "show nothing");
	expect_refusal(1, *state, "not held", V "show %064d", 0);
	expect_refusal(2, *state, "is no file", V "show /dev/zero");
	expect_refusal(2, *state, "is no file", V "show ./home");
	expect_refusal(2, *state, "an argument is missing", V "show");
}

static void
one_that_fails_does_not_stop_the_others(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *failed = NULL;

	expect_shell(3, &run, *state, V "show --json E-1 E-9 E-2");
	assert_int_equal(line_count(&run), 3);
	assert_err(&run, "E-000009");
	failed = json_line(&run, 2);
	assert_members(failed, "id error");
	expect_shell(1, &run, *state, V "show E-8 E-9");
	assert_err(&run, "E-000008");
	assert_err(&run, "E-000009");
}

static void
deliveries_are_listed_and_shown(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "delivery");
	assert_out(&run, "D-000001");
	assert_out(&run, "closed");
	expect_shell(0, &run, *state, V "delivery show D-1");
	assert_out(&run, "Components     1");
	assert_out(&run, "From           unknown");
	expect_shell(0, &run, *state, V "delivery show D-1 --files");
	assert_out(&run, "note.txt");
	expect_shell(0, &run, *state, V "delivery show D-1 --files --json");
	assert_int_equal(line_count(&run), 4);
	expect_shell(0, &run, *state, V "delivery show D-1 --manifest >m && sha256sum -c m");
	assert_out(&run, "note.txt: OK");
	expect_refusal(2, *state, "give one of", V "delivery show D-1 --files --manifest");
	expect_refusal(1, *state, "D-000005", V "delivery show D-5");
}

/* A hundred gigabytes take minutes to hash; who changes his mind does not wait for them. */
static void
hashing_a_huge_file_ends_when_asked(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "truncate -s 100G huge.mp4");
	expect_shell(130, &run, *state,
	             "timeout --foreground --preserve-status -k 60 -s INT 4 \"$VIDIMUS\" -C cat show huge.mp4");
	assert_err(&run, "stopped");
	expect_shell(143, &run, *state,
	             "timeout --foreground --preserve-status -k 60 -s TERM 4 \"$VIDIMUS\" -C cat show --json huge.mp4");
	assert_out(&run, "\"code\":\"interrupted\"");
	expect_shell(0, &run, *state, "rm huge.mp4; ls -A cat/staging home/state");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_with_items, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lists_as_programs_are_promised),
		TEST(lists_by_filters),
		TEST(shows_sensitivity_before_anything_else),
		TEST(shows_as_programs_are_promised),
		TEST(finds_by_id_hash_uuid_and_file),
		TEST(says_what_is_not_held),
		TEST(one_that_fails_does_not_stop_the_others),
		TEST(deliveries_are_listed_and_shown),
		TEST(hashing_a_huge_file_ends_when_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
