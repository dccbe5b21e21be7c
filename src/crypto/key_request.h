/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_request.h - how a new person's key reaches a keeper: a small file with
 * the public key and, when the catalogue is known, the proof that its sender
 * holds the private half.
 *
 * The file is one line of canonical JSON (RFC 8785) and a newline:
 * {"catalogue":UUID|null,"format":"vidimus-key-request-v1",
 *  "proof":base64url|null,"public_key":64 hex digits}
 * without spaces. Catalogue and proof are both there or both null.
 */
#ifndef VIDIMUS_CRYPTO_KEY_REQUEST_H
#define VIDIMUS_CRYPTO_KEY_REQUEST_H

#include "base/buffer.h"
#include "crypto/signature.h"

#include <vidimus/types.h>

#define KEY_REQUEST_LIMIT 4096 /* bytes of a request */

struct key_request {
	struct public_key key;
	bool              has_proof; /* false: catalogue and proof mean nothing */
	struct uuid       catalogue;
	struct signature  proof;
};

/*
 * The proof of `actor.added`: Ed25519 by the new key over "vidimus-actor-v1\n"
 * CATALOGUE "\n" KEY "\n", with the UUID and the 64 hex digits of the public
 * key in lower case.
 */
CHECKED enum status actor_proof_make(const struct signing_key *key, const struct uuid *catalogue,
                                     struct signature *out, struct error *err);

/* STATUS_FALSE when it is not that key's proof for that catalogue. */
CHECKED enum status actor_proof_verify(const struct public_key *key, const struct uuid *catalogue,
                                       const struct signature *proof, struct error *err);

/* Fills a request for `key`, with a proof when `catalogue` is not NULL. */
CHECKED enum status key_request_make(struct key_request *out, const struct signing_key *key,
                                     const struct uuid *catalogue, struct error *err);

/*
 * Whether a keeper of `catalogue` may act on the request. STATUS_REFUSED, with
 * words on how to make a proper one, when it has no proof or is for another
 * catalogue; STATUS_FALSE when the proof does not verify; as public_key_check.
 */
CHECKED enum status key_request_check(const struct key_request *request,
                                      const struct uuid *catalogue, struct error *err);

/* Appends the file's bytes. */
void key_request_write(struct buffer *out, const struct key_request *request);

/*
 * Reads exactly what key_request_write gives; white space at both ends, which
 * a journey by mail may change, is not looked at. STATUS_INVALID or STATUS_LIMIT
 * otherwise. The proof is not verified.
 */
CHECKED enum status key_request_read(struct text bytes, struct key_request *out,
                                     struct error *err);

/* Writes it to a new file, durable on return; STATUS_EXISTS when the name is taken. */
CHECKED enum status key_request_save(const char *path, const struct key_request *request,
                                     struct error *err);

/* Reads such a file; STATUS_NOT_FOUND, STATUS_IO, and as key_request_read. */
CHECKED enum status key_request_load(const char *path, struct key_request *out,
                                     struct error *err);

#endif
