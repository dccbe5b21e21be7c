/* SPDX-License-Identifier: Apache-2.0 */
/* test_lifetime.c - servers are renewed, can be taken away, and end with whoever asked them. */
#include "worker/stage.h"

#include "base/error.h"
#include "base/scoped.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void
wait_milliseconds(long milliseconds)
{
	const struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

static pid_t
server_of(pid_t parent)
{
	pid_t servers[8];

	return children_of(parent, servers, 8) == 1 ? servers[0] : 0;
}

/*
 * Waits until `parent` has a child that stays, as those do not in which a
 * server tries its sandbox, and gives it; 0 after some time.
 */
static pid_t
await_child(pid_t parent)
{
	pid_t child = 0, before = 0;

	for (int i = 0; i < 100 && (child == 0 || child != before); i++) {
		before = child;
		wait_milliseconds(200);
		child = server_of(parent);
	}
	return child == before ? child : 0;
}

/* Waits until there is no such process, a zombie counting as one. */
static bool
is_gone(pid_t pid)
{
	for (int i = 0; i < 200; i++) {
		if (kill(pid, 0) != 0)
			return true;
		wait_milliseconds(50);
	}
	return false;
}

static void
test_a_server_serves_many_and_is_renewed(void **state)
{
	struct stage stage;
	pid_t first;

	(void)state;
	stage_begin(&stage, false);
	first = server_of(getpid());
	for (int i = 0; i < 1000; i++) {
		SCOPED(examination) got = { 0 };

		stage_attack(&stage, "ok", NULL, &got);
		if (i % 100 == 99) /* looking is slow where many processes run */
			assert_int_equal(server_of(getpid()), first);
	}
	stage_expect_well(&stage);
	assert_int_not_equal(server_of(getpid()), first);
	stage_end(&stage);
}

static void
test_a_death_by_signal_renews_the_server(void **state)
{
	SCOPED(examination) killed = { 0 };
	struct stage stage;
	pid_t first;

	(void)state;
	stage_begin(&stage, false);
	first = server_of(getpid());
	stage_attack(&stage, "abort", NULL, &killed);
	stage_expect_well(&stage);
	assert_int_not_equal(server_of(getpid()), first);
	stage_end(&stage);
}

/* Nobody's file is to blame: it is read all the same, by the next server. */
static void
test_a_server_that_was_taken_away_is_replaced(void **state)
{
	struct stage stage;

	(void)state;
	stage_begin(&stage, false);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(kill(server_of(getpid()), SIGKILL), 0);
		stage_expect_well(&stage);
	}
	stage_end(&stage);
}

/* A process that kills the first other child of this one as soon as it is there. */
static pid_t
start_killing(void)
{
	pid_t parent = getpid(), killing = fork();

	if (killing != 0)
		return killing;
	for (int i = 0; i < 10000; i++) {
		pid_t found[8];
		size_t count = children_of(parent, found, 8);

		for (size_t k = 0; k < count; k++)
			if (found[k] != getpid())
				_exit(kill(found[k], SIGKILL) == 0 ? 0 : 1);
		wait_milliseconds(1);
	}
	_exit(1);
}

static void
test_a_server_killed_while_it_warms_is_started_anew(void **state)
{
	pid_t killing = start_killing();
	struct stage stage;
	int how;

	(void)state;
	stage_begin(&stage, false);
	assert_int_equal(waitpid(killing, &how, 0), killing);
	assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
	stage_expect_well(&stage);
	stage_end(&stage);
}

/* A process that has a hanging file examined. */
static pid_t
start_asking(void)
{
	pid_t asking = fork();

	if (asking == 0) {
		struct examination got;
		struct stage stage;

		stage_begin(&stage, false);
		stage_attack(&stage, "hang", NULL, &got);
		_exit(0);
	}
	return asking;
}

static void
test_a_hanging_child_killed_from_outside_is_a_fact(void **state)
{
	pid_t asking = start_asking(), server, child;
	int how;

	(void)state;
	server = await_child(asking);
	child = await_child(server);
	assert_true(child > 0);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(asking, &how, 0), asking);
	assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
	assert_true(is_gone(server));
}

static void
test_all_end_with_who_asked(void **state)
{
	pid_t asking = start_asking(), server, child;

	(void)state;
	server = await_child(asking);
	child = await_child(server);
	assert_true(server > 0 && child > 0);
	assert_int_equal(kill(asking, SIGKILL), 0);
	assert_int_equal(waitpid(asking, NULL, 0), asking);
	assert_true(is_gone(server));
	assert_true(is_gone(child));
}

static void
test_a_child_ends_with_its_server(void **state)
{
	pid_t asking = start_asking(), server, child;

	(void)state;
	server = await_child(asking);
	child = await_child(server);
	assert_true(server > 0 && child > 0);
	assert_int_equal(kill(server, SIGKILL), 0);
	assert_true(is_gone(child));
	kill(asking, SIGKILL);
	waitpid(asking, NULL, 0);
}

/* A Ctrl-C for the main program is not one for the parsers. */
static void
test_a_server_has_a_session_of_its_own(void **state)
{
	struct stage stage;

	(void)state;
	stage_begin(&stage, false);
	assert_int_equal(getsid(server_of(getpid())), server_of(getpid()));
	assert_int_not_equal(getsid(0), server_of(getpid()));
	stage_end(&stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_server_serves_many_and_is_renewed),
		cmocka_unit_test(test_a_death_by_signal_renews_the_server),
		cmocka_unit_test(test_a_server_that_was_taken_away_is_replaced),
		cmocka_unit_test(test_a_server_killed_while_it_warms_is_started_anew),
		cmocka_unit_test(test_a_hanging_child_killed_from_outside_is_a_fact),
		cmocka_unit_test(test_all_end_with_who_asked),
		cmocka_unit_test(test_a_child_ends_with_its_server),
		cmocka_unit_test(test_a_server_has_a_session_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
