/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request.h - what the main program asks of a fork server and what this
 * answers, over a socket of messages between two programs of one build. The
 * server never reads media and is believed; its children never see the socket.
 *
 * server: hello, once → main: request with the file and a pipe's writing end →
 * server: started with the child's pidfd, then ended, or only ended.
 */
#ifndef VIDIMUS_WIRE_REQUEST_H
#define VIDIMUS_WIRE_REQUEST_H

#include "wire/task.h"

#include <vidimus/types.h>

/* Where the server finds its socket. */
#define REQUEST_SOCKET 3

/* Of this very form; another one is another build's. */
#define REQUEST_VERSION 4

/* Stands in each program of parsers, so that one of another build is known before it is started. */
#define REQUEST_MARK_WITH(version) "vidimus parsers, requests of version " #version ";"
#define REQUEST_MARK_OF(version)   REQUEST_MARK_WITH(version)
#define REQUEST_MARK               REQUEST_MARK_OF(REQUEST_VERSION)

#define REQUEST_REASON_SIZE 256

struct hello {
	uint32_t version;
	uint32_t complete;     /* every part of the sandbox was tried and holds */
	int32_t  landlock_abi; /* of this kernel; 0 for none */
	char     reason[REQUEST_REASON_SIZE]; /* what does not hold; "" when it does */
};

struct request {
	uint32_t            version;
	uint32_t            unsandboxed; /* run even where the sandbox is not complete */
	struct parser_task  task;
	struct parser_limits limits;
};

/* Descriptors that go with a request, in this order. */
enum { REQUEST_FILE, REQUEST_REPORT, REQUEST_DESCRIPTORS };

enum answer_kind {
	ANSWER_STARTED, /* with the child's pidfd */
	ANSWER_ENDED    /* the child is gone and waited for */
};

struct answer {
	uint32_t kind;
	/* Of ANSWER_ENDED. */
	int32_t  exit_code;    /* when no signal ended it */
	int32_t  signal;       /* that ended it, or 0 */
	uint32_t locked_in;    /* it was, before it read the first byte */
	uint64_t cpu_milliseconds;
	uint64_t memory_kibibytes; /* largest resident size */
	char     reason[REQUEST_REASON_SIZE]; /* why it could not be started or locked in; "" else */
};

#endif
