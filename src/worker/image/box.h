/* SPDX-License-Identifier: Apache-2.0 */
/* box.h - boxes of ISO base media files (ISO/IEC 14496-12 4.2) and their kin JP2, JXL, JUMBF. */
#ifndef VIDIMUS_WORKER_IMAGE_BOX_H
#define VIDIMUS_WORKER_IMAGE_BOX_H

#include "worker/image/span.h"

struct box {
	char        type[5];
	struct span all;    /* header and body */
	struct span body;   /* after the header, cut at the end of what holds it */
	bool        whole;  /* as long as it declares */
	bool        to_end; /* declared to reach to the end */
};

/* Takes the next box off `rest`; false when there is none or its length makes no sense. */
CHECKED bool box_next(struct span *rest, struct box *out);

/* The first box of that type among those in `body`. */
CHECKED bool box_find(struct span body, const char *type, struct box *out);

/* The same along a path of types, "moov/mvhd". At most 8 steps. */
CHECKED bool box_find_path(struct span body, const char *path, struct box *out);

/* True when a box bears this type. */
static inline bool
box_is(const struct box *box, const char *type)
{
	return memcmp(box->type, type, 4) == 0;
}

#endif
