/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bag_check.h - is it a BagIt bag, complete and valid? RFC 8493 (BagIt 1.0) and
 * the drafts 0.93 to 0.97 before it, with MD5, SHA-1, SHA-256 and SHA-512
 * manifests. Every payload file is hashed, once.
 */
#ifndef VIDIMUS_BUNDLE_BAG_CHECK_H
#define VIDIMUS_BUNDLE_BAG_CHECK_H

#include "base/json.h"
#include "bundle/source.h"

struct bag_verdict {
	json_t *faults;   /* owned: {"code","file","text"} each; empty: the bag is valid */
	json_t *warnings; /* owned, the same form */
	size_t  files;    /* hashed */
	uint64_t bytes;
};
void bag_verdict_end(struct bag_verdict *verdict);

/*
 * Judges the bag. STATUS_OK also when there are faults. hashdeep's words are
 * codes: changed, missing, new; and bad-declaration, bad-manifest, unsafe-name,
 * payload-oxum, incomplete-manifest, fetch, ….
 */
CHECKED enum status bag_check(struct bundle_source *source, struct bag_verdict *out,
                              struct error *err);

#endif
