/* SPDX-License-Identifier: Apache-2.0 */
/* sandbox_probe.c - the sandbox is tried before anything relies on it: what it forbids must fail. */
#include "worker/sandbox.h"

#include "base/error.h"
#include "base/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* How a child of a probe ends when what it tried came out as it must. */
#define HELD_EXIT 42

/* Opens what anybody may: true when that is refused. */
static bool
opening_is_refused(void)
{
	int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return folder < 0 && errno == EACCES;
}

/* Landlock alone, while seccomp does not yet hide what it does. */
static void
try_landlock(const struct sandbox *sandbox)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    sandbox_give_up_files(sandbox) && opening_is_refused())
		_exit(HELD_EXIT);
}

static void
try_all(const struct sandbox *sandbox)
{
	if (sandbox_lock_in(sandbox, NULL) == STATUS_OK && opening_is_refused())
		_exit(HELD_EXIT);
}

/* Must die of the call. */
static void
try_socket(const struct sandbox *sandbox)
{
	if (sandbox_lock_in(sandbox, NULL) == STATUS_OK)
		(void)socket(AF_UNIX, SOCK_STREAM, 0);
}

/* How a child that tries something ends, as waitpid tells it; -1 when there is none. */
static int
end_once(void (*attempt)(const struct sandbox *sandbox), const struct sandbox *sandbox)
{
	pid_t child = fork();
	int how = -1;

	if (child == 0) {
		attempt(sandbox);
		_exit(0);
	}
	while (child > 0 && waitpid(child, &how, 0) < 0 && errno == EINTR)
		;
	return how;
}

/* The same; a child that somebody else killed, for want of memory say, has tried nothing. */
static int
end_of(void (*attempt)(const struct sandbox *sandbox), const struct sandbox *sandbox)
{
	int how = end_once(attempt, sandbox);

	for (int again = 0; again < 2 && how != -1 && WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL;
	     again++)
		how = end_once(attempt, sandbox);
	return how;
}

static bool
holds(int how)
{
	return how != -1 && WIFEXITED(how) && WEXITSTATUS(how) == HELD_EXIT;
}

static enum status
try_parts(const struct sandbox *sandbox, struct error *err)
{
	int how;

	if (sandbox->landlock_abi == 0)
		return fail(err, STATUS_REFUSED, "this kernel has no Landlock, or it is switched off");
	if (!holds(end_of(try_landlock, sandbox)))
		return fail(err, STATUS_REFUSED,
		            "Landlock (version %d) does not keep a process from opening files",
		            sandbox->landlock_abi);
	if (!holds(end_of(try_all, sandbox)))
		return fail(err, STATUS_REFUSED, "seccomp does not take the filter of system calls");
	how = end_of(try_socket, sandbox);
	if (how == -1 || !WIFSIGNALED(how) || WTERMSIG(how) != SIGSYS)
		return fail(err, STATUS_REFUSED,
		            "seccomp does not end a process that makes a forbidden system call");
	return STATUS_OK;
}

enum status
sandbox_prepare(struct sandbox *out, struct error *err)
{
	return sandbox_prepare_reading(out, NULL, err);
}

enum status
sandbox_prepare_reading(struct sandbox *out, const char *const *readable, struct error *err)
{
	enum status status;

	*out = (struct sandbox){ .landlock_abi = landlock_abi(), .readable = readable };
	status = filter_make(&out->filter, readable != NULL, err);
	if (status == STATUS_OK)
		status = try_parts(out, err);
	out->complete = status == STATUS_OK;
	return status;
}

void
sandbox_end(struct sandbox *sandbox)
{
	filter_end(&sandbox->filter);
}
