/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xmp_tag.h - the marks of an XMP packet, found as an XML parser finds them:
 * what looks like a tag within a comment, a CDATA section or a processing
 * instruction is none (XML 1.0, 2.4 to 2.7). Nothing is checked beyond that:
 * where a packet is not well-formed, a parser stops, and what follows is moot.
 */
#ifndef VIDIMUS_WORKER_IMAGE_XMP_TAG_H
#define VIDIMUS_WORKER_IMAGE_XMP_TAG_H

#include "worker/image/span.h"

enum xmp_mark {
	XMP_OPENING,    /* <a> */
	XMP_EMPTY,      /* <a/> */
	XMP_CLOSING,    /* </a> */
	XMP_ASIDE,      /* a comment, a CDATA section or a processing instruction */
	XMP_DECLARATION /* <!DOCTYPE and the like, which no packet has (ISO 16684-1, 7.2) */
};

struct xmp_piece {
	enum xmp_mark mark;
	struct span   bytes; /* from '<' to '>', or to the packet's end where that is missing */
};

/* The first piece at or after *at, which moves behind it; false when there is none. */
CHECKED bool xmp_next_piece(struct span packet, size_t *at, struct xmp_piece *out);

/* The name of a tag that opens or is empty: "rdf:li". */
struct span xmp_tag_name(struct span tag);

/* The next attribute of a tag, which is cut behind it: its name, and the value between its quotes. */
CHECKED bool xmp_next_attribute(struct span *tag, struct span *name, struct span *value);

#endif
