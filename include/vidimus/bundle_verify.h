/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bundle_verify.h - is a bundle, or any BagIt bag, what its sender says?
 * Without a catalogue and without a key; nothing is written, nothing is asked
 * of any network (docs/bundle-format.md §§7, 12).
 */
#ifndef VIDIMUS_BUNDLE_VERIFYING_H
#define VIDIMUS_BUNDLE_VERIFYING_H

#include <vidimus/types.h>

#include <jansson.h>
#include <stdatomic.h>

/* What to verify, and whose word counts. All borrowed. */
struct vidimus_bundle_verifying {
	const char        *path;          /* folder, ZIP or TAR */
	const char *const *trust;         /* roots or leaves of the sender: SHA-256 in hex, or a file of certificates */
	size_t             trust_count;
	const char *const *trust_tsa;     /* the same of time-stamping authorities */
	size_t             trust_tsa_count;
	const char *const *witnesses;     /* verifier keys of those whose cosignatures count, or files with some */
	size_t             witness_count;
	const char        *since;         /* a file with a checkpoint, or an earlier bundle; NULL: none */
	const char        *revoked;       /* a file with a note that names a compromised key; NULL: none */
	bool               integrity_only; /* who signed is not asked */
	const atomic_bool *stop;          /* NULL: never */
	void             (*progress)(void *context, uint64_t bytes); /* `bytes` more are hashed; NULL allowed */
	void              *context;
};

/*
 * *report, owned: {"ok","layers","errors","errors_left_out","decisions",
 * "notices","items","signer","certificate_sha256","tag_manifest_sha256"}. STATUS_OK also when it does
 * not verify: "ok" tells; STATUS_NOT_FOUND when there is nothing at the path;
 * STATUS_INVALID for a trust, witness or checkpoint that is none.
 */
CHECKED enum status vidimus_bundle_verify(const struct vidimus_bundle_verifying *verifying,
                                          json_t **report, struct error *err);

/*
 * *proof, owned: the C2SP tlog-proof of one event, by its UUID, in the
 * checkpoint of the bundle, after it was checked. STATUS_NOT_FOUND when the
 * bundle has no such event, STATUS_FALSE when its proof does not prove it.
 */
CHECKED enum status vidimus_bundle_prove(const char *path, const char *event, char **proof,
                                         struct error *err);

#endif
