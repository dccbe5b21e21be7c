/* SPDX-License-Identifier: Apache-2.0 */
/* xmp.h - XMP packets (ISO 16684-1) through exempi, from memory only. */
#ifndef VIDIMUS_WORKER_IMAGE_XMP_H
#define VIDIMUS_WORKER_IMAGE_XMP_H

#include "worker/image/carrier.h"

/* Loads what exempi loads lazily. */
void xmp_warm(void);

/*
 * Tells each leaf as source "XMP", group namespace prefix, tag its path:
 * "creator[1]", "title[x-default]", "History[1]/stEvt:when". A packet that
 * would cost too much (xmp_measure.h) is named by a warning and not read.
 */
void xmp_tell(struct carrier *carrier, struct span packet);

#endif
