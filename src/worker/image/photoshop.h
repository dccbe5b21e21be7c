/* SPDX-License-Identifier: Apache-2.0 */
/* photoshop.h - image resource blocks (Adobe Photoshop file formats, "Image resources section"). */
#ifndef VIDIMUS_WORKER_IMAGE_PHOTOSHOP_H
#define VIDIMUS_WORKER_IMAGE_PHOTOSHOP_H

#include "worker/image/span.h"

enum photoshop_id {
	PHOTOSHOP_IPTC = 0x0404,
	PHOTOSHOP_ICC = 0x040F,
	PHOTOSHOP_EXIF = 0x0422,
	PHOTOSHOP_XMP = 0x0424
};

struct photoshop_resource {
	unsigned    id;
	struct span data; /* cut at the end of the section */
};

/* Takes the next resource off `section`; false at its end or where it makes no sense. */
CHECKED bool photoshop_next(struct span *section, struct photoshop_resource *out);

#endif
