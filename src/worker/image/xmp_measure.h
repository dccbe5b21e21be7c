/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xmp_measure.h - what a packet would cost exempi, counted before it sees it.
 * The toolkit below it compares each property with all that came before in
 * the same structure, writes down the whole path of each, keeps each line of a
 * text as a node of its own, and reads a tag or comment from its start again
 * after every byte that is no text. A packet of a few hundred kilobytes can so
 * take minutes, and one of a few megabytes all memory.
 */
#ifndef VIDIMUS_WORKER_IMAGE_XMP_MEASURE_H
#define VIDIMUS_WORKER_IMAGE_XMP_MEASURE_H

#include "worker/image/span.h"

/* Limits, each of which takes exempi less than a second to come to (docs/pictures.md). */
#define XMP_PACKET_LIMIT     ((size_t)8 << 20)    /* bytes of a packet, and of all packets of a file twice that */
#define XMP_DEPTH_LIMIT      64                   /* elements within one another */
#define XMP_NAME_LIMIT       256                  /* bytes of a name or of a namespace */
#define XMP_NAMESPACE_LIMIT  256                  /* different ones of a packet */
#define XMP_PART_LIMIT       200000               /* elements and attributes of a file */
#define XMP_TEXT_LIMIT       500000               /* pieces of text of a file */
#define XMP_COMPARISON_LIMIT ((uint64_t)32 << 20) /* of names, of a file: 8,190 properties of one structure */
#define XMP_PATH_LIMIT       ((uint64_t)64 << 20) /* bytes of all paths of a file */
#define XMP_REREAD_LIMIT     ((uint64_t)256 << 20)/* bytes of tags and comments read again, of a file */

/* What the packets of a file hold so far. */
struct xmp_work {
	uint64_t bytes;
	uint64_t parts;       /* elements and attributes */
	uint64_t text_pieces; /* lines, references, and bytes that are no text, wherever they stand */
	uint64_t comparisons; /* of each property with those before it in its structure; items of lists are not compared */
	uint64_t path_bytes;  /* of the names above each part, and its own */
	uint64_t reread;      /* bytes of a tag or comment, for each byte in it that is no text */
};

/*
 * Adds the packet, in UTF-8 or a kin of it, to the file's work. NULL when it may be read,
 * else static words that say what there is too much of; counting ended there.
 */
const char *xmp_measure(struct xmp_work *work, struct span packet);

#endif
