/* SPDX-License-Identifier: Apache-2.0 */
/* signature.c - Ed25519 keys and signatures by EVP. */
#include "crypto/signature.h"

#include "base/error.h"
#include "crypto/digest.h"
#include "crypto/fault.h"
#include "crypto/signing_key.h"

#include <openssl/err.h>
#include <string.h>

#define ALGORITHM "ED25519"

enum status
signing_key_of_pkey(struct signing_key **out, EVP_PKEY *pkey, struct error *err)
{
	SCOPED_POINTER(signing_key) made = calloc(1, sizeof *made);
	size_t n = PUBLIC_KEY_SIZE;

	if (made == NULL) {
		EVP_PKEY_free(pkey);
		return fail_memory(err);
	}
	made->pkey = pkey;
	if (EVP_PKEY_is_a(pkey, ALGORITHM) != 1)
		return fail(err, STATUS_INVALID, "the key is %s, not Ed25519",
		            EVP_PKEY_get0_type_name(pkey));
	if (EVP_PKEY_get_raw_public_key(pkey, made->public_half.bytes, &n) != 1 ||
	    n != PUBLIC_KEY_SIZE)
		return fail_crypto(err, "cannot take the public half of a key");
	*out = made;
	made = NULL;
	return STATUS_OK;
}

enum status
signing_key_make(struct signing_key **out, struct error *err)
{
	EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, ALGORITHM);

	if (pkey == NULL)
		return fail_crypto(err, "cannot make an Ed25519 key");
	return signing_key_of_pkey(out, pkey, err);
}

enum status
signing_key_of_seed(struct signing_key **out, const unsigned char seed[SIGNING_SEED_SIZE],
                    struct error *err)
{
	EVP_PKEY *pkey =
		EVP_PKEY_new_raw_private_key_ex(NULL, ALGORITHM, NULL, seed, SIGNING_SEED_SIZE);

	if (pkey == NULL)
		return fail_crypto(err, "cannot make an Ed25519 key of a seed");
	return signing_key_of_pkey(out, pkey, err);
}

void
signing_key_close(struct signing_key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_free(key->pkey); /* OpenSSL wipes an Ed25519 private half before it frees it */
	free(key);
}

const struct public_key *
signing_key_public(const struct signing_key *key)
{
	return &key->public_half;
}

enum status
signature_make(const struct signing_key *key, struct text bytes, struct signature *out,
               struct error *err)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	struct signature made;
	size_t n = sizeof made.bytes;
	bool done;

	if (context == NULL)
		return fail_memory(err);
	done = EVP_DigestSignInit_ex(context, NULL, NULL, NULL, NULL, key->pkey, NULL) == 1 &&
	       EVP_DigestSign(context, made.bytes, &n, (const unsigned char *)bytes.p, bytes.n) == 1;
	EVP_MD_CTX_free(context);
	if (!done || n != sizeof made.bytes)
		return fail_crypto(err, "cannot sign");
	*out = made;
	return STATUS_OK;
}

/* 1: verifies; 0: does not; less: OpenSSL could not try. */
static int
try_verify(EVP_PKEY *pkey, struct text bytes, const struct signature *signature)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int answer = -1;

	if (context != NULL &&
	    EVP_DigestVerifyInit_ex(context, NULL, NULL, NULL, NULL, pkey, NULL) == 1)
		answer = EVP_DigestVerify(context, signature->bytes, sizeof signature->bytes,
		                          (const unsigned char *)bytes.p, bytes.n);
	EVP_MD_CTX_free(context);
	return answer;
}

enum status
signature_verify(const struct public_key *key, struct text bytes,
                 const struct signature *signature, struct error *err)
{
	EVP_PKEY *pkey;
	int answer;

	if (public_key_check(key, err) != STATUS_OK)
		return fail_as(err, STATUS_FALSE);
	pkey = EVP_PKEY_new_raw_public_key_ex(NULL, ALGORITHM, NULL, key->bytes,
	                                      sizeof key->bytes);
	if (pkey == NULL)
		return fail_crypto(err, "cannot use an Ed25519 public key");
	answer = try_verify(pkey, bytes, signature);
	EVP_PKEY_free(pkey);
	if (answer < 0)
		return fail_crypto(err, "cannot verify a signature");
	ERR_clear_error();
	if (answer == 0)
		return fail(err, STATUS_FALSE, "the signature does not verify");
	return STATUS_OK;
}

bool
public_key_equal(const struct public_key *a, const struct public_key *b)
{
	return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

enum status
actor_fingerprint(const struct public_key *key, struct digest *out, struct error *err)
{
	return digest_of(key->bytes, sizeof key->bytes, out, err);
}
