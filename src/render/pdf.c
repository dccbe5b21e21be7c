/* SPDX-License-Identifier: Apache-2.0 */
/* pdf.c - a process for each document: JSON goes in by a socket, a PDF or words come out by a pipe. */
#include "render/pdf.h"

#include "media/program.h"
#include "wire/request.h"

#include "base/error.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#define RENDER_SECONDS 300
#define PDF_LIMIT      ((size_t)256 << 20)
#define PIECE          ((size_t)64 << 10)

/* What the program says is shown only in part. */
#define WORDS_SHOWN 400

struct renderer {
	pid_t pid;
	int   input, output; /* ours; -1 when closed */
};

static void
renderer_end(struct renderer *renderer)
{
	int how;

	if (renderer->input >= 0)
		close(renderer->input);
	if (renderer->output >= 0)
		close(renderer->output);
	if (renderer->pid <= 0)
		return;
	kill(renderer->pid, SIGKILL);
	while (waitpid(renderer->pid, &how, 0) < 0 && errno == EINTR)
		;
}

/* No environment: fonts and their order are the system's, not those of whoever calls. */
static int
spawn(pid_t *pid, const char *path, int input, int output)
{
	char *const arguments[] = { (char *)(uintptr_t)path, NULL };
	char *const environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	int failure;

	sigemptyset(&none);
	sigfillset(&all);
	if (posix_spawn_file_actions_init(&actions) != 0)
		return ENOMEM;
	if (posix_spawnattr_init(&attributes) != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return ENOMEM;
	}
	failure = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (failure == 0)
		failure = posix_spawnattr_setsigmask(&attributes, &none);
	if (failure == 0)
		failure = posix_spawnattr_setsigdefault(&attributes, &all);
	if (failure == 0)
		failure = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	if (failure == 0)
		failure = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	if (failure == 0)
		failure = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
		                                           O_WRONLY, 0);
	if (failure == 0)
		failure = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return failure;
}

static enum status
start(struct renderer *renderer, const char *folder, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	int sockets[2], pipes[2], failure;
	enum status status = program_find(folder, "vidimus-render", &path, err);

	if (status == STATUS_NOT_FOUND)
		return fail_as(err, STATUS_UNUSABLE);
	if (status == STATUS_OK)
		status = program_check_mark(buffer_string(&path), REQUEST_MARK, err);
	if (status != STATUS_OK)
		return status == STATUS_REFUSED ? fail_as(err, STATUS_UNUSABLE) : status;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
		return fail_os(err, "cannot make a socket");
	renderer->input = sockets[0];
	if (pipe2(pipes, O_CLOEXEC) != 0) {
		close(sockets[1]);
		return fail_os(err, "cannot make a pipe");
	}
	renderer->output = pipes[0];
	failure = spawn(&renderer->pid, buffer_string(&path), sockets[1], pipes[1]);
	close(sockets[1]);
	close(pipes[1]);
	errno = failure;
	return failure == 0 ? STATUS_OK : fail_os(err, "cannot start %s", buffer_string(&path));
}

static int64_t
now_milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Sends what the socket takes; closes it after the last byte, or when nobody reads any more. */
static void
send_some(struct renderer *renderer, struct text *rest)
{
	ssize_t n = send(renderer->input, rest->p, rest->n < PIECE ? rest->n : PIECE,
	                 MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n > 0) {
		rest->p += n;
		rest->n -= (size_t)n;
	}
	if (rest->n > 0 && (n >= 0 || errno == EAGAIN || errno == EINTR))
		return;
	close(renderer->input);
	renderer->input = -1;
}

/* STATUS_DONE at the end. */
static enum status
receive_some(struct renderer *renderer, struct buffer *answer, struct error *err)
{
	ssize_t n;

	if (!buffer_reserve(answer, PIECE))
		return fail_memory(err);
	n = read(renderer->output, answer->p + answer->n, PIECE);
	if (n == 0)
		return STATUS_DONE;
	if (n < 0)
		return errno == EINTR ? STATUS_OK : fail_os(err, "cannot read from vidimus-render");
	answer->n += (size_t)n;
	answer->p[answer->n] = '\0';
	return answer->n <= PDF_LIMIT ? STATUS_OK
	                              : fail(err, STATUS_LIMIT, "the PDF would exceed %zu bytes", PDF_LIMIT);
}

/* Gives it the document and takes its answer, both at once, until it closes its end. */
static enum status
converse(struct renderer *renderer, struct text document, struct buffer *answer, struct error *err)
{
	int64_t until = now_milliseconds() + INT64_C(1000) * RENDER_SECONDS;
	enum status status = STATUS_OK;

	while (status == STATUS_OK) {
		int64_t left = until - now_milliseconds();
		struct pollfd both[] = { { renderer->output, POLLIN, 0 },
			                 { renderer->input, POLLOUT, 0 } };

		if (left <= 0)
			return fail(err, STATUS_LIMIT, "vidimus-render took longer than %d seconds",
			            RENDER_SECONDS);
		if (poll(both, 2, (int)left) < 0 && errno != EINTR)
			return fail_os(err, "cannot wait for vidimus-render");
		if (both[1].revents != 0)
			send_some(renderer, &document);
		if (both[0].revents != 0)
			status = receive_some(renderer, answer, err);
	}
	return status == STATUS_DONE ? STATUS_OK : status;
}

/* Exit code 0 and a whole PDF, or what it said instead. */
static enum status
judge(struct renderer *renderer, const struct buffer *answer, struct error *err)
{
	struct text words = text_of_buffer(answer);
	pid_t ended;
	int how = 0;

	do
		ended = waitpid(renderer->pid, &how, 0);
	while (ended < 0 && errno == EINTR);
	renderer->pid = 0;
	if (ended > 0 && WIFEXITED(how) && WEXITSTATUS(how) == 0 && text_begins(words, "%PDF-") &&
	    text_ends(text_trim(words), "%%EOF"))
		return STATUS_OK;
	if (ended > 0 && WIFSIGNALED(how))
		return fail(err, STATUS_FAULT, "vidimus-render was ended by signal %d", WTERMSIG(how));
	words.n = text_whole(words, WORDS_SHOWN);
	return fail(err, STATUS_UNUSABLE, "vidimus-render: %.*s",
	            (int)(text_is_utf8(words.p, words.n) ? words.n : 0), words.p ? words.p : "");
}

enum status
document_pdf_by(const char *folder, const struct document *document, struct buffer *out,
                struct error *err)
{
	SCOPED(renderer) renderer = { .input = -1, .output = -1 };
	SCOPED(buffer) json = { 0 };
	SCOPED(buffer) answer = { 0 };
	enum status status = document_json(document, &json, err);

	if (status == STATUS_OK)
		status = start(&renderer, folder, err);
	if (status == STATUS_OK)
		status = converse(&renderer, text_of_buffer(&json), &answer, err);
	if (status == STATUS_OK)
		status = judge(&renderer, &answer, err);
	if (status != STATUS_OK)
		return while_doing(err, status, "making a PDF");
	buffer_append_text(out, text_of_buffer(&answer));
	return buffer_check(out, err);
}

enum status
document_pdf(const struct document *document, struct buffer *out, struct error *err)
{
	return document_pdf_by(NULL, document, out, err);
}
