/* SPDX-License-Identifier: Apache-2.0 */
/*
 * interrupt.h - stopping cleanly. The first SIGINT, SIGTERM or SIGHUP sets a
 * flag: a verb finishes what it has begun, commits or rolls back, and returns
 * STATUS_INTERRUPTED. A second SIGINT ends the process at once with 130; what
 * is on disk is then what a kill leaves, which every command survives.
 */
#ifndef VIDIMUS_CLI_INTERRUPT_H
#define VIDIMUS_CLI_INTERRUPT_H

#include <vidimus/types.h>

#include <stdatomic.h>

/*
 * Installs the handlers, without SA_RESTART so that waiting calls return;
 * ignores SIGPIPE, so that writing reports EPIPE. SIGUSR1 asks for progress.
 */
void interrupt_install(void);

/* The first signal that asked to stop, or 0. */
int interrupt_signal(void);

/* True when somebody asked to stop. `context` is not used. */
bool interrupt_asked(void *context);

/* Set when somebody asked to stop; the form that long runs of the library poll. */
const atomic_bool *interrupt_flag(void);

/* STATUS_INTERRUPTED with its words when somebody asked to stop, else STATUS_OK. */
CHECKED enum status interrupt_check(struct error *err);

/* True once for each SIGUSR1 (several at once count as one). */
bool interrupt_wants_state(void);

/* For a child that runs another program: the handlers' defaults, SIGPIPE too. */
void interrupt_restore_defaults(void);

#endif
