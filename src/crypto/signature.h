/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signature.h - Ed25519 (RFC 8032 §5.1, the pure variant) by OpenSSL's EVP.
 *
 * A signature is no identifier: others can be made for the same text without
 * the key. Keys are compared by their exact bytes. Keys of low order, for
 * which one signature fits many texts, are refused wherever a key comes in.
 */
#ifndef VIDIMUS_CRYPTO_SIGNATURE_H
#define VIDIMUS_CRYPTO_SIGNATURE_H

#include "base/scoped.h"

#include <vidimus/types.h>

#define PUBLIC_KEY_SIZE 32
#define SIGNATURE_SIZE 64
#define SIGNING_SEED_SIZE 32

struct public_key {
	unsigned char bytes[PUBLIC_KEY_SIZE]; /* RFC 8032 §5.1.5 */
};

struct signature {
	unsigned char bytes[SIGNATURE_SIZE]; /* RFC 8032 §5.1.6 */
};

/* A private key with its public one; the private half is wiped when it is closed. */
struct signing_key;

/* A new random key, owned by the caller. */
CHECKED enum status signing_key_make(struct signing_key **out, struct error *err);

/* The key of a 32-byte seed (RFC 8032's "private key"), owned by the caller, who wipes the seed. */
CHECKED enum status signing_key_of_seed(struct signing_key **out,
                                        const unsigned char seed[SIGNING_SEED_SIZE],
                                        struct error *err);

/* Wipes and frees it; NULL is allowed. */
void signing_key_close(struct signing_key *key);
DEFINE_SCOPED_POINTER(signing_key, signing_key_close);

/* The public half, borrowed until the key is closed. */
const struct public_key *signing_key_public(const struct signing_key *key);

/* Signs the bytes. The same key and bytes give the same signature. */
CHECKED enum status signature_make(const struct signing_key *key, struct text bytes,
                                   struct signature *out, struct error *err);

/*
 * STATUS_OK when the signature of exactly these bytes by this key verifies,
 * STATUS_FALSE when it does not or when public_key_check refuses the key.
 * S is checked to be below the group's order and the equation is the one
 * without the cofactor.
 */
CHECKED enum status signature_verify(const struct public_key *key, struct text bytes,
                                     const struct signature *signature, struct error *err);

/*
 * Whether the bytes may serve as somebody's key: STATUS_REFUSED for the eight
 * points of low order in each of their encodings, STATUS_INVALID for a y of
 * 2^255 - 19 or more (RFC 8032 §5.1.3). That the point lies on the curve shows
 * when a signature verifies.
 */
CHECKED enum status public_key_check(const struct public_key *key, struct error *err);

bool public_key_equal(const struct public_key *a, const struct public_key *b);

/* An actor's fingerprint: SHA-256 of the 32 bytes of the public key. */
CHECKED enum status actor_fingerprint(const struct public_key *key, struct digest *out,
                                      struct error *err);

#endif
