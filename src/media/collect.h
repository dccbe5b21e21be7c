/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collect.h - a report's bytes, as they come from a locked-in child, collected
 * into an examination and, when one was asked for, a picture.
 */
#ifndef VIDIMUS_MEDIA_COLLECT_H
#define VIDIMUS_MEDIA_COLLECT_H

#include "media/examination.h"
#include "media/fingerprints.h"
#include "wire/report_read.h"

/* Pixels that a child made: rows from the top without padding, 8 bits a sample. */
struct picture {
	uint32_t       width, height;
	uint32_t       channels;     /* 1 grey, 3 RGB */
	int64_t        microseconds; /* exact presentation time; 0 for a still */
	unsigned char *samples;      /* width * height * channels bytes, owned; NULL for no picture */
};
void picture_end(struct picture *picture);

/* What is made besides the examination; both NULL where neither was asked for, and then refused. */
struct results {
	struct picture      *picture;
	struct fingerprints *fingerprints;
};

/* Its members are private. */
struct collector {
	struct report_reader reader;
	struct examination  *examination;
	struct results       results;
};

/*
 * Begins with empty arrays in `examination`, which is ended before if that
 * fails. What `results` names, and `examination`, are borrowed until
 * collect_end; a report with what was not asked for is malformed.
 */
CHECKED enum status collect_begin(struct collector *collector, struct examination *examination,
                                  const struct results *results, struct error *err);

/*
 * What follows the report is another one, for `then` (borrowed, begun), whose
 * bytes come by `collector` too.
 */
void collect_then(struct collector *collector, struct collector *then);

/* Takes bytes of the report. STATUS_INVALID when they are none; what came before stays. */
CHECKED enum status collect_feed(struct collector *collector, const void *bytes, size_t n,
                                 struct error *err);

/* True when the report came to its end, whole, whatever became of one that follows. */
bool collect_complete(const struct collector *collector);

/* Bytes of the report's own frames so far. */
uint64_t collect_bytes(const struct collector *collector);

/* True when the bytes so far stop within a frame. */
bool collect_torn(const struct collector *collector);

void collect_end(struct collector *collector);

#endif
