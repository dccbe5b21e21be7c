/* SPDX-License-Identifier: Apache-2.0 */
/* animation_webp.h - the frames of an animated WebP. */
#ifndef VIDIMUS_WORKER_IMAGE_ANIMATION_WEBP_H
#define VIDIMUS_WORKER_IMAGE_ANIMATION_WEBP_H

#include "wire/report.h"
#include "wire/task.h"
#include "worker/image/span.h"

/* As animation_fingerprint says; nothing of what is no animated WebP. */
void animation_webp_fingerprint(struct span file, const struct parser_task *task,
                                struct report *report);

#endif
