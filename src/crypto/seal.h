/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal.h - the detached seal over a bundle's tag manifest: CMS (RFC 5652),
 * DER, CAdES-BES (ETSI EN 319 122-1 §5), ECDSA P-256 or RSA with SHA-256, with
 * the leaf that signed and the certificates above it.
 */
#ifndef VIDIMUS_CRYPTO_SEAL_H
#define VIDIMUS_CRYPTO_SEAL_H

#include "base/buffer.h"
#include "base/instant.h"
#include "base/scoped.h"

/* A leaf's private key with its certificate and those above it; owned by whoever opened it. */
struct seal_signer;
void seal_signer_close(struct seal_signer *signer);
DEFINE_SCOPED_POINTER(seal_signer, seal_signer_close);

/* SHA-256 of the DER of the leaf's certificate, and of the topmost one's. */
struct digest seal_signer_leaf(const struct seal_signer *signer);
struct digest seal_signer_root(const struct seal_signer *signer);

/*
 * Appends the DER of a seal over `content`. `now` is checked to lie within the
 * certificates' validity (STATUS_REFUSED, with the dates) and is the signing
 * time. What was made is verified before it is given.
 */
CHECKED enum status seal_make(const struct seal_signer *signer, struct text content,
                              struct instant now, struct buffer *der, struct error *err);

/* Certificates whose word counts, by the whole certificate or by its SHA-256. { 0 }: none. */
struct seal_trust;
CHECKED enum status seal_trust_open(struct seal_trust **out, struct error *err);
void seal_trust_close(struct seal_trust *trust);
DEFINE_SCOPED_POINTER(seal_trust, seal_trust_close);

/* Adds every certificate of a PEM text or one of DER; STATUS_INVALID when there is none. */
CHECKED enum status seal_trust_add(struct seal_trust *trust, struct text certificates,
                                   struct error *err);

/* Adds a fingerprint: of a root or a leaf that the seal itself carries. */
CHECKED enum status seal_trust_add_digest(struct seal_trust *trust, const struct digest *sha256,
                                          struct error *err);
bool seal_trust_is_empty(const struct seal_trust *trust);

#define SEAL_NAME_SIZE 512
#define SEAL_LIMIT     (1 << 20) /* bytes of a seal; ours have about 1,600 */

struct seal_verdict {
	bool           is_of_content; /* the signature is one of these bytes by the leaf's key */
	bool           identified; /* the leaf, or what it chains to, is trusted */
	bool           names_certificate; /* has the signing-certificate attribute, which names the leaf */
	bool           has_signed_at;
	struct digest  leaf, root; /* SHA-256 of the DER; root: the topmost that it carries */
	char           signer[SEAL_NAME_SIZE]; /* subject of the leaf, RFC 2253, control characters escaped */
	struct instant signed_at;  /* what the signer says; proved by nothing */
	struct instant not_before, not_after; /* of the leaf */
};

/*
 * Verifies a seal over `content` as of `at` (a stamp's time, else now).
 * STATUS_FALSE, with the reason, when the signature is not one of these bytes,
 * when there is not exactly one signer, no signing-certificate attribute, a
 * certificate that was not valid at `at` or may not sign, or when certificates
 * were trusted and none of them is the leaf or above it. A namesake of a
 * trusted certificate is not it. STATUS_INVALID when it is no CMS. `out` is
 * filled on STATUS_OK, and as far as known on STATUS_FALSE.
 */
CHECKED enum status seal_verify(struct text der, struct text content,
                                const struct seal_trust *trust, struct instant at,
                                struct seal_verdict *out, struct error *err);

#endif
