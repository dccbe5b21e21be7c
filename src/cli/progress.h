/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress.h - one line that tells how far a long command is:
 *
 *	[ 37/210] 12.4 GB of 88 GB  143 MB/s  ETA 00:08:51  hashing video_41.mp4
 *
 * On a terminal it is rewritten in place, at most ten times a second, and
 * taken away at the end. Elsewhere, only with --progress always, a plain line
 * comes every 10 s or 5 %. A thread of its own keeps it alive while the work
 * waits for a disk, and answers SIGUSR1 whatever --progress says.
 */
#ifndef VIDIMUS_CLI_PROGRESS_H
#define VIDIMUS_CLI_PROGRESS_H

#include "base/buffer.h"
#include "cli/terminal.h"

#include <vidimus/types.h>

#define PROGRESS_NAME_SIZE 256

/* How far the work is. */
struct progress_state {
	uint64_t    files, files_total; /* done; total 0 while it is not known */
	uint64_t    bytes, bytes_total; /* likewise */
	const char *doing;              /* what is done now, "hashing": a constant; NULL: nothing */
	struct text name;               /* to which file: bytes, borrowed for the call */
};

/* A smoothed rate; { 0 } before the first sample. */
struct rate {
	double   a_second;
	uint64_t at;   /* nanoseconds of the last sample */
	uint64_t done; /* what was done then */
	bool     known;
};

/* Takes a sample at `now` (monotonic nanoseconds); those within half a second count as one. */
void rate_sample(struct rate *rate, uint64_t now, uint64_t done);

/*
 * Appends the line without line end. `rate` is of bytes when bytes_total or
 * bytes is not 0, else of files; the time left stands only when the total and
 * a rate are known. The name is escaped and the line cut with an ellipsis at
 * `width` columns; 0: not cut.
 */
void progress_format(struct buffer *out, const struct progress_state *state, double rate,
                     unsigned width);

struct progress;

/*
 * Begins to show progress on the descriptor `fd` (borrowed), as `when` and
 * whether it is a terminal say. NULL when there is no memory or thread for it:
 * every function below takes that as nothing to do.
 */
struct progress *progress_begin(int fd, enum when when);

/* Tells how far it is; cheap, from any thread. */
void progress_update(struct progress *progress, const struct progress_state *state);

/* The same in the form in which long runs of the library tell it; `progress` is their context. */
void progress_take(void *progress, const char *doing, uint64_t done, uint64_t total, uint64_t bytes,
                   uint64_t bytes_total);

/*
 * Between these two the line is away from the terminal and stays away, so that
 * other lines can be printed; updates wait meanwhile.
 */
void progress_pause(struct progress *progress);
void progress_resume(struct progress *progress);

/* Ends it: the terminal's line is taken away; plain lines end with the last state. NULL is allowed. */
void progress_end(struct progress *progress);

#endif
