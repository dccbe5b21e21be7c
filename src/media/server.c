/* SPDX-License-Identifier: Apache-2.0 */
/* server.c - a fork server's birth and end. */
#include "media/server.h"

#include "wire/channel.h"

#include "base/error.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long libraries may take to warm, and a server to end that was told to. */
#define WARM_MILLISECONDS (60 * 1000)
#define END_MILLISECONDS  (5 * 1000)

/* Whatever killed a server while it warmed (want of memory, somebody's hand) may be over the next time. */
#define START_ATTEMPTS 4

/*
 * A session of its own, so that a Ctrl-C or Ctrl-Z meant for the main program,
 * which ends what it is about first, does not reach the parsers.
 */
static int
set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none, all;
	int failure;

	sigemptyset(&none);
	sigfillset(&all);
	failure = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
	                                                       POSIX_SPAWN_SETSIGDEF);
	if (failure == 0)
		failure = posix_spawnattr_setsigmask(attributes, &none);
	if (failure == 0)
		failure = posix_spawnattr_setsigdefault(attributes, &all);
	return failure;
}

static int
set_actions(posix_spawn_file_actions_t *actions, int socket)
{
	int failure = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);

	if (failure == 0)
		failure = posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
	if (failure == 0)
		failure = posix_spawn_file_actions_adddup2(actions, socket, REQUEST_SOCKET);
	return failure;
}

/* 0, or an errno. */
static int
spawn(pid_t *pid, const char *path, int socket)
{
	char *const arguments[] = { (char *)(uintptr_t)path, NULL };
	char *const environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int failure = posix_spawn_file_actions_init(&actions);

	if (failure != 0)
		return failure;
	failure = posix_spawnattr_init(&attributes);
	if (failure == 0) {
		failure = set_attributes(&attributes);
		if (failure == 0)
			failure = set_actions(&actions, socket);
		if (failure == 0)
			failure = posix_spawn(pid, path, &actions, &attributes, arguments,
			                      environment);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return failure;
}

/* Waits until the descriptor can be read, or its other end is gone. */
static bool
readable_within(int fd, int milliseconds)
{
	struct pollfd one = { .fd = fd, .events = POLLIN };
	int ready;

	do
		ready = poll(&one, 1, milliseconds);
	while (ready < 0 && errno == EINTR);
	return ready > 0;
}

/* STATUS_DONE when it ended by itself. */
static enum status
await_hello(struct server *server, const char *path, struct error *err)
{
	enum status status = STATUS_BUSY;

	if (readable_within(server->socket, WARM_MILLISECONDS))
		status = channel_receive(server->socket, &server->hello, sizeof server->hello,
		                         NULL, 0, err);
	if (status == STATUS_OK && server->hello.version == REQUEST_VERSION) {
		server->hello.reason[REQUEST_REASON_SIZE - 1] = '\0';
		return STATUS_OK;
	}
	if (status == STATUS_OK || status == STATUS_INVALID)
		return fail(err, STATUS_REFUSED, "%s is of another build than this program", path);
	if (status == STATUS_DONE)
		return fail(err, STATUS_DONE, "%s ended before it was ready", path);
	if (status == STATUS_BUSY)
		return fail(err, STATUS_REFUSED, "%s was not ready within a minute", path);
	return status;
}

/* Once. *how is the waitpid status of one that did not get ready. */
static enum status
start(struct server *out, const char *path, int *how, struct error *err)
{
	struct server server = { .socket = -1 };
	enum status status;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return fail_os(err, "cannot make a pair of sockets");
	errno = spawn(&server.pid, path, pair[1]);
	close(pair[1]);
	if (errno != 0) {
		enum status failure = fail_os(err, "cannot start %s", path);

		close(pair[0]);
		return failure;
	}
	server.socket = pair[0];
	status = await_hello(&server, path, err);
	if (status != STATUS_OK) {
		*how = server_stop(&server);
		return status;
	}
	*out = server;
	return STATUS_OK;
}

enum status
server_start(struct server *out, const char *path, struct error *err)
{
	enum status status;
	int attempts = 0, how;

	do {
		how = 0;
		status = start(out, path, &how, err);
	} while (status == STATUS_DONE && WIFSIGNALED(how) && ++attempts < START_ATTEMPTS);
	return status == STATUS_DONE ? fail_as(err, STATUS_REFUSED) : status;
}

int
server_stop(struct server *server)
{
	SCOPED_FD pidfd = -1;
	int how = 0;

	if (server->pid <= 0)
		return 0;
	pidfd = pidfd_open(server->pid, 0);
	close(server->socket);
	if (pidfd < 0 || !readable_within(pidfd, END_MILLISECONDS))
		kill(server->pid, SIGKILL); /* not yet waited for: the pid is still its own */
	while (waitpid(server->pid, &how, 0) < 0 && errno == EINTR)
		;
	*server = (struct server){ .socket = -1 };
	return how;
}
