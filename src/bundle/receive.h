/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receive.h - a bundle of another log is taken in: verified, its files kept as
 * a delivery, its events sealed in ours as theirs (docs/bundle-format.md §14).
 */
#ifndef VIDIMUS_BUNDLE_RECEIVE_H
#define VIDIMUS_BUNDLE_RECEIVE_H

#include "bundle/verify.h"
#include "casework/catalogue.h"
#include "intake/pipeline.h"

/* All borrowed for the run. */
struct receive_options {
	const char                         *path;    /* of the bundle */
	const struct bundle_verify_options *verify;
	const char                         *because; /* why it is taken in although nobody vouches for the
	                                                signer; NULL: it is refused then */
	const struct provenance_words      *words;   /* of the delivery; NULL: nothing was said */
	bool                                allow_unsandboxed;
	struct intake_callbacks             callbacks; /* of its files; `stop` ends all of it */
};

struct receive_summary {
	int64_t  bundle;       /* number of B-…; 0: none was recorded */
	bool     already;      /* this very bundle was received before: only what was given later can be new */
	int64_t  opened;       /* events of such a bundle of which more is told now */
	int64_t  events;       /* that we had not */
	int64_t  contradictions; /* events that were refused, and are kept now */
	json_t  *exhibits;     /* owned: [{"number","item" (E-…),"foreign"}] */
	json_t  *verdict;      /* owned: of bundle_verify */
	char     origin[128];  /* their log */
	uint64_t added, known, components; /* files */
	uint64_t unexamined;
};
void receive_summary_end(struct receive_summary *summary);

/*
 * Verifies the bundle and takes it in. STATUS_FALSE when it does not verify,
 * with the first reason; STATUS_REFUSED when its signer is not identified and
 * no `because` was given, when it is one of ours, or when it contradicts what
 * its log showed us before (both are kept, out->contradictions says so);
 * STATUS_INVALID for a bag without events; STATUS_CHANGED when its files
 * changed meanwhile; STATUS_INTERRUPTED. Until its events are recorded, which
 * is one change, nothing but its files is: the same call goes on from there.
 */
CHECKED enum status bundle_receive(struct catalogue *catalogue,
                                   const struct receive_options *options,
                                   struct receive_summary *out, struct error *err);

#endif
