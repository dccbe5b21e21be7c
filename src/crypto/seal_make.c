/* SPDX-License-Identifier: Apache-2.0 */
/* seal_make.c - signers, and the seals they make. */
#include "crypto/seal.h"

#include "base/error.h"
#include "base/text.h"
#include "crypto/fault.h"
#include "crypto/seal_signer.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <string.h>

DEFINE_SCOPED_POINTER(CMS_ContentInfo_st, CMS_ContentInfo_free);

#define SIGN_FLAGS (CMS_DETACHED | CMS_BINARY | CMS_CADES | CMS_NOSMIMECAP | CMS_PARTIAL)
#define RSA_BITS_LEAST 2048

void
seal_signer_close(struct seal_signer *signer)
{
	if (signer == NULL)
		return;
	EVP_PKEY_free(signer->key); /* which wipes the private half */
	certificates_close(signer->chain);
	free(signer);
}

struct digest
seal_signer_leaf(const struct seal_signer *signer)
{
	return certificate_digest(sk_X509_value(signer->chain, 0));
}

struct digest
seal_signer_root(const struct seal_signer *signer)
{
	return certificate_digest(sk_X509_value(signer->chain, sk_X509_num(signer->chain) - 1));
}

enum status
seal_key_check(const EVP_PKEY *key, struct error *err)
{
	static const char *const curves[] = { "prime256v1", "secp384r1", "secp521r1" };
	char curve[32] = "";
	size_t n;

	if (key == NULL)
		return fail(err, STATUS_FALSE, "the key is of a kind that is not known here");
	if (EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "RSA-PSS") == 1)
		return EVP_PKEY_get_bits(key) >= RSA_BITS_LEAST
		               ? STATUS_OK
		               : fail(err, STATUS_FALSE, "the RSA key has %d bits: too few",
		                      EVP_PKEY_get_bits(key));
	if (EVP_PKEY_is_a(key, "EC") != 1 ||
	    EVP_PKEY_get_group_name(key, curve, sizeof curve, &n) != 1)
		return fail(err, STATUS_FALSE, "the key is %.40s, neither ECDSA nor RSA",
		            EVP_PKEY_get0_type_name(key));
	for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
		if (strcmp(curve, curves[i]) == 0)
			return STATUS_OK;
	}
	return fail(err, STATUS_FALSE, "the key is on the curve %s, not P-256, P-384 or P-521", curve);
}

static X509 *
certificate_of_key(const EVP_PKEY *key, const STACK_OF(X509) *carried)
{
	for (int i = 0; i < sk_X509_num(carried); i++) {
		const EVP_PKEY *public_half = X509_get0_pubkey(sk_X509_value(carried, i));

		if (public_half != NULL && EVP_PKEY_eq(public_half, key) == 1)
			return sk_X509_value(carried, i);
	}
	ERR_clear_error();
	return NULL;
}

enum status
seal_signer_of(struct seal_signer **out, EVP_PKEY *key, const STACK_OF(X509) *carried,
               struct error *err)
{
	SCOPED_POINTER(seal_signer) made = calloc(1, sizeof *made);
	X509 *leaf = certificate_of_key(key, carried);
	enum status st;

	if (made == NULL) {
		EVP_PKEY_free(key);
		return fail_memory(err);
	}
	made->key = key;
	if (leaf == NULL)
		return fail(err, STATUS_INVALID, "none of the certificates is that of the key");
	if (seal_key_check(key, err) != STATUS_OK)
		return fail_as(err, STATUS_INVALID);
	st = certificates_above(leaf, carried, &made->chain, err);
	if (st != STATUS_OK)
		return st;
	*out = made;
	made = NULL;
	return STATUS_OK;
}

/* Every certificate of the chain is valid now. */
static enum status
check_dates(const struct seal_signer *signer, struct instant now, struct error *err)
{
	for (int i = 0; i < sk_X509_num(signer->chain); i++) {
		X509 *one = sk_X509_value(signer->chain, i);
		char name[SEAL_NAME_SIZE], first[INSTANT_HUMAN_SIZE], last[INSTANT_HUMAN_SIZE];
		struct instant from, until;
		enum status st = certificate_validity(one, &from, &until, err);

		if (st != STATUS_OK)
			return st;
		if (now.milliseconds >= from.milliseconds && now.milliseconds <= until.milliseconds)
			continue;
		certificate_name(one, name);
		instant_write_human(first, from);
		instant_write_human(last, until);
		return fail(err, STATUS_REFUSED, "the certificate of %.300s is valid from %s to %s, not now",
		            name, first, last);
	}
	return STATUS_OK;
}

/* The signer's information with the time it says; SHA-256. */
static enum status
add_signer(CMS_ContentInfo *cms, const struct seal_signer *signer, struct instant now,
           struct error *err)
{
	ASN1_TIME *time = ASN1_TIME_set(NULL, (time_t)(now.milliseconds / 1000));
	CMS_SignerInfo *info = CMS_add1_signer(cms, sk_X509_value(signer->chain, 0), signer->key,
	                                       EVP_sha256(), SIGN_FLAGS);
	bool done = time != NULL && info != NULL &&
	            CMS_signed_add1_attr_by_NID(info, NID_pkcs9_signingTime, time->type, time, -1) == 1;

	ASN1_TIME_free(time);
	for (int i = 1; done && i < sk_X509_num(signer->chain); i++)
		done = CMS_add1_cert(cms, sk_X509_value(signer->chain, i)) == 1;
	return done ? STATUS_OK : fail_crypto(err, "cannot prepare a seal");
}

static enum status
finish(CMS_ContentInfo *cms, struct text content, struct buffer *der, struct error *err)
{
	BIO *bytes = BIO_new_mem_buf(content.p ? content.p : "", (int)content.n);
	bool done = bytes != NULL && CMS_final(cms, bytes, NULL, SIGN_FLAGS & ~CMS_PARTIAL) == 1;
	unsigned char *made = NULL;
	int n = done ? i2d_CMS_ContentInfo(cms, &made) : -1;

	BIO_free(bytes);
	if (n <= 0)
		return fail_crypto(err, "cannot make a seal");
	buffer_append(der, made, (size_t)n);
	OPENSSL_free(made);
	return buffer_check(der, err);
}

/* What was made is looked at as a stranger would. */
static enum status
check_made(const struct seal_signer *signer, struct text der, struct text content,
           struct instant now, struct error *err)
{
	SCOPED_POINTER(seal_trust) trust = NULL;
	struct seal_verdict verdict;
	struct digest root = seal_signer_root(signer);
	enum status st = seal_trust_open(&trust, err);

	if (st == STATUS_OK)
		st = seal_trust_add_digest(trust, &root, err);
	if (st == STATUS_OK)
		st = seal_verify(der, content, trust, now, &verdict, err);
	return st == STATUS_FALSE ? fail_as(err, STATUS_REFUSED) : st;
}

enum status
seal_make(const struct seal_signer *signer, struct text content, struct instant now,
          struct buffer *der, struct error *err)
{
	SCOPED_POINTER(CMS_ContentInfo_st) cms = NULL;
	SCOPED(buffer) made = { 0 };
	enum status st = check_dates(signer, now, err);

	if (st != STATUS_OK)
		return st;
	if (content.n > INT_MAX)
		return fail(err, STATUS_LIMIT, "these are too many bytes for a seal");
	cms = CMS_sign(NULL, NULL, NULL, NULL, SIGN_FLAGS);
	if (cms == NULL)
		return fail_crypto(err, "cannot begin a seal");
	st = add_signer(cms, signer, now, err);
	if (st == STATUS_OK)
		st = finish(cms, content, &made, err);
	if (st == STATUS_OK)
		st = check_made(signer, text_of_buffer(&made), content, now, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "making a seal");
	buffer_append_text(der, text_of_buffer(&made));
	return buffer_check(der, err);
}
