/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_item.c - exhibits without their file, and the file that comes: joined, known, or refused. */
#include "cli/catalogue.h"

#define SEVEN                                                                                    \
	"{\"title\":\"Video 7\",\"kind\":\"video\",\"wanted\":\"yes\","                             \
	"\"availability\":\"removed-by-platform\",\"described_as\":\"the man from Secret-Farm\","   \
	"\"because\":\"cited by R\"}"

static void
add_seven(void *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "echo '" SEVEN "' | " V "item add --fields - --json");
	assert_out(&run, "{\"id\":\"E-000001\"}");
	write_jpeg(folder, "a.jpg", "a");
	write_jpeg(folder, "b.jpg", "b");
}

static void
what_is_not_held_is_an_exhibit(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;
	SCOPED_JSON json_t *custody = NULL;
	json_t *noted;

	add_seven(*state);
	expect_shell(0, &run, *state, V "show E-1 --json");
	shown = json_line(&run, 0);
	noted = json_object_get(shown, "noted");
	assert_true(json_is_false(json_object_get(shown, "held")));
	assert_true(json_is_null(json_object_get(shown, "sha256")));
	assert_true(json_is_null(json_object_get(shown, "retracted")));
	assert_string_equal(string_member(shown, "title"), "Video 7");
	assert_string_equal(string_member(noted, "described_as"), "the man from Secret-Farm");
	assert_true(json_is_true(json_object_get(noted, "wanted")));
	assert_true(json_is_null(json_object_get(noted, "filled")));
	expect_shell(0, &run, *state, V "show E-1");
	assert_out(&run, "Not held");
	expect_shell(0, &run, *state, V "list held:no --json");
	assert_int_equal(line_count(&run), 1);
	expect_shell(0, &run, *state, V "list has:object --json && " V "list held:yes --json");
	assert_int_equal(line_count(&run), 0);
	expect_shell(0, &run, *state, V "custody E-1 --json");
	custody = json_line(&run, 0);
	assert_string_equal(string_member(json_array_get(json_object_get(custody, "gaps"), 0), "code"),
	                    "not-held");
	expect_shell(0, &run, *state, V "stats --json");
	assert_out(&run, "\"items_not_held\":1");
	expect_shell(0, &run, *state,
	             V "describe E-1 --graphic graphic-4 && " V "posting add E-1 --published "
	             "2020-11-22 && " V "examine --missing && " V "rebuild && " V "audit");
	expect_refusal(1, *state, "is not held", V "derive thumbnail E-1");
	expect_refusal(1, *state, "is not held", "mkdir out && " V "working-copy E-1 --out out");
}

static void
its_file_joins_it(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *line = NULL;
	SCOPED_JSON json_t *shown = NULL;

	add_seven(*state);
	expect_shell(0, &run, *state,
	             "echo 'the same burn mark' | " V "intake --as E-1 --grounds - a.jpg --json");
	line = json_line(&run, 0);
	assert_string_equal(string_member(line, "item"), "E-000001");
	assert_string_equal(string_member(line, "outcome"), "added");
	expect_shell(0, &run, *state, V "show E-1 --json");
	shown = json_line(&run, 0);
	assert_true(json_is_true(json_object_get(shown, "held")));
	assert_string_equal(string_member(shown, "media_type"), "image/jpeg");
	assert_string_equal(string_member(json_object_get(shown, "noted"), "grounds"),
	                    "the same burn mark");
	assert_int_equal(json_array_size(json_object_get(shown, "acquisitions")), 1);
	assert_int_equal(json_array_size(json_object_get(shown, "examinations")), 1);
	assert_true(json_object_size(json_object_get(shown, "fingerprints")) > 0);
	expect_shell(0, &run, *state, "cp a.jpg again.jpg && " V "intake again.jpg");
	assert_out(&run, "known      E-000001");
	expect_shell(0, &run, *state, V "intake --as E-1 again.jpg");
	assert_out(&run, "nothing was written");
	expect_shell(0, &run, *state, V "list held:no --json");
	assert_int_equal(line_count(&run), 0);
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* Nothing is taken in, and no bytes are left behind, where a file is refused. */
static void
another_file_is_refused(void **state)
{
	SCOPED(run) run = { 0 };

	add_seven(*state);
	expect_shell(0, &run, *state, V "intake --as E-1 a.jpg && " V "item add --title Eight");
	expect_refusal(5, *state, "with other bytes", V "intake --as E-1 b.jpg");
	expect_refusal(5, *state, "are exhibit E-000001 already", V "intake --as E-2 a.jpg");
	expect_shell(0, &run, *state, V "stats --json");
	assert_out(&run, "\"deliveries\":1");
	expect_shell(0, &run, *state, V "audit --json");
	assert_out(&run, "\"unreferenced\":[]");
	expect_refusal(1, *state, "E-000009", V "intake --as E-9 b.jpg");
	expect_refusal(2, *state, "expected is an item", V "intake --as D-1 b.jpg");
	expect_refusal(2, *state, "one file", V "intake --as E-2 a.jpg b.jpg");
	expect_refusal(2, *state, "is no file", "mkdir d && " V "intake --as E-2 d");
	expect_refusal(2, *state, "is no file", "mkfifo p && " V "intake --as E-2 p");
	expect_refusal(2, *state, "is no file", "ln -s b.jpg l && " V "intake --as E-2 l");
	expect_refusal(2, *state, "not named", "echo x | " V "intake --grounds - b.jpg");
}

static void
another_hash_was_told(void **state)
{
	SCOPED(run) run = { 0 };

	write_jpeg(*state, "a.jpg", "a");
	expect_shell(0, &run, *state,
	             V "item add --title T --told-object "
	             "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08");
	expect_refusal(5, *state, "another SHA-256 was told", V "intake --as E-1 a.jpg");
	expect_shell(0, &run, *state, "echo cropped | " V "intake --as E-1 --grounds - a.jpg");
	expect_shell(0, &run, *state, V "item add --title U --told-object $(sha256sum <a.jpg | cut -c1-64)");
	expect_refusal(2, *state, "no SHA-256", V "item add --title V --told-object 3fa9");
}

/* What was received before it was known what it is joins its exhibit by accession. */
static void
a_received_file_joins_it(void **state)
{
	SCOPED(run) run = { 0 };

	add_seven(*state);
	expect_shell(0, &run, *state, V "receive a.jpg b.jpg");
	expect_refusal(2, *state, "expected is an acquisition", V "accession D-1 --as E-1");
	expect_refusal(1, *state, "Q-000009", V "accession Q-9 --as E-1");
	expect_shell(0, &run, *state, V "accession Q-1 --as E-1 && " V "show E-1 --json");
	assert_out(&run, "\"held\":true");
	expect_refusal(5, *state, "of exhibit E-000001 already", V "accession Q-1 --as E-1");
	expect_refusal(5, *state, "with other bytes", V "accession Q-2 --as E-1");
	expect_shell(0, &run, *state, V "accession D-1 && " V "rebuild && " V "audit");
}

static void
wrong_notes_are_refused(void **state)
{
	expect_refusal(2, *state, "--title TEXT is missing", V "item add --kind video");
	expect_refusal(2, *state, "did you mean video?", V "item add --title T --kind vidoe");
	expect_refusal(2, *state, "never stands in an argument",
	               V "item add --title T --described-as 'Secret-Farm'");
	expect_refusal(2, *state, "yes", V "item add --title T --wanted perhaps");
	expect_refusal(2, *state, "no field", "echo '{\"title\":\"T\",\"nosuch\":\"x\"}' | " V
	               "item add --fields -");
}

/* What tells of the source is in no event, and the file's arrival neither. */
static void
protected_words_stay_out_of_events(void **state)
{
	SCOPED(run) run = { 0 };

	add_seven(*state);
	expect_shell(0, &run, *state,
	             "echo SecretGround | " V "intake --as E-1 --protected-grounds - a.jpg");
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), "Secret"));
	assert_null(strstr(buffer_string(&run.out), "Video 7"));
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_catalogue, end_folder)
	const struct CMUnitTest tests[] = {
		CASE(what_is_not_held_is_an_exhibit),
		CASE(its_file_joins_it),
		CASE(another_file_is_refused),
		CASE(another_hash_was_told),
		CASE(a_received_file_joins_it),
		CASE(wrong_notes_are_refused),
		CASE(protected_words_stay_out_of_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
