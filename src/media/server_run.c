/* SPDX-License-Identifier: Apache-2.0 */
/* server_run.c - one file's child from request to end: its report read, its time kept. */
#include "media/server.h"

#include "wire/channel.h"

#include "base/error.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <time.h>
#include <unistd.h>

/* How long a child that was killed may take to be reported as gone. */
#define GRACE_MILLISECONDS 10000

/* How long nobody looks whether to stop. */
#define PATIENCE_MILLISECONDS 100

#define READ_SIZE ((size_t)64 << 10)

struct run {
	struct server     *server;
	const struct server_reader *reader;
	const struct server_patience *patience;
	int                report; /* -1 once it has ended */
	int                child;  /* pidfd, -1 before it began */
	int64_t            began, deadline; /* milliseconds of the monotonic clock */
	bool               killed;
	bool               went_on; /* to a second report */
	enum status        failure; /* why it was killed, if that is not a fact about the file */
	struct server_outcome outcome;
};

static int64_t
now_milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* From now on only the child's end is waited for. */
static void
kill_child(struct run *run, enum server_end why)
{
	if (run->killed)
		return;
	run->killed = true;
	run->outcome.end = why;
	run->deadline = now_milliseconds() + GRACE_MILLISECONDS;
	if (run->child >= 0)
		pidfd_send_signal(run->child, SIGKILL, NULL, 0);
}

static void
kill_for(struct run *run, enum status failure)
{
	if (run->failure == STATUS_OK)
		run->failure = failure;
	kill_child(run, SERVER_CHILD_ENDED);
}

static void
close_report(struct run *run)
{
	close(run->report);
	run->report = -1;
}

/* The first report has come to its end: the clock of the second begins. */
static void
go_on(struct run *run)
{
	int64_t now = now_milliseconds();

	run->went_on = true;
	run->outcome.milliseconds = (uint64_t)(now - run->began);
	run->deadline = now + (int64_t)run->patience->then_seconds * 1000;
}

/* Reads what is there. After a kill the pipe is emptied no more. */
static void
read_report(struct run *run, struct error *err)
{
	char bytes[READ_SIZE];
	ssize_t n = read(run->report, bytes, sizeof bytes);
	enum status status;

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		close_report(run);
		return;
	}
	status = run->reader->feed(run->reader->context, bytes, (size_t)n, err);
	if (status == STATUS_INVALID)
		kill_child(run, SERVER_CHILD_WRONG);
	else if (status != STATUS_OK)
		kill_for(run, status);
	if (status != STATUS_OK)
		close_report(run);
	else if (!run->went_on && !run->killed && run->patience->then_seconds > 0 &&
	         run->reader->complete(run->reader->context))
		go_on(run);
}

/* What the server says; true when the child, or the server, is gone. */
static bool
hear_server(struct run *run)
{
	struct answer answer;
	size_t descriptors = 0;
	int pidfd = -1;
	enum status status = channel_receive_some(run->server->socket, &answer, sizeof answer,
	                                          &pidfd, 1, &descriptors, NULL);

	if (status != STATUS_OK) {
		run->outcome.end = SERVER_GONE;
		return true;
	}
	if (answer.kind == ANSWER_ENDED) {
		answer.reason[REQUEST_REASON_SIZE - 1] = '\0';
		run->outcome.answer = answer;
		run->outcome.answered = true;
		return true;
	}
	if (descriptors == 1 && run->child < 0) {
		run->child = pidfd;
		run->outcome.started = true;
		if (run->killed)
			pidfd_send_signal(pidfd, SIGKILL, NULL, 0);
	}
	return false;
}

/* Milliseconds until something must be done. */
static int
time_left(const struct run *run)
{
	int64_t left = run->deadline - now_milliseconds();

	return left < 0 ? 0 : left < PATIENCE_MILLISECONDS ? (int)left : PATIENCE_MILLISECONDS;
}

/* Kills what is late, or no longer wanted; true when even that was never answered. */
static bool
look_at_clock(struct run *run)
{
	const struct server_patience *patience = run->patience;

	if (patience->stopped != NULL && !run->killed && patience->stopped(patience->context))
		kill_for(run, STATUS_INTERRUPTED);
	if (now_milliseconds() < run->deadline)
		return false;
	if (run->killed)
		return true;
	kill_child(run, SERVER_CHILD_LATE);
	return false;
}

/* Until the child is gone. */
static void
attend(struct run *run, struct error *err)
{
	for (;;) {
		struct pollfd both[] = { { .fd = run->server->socket, .events = POLLIN },
			                 { .fd = run->report, .events = POLLIN } };
		int ready = poll(both, 2, time_left(run));

		if (look_at_clock(run))
			return;
		if (ready > 0 && both[1].revents != 0)
			read_report(run, err);
		if (ready > 0 && both[0].revents != 0 && hear_server(run))
			return;
	}
}

/* Whether the report has more, or its end, at once. */
static bool
report_is_ready(const struct run *run)
{
	struct pollfd one = { .fd = run->report, .events = POLLIN };

	return poll(&one, 1, 0) > 0;
}

/*
 * What the child had written before it ended. All of it is there: who else
 * holds the report open, as a process may that was made without a sandbox, is
 * not waited for.
 */
static void
read_rest(struct run *run, struct error *err)
{
	while (run->report >= 0 && !run->killed && run->outcome.end == SERVER_CHILD_ENDED &&
	       report_is_ready(run))
		read_report(run, err);
}

static enum status
ask(struct run *run, int file, const struct request *request, struct error *err)
{
	int pipes[2];
	enum status status;

	if (pipe2(pipes, O_CLOEXEC) != 0)
		return fail_os(err, "cannot make a pipe");
	status = channel_send(run->server->socket, request, sizeof *request,
	                      (const int[REQUEST_DESCRIPTORS]){ file, pipes[1] },
	                      REQUEST_DESCRIPTORS, err);
	close(pipes[1]);
	run->report = pipes[0];
	return status;
}

static enum status
end_of_run(struct run *run, struct error *err)
{
	if (run->failure == STATUS_INTERRUPTED)
		return fail(err, STATUS_INTERRUPTED, "interrupted while a file was examined");
	return run->failure;
}

enum status
server_stream(struct server *server, int file, const struct request *request,
              const struct server_patience *patience, const struct server_reader *reader,
              struct server_outcome *out, struct error *err)
{
	struct run run = { .server = server,
		           .reader = reader,
		           .patience = patience,
		           .report = -1,
		           .child = -1,
		           .began = now_milliseconds() };
	enum status status = ask(&run, file, request, err);

	run.deadline = request->limits.wall_seconds > 0
	                       ? run.began + (int64_t)request->limits.wall_seconds * 1000
	                       : INT64_MAX;
	if (status == STATUS_OK) {
		attend(&run, err);
		read_rest(&run, err);
	} else if (status == STATUS_DONE) {
		run.outcome.end = SERVER_GONE;
		status = STATUS_OK;
	}
	if (run.report >= 0)
		close(run.report);
	if (run.child >= 0)
		close(run.child);
	if (status == STATUS_OK)
		status = end_of_run(&run, err);
	if (!run.went_on)
		run.outcome.milliseconds = (uint64_t)(now_milliseconds() - run.began);
	server->served++;
	if (status == STATUS_OK)
		*out = run.outcome;
	return status;
}

static enum status
feed_collector(void *context, const void *bytes, size_t n, struct error *err)
{
	return collect_feed(context, bytes, n, err);
}

static bool
collector_is_complete(void *context)
{
	return collect_complete(context);
}

enum status
server_run(struct server *server, int file, const struct request *request,
           const struct server_patience *patience, struct collector *collector,
           struct server_outcome *out, struct error *err)
{
	const struct server_reader reader = { feed_collector, collector_is_complete, collector };

	return server_stream(server, file, request, patience, &reader, out, err);
}
