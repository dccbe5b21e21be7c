/* SPDX-License-Identifier: Apache-2.0 */
/* examine.h - all that a still picture says of itself (PARSER_EXAMINE). */
#ifndef VIDIMUS_WORKER_IMAGE_EXAMINE_H
#define VIDIMUS_WORKER_IMAGE_EXAMINE_H

#include "wire/report.h"
#include "worker/image/image_decode.h"
#include "worker/image/span.h"

/*
 * Reports what `file` holds; a format that is none of ours is reported as `not-decodable`.
 * `decoded` is NULL, or takes the picture when it had to be decoded.
 */
void image_examine(struct span file, struct decoded *decoded, struct report *report);

#endif
