/* SPDX-License-Identifier: Apache-2.0 */
/* seal_import.c - identities that another authority has certified. */
#include "crypto/seal_key.h"

#include "base/error.h"
#include "base/text.h"
#include "crypto/fault.h"
#include "crypto/file.h"
#include "crypto/seal_key_files.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <string.h>

#define ITERATIONS_LIMIT 10000000 /* of a PKCS#12's key derivation: some seconds */

/* Whether what it seals is accepted: it seals a word. */
static enum status
try_signer(const struct seal_signer *signer, struct instant now, struct error *err)
{
	SCOPED(buffer) der = { 0 };
	enum status st = seal_make(signer, text_of("vidimus"), now, &der, err);

	return st == STATUS_OK ? st : while_doing(err, st, "trying the certificate");
}

/* The key's signer, tried; the key is taken over in any case. */
static enum status
judge(EVP_PKEY *key, const STACK_OF(X509) *all, struct instant now, struct seal_signer **out,
      struct error *err)
{
	SCOPED_POINTER(seal_signer) signer = NULL;
	enum status st = seal_signer_of(&signer, key, all, err);

	if (st == STATUS_OK)
		st = try_signer(signer, now, err);
	if (st != STATUS_OK)
		return st;
	*out = signer;
	signer = NULL;
	return STATUS_OK;
}

enum status
seal_import_certificate(const struct seal_place *at, struct text certificates,
                        struct instant now, struct error *err)
{
	SCOPED_POINTER(stack_st_X509) all = NULL;
	SCOPED_POINTER(seal_signer) signer = NULL;
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) pem = { 0 };
	EVP_PKEY *key = NULL;
	enum status st = certificates_read(certificates, &all, err);

	buffer_append_format(&path, "%s%s.pem", at->path, SEAL_LEAF_SUFFIX);
	if (st == STATUS_OK)
		st = buffer_check(&path, err);
	if (st == STATUS_OK)
		st = seal_read_key(buffer_string(&path), at->passphrase, &key, err);
	if (st == STATUS_OK)
		st = judge(key, all, now, &signer, err);
	for (int i = 0; st == STATUS_OK && i < sk_X509_num(signer->chain); i++)
		st = seal_append_pem(&pem, sk_X509_value(signer->chain, i), err);
	if (st != STATUS_OK)
		return while_doing(err, st, "importing a certificate");
	memcpy(path.p + path.n - 4, ".crt", 4);
	return file_write_new(buffer_string(&path), 0644, text_of_buffer(&pem), err);
}

static enum status
import(const struct seal_place *at, EVP_PKEY *key, const STACK_OF(X509) *all,
       struct instant now, struct error *err)
{
	SCOPED_POINTER(seal_signer) signer = NULL;
	enum status st = judge(key, all, now, &signer, err);

	if (st == STATUS_OK)
		st = seal_write_signer(at, SEAL_LEAF_SUFFIX, signer->key, signer->chain, err);
	return st == STATUS_OK ? st : while_doing(err, st, "importing a key for seals");
}

enum status
seal_import_key(const struct seal_place *at, const char *key_file, struct text certificates,
                struct instant now, struct error *err)
{
	SCOPED_POINTER(stack_st_X509) all = NULL;
	EVP_PKEY *key = NULL;
	enum status st = certificates_read(certificates, &all, err);

	if (st == STATUS_OK)
		st = seal_read_key(key_file, at->passphrase, &key, err);
	return st == STATUS_OK ? import(at, key, all, now, err) : st;
}

/* The key and all certificates; what OpenSSL 3 calls legacy (RC2, DES) is told by name. */
static enum status
unpack(PKCS12 *packed, const struct passphrase *passphrase, EVP_PKEY **key,
       STACK_OF(X509) *all, struct error *err)
{
	const ASN1_INTEGER *iterations = NULL;
	STACK_OF(X509) *others = NULL;
	X509 *own = NULL;
	enum status st = STATUS_OK;

	PKCS12_get0_mac(NULL, NULL, NULL, &iterations, packed);
	if (iterations != NULL && ASN1_INTEGER_get(iterations) > ITERATIONS_LIMIT)
		return fail(err, STATUS_LIMIT, "opening this PKCS#12 would take hours");
	if (PKCS12_parse(packed, passphrase != NULL ? passphrase->bytes : "", key, &own, &others) != 1)
		st = fail(err, STATUS_REFUSED,
		          ERR_GET_REASON(ERR_peek_last_error()) == PKCS12_R_MAC_VERIFY_FAILURE
		                  ? "the passphrase is wrong, or the file is damaged"
		                  : "the PKCS#12 cannot be opened; an old one is renewed by "
		                    "`openssl pkcs12 -legacy`");
	else if (*key == NULL || own == NULL)
		st = fail(err, STATUS_INVALID, "the PKCS#12 holds no key with its certificate");
	ERR_clear_error();
	if (st == STATUS_OK && (X509_add_cert(all, own, X509_ADD_FLAG_UP_REF) != 1 ||
	                        (others != NULL &&
	                         X509_add_certs(all, others, X509_ADD_FLAG_UP_REF) != 1)))
		st = fail_crypto(err, "cannot list certificates");
	X509_free(own);
	certificates_close(others);
	return st;
}

enum status
seal_import_pkcs12(const struct seal_place *at, struct text bytes, struct instant now,
                   struct error *err)
{
	SCOPED_POINTER(stack_st_X509) all = sk_X509_new_null();
	const unsigned char *p = (const unsigned char *)bytes.p;
	EVP_PKEY *key = NULL;
	PKCS12 *packed;
	enum status st;

	if (all == NULL)
		return fail_memory(err);
	if (bytes.n > CERTIFICATE_LIMIT)
		return fail(err, STATUS_LIMIT, "this is too large for a PKCS#12");
	packed = d2i_PKCS12(NULL, &p, (long)bytes.n);
	ERR_clear_error();
	if (packed == NULL)
		return fail(err, STATUS_INVALID, "it is no PKCS#12");
	st = unpack(packed, at->passphrase, &key, all, err);
	PKCS12_free(packed);
	if (st != STATUS_OK) {
		EVP_PKEY_free(key);
		return st;
	}
	return import(at, key, all, now, err);
}
