/* SPDX-License-Identifier: Apache-2.0 */
/* audit.h - is everything as it was? And what unfinished work left behind. */
#ifndef VIDIMUS_AUDIT_H
#define VIDIMUS_AUDIT_H

#include <vidimus/view.h>

#include <stdatomic.h>

enum vidimus_audit_scope {
	VIDIMUS_AUDIT_FULL,  /* every object is hashed */
	VIDIMUS_AUDIT_QUICK, /* objects are there and have their sizes */
	VIDIMUS_AUDIT_SAMPLE /* a share of the objects is hashed */
};

struct vidimus_audit_options {
	enum vidimus_audit_scope scope;
	unsigned sample_percent; /* 1 to 99, of a sample */
	void (*progress)(void *context, const char *doing, uint64_t done, uint64_t total,
	                 uint64_t bytes, uint64_t bytes_total);
	void *context;
	const atomic_bool *stop;
	const char *not_recorded; /* what the report gives as reason if there is no key; or NULL */
};

/*
 * Audits; *out is the report (docs/views.md), owned. Recorded in the log when
 * the catalogue is open for writing and has a key. STATUS_OK also when damage
 * was found: the member "ok" tells.
 */
CHECKED enum status vidimus_audit(struct vidimus_catalogue *catalogue,
                                  const struct vidimus_audit_options *options, json_t **out,
                                  struct error *err);

/* Removes what killed processes left in staging/ and derived/; one object each. `dry_run` only tells. */
CHECKED enum status vidimus_tidy(struct vidimus_catalogue *catalogue, bool dry_run,
                                 const struct vidimus_output *to, struct error *err);

#endif
