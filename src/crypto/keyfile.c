/* SPDX-License-Identifier: Apache-2.0 */
/* keyfile.c - key files read, judged and unlocked. */
#include "crypto/keyfile.h"

#include "base/error.h"
#include "crypto/fault.h"
#include "crypto/file.h"
#include "crypto/keyfile_pkey.h"
#include "crypto/signing_key.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <string.h>

/* The dearest key derivation that is tried: a few seconds, not hours, for a file made to stall us. */
#define SCRYPT_ROOM_LIMIT ((INT64_C(1) << 18) - 1) /* N * r, in 128 bytes: what OpenSSL allows itself */
#define SCRYPT_WORK_LIMIT (INT64_C(1) << 24)       /* N * r * p; ours is 655,360 */
#define PBKDF2_LIMIT 10000000                      /* iterations */

static void
wipe(struct buffer *buffer)
{
	if (buffer->p != NULL)
		OPENSSL_cleanse(buffer->p, buffer->room);
	buffer_end(buffer);
}

void
keyfile_end(struct keyfile *file)
{
	wipe(&file->der);
	file->has_passphrase = false;
}

/* Takes one PEM block's bytes when it is a PKCS#8 key. */
static enum status
take_block(const char *path, const char *name, const char *header, struct text bytes,
           struct keyfile *out, struct error *err)
{
	bool sealed = strcmp(name, PEM_STRING_PKCS8) == 0;

	if ((!sealed && strcmp(name, PEM_STRING_PKCS8INF) != 0) || header[0] != '\0')
		return fail(err, STATUS_INVALID,
		            "%s holds \"%s\", not a private key in PKCS#8 form", path, name);
	if (!buffer_reserve(&out->der, bytes.n))
		return fail_memory(err);
	buffer_append_text(&out->der, bytes);
	out->has_passphrase = sealed;
	return STATUS_OK;
}

static enum status
read_pem(const char *path, const struct buffer *text, struct keyfile *out, struct error *err)
{
	BIO *pem = BIO_new_mem_buf(text->p, (int)text->n);
	char *name = NULL, *header = NULL;
	unsigned char *bytes = NULL;
	enum status st;
	long n = 0;

	if (pem == NULL)
		return fail_memory(err);
	if (PEM_read_bio(pem, &name, &header, &bytes, &n) != 1) {
		ERR_clear_error();
		st = fail(err, STATUS_INVALID, "%s holds no key in PEM form", path);
	} else {
		st = take_block(path, name, header,
		                (struct text){ (const char *)bytes, (size_t)n }, out, err);
	}
	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_clear_free(bytes, (size_t)n);
	BIO_free(pem);
	return st;
}

static enum status
read_judged(const char *path, bool may_be_shared, struct keyfile *out, struct error *err)
{
	struct keyfile made = { 0 };
	struct buffer text = { 0 };
	struct stat about;
	enum status st = file_read_small(path, KEYFILE_LIMIT, &text, &about, err);

	if (st == STATUS_OK)
		st = read_pem(path, &text, &made, err);
	if (st == STATUS_OK && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0 &&
	    !(may_be_shared && made.has_passphrase))
		st = fail(err, STATUS_REFUSED,
		          "the private key %s is open to others (mode %04o): run chmod 600 %s", path,
		          (unsigned)about.st_mode & 07777, path);
	wipe(&text);
	if (st != STATUS_OK) {
		keyfile_end(&made);
		return while_doing(err, st, "reading a private key");
	}
	*out = made;
	return STATUS_OK;
}

enum status
keyfile_read(const char *path, struct keyfile *out, struct error *err)
{
	return read_judged(path, false, out, err);
}

enum status
keyfile_read_carried(const char *path, struct keyfile *out, struct error *err)
{
	return read_judged(path, true, out, err);
}

static bool
is_small(const ASN1_INTEGER *number, int64_t limit, int64_t *out)
{
	return number != NULL && ASN1_INTEGER_get_int64(out, number) == 1 && *out > 0 &&
	       *out <= limit;
}

static bool
is_cheap_scrypt(const SCRYPT_PARAMS *params)
{
	int64_t n, r, p;

	return params != NULL && is_small(params->costParameter, SCRYPT_ROOM_LIMIT, &n) &&
	       is_small(params->blockSize, SCRYPT_ROOM_LIMIT / n, &r) &&
	       is_small(params->parallelizationParameter, SCRYPT_WORK_LIMIT / n / r, &p);
}

/* Whether deriving the key from the passphrase costs a bearable time. */
static enum status
check_derivation(const X509_ALGOR *derivation, struct error *err)
{
	const ASN1_TYPE *given = derivation->parameter;
	bool cheap = false;
	int64_t rounds;

	if (OBJ_obj2nid(derivation->algorithm) == NID_id_scrypt) {
		SCRYPT_PARAMS *params = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(SCRYPT_PARAMS), given);

		cheap = is_cheap_scrypt(params);
		SCRYPT_PARAMS_free(params);
	} else if (OBJ_obj2nid(derivation->algorithm) == NID_id_pbkdf2) {
		PBKDF2PARAM *params = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), given);

		cheap = params != NULL && is_small(params->iter, PBKDF2_LIMIT, &rounds);
		PBKDF2PARAM_free(params);
	}
	ERR_clear_error();
	if (!cheap)
		return fail(err, STATUS_LIMIT,
		            "the key's passphrase is protected in an unknown way, or one too costly");
	return STATUS_OK;
}

static enum status
check_method(const X509_SIG *sealed, struct error *err)
{
	const X509_ALGOR *method;
	PBE2PARAM *params;
	enum status st;

	X509_SIG_get0(sealed, &method, NULL);
	if (OBJ_obj2nid(method->algorithm) != NID_pbes2)
		return fail(err, STATUS_INVALID, "the key is not encrypted by PBES2");
	params = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), method->parameter);
	if (params == NULL || params->keyfunc == NULL) {
		ERR_clear_error();
		st = fail(err, STATUS_INVALID, "the key's encryption has no parameters");
	} else {
		st = check_derivation(params->keyfunc, err);
	}
	PBE2PARAM_free(params);
	return st;
}

static enum status
decrypt(const X509_SIG *sealed, const struct passphrase *passphrase, PKCS8_PRIV_KEY_INFO **out,
        struct error *err)
{
	enum status st = check_method(sealed, err);

	if (st != STATUS_OK)
		return st;
	if (passphrase == NULL || passphrase->n == 0)
		return fail(err, STATUS_REFUSED, "the key needs its passphrase");
	*out = PKCS8_decrypt(sealed, passphrase->bytes, (int)passphrase->n);
	ERR_clear_error();
	if (*out == NULL)
		return fail(err, STATUS_REFUSED, "the passphrase is wrong, or the key is damaged");
	return STATUS_OK;
}

/* Parses the DER, which must have nothing after it, and decrypts it where needed. */
static enum status
open_plain(const struct keyfile *file, const struct passphrase *passphrase,
           PKCS8_PRIV_KEY_INFO **out, struct error *err)
{
	const unsigned char *p = (const unsigned char *)file->der.p;
	const unsigned char *end = p + file->der.n;
	X509_SIG *sealed = NULL;
	enum status st = STATUS_OK;

	if (file->has_passphrase)
		sealed = d2i_X509_SIG(NULL, &p, (long)file->der.n);
	else
		*out = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, (long)file->der.n);
	if ((sealed == NULL && *out == NULL) || p != end) {
		ERR_clear_error();
		st = fail(err, STATUS_INVALID, "the key file is damaged");
	}
	if (st == STATUS_OK && sealed != NULL)
		st = decrypt(sealed, passphrase, out, err);
	X509_SIG_free(sealed);
	return st;
}

enum status
keyfile_unlock_pkey(const struct keyfile *file, const struct passphrase *passphrase,
                    EVP_PKEY **out, struct error *err)
{
	PKCS8_PRIV_KEY_INFO *plain = NULL;
	enum status st = open_plain(file, passphrase, &plain, err);

	if (st == STATUS_OK) {
		EVP_PKEY *pkey = EVP_PKCS82PKEY(plain);

		ERR_clear_error();
		if (pkey != NULL)
			*out = pkey;
		else
			st = fail(err, STATUS_INVALID, "the file holds no usable key");
	}
	PKCS8_PRIV_KEY_INFO_free(plain);
	return st == STATUS_OK ? st : while_doing(err, st, "unlocking a private key");
}

enum status
keyfile_unlock(const struct keyfile *file, const struct passphrase *passphrase,
               struct signing_key **out, struct error *err)
{
	EVP_PKEY *pkey = NULL;
	enum status st = keyfile_unlock_pkey(file, passphrase, &pkey, err);

	if (st != STATUS_OK)
		return st;
	st = signing_key_of_pkey(out, pkey, err);
	return st == STATUS_OK ? st : while_doing(err, st, "unlocking a private key");
}
