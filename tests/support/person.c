/* SPDX-License-Identifier: Apache-2.0 */
/* person.c - a pseudo-terminal with a child behind it. */
#include "support/person.h"

#include "support/support.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_SECONDS 20

/* As after a login, whatever the test itself was started with. */
static void
restore_signals(void)
{
	static const int signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGTSTP, SIGTTIN,
		                       SIGTTOU };

	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
		signal(signals[i], SIG_DFL);
}

void
person_begin(struct person *person, int (*work)(void *context), void *context)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };

	*person = (struct person){ .fd = -1 };
	fflush(NULL);
	person->child = forkpty(&person->fd, NULL, NULL, &size);
	if (person->child < 0)
		fail_msg("forkpty: %s", strerror(errno));
	if (person->child == 0) {
		restore_signals();
		_exit(work(context));
	}
}

/* A command and where it runs. */
struct seat {
	const char *folder, *command;
};

static int
sit_down(void *context)
{
	const struct seat *seat = context;

	become_shell(seat->folder, seat->command);
}

void
person_shell(struct person *person, const char *folder, const char *command)
{
	struct seat seat = { folder, command };

	person_begin(person, sit_down, &seat);
}

/* Reads what there is within `milliseconds`; false when the other side is closed. */
static bool
read_more(struct person *person, int milliseconds)
{
	struct pollfd wait = { .fd = person->fd, .events = POLLIN };
	char bytes[4096];
	ssize_t n;

	if (poll(&wait, 1, milliseconds) <= 0)
		return true;
	n = read(person->fd, bytes, sizeof bytes);
	if (n > 0)
		buffer_append(&person->seen, bytes, (size_t)n);
	return n > 0 || errno == EINTR;
}

void
person_expect(struct person *person, const char *words)
{
	time_t until = time(NULL) + PATIENCE_SECONDS;
	bool open = true;

	for (;;) {
		const char *unread = buffer_string(&person->seen) + person->read;
		const char *found = strstr(unread, words);

		if (found != NULL) {
			person->read += (size_t)(found - unread) + strlen(words);
			return;
		}
		if (!open || time(NULL) > until)
			fail_msg("\"%s\" did not appear; the terminal shows:\n%s\n", words,
			         buffer_string(&person->seen));
		open = read_more(person, 100);
	}
}

void
person_type(struct person *person, const char *bytes)
{
	if (write(person->fd, bytes, strlen(bytes)) != (ssize_t)strlen(bytes))
		fail_msg("cannot type: %s", strerror(errno));
}

bool
person_sees_typing(const struct person *person)
{
	struct termios settings;

	if (tcgetattr(person->fd, &settings) != 0)
		fail_msg("tcgetattr: %s", strerror(errno));
	return (settings.c_lflag & ECHO) != 0;
}

int
person_end(struct person *person)
{
	time_t until = time(NULL) + PATIENCE_SECONDS;
	int state;

	while (read_more(person, 100)) {
		if (waitpid(person->child, &state, WNOHANG) == person->child) {
			while (read_more(person, 0) && person->seen.n != person->read)
				person->read = person->seen.n;
			close(person->fd);
			return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
		}
		if (time(NULL) > until)
			fail_msg("it does not end; the terminal shows:\n%s\n",
			         buffer_string(&person->seen));
	}
	while (waitpid(person->child, &state, 0) < 0 && errno == EINTR)
		;
	close(person->fd);
	return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

void
person_free(struct person *person)
{
	buffer_end(&person->seen);
}
