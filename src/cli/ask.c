/* SPDX-License-Identifier: Apache-2.0 */
/* ask.c - reading a line from the terminal with its echo off, and from a private file. */
#include "cli/ask.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define ROUNDS 3

/* Every signal that would leave the terminal without echo, or wants it back for a while. */
static const int guarded[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU };
#define GUARDED_COUNT (sizeof guarded / sizeof guarded[0])

static volatile sig_atomic_t caught;

void
secret_end(struct secret *secret)
{
	explicit_bzero(secret, sizeof *secret);
}

static void
remember_signal(int signal)
{
	caught = signal;
}

/* How signals were taken before a question. */
struct guard {
	struct sigaction before[GUARDED_COUNT];
	sigset_t         mask;
};

/*
 * From here on the guarded signals arrive only while we wait for a line, so
 * that none comes between looking for it and waiting.
 */
static void
guard_begin(struct guard *guard)
{
	struct sigaction action = { .sa_handler = remember_signal };
	sigset_t blocked;

	caught = 0;
	sigemptyset(&action.sa_mask);
	sigemptyset(&blocked);
	for (size_t i = 0; i < GUARDED_COUNT; i++)
		sigaddset(&blocked, guarded[i]);
	pthread_sigmask(SIG_BLOCK, &blocked, &guard->mask);
	for (size_t i = 0; i < GUARDED_COUNT; i++) {
		sigaction(guarded[i], NULL, &guard->before[i]);
		if (guard->before[i].sa_handler != SIG_IGN)
			sigaction(guarded[i], &action, NULL);
	}
}

/* What came too late for us acts now, on whoever had the signal before. */
static void
guard_end(const struct guard *guard)
{
	for (size_t i = 0; i < GUARDED_COUNT; i++)
		sigaction(guarded[i], &guard->before[i], NULL);
	pthread_sigmask(SIG_SETMASK, &guard->mask, NULL);
}

/* Waits for input; signals arrive meanwhile. A `guard` of NULL: a file, which is not waited for. */
static enum status
wait_for_input(int fd, const struct guard *guard, struct error *err)
{
	struct pollfd input = { .fd = fd, .events = POLLIN };

	if (guard == NULL || ppoll(&input, 1, NULL, &guard->mask) >= 0)
		return STATUS_OK;
	if (errno != EINTR)
		return fail_os(err, "cannot wait for the passphrase");
	return fail(err, STATUS_INTERRUPTED, "stopped while a passphrase was asked for");
}

static enum status
check_secret(const struct secret *secret, bool too_long, struct error *err)
{
	if (too_long)
		return fail(err, STATUS_LIMIT, "a passphrase has at most %d bytes", SECRET_LIMIT);
	if (memchr(secret->bytes, '\0', secret->n) != NULL)
		return fail(err, STATUS_INVALID, "a passphrase holds no NUL byte");
	return STATUS_OK;
}

/* One byte in *byte; STATUS_DONE at the end of the line or of the input. */
static enum status
read_byte(int fd, const struct guard *guard, char *byte, struct error *err)
{
	enum status status = wait_for_input(fd, guard, err);
	ssize_t n;

	if (status != STATUS_OK)
		return status;
	n = read(fd, byte, 1);
	if (n < 0 && errno == EINTR)
		return fail(err, STATUS_INTERRUPTED, "stopped while a passphrase was read");
	if (n < 0)
		return fail_os(err, "cannot read the passphrase");
	return n == 0 || *byte == '\n' ? STATUS_DONE : STATUS_OK;
}

/*
 * Reads to the line end, which is taken off. What is too long is still taken
 * away from a terminal, where a shell would read it next.
 */
static enum status
read_line(int fd, const struct guard *guard, struct secret *out, struct error *err)
{
	enum status status = STATUS_OK;
	bool too_long = false;
	char byte = 0;

	out->n = 0;
	while (status == STATUS_OK && (guard != NULL || !too_long)) {
		status = read_byte(fd, guard, &byte, err);
		if (status == STATUS_OK && out->n < SECRET_LIMIT)
			out->bytes[out->n++] = byte;
		else if (status == STATUS_OK)
			too_long = true;
	}
	explicit_bzero(&byte, 1);
	if (status != STATUS_DONE && !too_long)
		return status;
	if (out->n > 0 && out->bytes[out->n - 1] == '\r')
		out->n--;
	out->bytes[out->n] = '\0';
	return check_secret(out, too_long, err);
}

static void
say(int tty, const char *words)
{
	if (write(tty, words, strlen(words)) < 0)
		return; /* the question cannot be seen; the answer decides */
}

/* One question; the terminal is as before when it returns, whatever happened. */
static enum status
ask_silently(int tty, const char *question, struct secret *out, struct error *err)
{
	struct termios usual, silent;
	struct guard guard;
	enum status status;

	if (tcgetattr(tty, &usual) != 0)
		return fail_os(err, "cannot set up the terminal");
	silent = usual;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	silent.c_lflag |= ICANON | ISIG;
	guard_begin(&guard);
	if (tcsetattr(tty, TCSAFLUSH, &silent) == 0) {
		say(tty, question);
		status = read_line(tty, &guard, out, err);
	} else {
		status = fail_os(err, "cannot set up the terminal");
	}
	tcsetattr(tty, TCSAFLUSH, &usual);
	say(tty, "\n");
	guard_end(&guard);
	return status;
}

/* What was caught now does what it would have done; true when the question comes again. */
static bool
let_signal_act(void)
{
	int signal = caught;

	if (signal == 0)
		return false;
	caught = 0;
	raise(signal);
	return signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

/* A background job waits until it is brought to the foreground, as its shell expects. */
static enum status
wait_for_foreground(int tty, struct error *err)
{
	if (tcgetpgrp(tty) != getpgrp())
		raise(SIGTTIN);
	if (tcgetpgrp(tty) != getpgrp())
		return fail(err, STATUS_INVALID,
		            "a passphrase cannot be asked for in the background: give "
		            "--passphrase-file FILE");
	return STATUS_OK;
}

static enum status
ask_once(int tty, const char *question, struct secret *out, struct error *err)
{
	enum status status;
	bool again;

	do {
		status = wait_for_foreground(tty, err);
		if (status != STATUS_OK)
			return status;
		status = ask_silently(tty, question, out, err);
		again = let_signal_act();
	} while (again);
	if (status != STATUS_OK)
		secret_end(out);
	return status;
}

static bool
secrets_equal(const struct secret *a, const struct secret *b)
{
	return a->n == b->n && memcmp(a->bytes, b->bytes, a->n) == 0;
}

static enum status
ask_new(int tty, const char *question, struct secret *out, struct error *err)
{
	SCOPED(secret) again = { .n = 0 };

	for (int round = 0; round < ROUNDS; round++) {
		enum status status = ask_once(tty, question, out, err);

		if (status == STATUS_OK && out->n == 0) {
			say(tty, "An empty passphrase protects nothing.\n");
			continue;
		}
		if (status == STATUS_OK)
			status = ask_once(tty, "The same again: ", &again, err);
		if (status != STATUS_OK)
			return status;
		if (secrets_equal(out, &again))
			return STATUS_OK;
		say(tty, "They differ.\n");
	}
	return fail(err, STATUS_INVALID, "no passphrase was chosen in %d rounds", ROUNDS);
}

static enum status
nobody_to_ask(const char *subject, const char *option, bool is_new, struct error *err)
{
	if (is_new)
		return fail(err, STATUS_INVALID,
		            "there is no terminal to ask for the passphrase of %s: give "
		            "--%s FILE, or --no-passphrase to have none", subject, option);
	return fail(err, STATUS_INVALID,
	            "there is no terminal to ask for the passphrase of %s: give "
	            "--%s FILE (a key made with --no-passphrase needs none)", subject, option);
}

enum status
ask_passphrase(struct secret *out, const char *subject, const char *option, bool is_new,
               struct error *err)
{
	SCOPED_FD tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	char question[256], name[128];
	enum status status;

	text_escape_into(name, sizeof name, subject, strlen(subject));
	if (tty < 0 || !terminal_has_person())
		return nobody_to_ask(subject, option, is_new, err);
	snprintf(question, sizeof question, "%s of %s: ",
	         is_new ? "New passphrase" : "Passphrase", name);
	status = is_new ? ask_new(tty, question, out, err) : ask_once(tty, question, out, err);
	if (status != STATUS_OK)
		secret_end(out);
	return status;
}

/* Whoever can read or change the file has the key. */
static enum status
check_private(int fd, const char *path, struct error *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fail_os(err, "cannot look at %s", path);
	if (!S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode))
		return fail(err, STATUS_REFUSED, "%s is neither a file nor a pipe", path);
	if ((st.st_mode & 077) != 0 || (st.st_uid != geteuid() && st.st_uid != 0))
		return fail(err, STATUS_REFUSED,
		            "others can read or change the passphrase file %s: chmod 600 it", path);
	return STATUS_OK;
}

enum status
ask_passphrase_file(struct secret *out, const char *path, struct error *err)
{
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	enum status status;

	if (file < 0) {
		fail_os(err, "cannot open the passphrase file %s", path);
		return fail_as(err, STATUS_INVALID);
	}
	status = check_private(file, path, err);
	if (status == STATUS_OK)
		status = read_line(file, NULL, out, err);
	if (status == STATUS_OK && out->n == 0)
		status = fail(err, STATUS_INVALID, "the first line of the passphrase file %s is empty",
		              path);
	if (status != STATUS_OK)
		secret_end(out);
	return status;
}
