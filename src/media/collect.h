/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collect.h - a report's bytes, as they come from a locked-in child, collected
 * into an examination and, when one was asked for, a picture.
 */
#ifndef VIDIMUS_MEDIA_COLLECT_H
#define VIDIMUS_MEDIA_COLLECT_H

#include "media/examination.h"
#include "wire/report_read.h"

/* Pixels that a child made: rows from the top without padding, 8 bits a sample. */
struct picture {
	uint32_t       width, height;
	uint32_t       channels;     /* 1 grey, 3 RGB */
	int64_t        microseconds; /* exact presentation time; 0 for a still */
	unsigned char *samples;      /* width * height * channels bytes, owned; NULL for no picture */
};
void picture_end(struct picture *picture);

/* Its members are private. */
struct collector {
	struct report_reader reader;
	struct examination  *examination;
	struct picture      *picture;
};

/*
 * Begins with empty arrays in `examination`, which is ended before if that
 * fails. `picture` may be NULL: then a report with one is malformed. Both are
 * borrowed until collect_end.
 */
CHECKED enum status collect_begin(struct collector *collector, struct examination *examination,
                                  struct picture *picture, struct error *err);

/* Takes bytes of the report. STATUS_INVALID when they are none; what came before stays. */
CHECKED enum status collect_feed(struct collector *collector, const void *bytes, size_t n,
                                 struct error *err);

/* True when the report came to its end, whole. */
bool collect_complete(const struct collector *collector);

/* True when the bytes so far stop within a frame. */
bool collect_torn(const struct collector *collector);

void collect_end(struct collector *collector);

#endif
