/* SPDX-License-Identifier: Apache-2.0 */
/* test_interrupt.c - the first signal asks, the second SIGINT ends, SIGPIPE does nothing. */
#include "cli/interrupt.h"

#include "support/support.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs `work` in a child with the usual signals; exit code, or 128 + signal. */
static int
in_child(int (*work)(void))
{
	pid_t child = fork();
	int state;

	if (child == 0) {
		for (int number = 1; number < 32; number++)
			signal(number, SIG_DFL);
		_exit(work());
	}
	assert_int_equal(waitpid(child, &state, 0), child);
	return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

static int
take_one(void)
{
	struct error err = { 0 };

	interrupt_install();
	if (interrupt_asked(NULL) || interrupt_check(&err) != STATUS_OK)
		return 1;
	raise(SIGTERM);
	if (!interrupt_asked(NULL) || interrupt_signal() != SIGTERM)
		return 2;
	return interrupt_check(&err) == STATUS_INTERRUPTED &&
	       strcmp(err.text, "stopped by SIGTERM") == 0 ? 0 : 3;
}

static int
take_two(void)
{
	interrupt_install();
	raise(SIGINT);
	raise(SIGINT);
	return 1;
}

static int
take_others(void)
{
	interrupt_install();
	raise(SIGHUP);
	raise(SIGTERM);
	raise(SIGHUP);
	return interrupt_signal() == SIGHUP ? 0 : 1;
}

static int
write_to_nobody(void)
{
	int ends[2];

	interrupt_install();
	if (pipe(ends) != 0)
		return 1;
	close(ends[0]);
	return write(ends[1], "x", 1) < 0 && errno == EPIPE ? 0 : 2;
}

static int
wait_and_be_woken(void)
{
	int ends[2];
	char byte;

	interrupt_install();
	if (pipe(ends) != 0)
		return 1;
	alarm(20); /* ends us where the read is not woken */
	if (fork() == 0) {
		usleep(200000);
		kill(getppid(), SIGINT);
		_exit(0);
	}
	return read(ends[0], &byte, 1) < 0 && errno == EINTR && interrupt_asked(NULL) ? 0 : 2;
}

static int
keep_ignoring(void)
{
	signal(SIGHUP, SIG_IGN);
	interrupt_install();
	raise(SIGHUP);
	return interrupt_asked(NULL) ? 1 : 0;
}

static int
ask_for_state(void)
{
	interrupt_install();
	if (interrupt_wants_state())
		return 1;
	raise(SIGUSR1);
	raise(SIGUSR1);
	return interrupt_wants_state() && !interrupt_wants_state() && !interrupt_asked(NULL) ? 0 : 2;
}

static int
be_a_child(void)
{
	interrupt_install();
	interrupt_restore_defaults();
	raise(SIGTERM);
	return 0;
}

static void
the_first_signal_only_asks(void **state)
{
	(void)state;
	assert_int_equal(in_child(take_one), 0);
	assert_int_equal(in_child(take_others), 0);
	assert_int_equal(in_child(wait_and_be_woken), 0);
}

static void
the_second_sigint_ends_it(void **state)
{
	(void)state;
	assert_int_equal(in_child(take_two), 130);
}

static void
a_closed_pipe_is_an_error_not_an_end(void **state)
{
	(void)state;
	assert_int_equal(in_child(write_to_nobody), 0);
}

static void
what_nohup_ignores_stays_ignored(void **state)
{
	(void)state;
	assert_int_equal(in_child(keep_ignoring), 0);
}

static void
sigusr1_asks_for_the_state_once(void **state)
{
	(void)state;
	assert_int_equal(in_child(ask_for_state), 0);
}

static void
children_get_the_defaults(void **state)
{
	(void)state;
	assert_int_equal(in_child(be_a_child), 128 + SIGTERM);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_signal_only_asks),
		cmocka_unit_test(the_second_sigint_ends_it),
		cmocka_unit_test(a_closed_pipe_is_an_error_not_an_end),
		cmocka_unit_test(what_nohup_ignores_stays_ignored),
		cmocka_unit_test(sigusr1_asks_for_the_state_once),
		cmocka_unit_test(children_get_the_defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
