/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xmp_disguise.h - makes exempi read a packet as it stands. The XMP toolkit
 * below it moves properties to others that it takes for the same (tiff:DateTime
 * to xmp:ModifyDate) and drops one of two that differ, completes dates of GPS,
 * and makes the second of two languages equal to the default one. It does so
 * by namespace and by the language "x-default": in a disguised packet both are
 * others, of the same length, and are changed back in what comes out.
 */
#ifndef VIDIMUS_WORKER_IMAGE_XMP_DISGUISE_H
#define VIDIMUS_WORKER_IMAGE_XMP_DISGUISE_H

#include "base/buffer.h"
#include "worker/image/span.h"

/* Appends the packet, UTF-8, with namespaces (but those of RDF and of XMP's frame) and default language disguised. */
void xmp_disguise(struct buffer *out, struct span packet);

/* Changes a namespace that came out back, in place. */
void xmp_reveal_namespace(char *namespace);

/* The language that is meant; static or `language` itself. */
const char *xmp_reveal_language(const char *language);

/* Appends a property's path without what the toolkit adds to prefixes that it knows otherwise: "tiff_1_:Make". */
void xmp_reveal_path(struct buffer *out, struct text path);

#endif
