/* SPDX-License-Identifier: Apache-2.0 */
/* test_interruption.c - a run that is stopped keeps what it reported, and goes on as if it had not been. */
#include "intake/fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILES 800

/* What two runs must agree on: everything but ids, times and who came first in the log. */
static const char *const agreed[] = {
	("SELECT a.number, a.path, a.object, a.bytes, a.media_type, a.kind, a.known, a.name,"
	 " a.warnings, i.number FROM p_acquisitions a LEFT JOIN p_items i ON i.uuid = a.item"
	 " ORDER BY a.number"),
	"SELECT sha256, bytes, media_type, digests FROM p_objects ORDER BY sha256",
	"SELECT number, object, bytes, media_type, warnings FROM p_items ORDER BY number",
	"SELECT path, code FROM p_failures ORDER BY path",
	"SELECT number, mode, files, bytes, already_had, failed FROM p_deliveries ORDER BY number",
};
#define AGREED (sizeof agreed / sizeof *agreed)

static void
make_sources(void)
{
	char path[64];

	for (unsigned i = 0; i < FILES; i++) {
		snprintf(path, sizeof path, "source/%03u.jpg", i);
		make_picture(path, i / 2, 1000 + i / 2); /* each twice */
		if (i % 50 == 7) {
			snprintf(path, sizeof path, "source/%03u.link", i);
			assert_int_equal(symlink("nowhere", path), 0);
		}
		if (i % 50 == 9) {
			snprintf(path, sizeof path, "source/%03u.txt", i);
			write_file(path, path, strlen(path));
		}
	}
}

static void
agree(struct fixture *clean, struct fixture *stopped)
{
	for (size_t i = 0; i < AGREED; i++) {
		char *expected = query(clean, agreed[i]);
		char *got = query(stopped, agreed[i]);

		assert_string_equal(expected, got);
		free(expected);
		free(got);
	}
}

/* Everything reported is in the log. */
static void
expect_reported(struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->line_count; i++) {
		const struct kept_line *line = &fixture->lines[i];
		char sql[300], hex[DIGEST_TEXT_SIZE];

		if (line->outcome == INTAKE_FAILED)
			continue;
		digest_write(hex, &line->digest);
		snprintf(sql, sizeof sql,
		         "SELECT count(*) FROM p_acquisitions WHERE number = %lld AND object = '%s'"
		         " AND path = '%s'",
		         (long long)line->acquisition, hex, line->path);
		assert_int_equal(query_number(fixture, sql), 1);
	}
}

static void
stopped_after_any_line_it_ends_like_a_clean_run(void **state)
{
	static const size_t points[] = { 1, 60, 129, 400 };
	struct fixture clean, stopped;

	(void)state;
	fixture_begin(&clean);
	make_sources();
	fixture_intake(&clean);
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		fixture_begin(&stopped);
		make_sources();
		stopped.stop_after = points[i];
		fixture_intake(&stopped);
		assert_true(stopped.summary.interrupted);
		assert_true(stopped.line_count >= points[i]);
		assert_true(stopped.line_count < clean.line_count);
		assert_int_equal(stopped.summary.receipt.n, 0);
		expect_reported(&stopped);
		assert_int_equal(query_number(&stopped, "SELECT count(*) FROM p_deliveries WHERE closed IS NULL"), 1);
		stopped.stop_after = 0;
		fixture_intake(&stopped);
		assert_false(stopped.summary.interrupted);
		assert_true(stopped.summary.receipt.n > 0);
		agree(&clean, &stopped);
		expect_sound_log(&stopped);
		expect_sound_vault(&stopped);
		fixture_end(&stopped);
	}
	fixture_end(&clean);
}

static void
stopped_again_and_again_it_still_comes_to_its_end(void **state)
{
	struct fixture clean, stopped;
	size_t runs = 0;

	(void)state;
	fixture_begin(&clean);
	make_sources();
	fixture_intake(&clean);
	fixture_begin(&stopped);
	make_sources();
	do {
		stopped.stop_after = runs * 200 + 1;
		fixture_intake(&stopped);
		assert_true(++runs < 20);
	} while (stopped.summary.interrupted);
	assert_true(runs > 2);
	agree(&clean, &stopped);
	fixture_end(&stopped);
	fixture_end(&clean);
}

/* All that is left is the closing. */
static void
stopped_at_its_last_line_it_is_whole(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	make_picture("source/a.jpg", 1, 5000);
	make_picture("source/b.jpg", 2, 5000);
	fixture.stop_after = 2;
	fixture_intake(&fixture);
	assert_false(fixture.summary.interrupted);
	assert_true(fixture.summary.receipt.n > 0);
	fixture_end(&fixture);
}

static void
stop_while_reading(struct fixture *fixture, const struct intake_progress *progress)
{
	if (progress->bytes_done > 0 && progress->files_done == 0)
		atomic_store(&fixture->stop, true);
}

static void
a_large_file_is_given_up_at_once(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	write_file("source/large.mp4", "", 0);
	assert_int_equal(truncate("source/large.mp4", (off_t)64 << 30), 0);
	fixture.on_progress = stop_while_reading;
	fixture_intake(&fixture);
	assert_true(fixture.summary.interrupted);
	assert_int_equal(fixture.line_count, 0);
	assert_true(fixture.summary.seconds < 5);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_deliveries"), 0);
	expect_sound_vault(&fixture);
	fixture_end(&fixture);
}

static void
a_stop_before_the_beginning_does_nothing(void **state)
{
	static const char *const source[] = { "source" };
	struct fixture fixture;
	atomic_bool stop = true;
	struct intake_options options = { .paths = source, .path_count = 1, .list = -1 };
	struct error err;

	(void)state;
	fixture_begin(&fixture);
	make_sources();
	options.callbacks.stop = &stop;
	fixture_open(&fixture);
	assert_ok(intake_run(fixture.catalogue, &options, &fixture.summary, &err), &err);
	assert_true(fixture.summary.interrupted);
	fixture_close(&fixture);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_acquisitions"), 0);
	fixture_end(&fixture);
}

static void
die(struct fixture *fixture, const struct intake_line *line)
{
	(void)line;
	if (fixture->line_count == 150)
		raise(SIGKILL);
}

static void
killed_it_goes_on_like_a_clean_run(void **state)
{
	struct fixture clean, killed;
	struct run run = { 0 };
	pid_t child;
	int status;

	(void)state;
	fixture_begin(&clean);
	make_sources();
	fixture_intake(&clean);
	fixture_begin(&killed);
	make_sources();
	child = fork();
	if (child == 0) {
		killed.on_line = die;
		fixture_intake(&killed);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	fixture_intake(&killed);
	agree(&clean, &killed);
	expect_sound_log(&killed);
	expect_shell(0, &run, killed.folder, "rm -f catalogue/staging/*"); /* tidy's work, where there is no O_TMPFILE */
	expect_sound_vault(&killed);
	run_end(&run);
	fixture_end(&killed);
	fixture_end(&clean);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stopped_after_any_line_it_ends_like_a_clean_run),
		cmocka_unit_test(stopped_again_and_again_it_still_comes_to_its_end),
		cmocka_unit_test(stopped_at_its_last_line_it_is_whole),
		cmocka_unit_test(a_large_file_is_given_up_at_once),
		cmocka_unit_test(a_stop_before_the_beginning_does_nothing),
		cmocka_unit_test(killed_it_goes_on_like_a_clean_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
