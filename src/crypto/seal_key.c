/* SPDX-License-Identifier: Apache-2.0 */
/* seal_key.c - roots and leaves as files: made, certified, opened. */
#include "crypto/seal_key.h"

#include "base/error.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/fault.h"
#include "crypto/file.h"
#include "crypto/keyfile_pkey.h"
#include "crypto/seal_issue.h"
#include "crypto/seal_key_files.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <unistd.h>

DEFINE_SCOPED_POINTER(evp_pkey_st, EVP_PKEY_free);
DEFINE_SCOPED_POINTER(x509_st, X509_free);
DEFINE_SCOPED_POINTER(X509_req_st, X509_REQ_free);

static enum status
file_name(struct buffer *out, const char *path, const char *suffix, const char *ending,
          struct error *err)
{
	buffer_append_format(out, "%s%s%s", path, suffix, ending);
	return buffer_check(out, err);
}

/* Appends what was written to a BIO of memory, which ends. */
static enum status
take_bio(struct buffer *out, BIO *bio, bool written, struct error *err)
{
	char *bytes = NULL;
	long n = BIO_get_mem_data(bio, &bytes);

	if (written && n > 0)
		buffer_append(out, bytes, (size_t)n);
	BIO_free(bio);
	return written ? buffer_check(out, err) : fail_crypto(err, "cannot write PEM");
}

enum status
seal_append_pem(struct buffer *out, const X509 *certificate, struct error *err)
{
	BIO *pem = BIO_new(BIO_s_mem());

	return pem != NULL ? take_bio(out, pem, PEM_write_bio_X509(pem, certificate) == 1, err)
	                   : fail_memory(err);
}

/* Writes both files, of which the second (.crt or .csr) makes the first worth having, or none. */
static enum status
write_pair(const struct seal_place *at, const char *suffix, const EVP_PKEY *key,
           const char *ending, struct text beside, struct error *err)
{
	SCOPED(buffer) key_path = { 0 };
	SCOPED(buffer) beside_path = { 0 };
	enum status st = file_name(&key_path, at->path, suffix, ".pem", err);

	if (st == STATUS_OK)
		st = file_name(&beside_path, at->path, suffix, ending, err);
	if (st == STATUS_OK)
		st = keyfile_write_pkey(buffer_string(&key_path), key, at->passphrase, err);
	if (st != STATUS_OK)
		return st;
	st = file_write_new(buffer_string(&beside_path), 0644, beside, err);
	if (st != STATUS_OK)
		unlink(buffer_string(&key_path));
	return st;
}

enum status
seal_write_signer(const struct seal_place *at, const char *suffix, const EVP_PKEY *key,
                  const STACK_OF(X509) *chain, struct error *err)
{
	SCOPED(buffer) pem = { 0 };
	enum status st = STATUS_OK;

	for (int i = 0; st == STATUS_OK && i < sk_X509_num(chain); i++)
		st = seal_append_pem(&pem, sk_X509_value(chain, i), err);
	return st == STATUS_OK ? write_pair(at, suffix, key, ".crt", text_of_buffer(&pem), err) : st;
}

enum status
seal_root_new(const struct seal_place *at, const struct seal_words *words, struct error *err)
{
	SCOPED_POINTER(evp_pkey_st) key = NULL;
	SCOPED_POINTER(x509_st) made = NULL;
	SCOPED(buffer) pem = { 0 };
	enum status st = seal_pkey_make(&key, err);

	if (st == STATUS_OK)
		st = seal_issue_root(key, words, &made, err);
	if (st == STATUS_OK)
		st = seal_append_pem(&pem, made, err);
	if (st == STATUS_OK)
		st = write_pair(at, SEAL_ROOT_SUFFIX, key, ".crt", text_of_buffer(&pem), err);
	return st == STATUS_OK ? st : while_doing(err, st, "making a root for seals");
}

/* The leaf's certificate and those above it, as PEM. */
static enum status
append_leaf(struct buffer *pem, EVP_PKEY *key, const struct seal_signer *root,
            const struct seal_words *words, struct error *err)
{
	SCOPED_POINTER(x509_st) leaf = NULL;
	enum status st = seal_issue_leaf(key, root, words, &leaf, err);

	if (st == STATUS_OK)
		st = seal_append_pem(pem, leaf, err);
	for (int i = 0; st == STATUS_OK && i < sk_X509_num(root->chain); i++)
		st = seal_append_pem(pem, sk_X509_value(root->chain, i), err);
	return st;
}

enum status
seal_leaf_new(const struct seal_place *at, const struct seal_signer *root,
              const struct seal_words *words, struct error *err)
{
	SCOPED_POINTER(evp_pkey_st) key = NULL;
	SCOPED(buffer) pem = { 0 };
	enum status st = seal_pkey_make(&key, err);

	if (st == STATUS_OK)
		st = append_leaf(&pem, key, root, words, err);
	if (st == STATUS_OK)
		st = write_pair(at, SEAL_LEAF_SUFFIX, key, ".crt", text_of_buffer(&pem), err);
	return st == STATUS_OK ? st : while_doing(err, st, "making a leaf for seals");
}

enum status
seal_leaf_request(const struct seal_place *at, const struct seal_words *words,
                  struct error *err)
{
	SCOPED_POINTER(evp_pkey_st) key = NULL;
	SCOPED_POINTER(X509_req_st) request = NULL;
	SCOPED(buffer) pem = { 0 };
	BIO *bio = NULL;
	enum status st = seal_pkey_make(&key, err);

	if (st == STATUS_OK)
		st = seal_issue_request(key, words, &request, err);
	if (st == STATUS_OK && (bio = BIO_new(BIO_s_mem())) == NULL)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = take_bio(&pem, bio, PEM_write_bio_X509_REQ(bio, request) == 1, err);
	if (st == STATUS_OK)
		st = write_pair(at, SEAL_LEAF_SUFFIX, key, ".csr", text_of_buffer(&pem), err);
	return st == STATUS_OK ? st : while_doing(err, st, "making a request for a certificate");
}

/* Reads a request, PEM or DER, that its own key has signed. */
static enum status
read_request(struct text bytes, X509_REQ **out, struct error *err)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	SCOPED_POINTER(X509_req_st) read = NULL;
	EVP_PKEY *key;
	BIO *pem;

	if (bytes.n > CERTIFICATE_LIMIT)
		return fail(err, STATUS_LIMIT, "this is too large for a request");
	pem = BIO_new_mem_buf(bytes.p, (int)bytes.n);
	if (pem == NULL)
		return fail_memory(err);
	read = PEM_read_bio_X509_REQ(pem, NULL, NULL, NULL);
	BIO_free(pem);
	if (read == NULL)
		read = d2i_X509_REQ(NULL, &p, (long)bytes.n);
	key = read != NULL ? X509_REQ_get0_pubkey(read) : NULL;
	ERR_clear_error();
	if (key == NULL)
		return fail(err, STATUS_INVALID, "it is no request for a certificate (PKCS#10)");
	if (X509_REQ_verify(read, key) != 1) {
		ERR_clear_error();
		return fail(err, STATUS_FALSE, "the request is not signed by the key it asks for");
	}
	*out = read;
	read = NULL;
	return STATUS_OK;
}

static enum status
digest_of_key(X509_REQ *request, struct digest *out, struct error *err)
{
	unsigned char *der = NULL;
	int n = i2d_PUBKEY(X509_REQ_get0_pubkey(request), &der);
	enum status st = n > 0 ? digest_of(der, (size_t)n, out, err)
	                       : fail_crypto(err, "cannot write a public key");

	OPENSSL_free(der);
	return st;
}

enum status
seal_request_read(struct text bytes, char name[SEAL_NAME_SIZE], struct digest *key,
                  struct error *err)
{
	SCOPED_POINTER(X509_req_st) request = NULL;
	enum status st = read_request(bytes, &request, err);

	if (st == STATUS_OK)
		st = digest_of_key(request, key, err);
	if (st == STATUS_OK)
		certificate_name_write(X509_REQ_get_subject_name(request), name);
	return st;
}

enum status
seal_root_sign(const struct seal_signer *root, struct text bytes, const struct seal_words *life,
               struct buffer *pem, struct error *err)
{
	SCOPED_POINTER(X509_req_st) request = NULL;
	struct seal_words words = *life;
	unsigned char *name = NULL;
	const X509_NAME *subject;
	int at = -1;
	enum status st = read_request(bytes, &request, err);

	if (st != STATUS_OK)
		return st;
	subject = X509_REQ_get_subject_name(request);
	at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
	if (at < 0 || ASN1_STRING_to_UTF8(&name, X509_NAME_ENTRY_get_data(
	                                                 X509_NAME_get_entry(subject, at))) < 0) {
		ERR_clear_error();
		return fail(err, STATUS_INVALID, "the request names nobody");
	}
	words.name = (const char *)name;
	if (seal_key_check(X509_REQ_get0_pubkey(request), err) != STATUS_OK)
		st = fail_as(err, STATUS_REFUSED);
	if (st == STATUS_OK)
		st = append_leaf(pem, X509_REQ_get0_pubkey(request), root, &words, err);
	OPENSSL_free(name);
	return st;
}

enum status
seal_key_needs_passphrase(const char *path, const char *suffix, bool *needs, struct error *err)
{
	SCOPED(buffer) name = { 0 };
	struct keyfile file = { 0 };
	enum status st = file_name(&name, path, suffix ? suffix : "", suffix ? ".pem" : "", err);

	if (st == STATUS_OK)
		st = keyfile_read_carried(buffer_string(&name), &file, err);
	if (st == STATUS_OK)
		*needs = file.has_passphrase;
	keyfile_end(&file);
	return st;
}

enum status
seal_read_key(const char *path, const struct passphrase *passphrase, EVP_PKEY **out,
              struct error *err)
{
	struct keyfile file = { 0 };
	enum status st = keyfile_read_carried(path, &file, err);

	if (st == STATUS_OK)
		st = keyfile_unlock_pkey(&file, passphrase, out, err);
	keyfile_end(&file);
	return st;
}

static enum status
read_certificates(const char *path, STACK_OF(X509) **out, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	struct stat about;
	enum status st = file_read_small(path, CERTIFICATE_LIMIT, &bytes, &about, err);

	return st == STATUS_OK ? certificates_read(text_of_buffer(&bytes), out, err) : st;
}

enum status
seal_signer_load(const struct seal_place *at, const char *suffix, struct seal_signer **out,
                 struct error *err)
{
	SCOPED(buffer) key_path = { 0 };
	SCOPED(buffer) certificate_path = { 0 };
	SCOPED_POINTER(stack_st_X509) all = NULL;
	EVP_PKEY *key = NULL;
	enum status st = file_name(&key_path, at->path, suffix, ".pem", err);

	if (st == STATUS_OK)
		st = file_name(&certificate_path, at->path, suffix, ".crt", err);
	if (st == STATUS_OK)
		st = read_certificates(buffer_string(&certificate_path), &all, err);
	if (st == STATUS_OK)
		st = seal_read_key(buffer_string(&key_path), at->passphrase, &key, err);
	if (st == STATUS_OK)
		st = seal_signer_of(out, key, all, err);
	return st == STATUS_OK ? st : while_doing(err, st, "opening %s%s", at->path, suffix);
}

enum status
seal_certificate_read(struct text bytes, struct seal_certificate *out, struct buffer *der,
                      struct error *err)
{
	SCOPED_POINTER(stack_st_X509) all = NULL;
	struct seal_certificate read;
	unsigned char *made = NULL;
	X509 *first;
	int n = 0;
	enum status st = certificates_read(bytes, &all, err);

	if (st != STATUS_OK)
		return st;
	first = sk_X509_value(all, 0);
	read.sha256 = certificate_digest(first);
	certificate_name(first, read.subject);
	certificate_name_write(X509_get_issuer_name(first), read.issuer);
	st = certificate_validity(first, &read.not_before, &read.not_after, err);
	if (st == STATUS_OK && der != NULL && (n = i2d_X509(first, &made)) <= 0)
		st = fail_crypto(err, "cannot write a certificate");
	if (n > 0)
		buffer_append(der, made, (size_t)n);
	OPENSSL_free(made);
	if (st == STATUS_OK && der != NULL)
		st = buffer_check(der, err);
	if (st == STATUS_OK)
		*out = read;
	return st;
}
