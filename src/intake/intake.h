/* SPDX-License-Identifier: Apache-2.0 */
/* intake.h - one run of the pipeline: what its threads share, and its parts. */
#ifndef VIDIMUS_INTAKE_INTAKE_H
#define VIDIMUS_INTAKE_INTAKE_H

#include "intake/failures.h"
#include "intake/pipeline.h"
#include "intake/size_hint.h"
#include "intake/spool.h"
#include "intake/window.h"

#include <stdatomic.h>

/* Files and bytes that are made durable and recorded together, and how long they wait for each other. */
#define GROUP_FILES   128
#define GROUP_BYTES   (UINT64_C(256) << 20)
#define GROUP_SECONDS 0.25

#define INTAKE_THREADS 32 /* that read files, at most */

/* Such a group; each job stays where it is until the window releases it. */
struct batch {
	struct job *jobs[GROUP_FILES];
	size_t      count;
};

struct intake {
	/* Set before the threads begin, and then only read. */
	struct catalogue            *catalogue;
	const struct intake_options *options;
	struct source_guard          guard;
	struct spool                 paths;
	struct size_hint            *sizes;
	unsigned                     digests; /* of enum digest_set */

	/* Shared by the threads. */
	struct window   window;
	pthread_mutex_t clock;       /* the catalogue's source of time is nobody's in particular */
	atomic_bool     halt;        /* everybody comes home */
	atomic_uint     reading;     /* threads that read a file now */
	_Atomic uint64_t bytes_read;
	_Atomic uint64_t files_total, bytes_total;
	atomic_bool     totals_known;

	pthread_t walker, counter, readers[INTAKE_THREADS];
	unsigned  reader_count; /* that there should be */
	unsigned  threads_begun; /* of them */
	bool      walker_begun, counter_begun;

	/* The oldest files: the holder makes them durable and has them examined, or has. */
	struct batch held;
	struct examiners *examiners; /* NULL: nothing is examined */
	enum status       examining; /* of the batch that is held */
	struct error      examining_error;
	pthread_t    holder;
	bool         holder_begun;
	atomic_bool  held_is_durable;

	/* Of the calling thread. */
	struct delivery_plan plan;
	struct source_owner  owner;
	struct failures      failures;
	struct database     *seen;   /* of a dry run: objects that it met */
	struct intake_summary *summary;
	int64_t              already_had; /* files whose acquisition stands in another delivery */
	double               began;
	double               told;        /* when progress was told last */
};

/* True when the caller asked to stop; also brings the threads home. Any thread. */
bool intake_stopped(struct intake *intake);

/* feed.c: the threads begin and end; ending waits for them. */
CHECKED enum status intake_threads_begin(struct intake *intake, struct error *err);
void intake_threads_end(struct intake *intake);

/*
 * read.c: fails a file by an error that does not name it yet. `code` NULL is
 * found from status and errno.
 */
void job_fail_reading(struct job *job, const char *code, struct error *error);

/*
 * read.c: one file is opened, hashed and copied; its outcome stands in the
 * job. `scratch` is the thread's, as stage_options has it.
 */
void intake_read(struct intake *intake, struct job *job, void *scratch);

/* The same copy once more, for a job whose source is still open. Calling thread. */
void intake_read_again(struct intake *intake, struct job *job);

/* read.c: whether the vault has these bytes, hashing them again if that was asked for. `scratch` may be NULL. */
bool intake_holds(struct intake *intake, const struct job *job, void *scratch);

/*
 * hold.c: looks `count` files up, from the one at `first` in the window on, and
 * decides which copies the vault needs; *out has them as far as they were read
 * to their end. Calling thread, which owns the database.
 */
CHECKED enum status intake_decide(struct intake *intake, size_t first, size_t count,
                                  struct batch *out, struct error *err);

/*
 * Begins to make sure that the vault has every file of a batch that has not
 * failed, durably, and then to have its new exhibits examined, in a thread of
 * its own if one can be had, while the batch before it is recorded; and waits
 * for that. Files that cannot be kept fail. The status is one of examining,
 * never of a file.
 */
void intake_hold_begin(struct intake *intake, const struct batch *batch);
CHECKED enum status intake_hold_end(struct intake *intake, struct error *err);

/* record.c: one change for a group that is held. Files that an event cannot hold fail. */
CHECKED enum status intake_record(struct intake *intake, size_t count, struct error *err);

/* record.c: looks up what is known of a file, outside of any change. */
CHECKED enum status intake_look_up(struct intake *intake, struct job *job, struct error *err);

/* examine.c: which files of the batch are to be examined, and their examination. */
void intake_choose_examinees(struct intake *intake, const struct batch *batch);
CHECKED enum status intake_examine(struct intake *intake, const struct batch *batch,
                                   struct error *err);

/*
 * examine.c: adds item.examined of a file whose exhibit stands in this change.
 * STATUS_STALE, with the examination forgotten, when no event can hold it.
 */
CHECKED enum status intake_add_examination(struct intake *intake, struct change *change,
                                           struct job *job, struct error *err);

/* record.c: at the end of a run that nobody interrupted: failures, and the closing with its receipt. */
CHECKED enum status intake_close(struct intake *intake, struct error *err);

/* turn.c: begins a change, waiting for other processes with patience; STATUS_INTERRUPTED. */
CHECKED enum status intake_begin_change(struct intake *intake, struct change **out,
                                        struct error *err);

/* dry_run.c: says of each file of the group what would happen. */
CHECKED enum status intake_foresee(struct intake *intake, size_t count, struct error *err);

/* report.c: counts the group's files and tells of them. */
void intake_report(struct intake *intake, size_t count);

/* report.c: tells how far the run is, unless it did a moment ago. */
void intake_tell_progress(struct intake *intake, bool at_once);

#endif
