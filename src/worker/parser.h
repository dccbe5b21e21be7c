/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parser.h - what a family of parsers offers to the fork server: it is warmed
 * once, and then runs in a fresh, locked-in child for each file.
 */
#ifndef VIDIMUS_WORKER_PARSER_H
#define VIDIMUS_WORKER_PARSER_H

#include "wire/report.h"
#include "wire/task.h"

/* Longest file in bytes that is mapped for a parser; of a longer one it reads parts by pread. */
#define PARSER_MAP_LIMIT ((uint64_t)1 << 30)

/* The file: only these, and never a path. */
struct parser_input {
	int                  file;  /* read-only, at its start */
	uint64_t             size;  /* bytes, above 0 */
	const unsigned char *bytes; /* all of it, mapped privately and read-only; NULL beyond PARSER_MAP_LIMIT */
};

struct parser {
	const char *name; /* "vidimus-worker-image" */
	/* Before any fork: loads what loads lazily, so that the locked-in child opens nothing. */
	void (*warm)(void);
	/* In the child: reports, and returns when the file is read as far as it goes, which ends the report. */
	void (*run)(const struct parser_input *input, const struct parser_task *task,
	            struct report *report);
};

/* The program: serves until its parent ends. Returns the exit code. */
int worker_main(int count, char **arguments, const struct parser *parser);

#endif
