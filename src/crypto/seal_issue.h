/* SPDX-License-Identifier: Apache-2.0 */
/* seal_issue.h - certificates made, for the files of this layer that keep keys for seals. */
#ifndef VIDIMUS_CRYPTO_SEAL_ISSUE_H
#define VIDIMUS_CRYPTO_SEAL_ISSUE_H

#include "crypto/seal_key.h"
#include "crypto/seal_signer.h"

/* A new key on P-256; owned by the caller. */
CHECKED enum status seal_pkey_make(EVP_PKEY **out, struct error *err);

/* The certificate of a root over its own key. */
CHECKED enum status seal_issue_root(EVP_PKEY *key, const struct seal_words *words, X509 **out,
                                    struct error *err);

/* The certificate of a leaf with that public key, by `root`, which must be valid at words->from. */
CHECKED enum status seal_issue_leaf(EVP_PKEY *key, const struct seal_signer *root,
                                    const struct seal_words *words, X509 **out,
                                    struct error *err);

/* A request for a certificate. */
CHECKED enum status seal_issue_request(EVP_PKEY *key, const struct seal_words *words,
                                       X509_REQ **out, struct error *err);

#endif
