/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xmp_apart.h - the properties of an XMP packet one by one, each as a small
 * packet of its own, for packets that exempi refuses as a whole: GIMP 2.8 and
 * 2.10 state some properties twice, and a packet that was cut is never closed.
 */
#ifndef VIDIMUS_WORKER_IMAGE_XMP_APART_H
#define VIDIMUS_WORKER_IMAGE_XMP_APART_H

#include "base/buffer.h"
#include "worker/image/span.h"

#define XMP_APART_LIMIT       1000                /* properties of a packet */
#define XMP_APART_ABOVE_LIMIT 4                   /* elements around a description */
#define XMP_APART_HEAD_LIMIT  ((size_t)16 << 10)  /* bytes of their tags, which each packet repeats */

/* Begin with the packet alone, in UTF-8, which lives as long. */
struct xmp_apart {
	struct span   packet;
	size_t        at;
	struct span   above[XMP_APART_ABOVE_LIMIT]; /* tags around the description, outermost first */
	size_t        above_count;
	struct buffer description; /* its tag without its properties; empty while there is none open */
	size_t        depth;       /* elements open within it */
	size_t        start;       /* offset of the outermost of these */
};
void xmp_apart_end(struct xmp_apart *apart);

/* Replaces `out` with the packet of the next property, or of those that a description has as attributes. */
CHECKED bool xmp_apart_next(struct xmp_apart *apart, struct buffer *out);

/* After the last one: whether all that was opened was closed. */
bool xmp_apart_was_whole(const struct xmp_apart *apart);

#endif
