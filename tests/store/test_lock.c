/* SPDX-License-Identifier: Apache-2.0 */
/* test_lock.c - processes take turns, the waiting one is told who writes, and comes next. */
#include "store/lock.h"

#include "support/support.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct fixture {
	char *folder;
	int   fd;
	char  path[1024];
};

static int
make_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	f->folder = folder_make();
	f->fd = open(f->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	snprintf(f->path, sizeof f->path, "%s/lock", f->folder);
	*state = f;
	return 0;
}

static int
drop_fixture(void **state)
{
	struct fixture *f = *state;

	close(f->fd);
	folder_remove(f->folder);
	free(f);
	return 0;
}

static void
nap(long milliseconds)
{
	nanosleep(&(struct timespec){ milliseconds / 1000, milliseconds % 1000 * 1000000 }, NULL);
}

/*
 * A child that takes the lock, says so by a byte, and holds it until it is
 * killed or `milliseconds` are over.
 */
static pid_t
start_holder(const struct fixture *f, const char *verb, long milliseconds)
{
	int pipes[2];
	char byte;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	if (child == 0) {
		struct lock *lock = NULL;

		if (lock_take(&lock, f->fd, verb, 5000, NULL) != STATUS_OK ||
		    write(pipes[1], "x", 1) != 1)
			_exit(1);
		nap(milliseconds);
		lock_release(lock);
		_exit(0);
	}
	close(pipes[1]);
	assert_int_equal(read(pipes[0], &byte, 1), 1);
	close(pipes[0]);
	return child;
}

static void
end_child(pid_t child, int signal)
{
	int state;

	if (signal != 0)
		kill(child, signal);
	assert_int_equal(waitpid(child, &state, 0), child);
	if (signal == 0)
		assert_true(WIFEXITED(state) && WEXITSTATUS(state) == 0);
}

static void
a_link_in_its_place_is_to_be_removed(void **state)
{
	struct fixture *f = *state;
	struct lock *lock = NULL;
	struct error err;

	assert_int_equal(symlinkat("elsewhere", f->fd, "lock"), 0);
	assert_status(STATUS_UNUSABLE, lock_take(&lock, f->fd, "note", 50, &err), &err);
	assert_non_null(strstr(err.text, "is a symbolic link, which is never followed: remove it"));
}

static void
who_waits_in_vain_is_told_who_holds_it(void **state)
{
	struct fixture *f = *state;
	pid_t child = start_holder(f, "intake", 60000);
	struct lock *lock = NULL;
	char expected[64];
	struct error err;

	assert_status(STATUS_BUSY, lock_take(&lock, f->fd, "note", 50, &err), &err);
	assert_null(lock);
	snprintf(expected, sizeof expected, "process %ld (intake) since 20", (long)child);
	assert_non_null(strstr(err.text, expected));
	assert_non_null(strstr(err.text, " UTC"));
	end_child(child, SIGKILL);
}

static void
who_waits_long_enough_gets_it(void **state)
{
	struct fixture *f = *state;
	pid_t child = start_holder(f, "intake", 200);
	struct lock *lock = NULL;
	struct error err;

	assert_ok(lock_take(&lock, f->fd, "note", 10000, &err), &err);
	lock_release(lock);
	end_child(child, 0);
}

static void
what_a_dead_process_left_locks_nothing(void **state)
{
	struct fixture *f = *state;
	pid_t child = start_holder(f, "intake", 60000);
	struct lock *lock = NULL;
	SCOPED(buffer) words = { 0 };
	struct error err;

	end_child(child, SIGKILL);
	read_file(&words, f->path);
	assert_non_null(strstr(buffer_string(&words), "(intake)"));
	assert_ok(lock_take(&lock, f->fd, "note", 0, &err), &err);
	lock_release(lock);
	buffer_clear(&words);
	read_file(&words, f->path);
	assert_int_equal(words.n, 0);
}

/* As in the moment between a holder's taking it and its writing of words. */
static void
words_of_a_dead_process_are_not_told(void **state)
{
	struct fixture *f = *state;
	struct lock *lock = NULL, *second = NULL;
	pid_t gone = fork();
	char words[64];
	struct error err;

	if (gone == 0)
		_exit(0);
	end_child(gone, 0);
	assert_ok(lock_take(&lock, f->fd, "note", 0, &err), &err);
	snprintf(words, sizeof words, "process %ld (intake) since long ago\n", (long)gone);
	write_file(f->path, words, strlen(words));
	assert_status(STATUS_BUSY, lock_take(&second, f->fd, "stats", 0, &err), &err);
	assert_null(strstr(err.text, "intake"));
	assert_non_null(strstr(err.text, "another process"));
	write_file(f->path, "\0\xff nonsense", 11);
	assert_status(STATUS_BUSY, lock_take(&second, f->fd, "stats", 0, &err), &err);
	assert_non_null(strstr(err.text, "another process"));
	lock_release(lock);
}

static void
one_process_excludes_itself_too(void **state)
{
	struct fixture *f = *state;
	struct lock *lock = NULL, *second = NULL;
	struct error err;

	assert_ok(lock_take(&lock, f->fd, "intake", 0, &err), &err);
	assert_status(STATUS_BUSY, lock_take(&second, f->fd, "note", 20, &err), &err);
	lock_release(lock);
	assert_ok(lock_take(&second, f->fd, "note", 0, &err), &err);
	lock_release(second);
	lock_release(NULL);
}

/* Takes and releases without a pause, as a busy intake does between its groups. */
static pid_t
start_greedy(const struct fixture *f)
{
	pid_t child = fork();

	if (child == 0) {
		for (;;) {
			struct lock *lock = NULL;

			if (lock_take(&lock, f->fd, "intake", 60000, NULL) != STATUS_OK)
				_exit(1);
			nap(30);
			lock_release(lock);
		}
	}
	return child;
}

static void
a_greedy_process_lets_others_in(void **state)
{
	struct fixture *f = *state;
	pid_t greedy = start_greedy(f);

	nap(100);
	for (int i = 0; i < 10; i++) {
		struct lock *lock = NULL;
		struct error err;

		assert_ok(lock_take(&lock, f->fd, "note", 1000, &err), &err);
		lock_release(lock);
	}
	end_child(greedy, SIGKILL);
}

/* A stopped waiter has the next turn and does not use it. */
static void
a_waiter_that_sleeps_for_good_is_passed_over(void **state)
{
	struct fixture *f = *state;
	struct lock *lock = NULL, *second = NULL;
	pid_t waiter;
	struct error err;

	assert_ok(lock_take(&lock, f->fd, "intake", 0, &err), &err);
	waiter = fork();
	if (waiter == 0) {
		struct lock *never = NULL;

		_exit(lock_take(&never, f->fd, "note", 60000, NULL) == STATUS_OK ? 0 : 1);
	}
	nap(100);
	kill(waiter, SIGSTOP);
	lock_release(lock);
	assert_ok(lock_take(&second, f->fd, "stats", 3000, &err), &err);
	lock_release(second);
	kill(waiter, SIGCONT);
	end_child(waiter, 0);
}

/* Four processes add to a number without any other care; none may be lost. */
static void
no_two_hold_it_at_once(void **state)
{
	enum { PROCESSES = 4, TIMES = 25 };
	struct fixture *f = *state;
	char number[1100];
	pid_t children[PROCESSES];
	SCOPED(buffer) sum = { 0 };

	snprintf(number, sizeof number, "%s/number", f->folder);
	write_file(number, "0", 1);
	for (int i = 0; i < PROCESSES; i++) {
		children[i] = fork();
		for (int time = 0; children[i] == 0 && time < TIMES; time++) {
			struct lock *lock = NULL;
			SCOPED(buffer) text = { 0 };
			char next[16];
			int n;

			if (lock_take(&lock, f->fd, "add", 60000, NULL) != STATUS_OK)
				_exit(1);
			read_file(&text, number);
			n = snprintf(next, sizeof next, "%d", atoi(buffer_string(&text)) + 1);
			write_file(number, next, (size_t)n);
			lock_release(lock);
		}
		if (children[i] == 0)
			_exit(0);
	}
	for (int i = 0; i < PROCESSES; i++)
		end_child(children[i], 0);
	read_file(&sum, number);
	assert_int_equal(atoi(buffer_string(&sum)), PROCESSES * TIMES);
}

static void
a_file_that_was_taken_away_locks_nobody_out(void **state)
{
	struct fixture *f = *state;
	struct lock *first = NULL, *second = NULL, *third = NULL;
	struct error err;

	assert_ok(lock_take(&first, f->fd, "intake", 0, &err), &err);
	assert_int_equal(unlink(f->path), 0);
	assert_ok(lock_take(&second, f->fd, "note", 0, &err), &err);
	lock_release(first);
	assert_status(STATUS_BUSY, lock_take(&third, f->fd, "stats", 0, &err), &err);
	lock_release(second);
}

static void
a_lock_that_is_no_file_is_refused(void **state)
{
	struct fixture *f = *state;
	struct lock *lock = NULL;
	struct error err;

	assert_int_equal(symlink("/dev/null", f->path), 0);
	assert_status(STATUS_UNUSABLE, lock_take(&lock, f->fd, "note", 0, &err), &err);
	assert_int_equal(unlink(f->path), 0);
	assert_int_equal(mkfifo(f->path, 0600), 0);
	assert_status(STATUS_UNUSABLE, lock_take(&lock, f->fd, "note", 0, &err), &err);
	assert_null(lock);
}

#define LOCK_TEST(test) cmocka_unit_test_setup_teardown(test, make_fixture, drop_fixture)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		LOCK_TEST(a_link_in_its_place_is_to_be_removed),
		LOCK_TEST(who_waits_in_vain_is_told_who_holds_it),
		LOCK_TEST(who_waits_long_enough_gets_it),
		LOCK_TEST(what_a_dead_process_left_locks_nothing),
		LOCK_TEST(words_of_a_dead_process_are_not_told),
		LOCK_TEST(one_process_excludes_itself_too),
		LOCK_TEST(a_greedy_process_lets_others_in),
		LOCK_TEST(a_waiter_that_sleeps_for_good_is_passed_over),
		LOCK_TEST(no_two_hold_it_at_once),
		LOCK_TEST(a_file_that_was_taken_away_locks_nobody_out),
		LOCK_TEST(a_lock_that_is_no_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
