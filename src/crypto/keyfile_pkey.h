/* SPDX-License-Identifier: Apache-2.0 */
/* keyfile_pkey.h - key files of any kind of key, for the files of this layer that make seals. */
#ifndef VIDIMUS_CRYPTO_KEYFILE_PKEY_H
#define VIDIMUS_CRYPTO_KEYFILE_PKEY_H

#include "crypto/keyfile.h"

#include <openssl/evp.h>

/* As keyfile_write; `passphrase` NULL: as keyfile_write_open. */
CHECKED enum status keyfile_write_pkey(const char *path, const EVP_PKEY *key,
                                       const struct passphrase *passphrase, struct error *err);

/* As keyfile_unlock, of any kind that OpenSSL knows; the key is owned by the caller. */
CHECKED enum status keyfile_unlock_pkey(const struct keyfile *file,
                                        const struct passphrase *passphrase, EVP_PKEY **out,
                                        struct error *err);

#endif
