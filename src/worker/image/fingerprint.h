/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint.h - what a still picture looks like: PDQ hashes of it, and of the picture inside its bars. */
#ifndef VIDIMUS_WORKER_IMAGE_FINGERPRINT_H
#define VIDIMUS_WORKER_IMAGE_FINGERPRINT_H

#include "wire/report.h"
#include "worker/image/image_decode.h"
#include "worker/image/span.h"

/*
 * Decodes the picture, unless `decoded` has it, which it may be NULL for, and reports its hashes, those of the whole first, as it
 * is stored: the orientation is not applied, for all eight turns are there.
 * Warnings: those of decoding, `low-quality-fingerprint`.
 */
void image_fingerprint(struct span file, struct decoded *decoded, struct report *report);

#endif
