/* SPDX-License-Identifier: Apache-2.0 */
/* png_walk.h - the chunks of a PNG (W3C PNG 3rd edition, 5.3), to IEND. */
#ifndef VIDIMUS_WORKER_IMAGE_PNG_WALK_H
#define VIDIMUS_WORKER_IMAGE_PNG_WALK_H

#include "worker/image/span.h"

#define PNG_NAME_LIMIT 80 /* bytes of a keyword or profile name with its NUL (11.3.3.1) */

struct png_chunk {
	char        type[5];
	struct span data;     /* cut at the end of the file */
	bool        checked;  /* the CRC is right */
};

struct png_walk {
	struct span file;
	size_t      at;        /* where the next chunk begins */
	bool        truncated; /* the file ended within a chunk or before IEND */
	bool        ended;     /* IEND was seen; `at` is the byte after it */
};

/* False when the signature is not there. */
CHECKED bool png_walk_begin(struct png_walk *walk, struct span file);

/* The next chunk; false at the end. A type that is no four letters ends the walk as truncated. */
CHECKED bool png_walk_next(struct png_walk *walk, struct png_chunk *out);

/*
 * Cuts a NUL-ended keyword off the front of `data`; false when there is none
 * of 1 to 79 bytes. `out` is NUL-ended Latin-1.
 */
CHECKED bool png_cut_name(struct span *data, char out[PNG_NAME_LIMIT]);

#endif
