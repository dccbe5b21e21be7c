/* SPDX-License-Identifier: Apache-2.0 */
/*
 * window.h - the files that are under way, a bounded number, in the order of
 * the walk: one thread fills, several take and finish, one gathers from the
 * oldest on and releases.
 */
#ifndef VIDIMUS_INTAKE_WINDOW_H
#define VIDIMUS_INTAKE_WINDOW_H

#include "base/instant.h"
#include "casework/delivery.h"
#include "intake/examiners.h"
#include "intake/signature.h"
#include "intake/source.h"

#include "base/buffer.h"

#include <vidimus/types.h>

#include <pthread.h>

/* Why a file was not taken in. */
struct job_failure {
	const char  *code; /* static; NULL: it did not fail */
	struct error error;
};

#define JOB_WARNINGS (SOURCE_WARNINGS + 1)
#define JOB_MEDIA_TYPE_SIZE 128 /* an event's limit */

/* One file under way. It belongs to one thread at a time. */
struct job {
	/* By the walk. */
	struct buffer path;        /* bytes, NUL-ended */
	size_t        name_at;     /* where the last component begins */
	int           folder;      /* owned, or AT_FDCWD; -1 when closed */

	/* By whoever read the file. */
	struct job_failure failure;
	bool            interrupted; /* not read to its end, as asked */
	struct source   source;    /* open while it may have to be read once more */
	struct source_facts facts;
	struct staged  *staged;    /* its copy without a name yet; NULL where the vault has one */
	bool            held;      /* the vault had these bytes, checked as was asked for */
	struct digests  digests;
	uint64_t        bytes;
	struct told     told;
	char            media_type[JOB_MEDIA_TYPE_SIZE]; /* the same, NUL-ended */
	const char     *warnings[JOB_WARNINGS]; /* sorted */
	size_t          warning_count;
	struct instant  read_ended;
	double          finished_at; /* monotonic seconds */

	/* By the thread that records. */
	struct reception reception;
	bool            examined_before; /* as an exhibit, by this very program */
	bool            to_examine;  /* apart, once the vault has it */
	struct examinee examinee;
	const struct job *twin;      /* an earlier file of the group with the same bytes */
	bool            publish;     /* the staged copy is needed in the vault */
	bool            repaired;    /* the held copy was damaged or gone and is replaced */
	struct vault_finding damaged;
	char            kept_as[VAULT_PATH_SIZE]; /* "" when it was gone */
};

/* The path, and its last component. */
struct text job_path(const struct job *job);
struct text job_name(const struct job *job);

/* It was read, and did not fail. */
bool job_is_well(const struct job *job);

/* Marks the file as failed, with the error's words. */
void job_fail(struct job *job, const char *code, const struct error *error);

/* Closes and discards all that the job holds but its path's room. */
void job_clear(struct job *job);

struct window {
	pthread_mutex_t lock;
	pthread_cond_t  space; /* for the walk */
	pthread_cond_t  work;  /* for those who read */
	pthread_cond_t  ready; /* for the one who records */
	struct job     *jobs;  /* a ring of `room` */
	bool           *finished; /* the same; theirs under the lock */
	size_t          room;
	uint64_t        head, next, tail; /* the oldest kept, the next to be read, the next to be filled */
	uint64_t        waiting_bytes;    /* of finished files that are kept */
	bool            walk_ended;
	bool            halted;
	enum status     walk_status;      /* STATUS_DONE when everything was walked */
	struct error    walk_error;
};

/* At most `room` files are under way. Ends by window_end, when no thread uses it. */
CHECKED enum status window_begin(struct window *window, size_t room, struct error *err);
void window_end(struct window *window);

/* An empty job for the walk, waiting for room; NULL when halted. */
struct job *window_fill(struct window *window);

/* Gives the filled job to the others; a finished one is not read. */
void window_push(struct window *window, bool finished);

/* No more files will come. */
void window_walk_ended(struct window *window, enum status status, const struct error *error);

/* The next file to be read; NULL when there will be none. */
struct job *window_take(struct window *window);
void window_finish(struct window *window, struct job *job);

/* Everybody comes home soon; what is finished can still be gathered. */
void window_halt(struct window *window);

struct gathered {
	size_t   count; /* finished files, without a gap */
	uint64_t bytes;
	double   oldest; /* when the first of them was finished */
	bool     all;   /* there are no others, and none will come */
};

/* What to gather: after the `skip` oldest, up to `limit` files, no further than the one that reaches `bytes`. */
struct wanted {
	size_t   skip, limit;
	uint64_t bytes;
};

/*
 * How many files are finished, of those that are wanted, before the first that
 * is not. Waits up to `seconds` for that to change when `known` of them were
 * seen before.
 */
struct gathered window_gather(struct window *window, const struct wanted *wanted, size_t known,
                              double seconds);

/* The job at `index` from the oldest on. */
struct job *window_at(struct window *window, size_t index);

/* The path of the oldest file; empty for none. Valid until it is released. */
struct text window_current(struct window *window);

/* Clears the `count` oldest and gives their room to the walk. */
void window_release(struct window *window, size_t count);

#endif
