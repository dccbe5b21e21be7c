/* SPDX-License-Identifier: Apache-2.0 */
/*
 * part_words.h - a part of a thing as people write it on one line, and as the
 * member `part` of events holds it.
 *
 *	00:01:05-00:01:20       from, to: [H:]MM:SS[.mmm]; 1:05- is to the end
 *	frame 12.480            one frame by its presentation time, in seconds or as above
 *	page 3                  of a document, from 1
 *	region 10,20,300x200    left, top, width and height in pixels of the upright picture
 *
 * Several stand with semicolons, each once: 1:05-1:20; region 10,20,300x200.
 * A page goes with no time, and a frame with no range.
 */
#ifndef VIDIMUS_CASEWORK_PART_WORDS_H
#define VIDIMUS_CASEWORK_PART_WORDS_H

#include "base/json.h"

#include <vidimus/types.h>

#define PART_WORDS_MAX   256     /* bytes */
#define PART_HOURS_MAX   1000    /* a time is less */
#define PART_PAGES_MAX   1000000
#define PART_PIXELS_MAX  1000000 /* a side, and the far edges of a region */

/* Reads it: *out is owned, null for an empty text. STATUS_INVALID names what is wrong. */
CHECKED enum status part_of_words(struct text words, json_t **out, struct error *err);

/* Appends a part as part_of_words reads it; nothing for null. */
void part_to_words(struct buffer *out, const json_t *part);

#endif
