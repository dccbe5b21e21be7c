/* SPDX-License-Identifier: Apache-2.0 */
/* examine_run.h - the run behind `examine`: exhibits that are held, examined apart, group by group. */
#ifndef VIDIMUS_INTAKE_EXAMINE_RUN_H
#define VIDIMUS_INTAKE_EXAMINE_RUN_H

#include "intake/pipeline.h"

#include "base/json.h"

enum examine_choice {
	EXAMINE_GIVEN,   /* those whose numbers are given */
	EXAMINE_MISSING, /* every exhibit that was never examined, or that a parser reads and that has no fingerprints */
	EXAMINE_AGAIN    /* every exhibit that this very program has not examined */
};

/* What became of one exhibit, once it is committed or has failed. Borrowed for the call. */
struct examine_line {
	int64_t       item;
	struct digest object;
	const json_t *values;       /* of item.examined; NULL when it was not examined */
	const json_t *fingerprints; /* of item.fingerprinted; NULL when none were made */
	const json_t *warnings;     /* codes of both, of all classes, some twice; NULL for none */
	const char   *error_code; /* then "missing", "unreadable", "unrecordable" */
	const char   *error_text;
};

struct examine_options {
	enum examine_choice choice;
	const int64_t      *items; /* EXAMINE_GIVEN: numbers of exhibits, in this order */
	size_t              count;
	bool                allow_unsandboxed;
	/* Called in the thread that runs; `progress` counts exhibits as files. */
	void (*line)(void *context, const struct examine_line *line);
	void (*progress)(void *context, const struct intake_progress *progress);
	void *context;
	const atomic_bool *stop; /* NULL: never */
};

struct examine_summary {
	uint64_t examined, failed;
	uint64_t unfinished; /* of those examined: killed, timed out, failed, or with a report that is none */
	double   seconds;
	bool     interrupted;
};

/*
 * Examines. What is reported is committed; after an interruption --missing and
 * --again go on where it was. STATUS_REFUSED without a sandbox, before
 * anything else; STATUS_OK also when files failed.
 */
CHECKED enum status examine_run(struct catalogue *catalogue, const struct examine_options *options,
                                struct examine_summary *out, struct error *err);

#endif
