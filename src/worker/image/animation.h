/* SPDX-License-Identifier: Apache-2.0 */
/* animation.h - pictures of still formats that move: which do, and what their frames look like. */
#ifndef VIDIMUS_WORKER_IMAGE_ANIMATION_H
#define VIDIMUS_WORKER_IMAGE_ANIMATION_H

#include "wire/report.h"
#include "wire/task.h"
#include "worker/image/span.h"

/*
 * Of an animated WebP, hashes of its frames with their times as a series, as of a
 * film (libwebp composes them; no decoder of films here reads it). Of a GIF or PNG
 * with several frames, and of a sequence in AVIF or HEIF, only the measured value
 * "moving" = "yes": the parser of films hashes these. Nothing of anything else.
 * Warnings `fingerprint-incomplete` and `too-large-to-decode`, of WebP alone.
 */
void animation_fingerprint(struct span file, const struct parser_task *task,
                           struct report *report);

/* True when there is more than one frame, so far as the file's structure says; not of WebP. */
bool animation_is_left_to_films(struct span file);

#endif
