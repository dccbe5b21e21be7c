/* SPDX-License-Identifier: Apache-2.0 */
/* seal_key_files.h - what the files about keys for seals share. */
#ifndef VIDIMUS_CRYPTO_SEAL_KEY_FILES_H
#define VIDIMUS_CRYPTO_SEAL_KEY_FILES_H

#include "crypto/seal_key.h"
#include "crypto/seal_signer.h"

/* Appends a certificate in PEM. */
CHECKED enum status seal_append_pem(struct buffer *out, const X509 *certificate,
                                    struct error *err);

/* Writes a new key file and, beside it, its certificates in this order; both or none. */
CHECKED enum status seal_write_signer(const struct seal_place *at, const char *suffix,
                                      const EVP_PKEY *key, const STACK_OF(X509) *chain,
                                      struct error *err);

/* Opens a key file of a whole name; the key is owned by the caller. */
CHECKED enum status seal_read_key(const char *path, const struct passphrase *passphrase,
                                  EVP_PKEY **out, struct error *err);

#endif
