/* SPDX-License-Identifier: Apache-2.0 */
/* seal_signer.h - what a signer of seals is made of, for the files of this layer. */
#ifndef VIDIMUS_CRYPTO_SEAL_SIGNER_H
#define VIDIMUS_CRYPTO_SEAL_SIGNER_H

#include "crypto/certificate.h"

struct seal_signer {
	EVP_PKEY       *key;   /* with its private half */
	STACK_OF(X509) *chain; /* the leaf, then those above it */
};

/*
 * Takes the key over in any case; `carried` (the leaf's certificate somewhere
 * among those above it) stays the caller's. STATUS_INVALID when none of them is
 * the key's, or the key is neither P-256, P-384, P-521 nor RSA of 2048 bits on.
 */
CHECKED enum status seal_signer_of(struct seal_signer **out, EVP_PKEY *key,
                                   const STACK_OF(X509) *carried, struct error *err);

/* Whether seals may be by such a key (NULL: one that OpenSSL cannot read): STATUS_FALSE, with what it is, when not. */
CHECKED enum status seal_key_check(const EVP_PKEY *key, struct error *err);

#endif
