/* SPDX-License-Identifier: Apache-2.0 */
/* signing_key.h - what a signing key is made of, for the files of this layer that store it. */
#ifndef VIDIMUS_CRYPTO_SIGNING_KEY_H
#define VIDIMUS_CRYPTO_SIGNING_KEY_H

#include "crypto/signature.h"

#include <openssl/evp.h>

struct signing_key {
	EVP_PKEY         *pkey; /* Ed25519, with its private half */
	struct public_key public_half;
};

/* Takes `pkey` over in any case; STATUS_INVALID when it is not an Ed25519 key. */
CHECKED enum status signing_key_of_pkey(struct signing_key **out, EVP_PKEY *pkey,
                                        struct error *err);

#endif
