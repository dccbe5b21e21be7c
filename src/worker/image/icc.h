/* SPDX-License-Identifier: Apache-2.0 */
/* icc.h - the name of a colour profile (ICC.1:2022 9.2.41, and 6.5.17 of ICC.1:2001). */
#ifndef VIDIMUS_WORKER_IMAGE_ICC_H
#define VIDIMUS_WORKER_IMAGE_ICC_H

#include "worker/image/carrier.h"

/* Appends the profile description as UTF-8; false when there is none. */
CHECKED bool icc_description(struct buffer *out, struct span profile);

/* Tells it as a tag, and as what was measured. */
void icc_tell(struct carrier *carrier, struct span profile);

/* Appends UTF-16 as UTF-8, U+FFFD for what is none, up to a NUL. */
void utf16_append(struct buffer *out, struct span text, bool big_endian);

#endif
