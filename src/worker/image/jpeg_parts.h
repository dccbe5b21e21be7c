/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jpeg_parts.h - metadata that a JPEG spreads over several segments, joined
 * again: extended XMP, ICC profiles, Photoshop resources, JUMBF boxes; and
 * what may stand after the picture's end.
 */
#ifndef VIDIMUS_WORKER_IMAGE_JPEG_PARTS_H
#define VIDIMUS_WORKER_IMAGE_JPEG_PARTS_H

#include "worker/image/carrier.h"

#define JPEG_JUMBF_LIMIT 8 /* superboxes of one file */

struct jpeg_jumbf {
	unsigned      instance; /* En: which superbox a segment belongs to */
	uint32_t      sequence; /* Z of its last segment */
	struct buffer bytes;
};

struct jpeg_parts {
	struct buffer     xmp;       /* extended XMP, each part where it says that it belongs */
	uint64_t          xmp_whole; /* bytes that it shall have */
	uint64_t          xmp_told;  /* bytes of its parts so far */
	struct buffer     icc, photoshop;
	unsigned          icc_next;  /* number of the profile's last part */
	struct jpeg_jumbf jumbf[JPEG_JUMBF_LIMIT];
	size_t            jumbf_count;
	bool              overfull;   /* more superboxes, or more bytes of one block, than are joined */
	bool              disordered; /* a part did not follow the one before it */
	bool              several_pictures; /* CIPA DC-007: others stand behind this one */
};
void jpeg_parts_end(struct jpeg_parts *parts);

/* XMP part 3, 1.1.3.1: an APP1 with a part of the packet that did not fit into one. */
void jpeg_parts_add_xmp(struct jpeg_parts *parts, struct span body);

/* After the last segment: whether every part was there, once and in its place. */
bool jpeg_parts_are_whole(const struct jpeg_parts *parts);

/* ICC.1:2010 annex B.4, and the index of CIPA DC-007 multi-picture files, which is noted. */
void jpeg_parts_add_icc(struct jpeg_parts *parts, struct span body);

/* A part of the image resources. */
void jpeg_parts_add_photoshop(struct jpeg_parts *parts, struct span body);

/* ISO/IEC 19566-5 D.2: a part of a JUMBF superbox in APP11. */
void jpeg_parts_add_jumbf(struct jpeg_parts *parts, struct span body);

/*
 * Tells what stands after EOI at `end`: the further pictures that an index
 * promised are passed over, a motion photo's video and known makers' trailers
 * are told as such, anything else is `trailing-data`.
 */
void jpeg_trailer_tell(struct carrier *carrier, size_t end, bool several_pictures);

#endif
