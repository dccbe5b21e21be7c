/* SPDX-License-Identifier: Apache-2.0 */
/* uuid_box.h - boxes of the type "uuid" that hold metadata, in HEIF and JPEG 2000. */
#ifndef VIDIMUS_WORKER_IMAGE_UUID_BOX_H
#define VIDIMUS_WORKER_IMAGE_UUID_BOX_H

#include "worker/image/carrier.h"

/* Notes the block that the box's body holds, if its UUID is one of those below. */
void uuid_box_note(struct carrier *carrier, struct span body);

#endif
