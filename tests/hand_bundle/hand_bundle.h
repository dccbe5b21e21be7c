/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hand_bundle.h - a bundle of the small log's exhibit after
 * docs/bundle-format.md: the custody part by the ledger, manifests and seal by
 * sha256sum and openssl (seal.sh).
 */
#ifndef VIDIMUS_TESTS_BUNDLE_HAND_BUNDLE_H
#define VIDIMUS_TESTS_BUNDLE_HAND_BUNDLE_H

#include "hand_bundle/hand_log.h"

/* What a person withholds against the policy. */
struct hand_decision {
	const char *type, *member; /* which */
	const char *code;          /* how redactions.json calls it */
	bool        recorded;      /* in bundle.begun, as it must be */
};

/*
 * Writes FOLDER/ABC-B1 and FOLDER/root.crt. Adds bundle.begun to the log.
 * `decision` may be NULL. Fails the test on any error.
 */
void hand_bundle_make(struct hand_log *log, const char *policy, const struct hand_decision *decision,
                      const char *folder);

#endif
