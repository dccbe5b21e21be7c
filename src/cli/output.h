/* SPDX-License-Identifier: Apache-2.0 */
/*
 * output.h - standard output as verbs see it: buffered, and a write that
 * failed (full disk, closed pipe) is remembered and told at the end.
 */
#ifndef VIDIMUS_CLI_OUTPUT_H
#define VIDIMUS_CLI_OUTPUT_H

#include "base/buffer.h"

#include <vidimus/types.h>

#include <jansson.h>

struct progress;

struct output {
	int              fd;       /* borrowed; negative: everything stays in `pending` */
	int              os;       /* errno of the first write that failed, or 0 */
	bool             terminal; /* a person reads: lines go out at once, JSON is ASCII */
	uint64_t         printed;  /* bytes appended so far */
	struct buffer    pending;
	struct progress *progress; /* its line makes way for ours on a terminal; may be NULL */
};

/* Begins on a borrowed descriptor; a negative one collects in output->pending. */
void output_begin(struct output *output, int fd);

/* Frees what is held, without writing it; output_flush or output_finish comes first. */
void output_end(struct output *output);

/* Append bytes as they are: only words of ours. */
void output_bytes(struct output *output, const void *bytes, size_t n);
void output_string(struct output *output, const char *string);
void output_format(struct output *output, const char *format, ...) PRINTF_LIKE(2, 3);

/* Appends foreign bytes made safe for a terminal (text_append_escaped). */
void output_escaped(struct output *output, struct text text);

/*
 * Appends a text of a published form byte for byte, but not into a terminal,
 * where what somebody forged could do harm: there its lines are made safe.
 */
void output_document(struct output *output, struct text text);

/*
 * Appends one object and a line end, members in the order they were added.
 * Takes over the reference. NULL (memory ran out while it was made) is
 * remembered as a failure.
 */
void output_json(struct output *output, json_t *value);

/* Writes everything now: after a line that tells of something durable. */
void output_flush(struct output *output);

/* True when something could not be written; there is no use in printing more. */
bool output_failed(const struct output *output);

/* Writes the rest. STATUS_IO when anything since the beginning was not written. */
CHECKED enum status output_finish(struct output *output, struct error *err);

#endif
