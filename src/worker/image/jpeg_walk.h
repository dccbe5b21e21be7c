/* SPDX-License-Identifier: Apache-2.0 */
/* jpeg_walk.h - the marker segments of a JPEG (ITU-T T.81 annex B), one after another, to its end. */
#ifndef VIDIMUS_WORKER_IMAGE_JPEG_WALK_H
#define VIDIMUS_WORKER_IMAGE_JPEG_WALK_H

#include "worker/image/span.h"

enum jpeg_marker {
	JPEG_SOF0 = 0xC0,
	JPEG_DHT = 0xC4,
	JPEG_JPG = 0xC8,
	JPEG_DAC = 0xCC,
	JPEG_SOF15 = 0xCF,
	JPEG_RST0 = 0xD0,
	JPEG_RST7 = 0xD7,
	JPEG_SOI = 0xD8,
	JPEG_EOI = 0xD9,
	JPEG_SOS = 0xDA,
	JPEG_APP0 = 0xE0,
	JPEG_APP1 = 0xE1,
	JPEG_APP2 = 0xE2,
	JPEG_APP11 = 0xEB,
	JPEG_APP13 = 0xED,
	JPEG_COM = 0xFE
};

struct jpeg_segment {
	unsigned    marker; /* second byte of the marker */
	struct span body;   /* after the length field, cut at the end of the file */
};

struct jpeg_walk {
	struct span file;
	size_t      at;        /* where the next marker is looked for */
	bool        truncated; /* the file ended within a segment or before EOI */
	bool        skipped;   /* bytes that are no segment stood between segments */
	bool        ended;     /* EOI was seen; `at` is the byte after it */
};

/* False when there is no SOI at the start. */
CHECKED bool jpeg_walk_begin(struct jpeg_walk *walk, struct span file);

/* The next segment; false at the end. Entropy-coded data after SOS is passed over. */
CHECKED bool jpeg_walk_next(struct jpeg_walk *walk, struct jpeg_segment *out);

#endif
