/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server.h - one fork server of a family of parsers, seen from the main
 * program: started, asked for one file at a time, stopped.
 */
#ifndef VIDIMUS_MEDIA_SERVER_H
#define VIDIMUS_MEDIA_SERVER_H

#include "media/collect.h"
#include "wire/request.h"

#include <vidimus/types.h>

#include <sys/types.h>

/* { .pid = 0 } is none that runs. */
struct server {
	pid_t        pid;
	int          socket;
	struct hello hello;  /* what it said of the sandbox */
	unsigned     served; /* files */
};

/*
 * Starts the executable at `path`, without environment and in a session of
 * its own, and waits until it is warm; one that a signal ends meanwhile is
 * started anew, a few times. STATUS_REFUSED when it ends or says nothing
 * within a minute, STATUS_IO when it cannot be started.
 */
CHECKED enum status server_start(struct server *out, const char *path, struct error *err);

/* Ends it and waits for it; gives its waitpid status. Nothing for one that does not run. */
int server_stop(struct server *server);

/* How a child came to its end. */
enum server_end {
	SERVER_CHILD_ENDED, /* as `answer` has it */
	SERVER_CHILD_LATE,  /* killed by us: its time was over */
	SERVER_CHILD_WRONG, /* killed by us: what it sent was no report */
	SERVER_GONE         /* the server itself ended, and its child with it */
};

struct server_outcome {
	enum server_end end;
	struct answer   answer;
	bool            started;      /* there was a child */
	bool            answered;     /* the server told of its end */
	uint64_t        milliseconds; /* from the request to the end, where a second report follows of the first */
};

/* Asked several times a second; true: nobody wants to know any more. `stopped` NULL: never. */
struct server_patience {
	bool   (*stopped)(void *context);
	void    *context;
	uint64_t then_seconds; /* of wall clock for a second report, from the first one's end on; 0: none follows */
};

/* Who reads what the child writes. */
struct server_reader {
	/* STATUS_INVALID: it is no report, and the child is killed as wrong; any other failure ends the run by it. */
	enum status (*feed)(void *context, const void *bytes, size_t n, struct error *err);
	bool (*complete)(void *context); /* the first report came to its end */
	void *context;
};

/* One file (borrowed), its report given to the reader. Fails as server_run does, or as `feed` did. */
CHECKED enum status server_stream(struct server *server, int file, const struct request *request,
                                  const struct server_patience *patience,
                                  const struct server_reader *reader, struct server_outcome *out,
                                  struct error *err);

/*
 * One file (borrowed), its report fed to the collector. Where patience ends
 * the child is killed: STATUS_INTERRUPTED. STATUS_MEMORY, STATUS_IO.
 */
CHECKED enum status server_run(struct server *server, int file, const struct request *request,
                               const struct server_patience *patience,
                               struct collector *collector,
                               struct server_outcome *out, struct error *err);

#endif
