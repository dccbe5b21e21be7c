/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hevc_picture.h - the luma of one HEVC picture, coded by itself as the items
 * of a HEIC are (ISO/IEC 23008-12 annex B), through libde265.
 */
#ifndef VIDIMUS_WORKER_IMAGE_HEVC_PICTURE_H
#define VIDIMUS_WORKER_IMAGE_HEVC_PICTURE_H

#include "worker/image/pixels.h"
#include "worker/image/span.h"

struct hevc_item {
	struct span configuration; /* the body of hvcC: parameter sets */
	struct span data;          /* NAL units, each behind its length */
};

/* Where luma goes: at (left, top) of a plane, what would lie beyond it is left out. */
struct hevc_place {
	struct pixels *plane; /* one channel, begun by the caller within his limits */
	uint32_t       left, top;
};

enum hevc_range {
	HEVC_RANGE_OWN, /* as the picture's own parameters say */
	HEVC_RANGE_LIMITED,
	HEVC_RANGE_FULL
};

/*
 * Decodes in this thread and gives the picture's sides, at most `side` each.
 * Luma of 16 to 235 is stretched to 0 to 255, more than eight bits are cut to
 * eight; the filters at the edges of blocks are left out. False when anything is not as it should be, when colours are not
 * subsampled (then the first plane may be green), or without memory.
 */
CHECKED bool hevc_picture_decode(const struct hevc_item *item, enum hevc_range range,
                                 uint32_t side, const struct hevc_place *place,
                                 uint32_t *width, uint32_t *height);

/* The version of libde265; static. */
const char *hevc_picture_version(void);

#endif
