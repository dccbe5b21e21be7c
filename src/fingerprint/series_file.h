/* SPDX-License-Identifier: Apache-2.0 */
/*
 * series_file.h - the bytes in which a film's frame hashes, and a sound's raw
 * fingerprint, are kept. All numbers are little-endian; docs/matching.md has
 * the tables.
 *
 * Both begin with 16 letters that name the form and its version, and a count.
 * Whoever reads them believes nothing: what is longer or shorter than its
 * count says, has other numbers than a writer writes, or frames out of order,
 * is refused whole.
 */
#ifndef VIDIMUS_FINGERPRINT_SERIES_FILE_H
#define VIDIMUS_FINGERPRINT_SERIES_FILE_H

#include "fingerprint/frame_series.h"

#define FRAMES_FILE_MAGIC  "vidimus frames 1"
#define FRAMES_FILE_HEADER 20     /* magic, count */
#define FRAMES_FILE_FRAME  46     /* microseconds, number, quality, burst, hash */
#define FRAMES_FILE_LIMIT  400000 /* frames */

#define SOUND_FILE_MAGIC  "vidimus sound 1 "
#define SOUND_FILE_HEADER 32      /* magic, count, nanoseconds an item, microseconds of the first */
#define SOUND_FILE_ITEM   4
#define SOUND_FILE_LIMIT  1000000 /* items */

/* Bytes of the longest file of either form. */
#define SERIES_FILE_LONGEST (FRAMES_FILE_HEADER + (size_t)FRAMES_FILE_LIMIT * FRAMES_FILE_FRAME)

/* A sound's raw items; borrowed, or owned by the caller where they were read. */
struct sound_items {
	uint32_t *items;
	size_t    n;
	uint32_t  nanoseconds; /* from one item to the next */
	int64_t   begins;      /* microseconds of presentation time at which the first one begins */
};

/* The header of `n` frames, at most FRAMES_FILE_LIMIT; the frames follow, by time. */
void frames_file_begin(unsigned char out[FRAMES_FILE_HEADER], size_t n);
void frames_file_frame(unsigned char out[FRAMES_FILE_FRAME], const struct frame_hash *frame);

/* Reads all of a file; *frames is the caller's to free. STATUS_INVALID, STATUS_MEMORY. */
CHECKED enum status frames_file_read(struct text bytes, struct frame_hash **frames, size_t *n,
                                     struct error *err);

/* The header of sound->n items, at most SOUND_FILE_LIMIT; the items follow. */
void sound_file_begin(unsigned char out[SOUND_FILE_HEADER], const struct sound_items *sound);
void sound_file_item(unsigned char out[SOUND_FILE_ITEM], uint32_t item);

/* Reads all of a file; out->items is the caller's to free. STATUS_INVALID, STATUS_MEMORY. */
CHECKED enum status sound_file_read(struct text bytes, struct sound_items *out,
                                    struct error *err);

#endif
