/* SPDX-License-Identifier: Apache-2.0 */
/* parser_run.h - one parser on one file, its report to a descriptor: what the child does once it is locked in. */
#ifndef VIDIMUS_WORKER_PARSER_RUN_H
#define VIDIMUS_WORKER_PARSER_RUN_H

#include "worker/parser.h"

/*
 * Maps the file (borrowed, read-only) without reading it. STATUS_INVALID for
 * an empty one or one that is no regular file, STATUS_IO.
 */
CHECKED enum status parser_input_open(int file, struct parser_input *out, struct error *err);
void parser_input_close(struct parser_input *input);

/*
 * Runs the parser, which must be warm, and writes its report to `out`
 * (borrowed); where the task goes on to fingerprints, a second one behind it.
 * False without memory for a report.
 */
CHECKED bool parser_run(const struct parser *parser, const struct parser_input *input,
                        const struct parser_task *task, int out);

#endif
