/* SPDX-License-Identifier: Apache-2.0 */
/* verb_bundle.c - `vidimus bundle`: what leaves, and what came, sealed. */
#include "cli/bundle.h"

static const struct verb *const verbs[] = { &verb_bundle_export,  &verb_bundle_verify,
	                                    &verb_bundle_receive, &verb_bundle_receipt,
	                                    &verb_bundle_approve, &verb_bundle_requests,
	                                    &verb_bundle_list,    &verb_bundle_show, NULL };

const struct verb verb_bundle = {
	.name = "bundle", .summary = "Sealed bundles of evidence",
	.about = "A bundle is a folder or a ZIP that a court can check with sha256sum and openssl.",
	.group = GROUP_SHARING, .verbs = verbs,
};
