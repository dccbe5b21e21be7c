/* SPDX-License-Identifier: Apache-2.0 */
/* xmp.h - XMP packets (ISO 16684-1) through exempi, from memory only. */
#ifndef VIDIMUS_WORKER_IMAGE_XMP_H
#define VIDIMUS_WORKER_IMAGE_XMP_H

#include "worker/image/carrier.h"

#define XMP_PACKET_LIMIT ((size_t)8 << 20) /* bytes of a packet */
#define XMP_DEPTH_LIMIT  64                /* elements within one another */

/* Loads what exempi loads lazily. */
void xmp_warm(void);

/*
 * Tells each leaf as source "XMP", group namespace prefix, tag its path:
 * "creator[1]", "title[x-default]", "History[1]/stEvt:when".
 */
void xmp_tell(struct carrier *carrier, struct span packet);

/* True when elements are nested deeper than the limit, which would exhaust a parser's stack. */
bool xmp_is_too_deep(struct span packet);

#endif
