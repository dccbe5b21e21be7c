/* SPDX-License-Identifier: Apache-2.0 */
/*
 * examination.h - what became of parsing one file apart: the facts that a
 * locked-in child told, as data of unknown honesty, or how it ended.
 */
#ifndef VIDIMUS_MEDIA_EXAMINATION_H
#define VIDIMUS_MEDIA_EXAMINATION_H

#include "base/json.h"

#include <vidimus/types.h>

enum examination_outcome {
	EXAMINATION_COMPLETE,  /* the child said that it came to the end */
	EXAMINATION_NO_PARSER, /* no family of ours reads this type */
	EXAMINATION_FAILED,    /* it exited without an end: `exit_code` */
	EXAMINATION_KILLED,    /* a signal ended it: `signal` */
	EXAMINATION_TIMED_OUT, /* we ended it */
	EXAMINATION_MALFORMED  /* what it sent was no report */
};

/* "complete", "no-parser", "failed", "killed", "timed-out", "malformed"; static. */
const char *examination_outcome_name(enum examination_outcome outcome);

struct examination {
	enum examination_outcome outcome;
	int      exit_code;
	int      signal;          /* of EXAMINATION_KILLED */
	uint64_t milliseconds;    /* from fork to end */
	uint64_t bytes_received;  /* of the report */
	uint64_t dropped;         /* facts beyond the limits, which the child counted */
	uint64_t memory_limit, cpu_seconds_limit, wall_seconds_limit;
	bool     sandboxed;
	const char *worker;       /* "vidimus-worker-image"; static, NULL for EXAMINATION_NO_PARSER */
	char     media_type[128]; /* that the parser found; "" for none */
	json_t  *parsers;  /* [{"name","version"}]; owned, never NULL after a success */
	json_t  *tags;     /* [{"source","group","tag","form","raw"[,"bytes"][,"length"]}] in the order told. "form" is
	                      "text", "numbers" or "binary"; raw is UTF-8 without U+0000 (U+FFFD for what is not, then
	                      with "bytes", base64url); of a binary value raw is "" and "bytes" are its first ones; "length"
	                      is how many bytes it has in the file, when these are not all of them */
	json_t  *measured; /* {name: text}; the first of a name counts */
	json_t  *warnings; /* [{"code","detail"|null}] */
};
void examination_end(struct examination *examination);

#endif
