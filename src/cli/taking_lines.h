/* SPDX-License-Identifier: Apache-2.0 */
/* taking_lines.h - what a run of intake prints: a line a file once it is durable, then the sums. */
#ifndef VIDIMUS_CLI_TAKING_LINES_H
#define VIDIMUS_CLI_TAKING_LINES_H

#include "cli/command.h"

#include <vidimus/intake.h>

struct taking_lines {
	struct command  *command;  /* borrowed */
	struct progress *progress; /* borrowed, may be NULL */
	json_t          *warnings; /* owned: code to sentence */
	bool             dry_run;
	unsigned         matches;  /* printed so far */
};

/* Matches that a run prints one by one, unless it answers in JSON: among many copies there are thousands. */
#define MATCHES_PRINTED 20

CHECKED enum status taking_lines_begin(struct taking_lines *lines, struct command *command,
                                       bool dry_run, struct error *err);
void taking_lines_end(struct taking_lines *lines);

/* The callback of vidimus_intake_options; `context` is a struct taking_lines. */
void taking_line(void *context, const struct vidimus_intake_line *line);

/* The same of `matches`. */
void taking_matches(void *context, const struct vidimus_matches_line *line);

/* What is to be said of the matching stage at the end of a run: on standard error, with exit code 3 where not all is done. */
void taking_lines_matching(struct taking_lines *lines, const struct vidimus_matching *matching);

/* The sums of a run and its receipt; and those of an accession. */
void taking_lines_summary(struct taking_lines *lines,
                          const struct vidimus_intake_summary *summary);
void taking_lines_accession(struct taking_lines *lines,
                            const struct vidimus_intake_summary *summary);

/* [{"code","text"}] of codes of warnings; a new reference, NULL without memory. */
json_t *taking_warnings(const struct taking_lines *lines, const char *const *codes, size_t count);

/* What a line says of fingerprints, null where there are none; the same. */
json_t *taking_fingerprints(const struct fingerprint_summary *told);

#endif
