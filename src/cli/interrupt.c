/* SPDX-License-Identifier: Apache-2.0 */
/* interrupt.c - signal handlers that only set flags, and the second SIGINT. */
#include "cli/interrupt.h"

#include "base/error.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#define EXIT_ON_SIGINT (128 + SIGINT)

static atomic_int asked;
static atomic_bool flag;
static atomic_bool state_wanted;

static const int stopping_signals[] = { SIGINT, SIGTERM, SIGHUP };

static void
ask_to_stop(int signal)
{
	int none = 0;

	atomic_store(&flag, true);
	if (!atomic_compare_exchange_strong(&asked, &none, signal) && signal == SIGINT)
		_exit(EXIT_ON_SIGINT);
}

static void
want_state(int signal)
{
	(void)signal;
	atomic_store(&state_wanted, true);
}

static void
handle(int signal, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	sigemptyset(&action.sa_mask);
	sigaction(signal, &action, NULL);
}

void
interrupt_install(void)
{
	for (size_t i = 0; i < sizeof stopping_signals / sizeof stopping_signals[0]; i++) {
		struct sigaction current;

		/* nohup and a shell's background jobs have them ignored, and it stays so */
		if (sigaction(stopping_signals[i], NULL, &current) == 0 &&
		    current.sa_handler != SIG_IGN)
			handle(stopping_signals[i], ask_to_stop);
	}
	handle(SIGPIPE, SIG_IGN);
	handle(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error to be told, not an end */
	handle(SIGUSR1, want_state);
}

void
interrupt_restore_defaults(void)
{
	for (size_t i = 0; i < sizeof stopping_signals / sizeof stopping_signals[0]; i++)
		handle(stopping_signals[i], SIG_DFL);
	handle(SIGPIPE, SIG_DFL);
	handle(SIGUSR1, SIG_DFL);
}

int
interrupt_signal(void)
{
	return atomic_load(&asked);
}

const atomic_bool *
interrupt_flag(void)
{
	return &flag;
}

bool
interrupt_asked(void *context)
{
	(void)context;
	return interrupt_signal() != 0;
}

enum status
interrupt_check(struct error *err)
{
	int signal = interrupt_signal();

	if (signal == 0)
		return STATUS_OK;
	return fail(err, STATUS_INTERRUPTED, "stopped by SIG%s", sigabbrev_np(signal));
}

bool
interrupt_wants_state(void)
{
	return atomic_exchange(&state_wanted, false);
}
