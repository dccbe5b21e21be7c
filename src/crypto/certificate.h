/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certificate.h - X.509 certificates (RFC 5280) for the files of this layer
 * that make and judge seals and time-stamps: read, named, chained, trusted.
 */
#ifndef VIDIMUS_CRYPTO_CERTIFICATE_H
#define VIDIMUS_CRYPTO_CERTIFICATE_H

#include "base/instant.h"
#include "crypto/seal.h"

#include <openssl/x509v3.h>

#define CERTIFICATES_MAX 32 /* in one file or one seal; a chain has two or three */

/* A list of certificates; owned unless said otherwise. */
void certificates_close(STACK_OF(X509) *all);
DEFINE_SCOPED_POINTER(stack_st_X509, certificates_close);

/*
 * Every certificate of a PEM text, or the one that the bytes are in DER, as a
 * new list. STATUS_INVALID when there is none, or bytes after it;
 * STATUS_LIMIT above CERTIFICATES_MAX.
 */
CHECKED enum status certificates_read(struct text bytes, STACK_OF(X509) **out, struct error *err);

/* SHA-256 of its DER. */
struct digest certificate_digest(const X509 *certificate);

/* Its subject in the form of RFC 2253, made safe for a terminal. */
void certificate_name(const X509 *certificate, char out[SEAL_NAME_SIZE]);

/* The same of any name. */
void certificate_name_write(const X509_NAME *name, char out[SEAL_NAME_SIZE]);

/* From the ASN.1 (UTCTime or GeneralizedTime, always UTC); false when it is not well-formed. */
CHECKED bool instant_of_asn1(const ASN1_TIME *time, struct instant *out);

/* From when and until when it is valid; STATUS_FALSE when that is not well-formed. */
CHECKED enum status certificate_validity(const X509 *certificate, struct instant *not_before,
                                         struct instant *not_after, struct error *err);

/*
 * The leaf and those of `pool` (may be NULL) that issued one another above it,
 * by name and by signature, up to one that issued itself or that nobody there
 * issued. Of several that fit, the first of the pool. A new list.
 */
CHECKED enum status certificates_above(X509 *leaf, const STACK_OF(X509) *pool,
                                       STACK_OF(X509) **out, struct error *err);

/* What somebody trusts. */
struct seal_trust {
	STACK_OF(X509) *certificates;
	struct digest  *digests; /* owned */
	size_t          count;   /* of them */
};

/* Who signed, what travelled with the signature, what it is for (X509_PURPOSE_…), and when. */
struct certificate_case {
	X509                 *leaf;
	const STACK_OF(X509) *carried; /* may be NULL */
	int                   purpose;
	struct instant        at;
};

/*
 * Judges a certificate. Without any trust its chain must hold up to its own
 * topmost, and *identified is false; else up to the first that is trusted.
 * STATUS_FALSE with the reason and the name of the certificate it is about.
 */
CHECKED enum status certificate_judge(const struct certificate_case *about,
                                      const struct seal_trust *trust, bool *identified,
                                      struct error *err);

/* Is the certificate trusted, as itself or by its digest? */
bool seal_trust_has(const struct seal_trust *trust, const X509 *certificate);

#endif
