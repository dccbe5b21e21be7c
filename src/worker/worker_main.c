/* SPDX-License-Identifier: Apache-2.0 */
/*
 * worker_main.c - the fork server: warm libraries, one thread, and for each
 * request a child. It reads no byte of any file itself.
 *
 * It ends when the socket to the main program does. A parent-death signal
 * would come too early: the kernel sends it when the *thread* that started the
 * server ends. The children do have one: the server is a single thread.
 */
#include "worker/child.h"

#include "wire/channel.h"

#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define USAGE_EXIT 2
#define FAULT_EXIT 70

/* More threads than any decoder starts, and how often a child's are counted. */
#define THREADS_LIMIT      256
#define WATCH_MILLISECONDS 20

static const char mark[] __attribute__((used)) = REQUEST_MARK;

struct server {
	const struct parser *parser;
	struct sandbox       sandbox;
	struct child_note   *note; /* a page shared with the child that is being born */
};

/* A child that was forked and is not yet waited for. */
struct birth {
	pid_t pid;
	int   pidfd;
};

/* Threads of this process, or 0 when the system does not tell. */
static size_t
count_threads(void)
{
	DIR *folder = opendir("/proc/self/task");
	struct dirent *entry;
	size_t count = 0;

	if (folder == NULL)
		return 0;
	while ((entry = readdir(folder)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(folder);
	return count;
}

/* Standard streams lead nowhere, so that no child writes into a file or a terminal. */
static bool
silence(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	return null >= 0 && dup2(null, 0) == 0 && dup2(null, 1) == 1 && dup2(null, 2) == 2 &&
	       (null <= 2 || close(null) == 0);
}

static enum status
prepare(struct server *server, struct error *err)
{
	void *page = mmap(NULL, sizeof *server->note, PROT_READ | PROT_WRITE,
	                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return fail_os(err, "cannot share a page with children");
	server->note = page;
	if (!silence())
		return fail_os(err, "cannot open the null device");
	if (server->parser->warm != NULL)
		server->parser->warm();
	return sandbox_prepare(&server->sandbox, err);
}

/* Says what the sandbox is worth here; the main program decides. */
static enum status
say_hello(struct server *server)
{
	struct hello hello = { .version = REQUEST_VERSION };
	struct error err = { 0 };
	enum status status = prepare(server, &err);

	if (status == STATUS_OK && count_threads() > 1)
		status = fail(&err, STATUS_REFUSED, "a library of the parsers started threads");
	if (server->note == NULL)
		return status;
	server->sandbox.complete = status == STATUS_OK;
	hello.complete = status == STATUS_OK;
	hello.landlock_abi = server->sandbox.landlock_abi;
	snprintf(hello.reason, sizeof hello.reason, "%.*s", REQUEST_REASON_SIZE - 1, err.text);
	return channel_send(REQUEST_SOCKET, &hello, sizeof hello, NULL, 0, NULL);
}

static enum status
answer_not_started(const char *what)
{
	struct answer answer = { .kind = ANSWER_ENDED };

	snprintf(answer.reason, sizeof answer.reason, "%s: %s", what, strerror(errno));
	return channel_send(REQUEST_SOCKET, &answer, sizeof answer, NULL, 0, NULL);
}

/*
 * No limit of the kernel holds for root's threads, and a decoder of ours needs
 * some: without this a child could use up all the numbers that the system has
 * for processes. The kernel tells their count in the links of their folder.
 */
static bool
has_too_many_threads(pid_t child)
{
	char path[32];
	struct stat st;

	snprintf(path, sizeof path, "/proc/%d/task", (int)child);
	return stat(path, &st) == 0 && st.st_nlink > 2 + THREADS_LIMIT;
}

/*
 * Kills the child when the main program is gone or speaks out of turn, or when
 * it starts threads without end; waits for its end.
 */
static bool
await_end(const struct birth *birth)
{
	struct pollfd both[] = { { .fd = birth->pidfd, .events = POLLIN },
		                 { .fd = REQUEST_SOCKET, .events = POLLIN } };
	bool alone = false;

	for (;;) {
		int ready = poll(both, alone ? 1 : 2, WATCH_MILLISECONDS);

		if (ready < 0 && errno != EINTR)
			return false;
		if (ready == 0 && has_too_many_threads(birth->pid))
			kill(birth->pid, SIGKILL);
		if (ready > 0 && both[0].revents != 0)
			return !alone;
		if (ready > 0 && !alone && both[1].revents != 0) {
			alone = true;
			kill(birth->pid, SIGKILL);
		}
	}
}

static uint64_t
milliseconds(struct timeval time)
{
	return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_usec / 1000;
}

/* The child's end, for the main program; it is no zombie after this. */
static bool
bury(const struct server *server, const struct birth *birth, struct answer *answer)
{
	const struct child_note *note = server->note;
	struct rusage used;
	pid_t got;
	int how;

	do
		got = wait4(birth->pid, &how, 0, &used);
	while (got < 0 && errno == EINTR);
	if (got != birth->pid)
		return false;
	*answer = (struct answer){
		.kind = ANSWER_ENDED,
		.exit_code = WIFEXITED(how) ? WEXITSTATUS(how) : 0,
		.signal = WIFSIGNALED(how) ? WTERMSIG(how) : 0,
		.locked_in = note->stage == CHILD_LOCKED_IN,
		.cpu_milliseconds = milliseconds(used.ru_utime) + milliseconds(used.ru_stime),
		.memory_kibibytes = (uint64_t)used.ru_maxrss,
	};
	if (note->stage == CHILD_BEGAN && answer->signal == 0)
		snprintf(answer->reason, sizeof answer->reason, "%s",
		         note->reason[0] ? note->reason : "the child ended at once");
	return true;
}

/* From the child's birth to its end. */
static enum status
attend(const struct server *server, const struct birth *birth)
{
	struct answer answer = { .kind = ANSWER_STARTED };
	enum status status;
	bool wanted;

	status = channel_send(REQUEST_SOCKET, &answer, sizeof answer, &birth->pidfd, 1, NULL);
	if (status != STATUS_OK)
		kill(birth->pid, SIGKILL);
	wanted = await_end(birth);
	if (!bury(server, birth, &answer) || !wanted || status != STATUS_OK)
		return STATUS_DONE;
	return channel_send(REQUEST_SOCKET, &answer, sizeof answer, NULL, 0, NULL);
}

static void
close_both(const int descriptors[REQUEST_DESCRIPTORS])
{
	for (int i = 0; i < REQUEST_DESCRIPTORS; i++)
		close(descriptors[i]);
}

static enum status
serve_one(const struct server *server, const struct request *request,
          const int descriptors[REQUEST_DESCRIPTORS])
{
	const struct child_birth birth = { server->parser, &server->sandbox, request,
		                           descriptors,    server->note,     getpid() };
	struct birth born;
	enum status status;

	*server->note = (struct child_note){ 0 };
	born.pid = fork();
	if (born.pid == 0)
		child_live(&birth);
	close_both(descriptors);
	if (born.pid < 0)
		return answer_not_started("no process for the file");
	born.pidfd = pidfd_open(born.pid, 0);
	if (born.pidfd < 0) {
		kill(born.pid, SIGKILL);
		waitpid(born.pid, NULL, 0);
		return answer_not_started("no descriptor of the file's process");
	}
	status = attend(server, &born);
	close(born.pidfd);
	return status;
}

static enum status
serve(const struct server *server)
{
	int descriptors[REQUEST_DESCRIPTORS];
	struct request request;
	enum status status;

	do {
		status = channel_receive(REQUEST_SOCKET, &request, sizeof request, descriptors,
		                         REQUEST_DESCRIPTORS, NULL);
		if (status != STATUS_OK)
			break;
		if (request.version != REQUEST_VERSION) {
			close_both(descriptors);
			return STATUS_INVALID;
		}
		request.task.media_type[sizeof request.task.media_type - 1] = '\0';
		status = serve_one(server, &request, descriptors);
	} while (status == STATUS_OK);
	return status;
}

static bool
has_socket(void)
{
	int type = 0;
	socklen_t size = sizeof type;

	return getsockopt(REQUEST_SOCKET, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
	       type == SOCK_SEQPACKET;
}

int
worker_main(int count, char **arguments, const struct parser *parser)
{
	struct server server = { .parser = parser };
	enum status status;

	(void)arguments;
	if (count > 1 || !has_socket()) {
		fprintf(stderr, "%s is started by vidimus and does nothing by itself.\n",
		        parser->name);
		return USAGE_EXIT;
	}
	clearenv();
	signal(SIGPIPE, SIG_DFL);
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || close_range(REQUEST_SOCKET + 1, ~0U, 0) != 0)
		return FAULT_EXIT;
	status = say_hello(&server);
	if (status == STATUS_OK)
		status = serve(&server);
	sandbox_end(&server.sandbox);
	/* not exit(): what libraries would do then is of no use here */
	_exit(status == STATUS_DONE ? 0 : FAULT_EXIT);
}
