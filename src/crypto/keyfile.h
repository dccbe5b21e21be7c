/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keyfile.h - a person's Ed25519 key on disk: PKCS#8 in PEM (RFC 5958, 7468,
 * 8410), as the openssl command reads and writes it.
 *
 * With a passphrase it is encrypted by PBES2 (RFC 8018 §6.2) with scrypt
 * (RFC 7914; N 16384, r 8, p 5) and AES-256-CBC. Without one it lies open, for
 * whoever reads the disk; callers that allow it say so to people.
 */
#ifndef VIDIMUS_CRYPTO_KEYFILE_H
#define VIDIMUS_CRYPTO_KEYFILE_H

#include "base/buffer.h"
#include "crypto/passphrase.h"
#include "crypto/signature.h"

#include <vidimus/types.h>

#define KEYFILE_LIMIT (16u << 10) /* bytes of a key file */

/*
 * Writes the key, encrypted, to a new file of mode 0600 that is durable on
 * return. STATUS_EXISTS when the name is taken: a key is never overwritten.
 * STATUS_INVALID when there is no passphrase, STATUS_IO. On failure nothing
 * stays behind.
 */
CHECKED enum status keyfile_write(const char *path, const struct signing_key *key,
                                  const struct passphrase *passphrase, struct error *err);

/* The same without encryption, for who has asked for that in so many words. */
CHECKED enum status keyfile_write_open(const char *path, const struct signing_key *key,
                                       struct error *err);

/* A key file that was read and is not unlocked yet. { 0 } is none. */
struct keyfile {
	bool          has_passphrase; /* false: the key lay open on the disk */
	struct buffer der;            /* PKCS#8, encrypted when has_passphrase */
};

/* Wipes and frees it. */
void keyfile_end(struct keyfile *file);

/*
 * Reads a key file, following links. STATUS_REFUSED when its mode lets anybody
 * but the owner read or write it (the words say which chmod helps),
 * STATUS_NOT_FOUND, STATUS_LIMIT, STATUS_IO, and STATUS_INVALID when it holds
 * no PKCS#8 key. `out` is owned by the caller; ends by keyfile_end.
 */
CHECKED enum status keyfile_read(const char *path, struct keyfile *out, struct error *err);

/*
 * The same for a key that is carried about: one with a passphrase may lie on a
 * disk that knows no modes, as memory sticks mostly do.
 */
CHECKED enum status keyfile_read_carried(const char *path, struct keyfile *out, struct error *err);

/*
 * Opens the key; `passphrase` is not looked at when the file has none, and may
 * be NULL then. STATUS_REFUSED when one is needed and missing or wrong (a
 * damaged file looks the same), STATUS_INVALID when the key is not Ed25519 or
 * the encryption is not PBES2, STATUS_LIMIT when its scrypt or PBKDF2 would
 * cost far more than any of ours. The key is owned by the caller.
 */
CHECKED enum status keyfile_unlock(const struct keyfile *file, const struct passphrase *passphrase,
                                   struct signing_key **out, struct error *err);

#endif
