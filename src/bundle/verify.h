/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify.h - is a bundle what its sealer says? Layer by layer, each OK, FAILED
 * or NOT CHECKED with the reason, from its files alone and without a
 * catalogue (docs/bundle-format.md §7). Plain bags are judged too.
 */
#ifndef VIDIMUS_BUNDLE_VERIFY_H
#define VIDIMUS_BUNDLE_VERIFY_H

#include "base/json.h"
#include "bundle/source.h"
#include "crypto/cosignature.h"
#include "crypto/seal.h"

struct bundle_verify_options {
	const struct seal_trust    *trust;      /* the sender's root or leaf; NULL or empty: none */
	const struct seal_trust    *trust_tsa;  /* time-stamping authorities */
	const struct cosigner      *witnesses;  /* keys whose cosignatures count */
	size_t                      witness_count;
	struct text                 since;      /* a checkpoint (note) that the log must extend; p NULL: none */
	struct text                 revoked;    /* a note that names compromised keys; p NULL: none */
	bool                        integrity_only; /* do not ask who signed */
	struct instant              now;
	struct bundle_source_options source;
};

/*
 * Verifies PATH. *out, owned, is the object of `bundle verify --json`:
 * {"ok","layers":{"bag","signature","signer","timestamp","log","disclosures",
 * "redactions","witnesses"},"errors":[{"layer","code","file","event","text"}],
 * "errors_left_out","decisions":[{"event","type","member","opened","code"}],
 * "notices":[as errors, of what is no fault],"items","signer",
 * "certificate_sha256","tag_manifest_sha256"}. STATUS_OK also when
 * it does not verify: "ok" tells. A source that is refused outright is told as a
 * FAILED bag. STATUS_NOT_FOUND, STATUS_IO, STATUS_INTERRUPTED otherwise.
 */
CHECKED enum status bundle_verify(const char *path, const struct bundle_verify_options *options,
                                  json_t **out, struct error *err);

/*
 * Appends the proof of one event in the bundle's checkpoint, as a C2SP
 * tlog-proof. STATUS_NOT_FOUND when it is not there, STATUS_FALSE when the
 * proof does not prove it; who signed the checkpoint is for bundle_verify.
 */
CHECKED enum status bundle_prove(const char *path, const struct uuid *event, struct buffer *out,
                                 struct error *err);

#endif
