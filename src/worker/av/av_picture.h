/* SPDX-License-Identifier: Apache-2.0 */
/* av_picture.h - single pictures of a film: one to recognise it by, blurred, and exact frames. */
#ifndef VIDIMUS_WORKER_AV_PICTURE_H
#define VIDIMUS_WORKER_AV_PICTURE_H

#include "worker/parser.h"

/*
 * PARSER_THUMBNAIL: a frame of the beginning that is neither black nor blank
 * where there is one, turned as the display matrix says, reduced to at most 16
 * pixels and only then enlarged to `side`: what the detail showed is gone
 * before the picture leaves the process.
 */
void picture_thumbnail(const struct parser_input *input, const struct parser_task *task,
                       struct report *report);

/*
 * PARSER_FRAME: the last frame shown at or before the task's microseconds (from
 * the file's start), as stored: the display matrix is not applied. With none so
 * early, the first frame. Where the film gives no times, frames are counted at its
 * rate, and that is told. Warnings `no-video-stream`, `not-decodable`, `too-large-to-decode`.
 */
void picture_frame(const struct parser_input *input, const struct parser_task *task,
                   struct report *report);

#endif
