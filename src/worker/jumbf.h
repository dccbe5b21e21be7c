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
	bool        present;   /* it begins as a superbox that is not of another standard */
	bool        whole;     /* every box fits, each manifest has a claim and a signature */
	const char *fault;     /* when not whole: what is wrong, static */
	unsigned    manifests; /* manifests in it, the last of which is the active one */
	char        active[JUMBF_LABEL_SIZE]; /* label of the active manifest, made printable ASCII */
};

/* Reads the store that `n` bytes hold; what follows its outermost box is left alone. */
struct jumbf_store jumbf_read(const unsigned char *bytes, size_t n);

/*
 * Tells a store that is present: source "C2PA", group "manifest store", tags "present"
 * (yes), "structure" (whole or broken), "manifests", "bytes", "active_manifest"; and the
 * warning `c2pa-present` or `c2pa-broken`, its detail naming the fault.
 */
void jumbf_tell(struct report *report, const struct jumbf_store *store, size_t n);

#endif
