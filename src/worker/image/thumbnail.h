/* SPDX-License-Identifier: Apache-2.0 */
/* thumbnail.h - pictures that are reported: blurred small ones, and the whole one. */
#ifndef VIDIMUS_WORKER_IMAGE_THUMBNAIL_H
#define VIDIMUS_WORKER_IMAGE_THUMBNAIL_H

#include "wire/report.h"
#include "worker/image/image_decode.h"

/* Reports the picture upright, its longer side of TASK_THUMBNAIL_SIDE pixels: nothing in it can be recognised. */
void image_thumbnail(struct span file, struct report *report);

/*
 * Decodes, naming the decoder and telling by a warning what could not be
 * decoded; false when there are no pixels.
 */
CHECKED bool image_decode_and_tell(struct span file, const struct decode_limits *limits,
                                   struct report *report, struct pixels *out);

/* The two parts of it. */
void image_tell_decoder(struct span file, struct report *report);
CHECKED bool image_tell_result(struct report *report, enum decode_result result);

/* Reports the picture in full, as image_decode gives it; one beyond REPORT_PICTURE_LIMIT is `too-large-to-decode`. */
void image_frame(struct span file, struct report *report);

#endif
