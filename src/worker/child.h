/* SPDX-License-Identifier: Apache-2.0 */
/* child.h - the process that parses one file: born locked in, gone when it has told what it found. */
#ifndef VIDIMUS_WORKER_CHILD_H
#define VIDIMUS_WORKER_CHILD_H

#include "wire/request.h"
#include "worker/parser.h"
#include "worker/sandbox.h"

#include <sys/types.h>

/* How far a child came before it began to parse. */
enum child_stage { CHILD_BEGAN, CHILD_LOCKED_IN, CHILD_UNSANDBOXED };

/*
 * A page shared with the child until just before it parses; then the child
 * has it no more, so that no file can change what it says.
 */
struct child_note {
	uint32_t stage; /* enum child_stage */
	char     reason[REQUEST_REASON_SIZE]; /* why it is CHILD_BEGAN still; "" else */
};

/* What a child is made from. All borrowed. */
struct child_birth {
	const struct parser  *parser;
	const struct sandbox *sandbox;
	const struct request *request;
	const int            *descriptors; /* REQUEST_DESCRIPTORS of them */
	struct child_note    *note;
	pid_t                 server; /* whose end is the child's end */
};

/* Exit codes of a child that did not come to an end by parsing. */
#define CHILD_LOCK_IN_EXIT 4 /* it could not be locked in; the note says why */
#define CHILD_INPUT_EXIT   5 /* its file could not be mapped */
#define CHILD_MEMORY_EXIT  6 /* no memory for the report */

/* What the process does after the fork; never returns. */
_Noreturn void child_live(const struct child_birth *birth);

#endif
