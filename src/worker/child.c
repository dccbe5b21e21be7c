/* SPDX-License-Identifier: Apache-2.0 */
/* child.c - descriptors gathered, the rest closed, locked in, then the first byte is read. */
#include "worker/child.h"

#include "worker/parser_run.h"

#include "base/error.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* 0 to 2 are the null device. */
enum { FILE_AT = 3, REPORT_AT, FIRST_UNUSED };

/* Above anything that a request came on. */
#define OUT_OF_THE_WAY 64

/* Leaves the two descriptors at their places and no other open. */
static bool
gather_descriptors(const int descriptors[REQUEST_DESCRIPTORS])
{
	int file = fcntl(descriptors[REQUEST_FILE], F_DUPFD, OUT_OF_THE_WAY);
	int report = fcntl(descriptors[REQUEST_REPORT], F_DUPFD, OUT_OF_THE_WAY);

	return file >= 0 && report >= 0 && dup2(file, FILE_AT) == FILE_AT &&
	       dup2(report, REPORT_AT) == REPORT_AT && close_range(FIRST_UNUSED, ~0U, 0) == 0;
}

/* Also when the server ended before this was asked for. */
static bool
end_with(pid_t server)
{
	return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == server;
}

_Noreturn static void
give_up(struct child_note *note, const char *reason)
{
	snprintf(note->reason, sizeof note->reason, "%s", reason);
	_exit(CHILD_LOCK_IN_EXIT);
}

/* Locks in as the request demands and writes that down. */
static void
lock_in(const struct child_birth *birth)
{
	const struct request *request = birth->request;
	struct error err = { 0 };
	enum status status = sandbox_limit(&request->limits, &err);

	if (request->unsandboxed && !birth->sandbox->complete) {
		sandbox_lock_in_partly(birth->sandbox);
		birth->note->stage = CHILD_UNSANDBOXED;
		return;
	}
	if (status == STATUS_OK)
		status = sandbox_lock_in(birth->sandbox, &err);
	if (status != STATUS_OK)
		give_up(birth->note, err.text);
	birth->note->stage = CHILD_LOCKED_IN;
}

_Noreturn void
child_live(const struct child_birth *birth)
{
	const struct parser *parser = birth->parser;
	struct parser_task task = birth->request->task;
	struct parser_input input;
	bool mapped;

	if (!end_with(birth->server))
		_exit(CHILD_LOCK_IN_EXIT);
	if (!gather_descriptors(birth->descriptors))
		give_up(birth->note, "descriptors could not be closed");
	mapped = parser_input_open(FILE_AT, &input, NULL) == STATUS_OK;
	lock_in(birth);
	munmap(birth->note, sizeof *birth->note);
	if (!mapped)
		_exit(CHILD_INPUT_EXIT);
	_exit(parser_run(parser, &input, &task, REPORT_AT) ? 0 : CHILD_MEMORY_EXIT);
}
