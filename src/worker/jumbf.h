/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jumbf.h - whether bytes are a C2PA manifest store, and whether its boxes fit
 * into one another (ISO/IEC 19566-5; C2PA 2.2, 11.1). Presence and form only:
 * no signature, hash or certificate is looked at, and a store that is whole may
 * still say what is false.
 */
#ifndef VIDIMUS_WORKER_JUMBF_H
#define VIDIMUS_WORKER_JUMBF_H

#include "wire/report.h"

#include <vidimus/types.h>

#define JUMBF_LABEL_SIZE 128 /* bytes of a label that are kept, with the NUL */

struct jumbf_store {
	bool        present;   /* a superbox of a manifest store, or one that does not say of what it is */
	bool        whole;     /* every box fits into the one around it, every superbox is described */
	const char *fault;     /* when not whole: what is wrong, static */
	unsigned    manifests; /* superboxes right in the store, the last of which is the active one */
	char        active[JUMBF_LABEL_SIZE]; /* label of the active manifest, made printable ASCII */
};

/* Reads the superboxes that `n` bytes hold; those of other standards are passed over. */
struct jumbf_store jumbf_read(const unsigned char *bytes, size_t n);

/*
 * Tells a store that is present: source "C2PA", group "manifest store", tags "present"
 * (yes), "structure" (whole or broken), "manifests", "bytes", "active_manifest"; and the
 * warning `c2pa-present` or `c2pa-broken`, its detail naming the fault.
 */
void jumbf_tell(struct report *report, const struct jumbf_store *store, size_t n);

#endif
