/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_intake.c - intake, receive and accession: lines, sums, receipts, refusals, interruptions. */
#include "cli/catalogue.h"

#include <sys/stat.h>

#define LINE_MEMBERS                                                                     \
	"path outcome item acquisition delivery sha256 bytes media_type fingerprints warnings " \
	"error"

/* in/a.jpg, in/sub/same.jpg (the same bytes), in/notes.txt, in/empty.mp4 */
static void
make_input(const char *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "mkdir -p in/sub; echo notes >in/notes.txt; : >in/empty.mp4");
	write_jpeg(folder, "in/a.jpg", "one");
	write_jpeg(folder, "in/sub/same.jpg", "one");
}

static void
answers_as_programs_are_promised(void **state)
{
	static const char *const outcomes[] = { "added", "added", "component", "known" };
	static const char *const paths[] = { "in/a.jpg", "in/empty.mp4", "in/notes.txt",
		                             "in/sub/same.jpg" };
	SCOPED(run) run = { 0 };
	SCOPED(run) sum = { 0 };

	make_input(*state);
	expect_shell(0, &run, *state, V "intake --json in");
	assert_true(line_count(&run) >= 5);
	for (size_t i = 4; i + 1 < line_count(&run); i++) { /* of the matching stage */
		SCOPED_JSON json_t *line = json_line(&run, i);

		assert_members(line, "item matches");
	}
	for (size_t i = 0; i < 4; i++) {
		SCOPED_JSON json_t *line = json_line(&run, i);

		assert_members(line, LINE_MEMBERS);
		assert_members(json_object_get(line, "fingerprints"),
		               "pdq pdq_quality vpdq_frames chromaprint_seconds");
		assert_string_equal(string_member(line, "outcome"), outcomes[i]);
		assert_string_equal(string_member(line, "path"), paths[i]);
		expect_shell(0, &sum, *state, "sha256sum <%s | cut -c1-64 | tr -d '\\n'", paths[i]);
		assert_string_equal(string_member(line, "sha256"), buffer_string(&sum.out));
		assert_true(json_is_null(json_object_get(line, "error")));
	}
	{
		SCOPED_JSON json_t *empty = json_line(&run, 1);
		SCOPED_JSON json_t *last = json_line(&run, line_count(&run) - 1);

		assert_members(json_array_get(json_object_get(empty, "warnings"), 0), "code text");
		assert_members(last, "summary");
		assert_members(json_object_get(last, "summary"),
		               "added known components failed bytes seconds");
	}
}

static void
a_second_run_writes_nothing(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(run) again = { 0 };

	make_input(*state);
	expect_shell(0, &run, *state, V "intake in >out; " V "log checkpoint");
	expect_shell(0, &again, *state, V "intake in >out; cat out >&2; " V "log checkpoint");
	assert_string_equal(buffer_string(&run.out), buffer_string(&again.out));
	assert_err(&again, "0 added, 4 known, 0 components, 0 failed");
	assert_err(&again, "Nothing was new");
}

static void
failures_are_named_and_the_rest_is_done(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *line = NULL;

	make_input(*state);
	expect_shell(3, &run, *state, "mkfifo in/b; ln -s a.jpg in/c; " V "intake in none.jpg");
	assert_out(&run, "2 added, 1 known, 1 components");
	assert_out(&run, "named pipe");
	assert_out(&run, "none.jpg");
	expect_shell(3, &run, *state, V "intake --json in/b");
	line = json_line(&run, 0);
	assert_members(line, LINE_MEMBERS);
	assert_string_equal(string_member(line, "outcome"), "failed");
	assert_true(json_is_null(json_object_get(line, "sha256")));
	assert_true(json_is_null(json_object_get(line, "bytes")));
	assert_members(json_object_get(line, "error"), "code text");
}

/* "in/a.jpg" names another file in every folder. */
static void
relative_paths_are_recorded_with_their_folder(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(run) where = { 0 };
	SCOPED_JSON json_t *item = NULL;
	SCOPED_JSON json_t *line = NULL;
	SCOPED(buffer) expected = { 0 };

	make_input(*state);
	expect_shell(0, &where, *state, "printf %%s \"$(pwd -P)\"");
	expect_shell(0, &run, *state, V "intake --json in/a.jpg ./in/notes.txt \"$(pwd -P)/in/sub\"");
	line = json_line(&run, 0);
	assert_string_equal(string_member(line, "path"), "in/a.jpg");
	expect_shell(0, &run, *state, V "show --json E-1");
	item = json_line(&run, 0);
	buffer_append_format(&expected, "%s/./in/a.jpg", buffer_string(&where.out));
	assert_string_equal(string_member(json_array_get(json_object_get(item, "acquisitions"), 0), "path"),
	                    buffer_string(&expected));
	expect_shell(0, &run, *state, V "delivery show D-1");
	assert_out(&run, buffer_string(&expected));
	expect_shell(0, &run, *state, V "delivery show D-1 --json | grep -o '\"paths\":[^]]*' | grep -o '\"text\":[^}]*'");
	buffer_clear(&expected);
	buffer_append_format(&expected, "\"text\":\"%s/./in/a.jpg\"\n\"text\":\"%s/./in/notes.txt\"\n"
	                     "\"text\":\"%s/in/sub\"\n", buffer_string(&where.out),
	                     buffer_string(&where.out), buffer_string(&where.out));
	assert_string_equal(buffer_string(&run.out), buffer_string(&expected));
	/* the manifest goes to whoever gave the files, and tells nothing of our folders */
	expect_shell(0, &run, *state, V "delivery show D-1 --manifest | tee list; sha256sum -c list");
	assert_out(&run, "  in/a.jpg\n");
	assert_out(&run, "in/a.jpg: OK\nin/notes.txt: OK\n");
}

static void
the_same_relative_path_elsewhere_is_another_acquisition(void **state)
{
	SCOPED(run) run = { 0 };

	make_input(*state);
	expect_shell(0, &run, *state, "cp -a in again; cd in; \"$VIDIMUS\" -C ../cat intake a.jpg; cd ../again; "
	             "\"$VIDIMUS\" -C ../cat intake a.jpg; cd ..; " V "stats --json");
	assert_out(&run, "\"acquisitions\":2,");
	expect_shell(0, &run, *state, "cd again; \"$VIDIMUS\" -C ../cat intake a.jpg");
	assert_out(&run, "Nothing was new");
}

/* A folder that holds one's own home, as a first user named it. */
static void
ones_own_keys_are_never_taken_in(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(run) held = { 0 };

	make_input(*state);
	expect_shell(3, &run, *state, "cp in/a.jpg home/config/beside.jpg; ln -s ../home in/way; " V
	             "intake --json home in/way/config/vidimus/keys/ana.pem");
	assert_out(&run, "\"path\":\"home/config/beside.jpg\",\"outcome\":\"added\"");
	assert_out(&run, "\"code\":\"own-keys\"");
	assert_out(&run, "'home/config/vidimus/keys' lies where your own keys or home files are, which are "
	           "never taken in; name what is evidence");
	assert_out(&run, "'home/state/vidimus' lies where");
	assert_out(&run, "'in/way/config/vidimus/keys/ana.pem' lies where");
	assert_out(&run, "\"summary\":{\"added\":1,\"known\":0,\"components\":0,\"failed\":3,");
	expect_shell(1, &held, *state, V "show home/config/vidimus/keys/ana.pem");
	expect_shell(1, &held, *state, "grep -rl 'PRIVATE KEY' cat");
}

static void
names_are_escaped_for_people_and_kept_for_programs(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *line = NULL;

	expect_shell(0, &run, *state, "printf x >\"$(printf 'in\\377\\033[31m\\nx')\" && " V
	             "intake ./in*");
	assert_out(&run, "in\\xff\\x1b[31m\\nx");
	assert_null(strchr(buffer_string(&run.out), '\033'));
	expect_shell(0, &run, *state, V "intake --json ./in*");
	line = json_line(&run, 0);
	assert_string_equal(string_member(line, "path_bytes"), "Li9pbv8bWzMxbQp4");
}

static void
a_dry_run_changes_no_byte(void **state)
{
	SCOPED(run) run = { 0 };

	make_input(*state);
	expect_shell(0, &run, *state,
	             "find cat home/state -type f -exec sha256sum {} + | sort >before; rm -r home/config; "
	             V "intake --dry-run in && find cat home/state -type f -exec sha256sum {} + | "
	             "sort | cmp - before");
	assert_out(&run, "2 added, 1 known, 1 components, 0 failed");
	assert_out(&run, "dry run");
}

static void
lists_of_paths_are_read(void **state)
{
	SCOPED(run) run = { 0 };

	make_input(*state);
	expect_shell(0, &run, *state, "find in -type f -print0 | sort -z | " V
	             "intake --files-from - -0");
	assert_out(&run, "2 added, 1 known, 1 components");
	expect_shell(0, &run, *state, "echo in/a.jpg >list; " V "intake --files-from list --json");
	assert_int_equal(line_count(&run), 2);
	expect_refusal(2, *state, "list none", V "intake --files-from none");
	expect_refusal(2, *state, "--null is about", V "intake -0 in");
	expect_refusal(2, *state, "one thing only", "echo x | " V
	               "intake --files-from - --caption -");
}

static void
wrong_words_are_refused_before_anything_is_read(void **state)
{
	SCOPED(run) run = { 0 };

	make_input(*state);
	expect_refusal(2, *state, "--files-from FILE", V "intake");
	expect_refusal(2, *state, "./-", V "intake -");
	expect_refusal(2, *state, "reading --published", V "intake --published 10.11.2020 in");
	expect_refusal(2, *state, "reading --received", V "intake --received soon in");
	expect_refusal(2, *state, "public-download", V "intake --method public-downlod in");
	expect_refusal(2, *state, "zone", V "intake --published 2020 --published-zone cet in");
	expect_refusal(2, *state, "never stands in an argument", V "intake --caption words in");
	expect_refusal(2, *state, "never stands in an argument", V "receive --place home in");
	expect_refusal(2, *state, "did you mean --channel", V "intake --chanel x in");
	expect_refusal(1, *state, "W-9", V "intake --from W-9 in");
	expect_refusal(2, *state, "is there already", ">rec; " V "intake --receipt rec in");
	expect_shell(0, &run, *state, V "list");
	assert_out(&run, "There is no item yet.");
}

static void
what_is_said_of_the_origin_is_kept(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;
	json_t *acquisition, *posting;

	make_input(*state);
	expect_shell(0, &run, *state, V "channel add --code tg-7 --visibility public --kind channel "
	             ">out; " V "person add --code sparrow >out; echo 'two lines' >cap; " V
	             "intake --from sparrow --channel tg-7 --method partner-handover --medium usb-stick "
	             "--serial 42 --published 2020-11-10 --caption @cap --received 2020-11 in/a.jpg "
	             ">out; " V "show --json E-1");
	item = json_line(&run, 0);
	acquisition = json_array_get(json_object_get(item, "acquisitions"), 0);
	posting = json_array_get(json_object_get(item, "postings"), 0);
	assert_string_equal(string_member(acquisition, "from_code"), "sparrow");
	assert_string_equal(string_member(acquisition, "medium"), "usb-stick");
	assert_string_equal(string_member(json_object_get(acquisition, "handed_over"), "edtf"),
	                    "2020-11");
	assert_string_equal(string_member(posting, "channel_code"), "tg-7");
	assert_string_equal(string_member(posting, "caption"), "two lines");
	assert_string_equal(string_member(json_object_get(posting, "published"), "zone"), "unknown");
	assert_string_equal(string_member(item, "published"), "2020-11-10");
}

static void
a_receipt_is_printed_and_saved(void **state)
{
	SCOPED(run) run = { 0 };

	make_input(*state);
	expect_shell(0, &run, *state, V "receive --receipt rec.txt in && cat rec.txt >&2");
	assert_out(&run, "vidimus delivery receipt v1");
	assert_out(&run, buffer_string(&run.err));
	expect_shell(0, &run, *state, V "delivery show D-1 --receipt | cmp - rec.txt && "
	             "grep -q \"$(" V "delivery show D-1 --manifest | sha256sum | cut -c1-64)\" "
	             "rec.txt");
}

static void
received_files_become_items_later(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *last = NULL;

	make_input(*state);
	expect_shell(0, &run, *state, V "receive in >out; " V "list");
	assert_out(&run, "There is no item yet.");
	expect_shell(0, &run, *state, V "accession D-1");
	assert_out(&run, "D-000001: 3 files are items now");
	expect_shell(0, &run, *state, V "accession --json D-1");
	last = json_line(&run, 0);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(last, "summary"), "added")),
	                 0);
	expect_shell(0, &run, *state, V "accession D-1 --all >out; " V "list --json");
	assert_int_equal(line_count(&run), 3);
	expect_refusal(1, *state, "D-000007", V "accession D-7");
	expect_refusal(2, *state, "", V "accession E-1");
	expect_refusal(2, *state, "an argument is missing", V "accession");
}

static void
everything_may_be_an_item(void **state)
{
	SCOPED(run) run = { 0 };

	make_input(*state);
	expect_shell(0, &run, *state, V "intake --all in");
	assert_out(&run, "3 added, 1 known, 0 components");
}

/*
 * Asked to stop as soon as the first line is out; the same command does the
 * rest. (A shell's background jobs ignore SIGINT, so SIGTERM asks.)
 */
static void
an_interrupted_run_goes_on(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "mkdir many; for i in $(seq 1200); do echo $i >many/$i; done");
	expect_shell(0, &run, *state,
	             "mkfifo lines; " V "intake many >lines 2>err & pid=$!; "
	             "{ read -r first; kill -TERM $pid; cat >rest; } <lines; wait $pid; echo $? >code; "
	             "cat code; cat rest err >&2");
	if (strcmp(buffer_string(&run.out), "3\n") != 0)
		fail_msg("the run was not interrupted: exit %s\n", buffer_string(&run.out));
	assert_err(&run, "Stopped: ");
	assert_null(strstr(buffer_string(&run.err), "Done: "));
	assert_err(&run, "the same command");
	expect_shell(0, &run, *state, V "delivery list");
	assert_out(&run, "open");
	expect_shell(0, &run, *state, V "intake many >out; " V "delivery list --json");
	assert_int_equal(line_count(&run), 1);
	assert_out(&run, "\"files\":1200");
	assert_out(&run, "\"state\":\"closed\"");
	expect_shell(0, &run, *state, V "audit");
}

static void
progress_goes_where_it_is_asked_for(void **state)
{
	SCOPED(run) run = { 0 };

	make_input(*state);
	expect_shell(0, &run, *state, V "intake in");
	assert_string_equal(buffer_string(&run.err), "");
	expect_shell(0, &run, *state, V "intake --progress always --verify-known in");
	assert_err(&run, "4/4");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_catalogue, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(answers_as_programs_are_promised),
		TEST(a_second_run_writes_nothing),
		TEST(failures_are_named_and_the_rest_is_done),
		TEST(relative_paths_are_recorded_with_their_folder),
		TEST(the_same_relative_path_elsewhere_is_another_acquisition),
		TEST(ones_own_keys_are_never_taken_in),
		TEST(names_are_escaped_for_people_and_kept_for_programs),
		TEST(a_dry_run_changes_no_byte),
		TEST(lists_of_paths_are_read),
		TEST(wrong_words_are_refused_before_anything_is_read),
		TEST(what_is_said_of_the_origin_is_kept),
		TEST(a_receipt_is_printed_and_saved),
		TEST(received_files_become_items_later),
		TEST(everything_may_be_an_item),
		TEST(an_interrupted_run_goes_on),
		TEST(progress_goes_where_it_is_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
