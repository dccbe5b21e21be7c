/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parsing.h - a parser tried in this very process, without fork server and
 * sandbox, so that its tests can be debugged and run under sanitizers.
 */
#ifndef VIDIMUS_TESTS_PARSING_H
#define VIDIMUS_TESTS_PARSING_H

#include "support/support.h"

#include "media/collect.h"
#include "worker/parser.h"

/*
 * Warms the parser at its first use, runs it on the file and reads its report
 * as the main program does. Fails the test when the file cannot be mapped or
 * the report is refused. `picture` is NULL, or gets what the task asked for.
 * End both: examination_end, picture_end.
 */
void parse_file(const struct parser *parser, const char *path, const struct parser_task *task,
                struct examination *out, struct picture *picture);

/* The same for PARSER_FINGERPRINT; end by fingerprints_end too. */
void parse_fingerprints(const struct parser *parser, const char *path,
                        const struct parser_task *task, struct examination *out,
                        struct fingerprints *fingerprints);

/* The same with bytes for a file. */
void parse_bytes(const struct parser *parser, const void *bytes, size_t n,
                 const struct parser_task *task, struct examination *out,
                 struct picture *picture);

/* PARSER_EXAMINE of a file of which no type is known, or of that type. */
struct parser_task task_examine(const char *media_type);

/*
 * The examination as one JSON object: "media_type", "parsers", "tags",
 * "measured", "warnings", "dropped". Owned.
 */
json_t *examination_json(const struct examination *examination);

/* Raw value of the first tag of that source, group and name; group NULL is any. NULL for none; borrowed. */
const char *tag_raw(const struct examination *examination, const char *source, const char *group,
                    const char *tag);

/* A measured value, or NULL; borrowed. */
const char *measured(const struct examination *examination, const char *name);

bool has_warning(const struct examination *examination, const char *code);

#endif
