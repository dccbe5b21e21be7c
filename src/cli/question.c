/* SPDX-License-Identifier: Apache-2.0 */
/* question.c - one line from /dev/tty, waited for in pieces so that no signal is missed. */
#include "cli/question.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define LOOK_AGAIN 300 /* milliseconds */

/* STATUS_OK when there is something to read. */
static enum status
wait_for_typing(int tty, struct error *err)
{
	struct pollfd typed = { .fd = tty, .events = POLLIN };

	for (;;) {
		enum status status = interrupt_check(err);
		int ready;

		if (status != STATUS_OK)
			return status;
		ready = poll(&typed, 1, LOOK_AGAIN);
		if (ready > 0)
			return STATUS_OK;
		if (ready < 0 && errno != EINTR)
			return fail_os(err, "cannot wait for an answer");
	}
}

/* To the end of the line; a terminal gives whole lines, so it comes at once. */
static enum status
read_answer(int tty, char answer[ANSWER_SIZE], struct error *err)
{
	size_t n = 0;

	for (;;) {
		enum status status = wait_for_typing(tty, err);
		char byte;
		ssize_t got;

		if (status != STATUS_OK)
			return status;
		got = read(tty, &byte, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_os(err, "cannot read the answer");
		if (got == 0 && n == 0)
			return STATUS_DONE;
		if (got == 0 || byte == '\n')
			break;
		if (n < ANSWER_SIZE - 1 && byte != '\0')
			answer[n++] = byte;
	}
	answer[n] = '\0';
	return STATUS_OK;
}

static void
trim(char answer[ANSWER_SIZE])
{
	struct text words = text_trim(text_of(answer));

	memmove(answer, words.p, words.n);
	answer[words.n] = '\0';
}

enum status
question_ask(struct command *command, const char *words, char answer[ANSWER_SIZE],
             struct error *err)
{
	SCOPED_FD tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	enum status status;

	if (tty < 0 || !terminal_has_person())
		return fail(err, STATUS_INVALID, "there is no terminal to ask at");
	output_flush(command->output);
	if (write(tty, words, strlen(words)) < 0)
		return fail_os(err, "cannot ask at the terminal");
	status = read_answer(tty, answer, err);
	if (status == STATUS_OK)
		trim(answer);
	return status;
}
