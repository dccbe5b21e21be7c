/* SPDX-License-Identifier: Apache-2.0 */
/*
 * worker.h - files parsed apart: hands a read-only descriptor to the family of
 * parsers that reads its type, and gives back what a locked-in child told.
 *
 * However the child ends (by itself, a signal, the clock, or with a report
 * that is none) is a fact in the examination and never an error. An error is
 * only that there is no program to ask, or no sandbox to parse in.
 */
#ifndef VIDIMUS_MEDIA_WORKER_H
#define VIDIMUS_MEDIA_WORKER_H

#include "media/collect.h"
#include "media/examination.h"
#include "wire/task.h"

#include <vidimus/types.h>

struct worker;

/* All borrowed until worker_close. */
struct worker_settings {
	const char *folder;            /* where the programs lie; NULL: beside the running one, else where they are installed */
	bool        allow_unsandboxed; /* parse even where the sandbox is not complete */
	bool      (*stopped)(void *context); /* asked several times a second: what runs is given up. NULL: never */
	void       *context;
};

/*
 * Finds the programs, and starts the first, so that an incomplete sandbox is
 * known at once: STATUS_REFUSED with the reason, also when a program is
 * missing or of another build. *out is owned, and used by one thread at a time.
 */
CHECKED enum status worker_open(struct worker **out, const struct worker_settings *settings,
                                struct error *err);

/* Ends its processes and waits for them. NULL is allowed. */
void worker_close(struct worker *worker);

/* False when parsing takes place without a complete sandbox, as was allowed. */
bool worker_is_sandboxed(const struct worker *worker);

/* True when a family of ours reads this media type. */
CHECKED bool worker_reads(const char *media_type);

/* What the family that reads this type may use, unless said otherwise. */
struct parser_limits worker_limits(const char *media_type);

/*
 * Has one file examined. `file` (borrowed) is a description of its own, opened
 * read-only, of `size` bytes, and its offset is not kept. `limits` NULL is
 * worker_limits. A file without a byte or a family is EXAMINATION_NO_PARSER.
 *
 * STATUS_REFUSED, STATUS_MEMORY, STATUS_IO (no pipe, no process),
 * STATUS_INTERRUPTED. `out` is filled on STATUS_OK only, and then the
 * caller's to end.
 */
CHECKED enum status worker_examine(struct worker *worker, int file, uint64_t size,
                                   const struct parser_task *task,
                                   const struct parser_limits *limits, struct examination *out,
                                   struct error *err);

/* The same for a task that makes a picture; picture->samples is NULL when none came. */
CHECKED enum status worker_picture(struct worker *worker, int file, uint64_t size,
                                   const struct parser_task *task,
                                   const struct parser_limits *limits, struct picture *picture,
                                   struct examination *out, struct error *err);

/*
 * The same for PARSER_FINGERPRINT; `fingerprints` holds what was told, however
 * it ended, and is the caller's to end. `limits` NULL is worker_fingerprint_limits.
 */
CHECKED enum status worker_fingerprint(struct worker *worker, int file, uint64_t size,
                                       const struct parser_task *task,
                                       const struct parser_limits *limits,
                                       struct fingerprints *fingerprints,
                                       struct examination *out, struct error *err);

/*
 * Both by one child: what has been examined to its end is fingerprinted next,
 * and how that ends does not touch the examination. Where the examination ends
 * otherwise, another child makes the fingerprints. `task` is that of
 * worker_examine; each part has its own time. All three are the caller's to end.
 */
CHECKED enum status worker_examine_and_fingerprint(struct worker *worker, int file, uint64_t size,
                                                   const struct parser_task *task,
                                                   struct examination *examined,
                                                   struct fingerprints *fingerprints,
                                                   struct examination *fingerprinted,
                                                   struct error *err);

/*
 * What fingerprinting a file of this type and size may use: decoding all of a
 * film takes the longer the more bytes it has.
 */
struct parser_limits worker_fingerprint_limits(const char *media_type, uint64_t size);

#endif
