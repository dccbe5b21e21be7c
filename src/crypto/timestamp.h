/* SPDX-License-Identifier: Apache-2.0 */
/*
 * timestamp.h - RFC 3161: requests to a time-stamping authority, its replies,
 * and the tokens in them, all as files. Nothing here uses the network.
 */
#ifndef VIDIMUS_CRYPTO_TIMESTAMP_H
#define VIDIMUS_CRYPTO_TIMESTAMP_H

#include "base/buffer.h"
#include "base/instant.h"
#include "crypto/seal.h"

#define TIMESTAMP_LIMIT (1u << 20) /* bytes of a request, a reply or a token that are looked at */

/* Appends the DER of a request (RFC 3161 §2.4.1) over SHA-256 `imprint`; certReq set. */
CHECKED enum status timestamp_request(const struct digest *imprint, uint64_t nonce,
                                      struct buffer *der, struct error *err);

/*
 * Appends the token (a CMS ContentInfo) of a reply, or of what is a bare token
 * already. STATUS_FALSE, with what the authority says, for a reply whose
 * status is not granted (the openssl command exits 0 there).
 */
CHECKED enum status timestamp_token(struct text reply, struct buffer *token, struct error *err);

/* What a token states that it is over. */
struct timestamp_imprint {
	size_t        size; /* of the digest in bytes: 32 SHA-256, 48 SHA-384, 64 SHA-512 */
	unsigned char bytes[64];
};

/* Reads it from a token or a reply; its signature is not looked at. STATUS_FALSE for any other digest. */
CHECKED enum status timestamp_imprint_read(struct text token, struct timestamp_imprint *out,
                                           struct error *err);

/* STATUS_FALSE unless it is the digest of these bytes. */
CHECKED enum status timestamp_imprint_check(const struct timestamp_imprint *imprint,
                                            struct text bytes, struct error *err);

/*
 * Whether the token, or the reply, answers this request (RFC 3161 §2.4.2): the
 * same imprint and, if it has one, the same nonce. STATUS_FALSE when it does
 * not; STATUS_INVALID when `request` is none.
 */
CHECKED enum status timestamp_answers(struct text token, struct text request, struct error *err);

struct timestamp_verdict {
	bool           identified; /* the authority's certificate chains to one that is trusted */
	struct instant time;       /* genTime, rounded up to the millisecond; its accuracy is not added */
	struct digest  authority;  /* SHA-256 of the signing certificate's DER */
	char           name[SEAL_NAME_SIZE]; /* its subject */
	struct instant not_after;  /* of the certificate: stamp anew before it */
};

/*
 * Verifies a token, or a reply, over the SHA-256, SHA-384 or SHA-512 of
 * `bytes`, at its own time, so that it holds after the authority's certificate
 * has expired. STATUS_FALSE, with the reason: another imprint, a certificate
 * that is missing, was not valid then, or is not for time-stamping alone; or
 * `trust` is not empty and none of it is above the authority. `out` as
 * seal_verify's.
 */
CHECKED enum status timestamp_verify(struct text token, struct text bytes,
                                     const struct seal_trust *trust,
                                     struct timestamp_verdict *out, struct error *err);

/* The same where only the SHA-256 of the bytes is at hand: the imprint must be that. */
CHECKED enum status timestamp_verify_digest(struct text token, const struct digest *sha256,
                                            const struct seal_trust *trust,
                                            struct timestamp_verdict *out, struct error *err);

#endif
