/* SPDX-License-Identifier: Apache-2.0 */
/* ask.c - reading a line from the terminal with its echo off, and from a private file. */
#include "cli/ask.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define ROUNDS 3

/* Every signal that would leave the terminal without echo, or wants it back for a while. */
static const int guarded[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU };
#define GUARDED_COUNT (sizeof guarded / sizeof guarded[0])

static atomic_int caught;

void
secret_end(struct secret *secret)
{
	explicit_bzero(secret, sizeof *secret);
}

static void
remember_signal(int signal)
{
	atomic_store(&caught, signal);
}

static void
guard_signals(struct sigaction before[GUARDED_COUNT])
{
	struct sigaction action = { .sa_handler = remember_signal };

	sigemptyset(&action.sa_mask);
	atomic_store(&caught, 0);
	for (size_t i = 0; i < GUARDED_COUNT; i++) {
		sigaction(guarded[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(guarded[i], &action, NULL);
	}
}

static void
unguard_signals(const struct sigaction before[GUARDED_COUNT])
{
	for (size_t i = 0; i < GUARDED_COUNT; i++)
		sigaction(guarded[i], &before[i], NULL);
}

/* Reads to the line end, which is taken off; a longer line is read and refused. */
static enum status
read_line(int fd, struct secret *out, struct error *err)
{
	bool too_long = false;
	char byte = 0;
	ssize_t n;

	out->n = 0;
	while ((n = read(fd, &byte, 1)) > 0 && byte != '\n') {
		if (out->n == SECRET_LIMIT)
			too_long = true;
		else
			out->bytes[out->n++] = byte;
	}
	explicit_bzero(&byte, 1);
	if (out->n > 0 && out->bytes[out->n - 1] == '\r')
		out->n--;
	out->bytes[out->n] = '\0';
	if (n < 0 && errno == EINTR)
		return fail(err, STATUS_INTERRUPTED, "stopped while a passphrase was asked for");
	if (n < 0)
		return fail_os(err, "cannot read the passphrase");
	if (too_long)
		return fail(err, STATUS_LIMIT, "a passphrase has at most %d bytes", SECRET_LIMIT);
	if (memchr(out->bytes, '\0', out->n) != NULL)
		return fail(err, STATUS_INVALID, "a passphrase holds no NUL byte");
	return STATUS_OK;
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
	struct sigaction before[GUARDED_COUNT];
	struct termios usual, silent;
	enum status status;

	if (tcgetattr(tty, &usual) != 0)
		return fail_os(err, "cannot set up the terminal");
	silent = usual;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	silent.c_lflag |= ICANON | ISIG;
	guard_signals(before);
	if (tcsetattr(tty, TCSAFLUSH, &silent) == 0) {
		say(tty, question);
		status = read_line(tty, out, err);
	} else {
		status = fail_os(err, "cannot set up the terminal");
	}
	tcsetattr(tty, TCSAFLUSH, &usual);
	say(tty, "\n");
	unguard_signals(before);
	return status;
}

/* What was caught now does what it would have done; true when the question comes again. */
static bool
let_signal_act(void)
{
	int signal = atomic_exchange(&caught, 0);

	if (signal == 0)
		return false;
	raise(signal);
	return signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

static enum status
ask_once(int tty, const char *question, struct secret *out, struct error *err)
{
	enum status status;
	bool again;

	do {
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
nobody_to_ask(const char *subject, bool is_new, struct error *err)
{
	if (is_new)
		return fail(err, STATUS_INVALID,
		            "there is no terminal to ask for the passphrase of %s: give "
		            "--passphrase-file FILE, or --no-passphrase to have none", subject);
	return fail(err, STATUS_INVALID,
	            "there is no terminal to ask for the passphrase of %s: give "
	            "--passphrase-file FILE (a key made with --no-passphrase needs none)", subject);
}

enum status
ask_passphrase(struct secret *out, const char *subject, bool is_new, struct error *err)
{
	SCOPED_FD tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	char question[256], name[128];
	enum status status;

	text_escape_into(name, sizeof name, subject, strlen(subject));
	if (tty < 0 || !terminal_has_person())
		return nobody_to_ask(subject, is_new, err);
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
		status = read_line(file, out, err);
	if (status == STATUS_OK && out->n == 0)
		status = fail(err, STATUS_INVALID, "the first line of the passphrase file %s is empty",
		              path);
	if (status != STATUS_OK)
		secret_end(out);
	return status;
}
