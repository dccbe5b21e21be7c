/* SPDX-License-Identifier: Apache-2.0 */
/* keyfile_write.c - a key into a new PEM file, encrypted unless asked otherwise. */
#include "crypto/keyfile.h"

#include "base/error.h"
#include "crypto/fault.h"
#include "crypto/file.h"
#include "crypto/keyfile_pkey.h"
#include "crypto/random.h"
#include "crypto/signing_key.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

/* scrypt: 16 MiB of memory a guess, five times over. */
#define SCRYPT_N 16384
#define SCRYPT_R 8
#define SCRYPT_P 5
#define SALT_SIZE 16

/* Encrypts; the caller frees the result. NULL with OpenSSL's cause on failure. */
static X509_SIG *
encrypt(PKCS8_PRIV_KEY_INFO *plain, const struct passphrase *passphrase, unsigned char *salt)
{
	X509_ALGOR *method = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), salt, SALT_SIZE, NULL, SCRYPT_N,
	                                           SCRYPT_R, SCRYPT_P);
	X509_SIG *sealed;

	if (method == NULL)
		return NULL;
	sealed = PKCS8_set0_pbe(passphrase->bytes, (int)passphrase->n, plain, method);
	if (sealed == NULL)
		X509_ALGOR_free(method);
	return sealed;
}

static enum status
write_encrypted(BIO *pem, PKCS8_PRIV_KEY_INFO *plain, const struct passphrase *passphrase,
                struct error *err)
{
	unsigned char salt[SALT_SIZE];
	enum status st = random_bytes(salt, sizeof salt, err);
	X509_SIG *sealed;
	bool done;

	if (st != STATUS_OK)
		return st;
	sealed = encrypt(plain, passphrase, salt);
	done = sealed != NULL && PEM_write_bio_PKCS8(pem, sealed) == 1;
	X509_SIG_free(sealed);
	return done ? STATUS_OK : fail_crypto(err, "cannot encrypt a private key");
}

static enum status
write_pem(BIO *pem, const EVP_PKEY *key, const struct passphrase *passphrase,
          struct error *err)
{
	PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(key);
	enum status st = STATUS_OK;

	if (plain == NULL)
		return fail_crypto(err, "cannot encode a private key");
	if (passphrase != NULL)
		st = write_encrypted(pem, plain, passphrase, err);
	else if (PEM_write_bio_PKCS8_PRIV_KEY_INFO(pem, plain) != 1)
		st = fail_crypto(err, "cannot encode a private key");
	PKCS8_PRIV_KEY_INFO_free(plain); /* which wipes the private half */
	return st;
}

enum status
keyfile_write_pkey(const char *path, const EVP_PKEY *key, const struct passphrase *passphrase,
                   struct error *err)
{
	BIO *pem = BIO_new(BIO_s_secmem());
	char *bytes = NULL;
	enum status st;
	long n;

	if (pem == NULL)
		return fail_memory(err);
	st = write_pem(pem, key, passphrase, err);
	n = BIO_get_mem_data(pem, &bytes);
	if (st == STATUS_OK)
		st = file_write_new(path, 0600, (struct text){ bytes, (size_t)n }, err);
	if (n > 0)
		OPENSSL_cleanse(bytes, (size_t)n);
	BIO_free(pem);
	return st == STATUS_OK ? st : while_doing(err, st, "writing a private key");
}

enum status
keyfile_write(const char *path, const struct signing_key *key,
              const struct passphrase *passphrase, struct error *err)
{
	if (passphrase == NULL || passphrase->n == 0)
		return fail(err, STATUS_INVALID, "there is no passphrase for the key %s", path);
	return keyfile_write_pkey(path, key->pkey, passphrase, err);
}

enum status
keyfile_write_open(const char *path, const struct signing_key *key, struct error *err)
{
	return keyfile_write_pkey(path, key->pkey, NULL, err);
}
