/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jumbf.h - C2PA manifest stores (C2PA 2.1, 11.1) as boxes of ISO/IEC 19566-5:
 * whether there is one and whether its boxes fit into one another. Signatures
 * and hashes are not judged here.
 */
#ifndef VIDIMUS_WORKER_IMAGE_JUMBF_H
#define VIDIMUS_WORKER_IMAGE_JUMBF_H

#include "worker/image/carrier.h"

#define JUMBF_DEPTH_LIMIT 16

#define JUMBF_LABEL_LIMIT 256 /* bytes of a label with its NUL */

struct jumbf_store {
	bool     present;   /* a superbox of the type and label of manifest stores */
	bool     broken;    /* a box does not fit into the one around it, or has no description */
	unsigned manifests; /* superboxes directly in the store */
	char     active[JUMBF_LABEL_LIMIT]; /* label of the last of them, the active one (11.1.4.2) */
};

/* Reads what a carrier holds; other superboxes than a manifest store are passed over. */
struct jumbf_store jumbf_store_read(struct span boxes);

/* Tells the store as source "C2PA", group "manifest store". */
void jumbf_tell(struct carrier *carrier, struct span boxes);

#endif
