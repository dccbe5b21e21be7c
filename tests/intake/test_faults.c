/* SPDX-License-Identifier: Apache-2.0 */
/* test_faults.c - what goes wrong with one file fails that file, in words, and the run goes on. */
#include "intake/fixture.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void
expect_failed(const struct fixture *fixture, const char *path, const char *code)
{
	const struct kept_line *line = fixture_line(fixture, path);

	assert_int_equal(line->outcome, INTAKE_FAILED);
	assert_string_equal(line->code, code);
	assert_non_null(strstr(line->words, strrchr(path, '/') ? strrchr(path, '/') + 1 : path));
	assert_null(strchr(line->words, '\n'));
}

static void
make_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int file = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	assert_int_equal(bind(file, (struct sockaddr *)&address, sizeof address), 0);
	close(file);
}

static void
what_is_no_regular_file_is_named_and_left_out(void **state)
{
	struct fixture fixture;
	struct run run = { 0 };

	(void)state;
	fixture_begin(&fixture);
	make_picture("source/good.jpg", 1, 5000);
	make_picture("source/later.jpg", 2, 5000);
	expect_shell(0, &run, fixture.folder,
	             "cd source && mkfifo fifo && ln -s good.jpg link && ln -s loop loop && ln -s . dots");
	make_socket("source/socket");
	fixture_intake(&fixture);
	expect_failed(&fixture, "source/fifo", "fifo");
	expect_failed(&fixture, "source/link", "symbolic-link");
	expect_failed(&fixture, "source/loop", "symbolic-link");
	expect_failed(&fixture, "source/dots", "symbolic-link");
	expect_failed(&fixture, "source/socket", "socket");
	assert_int_equal(fixture.summary.added, 2);
	assert_int_equal(fixture.summary.failed, 5);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_failures"), 5);
	assert_int_equal(query_number(&fixture, "SELECT failed FROM p_deliveries"), 5);
	expect_sound_log(&fixture);
	run_end(&run);
	fixture_end(&fixture);
}

static void
failures_alone_write_nothing(void **state)
{
	struct fixture fixture;
	char *before;

	(void)state;
	fixture_begin(&fixture);
	assert_int_equal(symlink("x", "source/link"), 0);
	before = catalogue_bytes(&fixture);
	fixture_run(&fixture, (struct intake_options){ .path_count = 2, .list = -1,
	                                               .paths = (const char *const[]){ "source", "gone" } });
	assert_int_equal(fixture.summary.failed, 2);
	expect_failed(&fixture, "gone", "not-found");
	expect_same_bytes(&fixture, before);
	fixture_end(&fixture);
}

static void
more_failures_than_are_kept_begin_a_delivery(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	for (unsigned i = 0; i < 10050; i++) {
		char path[64];

		snprintf(path, sizeof path, "source/link%05u", i);
		assert_int_equal(symlink("x", path), 0);
	}
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.failed, 10050);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_failures"), 10050);
	assert_int_equal(query_number(&fixture, "SELECT failed FROM p_deliveries"), 10050);
	expect_sound_log(&fixture);
	fixture_end(&fixture);
}

static void
the_catalogue_itself_is_not_taken_in(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	make_picture("source/a.jpg", 1, 5000);
	fixture_intake(&fixture);
	fixture_run(&fixture, (struct intake_options){ .path_count = 2, .list = -1,
	                                               .paths = (const char *const[]){ "catalogue/originals",
	                                                                               "catalogue/catalog.db" } });
	assert_int_equal(fixture.summary.failed, 2);
	expect_failed(&fixture, "catalogue/catalog.db", "inside-catalogue");
	fixture_end(&fixture);
}

static void
remove_the_last(struct fixture *fixture, const struct intake_line *line)
{
	(void)line;
	if (fixture->line_count == 1)
		assert_int_equal(unlink("source/999.jpg"), 0);
}

static void
a_file_that_vanishes_is_failed(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	for (unsigned i = 0; i < 1000; i++) {
		char path[64];

		snprintf(path, sizeof path, "source/%03u.jpg", i);
		make_picture(path, i, 500 + i);
	}
	fixture.on_line = remove_the_last;
	fixture_intake(&fixture);
	expect_failed(&fixture, "source/999.jpg", "not-found");
	assert_int_equal(fixture.summary.added, 999);
	expect_sound_vault(&fixture);
	fixture_end(&fixture);
}

static void
shrink_large(struct fixture *fixture, const struct intake_progress *progress)
{
	(void)fixture;
	if (progress->bytes_done > 0)
		assert_int_equal(truncate("source/large.mp4", 1000), 0);
}

static void
touch_large(struct fixture *fixture, const struct intake_progress *progress)
{
	int file = open("source/large.mp4", O_WRONLY);

	(void)fixture;
	if (progress->bytes_done > 0)
		assert_int_equal(pwrite(file, "x", 1, 5), 1);
	close(file);
}

static void
a_file_that_changes_or_shrinks_while_it_is_read_is_failed(void **state)
{
	static void (*const changes[])(struct fixture *, const struct intake_progress *) = { shrink_large,
		                                                                               touch_large };
	struct fixture fixture;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		fixture_begin(&fixture);
		write_file("source/large.mp4", "", 0);
		assert_int_equal(truncate("source/large.mp4", (off_t)2 << 30), 0);
		make_picture("source/other.jpg", 1, 5000);
		fixture.on_progress = changes[i];
		fixture_intake(&fixture);
		expect_failed(&fixture, "source/large.mp4", "changed");
		assert_int_equal(fixture.summary.added, 1);
		expect_sound_vault(&fixture);
		fixture_end(&fixture);
	}
}

/* Root may read everything; 65534 is nobody. */
static int
run_with_a_secret_file(void)
{
	struct fixture fixture;
	const struct kept_line *line;

	if (geteuid() == 0 && (setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0))
		return 2;
	fixture_begin(&fixture);
	make_picture("source/good.jpg", 1, 5000);
	make_picture("source/secret.jpg", 2, 5000);
	if (mkdir("source/shut", 0) != 0 || chmod("source/secret.jpg", 0) != 0)
		return 3;
	fixture_intake(&fixture);
	line = fixture_line(&fixture, "source/secret.jpg");
	if (fixture.summary.added != 1 || fixture.summary.failed != 2 ||
	    strcmp(line->code, "no-permission") != 0 || strstr(line->words, "secret.jpg") == NULL ||
	    strcmp(fixture_line(&fixture, "source/shut")->code, "no-permission") != 0)
		return 4;
	fixture_end(&fixture);
	return 0;
}

static void
what_may_not_be_read_is_failed(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0)
		_exit(run_with_a_secret_file());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* No file may be longer than 8 MiB: its copy fails as on a full disk, the small ones do not. */
static void
a_copy_that_cannot_be_written_fails_alone(void **state)
{
	struct fixture fixture;
	struct rlimit before, limit;

	(void)state;
	fixture_begin(&fixture);
	make_picture("source/1.jpg", 1, 5000);
	make_picture("source/2.jpg", 2, (size_t)12 << 20);
	make_picture("source/3.jpg", 3, 6000);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = (rlim_t)8 << 20;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	fixture_intake(&fixture);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(fixture.summary.added, 2);
	assert_int_equal(fixture_line(&fixture, "source/2.jpg")->outcome, INTAKE_FAILED);
	assert_non_null(strstr(fixture_line(&fixture, "source/2.jpg")->words, "too large"));
	expect_sound_vault(&fixture);
	expect_sound_log(&fixture);
	fixture_intake(&fixture); /* now there is room */
	assert_int_equal(fixture.summary.added, 1);
	expect_sound_vault(&fixture);
	fixture_end(&fixture);
}

/* A file below folders in folders, each with a name of `length` bytes. */
static void
make_deep_file(unsigned depth, int length)
{
	int folder = open("source", O_RDONLY | O_DIRECTORY), file;
	char name[256];

	for (unsigned i = 0; i < depth; i++) {
		int below;

		snprintf(name, sizeof name, "%0*u", length, i);
		assert_int_equal(mkdirat(folder, name, 0700), 0);
		below = openat(folder, name, O_RDONLY | O_DIRECTORY);
		close(folder);
		folder = below;
	}
	file = openat(folder, "deep.jpg", O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(file, "x", 1), 1);
	close(file);
	close(folder);
}

static void
a_name_too_deep_for_an_event_fails_alone(void **state)
{
	struct fixture fixture;
	struct run run = { 0 };

	(void)state;
	fixture_begin(&fixture);
	make_picture("source/good.jpg", 1, 5000);
	make_deep_file(70, 250); /* with their base64, 17 KiB of name are too much */
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.added, 1);
	assert_int_equal(fixture.summary.failed, 1);
	assert_string_equal(fixture.lines[0].code, "invalid-path");
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_failures"), 1);
	expect_sound_log(&fixture);
	expect_sound_vault(&fixture);
	expect_shell(0, &run, fixture.folder, "rm -rf source/0*");
	run_end(&run);
	fixture_end(&fixture);
}

/* Another process that holds the catalogue for a while. */
static void *
hold_the_lock(void *context)
{
	struct fixture *fixture = context;
	int folder = open(fixture->path, O_RDONLY | O_DIRECTORY);
	struct lock *lock;
	struct error err;

	assert_ok(lock_take(&lock, folder, "other", 1000, &err), &err);
	usleep(6500000); /* longer than a turn is waited for */
	lock_release(lock);
	close(folder);
	return NULL;
}

static void
another_writer_is_waited_for(void **state)
{
	struct fixture fixture;
	pthread_t other;

	(void)state;
	fixture_begin(&fixture);
	make_picture("source/a.jpg", 1, 5000);
	assert_int_equal(pthread_create(&other, NULL, hold_the_lock, &fixture), 0);
	usleep(200000);
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.added, 1);
	assert_int_equal(pthread_join(other, NULL), 0);
	fixture_end(&fixture);
}

/* A process of its own that takes `path` in. */
static pid_t
begin_run(struct fixture *fixture, const char *path)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	fixture_run(fixture, (struct intake_options){ .mode = DELIVERY_INTAKE, .path_count = 1,
	                                              .paths = &path, .list = -1 });
	_exit(fixture->summary.failed == 0 && fixture->line_count == 500 ? 0 : 1);
}

static void
two_runs_over_the_same_bytes_take_turns(void **state)
{
	struct fixture fixture;
	struct run run = { 0 };
	pid_t children[2];
	int status;

	(void)state;
	fixture_begin(&fixture);
	for (unsigned i = 0; i < 500; i++) {
		char path[64];

		snprintf(path, sizeof path, "source/%03u.jpg", i);
		make_picture(path, i, 500 + i);
	}
	expect_shell(0, &run, fixture.folder, "cp -r source second");
	children[0] = begin_run(&fixture, "source");
	children[1] = begin_run(&fixture, "second");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_objects"), 500);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_items"), 500);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_acquisitions WHERE known"), 500);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_acquisitions"), 1000);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_repairs"), 0);
	expect_sound_log(&fixture);
	expect_sound_vault(&fixture);
	run_end(&run);
	fixture_end(&fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_regular_file_is_named_and_left_out),
		cmocka_unit_test(failures_alone_write_nothing),
		cmocka_unit_test(more_failures_than_are_kept_begin_a_delivery),
		cmocka_unit_test(the_catalogue_itself_is_not_taken_in),
		cmocka_unit_test(a_file_that_vanishes_is_failed),
		cmocka_unit_test(a_file_that_changes_or_shrinks_while_it_is_read_is_failed),
		cmocka_unit_test(what_may_not_be_read_is_failed),
		cmocka_unit_test(a_copy_that_cannot_be_written_fails_alone),
		cmocka_unit_test(a_name_too_deep_for_an_event_fails_alone),
		cmocka_unit_test(another_writer_is_waited_for),
		cmocka_unit_test(two_runs_over_the_same_bytes_take_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
