/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_words.h - whose word counts when a bundle is verified, read from files, for every call that verifies one. */
#ifndef VIDIMUS_API_BUNDLE_WORDS_H
#define VIDIMUS_API_BUNDLE_WORDS_H

#include "bundle/verify.h"

#include <vidimus/bundle_verify.h>

/* All that bundle_verify_options borrows. { 0 } to begin. */
struct bundle_words {
	struct seal_trust           *trust, *trust_tsa;
	struct cosigner             *witnesses;
	size_t                       witness_count;
	struct buffer                since, revoked;
	struct bundle_verify_options options; /* borrows the others and what was given */
};
void bundle_words_end(struct bundle_words *words);

/* Reads what is named; `options` is for bundle_verify then. STATUS_INVALID for a trust, witness or checkpoint that is none. */
CHECKED enum status bundle_words_read(const struct vidimus_bundle_verifying *verifying,
                                      struct bundle_words *words, struct error *err);

#endif
