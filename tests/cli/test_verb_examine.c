/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_examine.c - items examined again, and what the program does where parsers cannot be locked in. */
#include "cli/catalogue.h"

#include <unistd.h>

static void
items_are_examined_again(void **state)
{
	SCOPED_JSON json_t *line = NULL, *summary = NULL;
	SCOPED(run) run = { 0 };

	write_jpeg(*state, "a.jpg", "one");
	write_jpeg(*state, "b.jpg", "two");
	expect_shell(0, &run, *state, V "intake a.jpg b.jpg && " V "examine --missing");
	assert_out(&run, "Nothing is left to examine.");
	expect_shell(0, &run, *state, V "examine --json E-2 E-1");
	assert_true(line_count(&run) >= 3); /* those of the matching stage before the last */
	line = json_line(&run, 0);
	assert_members(line, "item sha256 outcome media_type fingerprints warnings error");
	assert_string_equal(string_member(line, "item"), "E-000002");
	assert_string_equal(string_member(line, "outcome"), "complete");
	summary = json_line(&run, line_count(&run) - 1);
	assert_members(json_object_get(summary, "summary"),
	               "examined unfinished failed seconds interrupted");
	expect_shell(0, &run, *state, V "examine E-1..E-2 && " V "audit --json");
	assert_out(&run, "Done: 2 examined, 0 failed");
	expect_refusal(2, *state, "name the items", V "examine");
	expect_refusal(2, *state, "name the items", V "examine E-1 --again");
	expect_refusal(1, *state, "E-000009", V "examine E-9");
}

static void
what_this_program_examined_is_not_examined_again(void **state)
{
	SCOPED(run) run = { 0 };

	write_jpeg(*state, "a.jpg", "one");
	expect_shell(0, &run, *state, V "intake a.jpg && " V "examine --again");
	assert_out(&run, "Nothing is left to examine.");
}

static void
without_landlock_nothing_is_parsed(void **state)
{
	SCOPED(run) run = { 0 };

	write_jpeg(*state, "a.jpg", "one");
	expect_refusal(5, *state, "no Landlock", WITHOUT_LANDLOCK V "intake a.jpg");
	expect_shell(0, &run, *state, V "list");
	assert_null(strstr(buffer_string(&run.out), "E-000001"));
	expect_shell(0, &run, *state, V "receive a.jpg");
	expect_refusal(5, *state, "no Landlock", WITHOUT_LANDLOCK V "accession D-1");
	expect_shell(0, &run, *state, V "accession D-1");
	expect_refusal(5, *state, "no Landlock", WITHOUT_LANDLOCK V "examine E-1");
}

static void
parsing_without_a_sandbox_is_recorded(void **state)
{
	SCOPED(run) run = { 0 };

	write_jpeg(*state, "a.jpg", "one");
	expect_shell(0, &run, *state, WITHOUT_LANDLOCK V "intake --allow-unsandboxed a.jpg && " V
	                              "delivery show D-1 --json");
	assert_out(&run, "\"no-sandbox\"");
	assert_out(&run, "\"forced-option\"");
	expect_shell(0, &run, *state, V "log show --subject E-1 --values --json");
	assert_out(&run, "\"sandboxed\":false");
	write_jpeg(*state, "b.jpg", "two");
	/* said, but not needed */
	expect_shell(0, &run, *state, V "intake --allow-unsandboxed b.jpg && " V
	                              "delivery show D-2 --json");
	assert_out(&run, "\"forced-option\"");
	assert_null(strstr(buffer_string(&run.out), "\"no-sandbox\""));
}

/* The program beside parsers that attack; a Ctrl-C does not wait for one that hangs. */
static void
an_interruption_is_answered_soon(void **state)
{
	SCOPED(run) run = { 0 };
	char path[4096];

	snprintf(path, sizeof path, "%s/hang.png", (const char *)*state);
	write_file(path, "\x89PNG\r\n\x1a\nhang", 12);
	expect_shell(0, &run, *state, "mkdir bin && cp \"$VIDIMUS\" %s/vidimus-worker-* bin/",
	             VIDIMUS_HOSTILE);
	run_shell(&run, *state,
	          "bin/vidimus -C cat intake --json hang.png & p=$!; sleep 2; kill -TERM $p; wait $p");
	assert_int_equal(run.code, 3);
	assert_out(&run, "\"outcome\":\"added\"");
	assert_out(&run, "\"unexamined\":1");
	assert_non_null(strstr(buffer_string(&run.err), "vidimus examine --missing"));
	expect_shell(0, &run, *state, V "examine --missing --json");
	assert_out(&run, "\"examined\":1");
}

/* The main program holds no decoder, the workers no database. */
static void
programs_are_linked_to_what_they_need(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "readelf -d \"$VIDIMUS\" | grep NEEDED");
	expect_shell(1, &run, *state,
	             "ldd \"$VIDIMUS\" | grep -E 'exif|exempi|heif|libav|swscale|swresample|jpeg|png|"
	             "webp|tiff|chromaprint|archive|cairo|pango|librsvg'");
	expect_shell(1, &run, *state,
	             "for w in %s/vidimus-worker-image %s/vidimus-worker-av; do readelf -d $w; done |"
	             " grep -E 'NEEDED.*(sqlite|libcrypto|libssl)'",
	             VIDIMUS_WORKERS, VIDIMUS_WORKERS);
	expect_shell(0, &run, *state,
	             "for w in %s/vidimus-worker-image %s/vidimus-worker-av; do readelf -d $w |"
	             " grep -q 'NEEDED.*seccomp' || exit 1; done",
	             VIDIMUS_WORKERS, VIDIMUS_WORKERS);
}

static void
a_worker_does_nothing_by_itself(void **state)
{
	expect_refusal(2, *state, "is started by vidimus", "%s/vidimus-worker-image", VIDIMUS_WORKERS);
	expect_refusal(2, *state, "is started by vidimus", "%s/vidimus-worker-av x", VIDIMUS_WORKERS);
}

/* What altered bytes say must not be recorded as what the received ones say. */
static void
altered_bytes_are_not_examined(void **state)
{
	SCOPED(run) run = { 0 };

	write_jpeg(*state, "a.jpg", "one");
	expect_shell(3, &run, *state, V "intake a.jpg >o; for held in $(find cat/originals -type f); do "
	             "chmod u+w \"$held\"; printf X | dd of=\"$held\" bs=1 seek=16 conv=notrunc 2>o; done; " V
	             "log show --json >before; " V "examine --json E-1");
	assert_out(&run, "\"altered\"");
	expect_shell(0, &run, *state, V "log show --json | cmp - before");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(items_are_examined_again, begin_catalogue, end_folder),
		cmocka_unit_test_setup_teardown(what_this_program_examined_is_not_examined_again,
		                                begin_catalogue, end_folder),
		cmocka_unit_test_setup_teardown(altered_bytes_are_not_examined, begin_catalogue,
		                                end_folder),
		cmocka_unit_test_setup_teardown(without_landlock_nothing_is_parsed, begin_catalogue,
		                                end_folder),
		cmocka_unit_test_setup_teardown(parsing_without_a_sandbox_is_recorded, begin_catalogue,
		                                end_folder),
		cmocka_unit_test_setup_teardown(an_interruption_is_answered_soon, begin_catalogue,
		                                end_folder),
		cmocka_unit_test_setup_teardown(programs_are_linked_to_what_they_need, begin_folder,
		                                end_folder),
		cmocka_unit_test_setup_teardown(a_worker_does_nothing_by_itself, begin_folder, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
