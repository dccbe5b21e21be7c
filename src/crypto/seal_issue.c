/* SPDX-License-Identifier: Apache-2.0 */
/* seal_issue.c - roots, leaves and requests as RFC 5280 and RFC 2986 want them. */
#include "crypto/seal_issue.h"

#include "base/calendar.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/fault.h"
#include "crypto/random.h"

#include <openssl/err.h>
#include <string.h>

DEFINE_SCOPED_POINTER(x509_st, X509_free);
DEFINE_SCOPED_POINTER(X509_req_st, X509_REQ_free);

#define SERIAL_SIZE 16 /* bytes, of which 127 bits are random (RFC 5280 §4.1.2.2 wants at most 20) */

struct extension {
	int         nid;
	const char *value; /* as in openssl's x509v3_config(5); NULL ends a list */
};

static const struct extension root_extensions[] = {
	{ NID_basic_constraints, "critical,CA:TRUE,pathlen:0" },
	{ NID_key_usage, "critical,keyCertSign,cRLSign" },
	{ NID_subject_key_identifier, "hash" },
	{ 0, NULL },
};

static const struct extension leaf_extensions[] = {
	{ NID_basic_constraints, "critical,CA:FALSE" },
	{ NID_key_usage, "critical,digitalSignature,nonRepudiation" },
	{ NID_ext_key_usage, "emailProtection" },
	{ NID_subject_key_identifier, "hash" },
	{ NID_authority_key_identifier, "keyid:always" },
	{ 0, NULL },
};

enum status
seal_pkey_make(EVP_PKEY **out, struct error *err)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");

	if (key == NULL)
		return fail_crypto(err, "cannot make a P-256 key");
	*out = key;
	return STATUS_OK;
}

static enum status
add_word(X509_NAME *name, const char *what, const char *label, const char *word,
         struct error *err)
{
	struct text text = text_of(word);

	if (text.n == 0 || !text_is_utf8(text.p, text.n) || strpbrk(word, "\n\r\t") != NULL)
		return fail(err, STATUS_INVALID, "a certificate needs %s: a line of text", label);
	if (X509_NAME_add_entry_by_txt(name, what, MBSTRING_UTF8, (const unsigned char *)word, -1, -1,
	                               0) != 1) {
		ERR_clear_error();
		return fail(err, STATUS_INVALID, "%s has more than %d characters, or none that fit", label,
		            SEAL_WORDS_LIMIT);
	}
	return STATUS_OK;
}

/* O, then CN, as UTF-8. */
static enum status
set_name(X509_NAME *name, const struct seal_words *words, struct error *err)
{
	enum status st = add_word(name, "O", "an organisation", words->organisation, err);

	return st == STATUS_OK ? add_word(name, "CN", "a name", words->name, err) : st;
}

static enum status
set_serial(X509 *certificate, struct error *err)
{
	unsigned char bytes[SERIAL_SIZE];
	enum status st = random_bytes(bytes, sizeof bytes, err);
	BIGNUM *number;
	bool done;

	if (st != STATUS_OK)
		return st;
	bytes[0] = (unsigned char)((bytes[0] & 0x7f) | 0x40); /* positive, and of one length */
	number = BN_bin2bn(bytes, sizeof bytes, NULL);
	done = number != NULL &&
	       BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
	BN_free(number);
	return done ? STATUS_OK : fail_crypto(err, "cannot number a certificate");
}

/* The same moment that many years later; 29 February becomes 1 March. */
static int64_t
years_later(struct instant from, unsigned years)
{
	struct civil civil = calendar_civil(from.milliseconds / 1000);

	civil.year += years;
	return calendar_seconds(&civil);
}

static enum status
set_life(X509 *certificate, const struct seal_words *words, const struct instant *last,
         struct error *err)
{
	int64_t from = words->from.milliseconds / 1000, until;

	if (words->years < 1 || words->years > SEAL_YEARS_LIMIT)
		return fail(err, STATUS_INVALID, "a certificate is valid for 1 to %d years",
		            SEAL_YEARS_LIMIT);
	until = years_later(words->from, words->years);
	if (last != NULL && until > last->milliseconds / 1000)
		until = last->milliseconds / 1000;
	if (ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)from) == NULL ||
	    ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)until) == NULL)
		return fail_crypto(err, "cannot date a certificate");
	return STATUS_OK;
}

static enum status
add_extensions(X509 *certificate, X509 *issuer, const struct extension *list, struct error *err)
{
	X509V3_CTX context;

	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	for (; list->value != NULL; list++) {
		X509_EXTENSION *one = X509V3_EXT_conf_nid(NULL, &context, list->nid, list->value);
		bool done = one != NULL && X509_add_ext(certificate, one, -1) == 1;

		X509_EXTENSION_free(one);
		if (!done)
			return fail_crypto(err, "cannot write a certificate's extensions");
	}
	return STATUS_OK;
}

/* Version 3, a number, dates and the key. */
static enum status
begin(X509 *certificate, EVP_PKEY *key, const struct seal_words *words,
      const struct instant *last, struct error *err)
{
	enum status st = set_life(certificate, words, last, err);

	if (st == STATUS_OK)
		st = set_serial(certificate, err);
	if (st == STATUS_OK && (X509_set_version(certificate, X509_VERSION_3) != 1 ||
	                        X509_set_pubkey(certificate, key) != 1))
		st = fail_crypto(err, "cannot begin a certificate");
	return st;
}

static enum status
sign(X509 *certificate, EVP_PKEY *by, struct error *err)
{
	return X509_sign(certificate, by, EVP_sha256()) > 0
	               ? STATUS_OK
	               : fail_crypto(err, "cannot sign a certificate");
}

enum status
seal_issue_root(EVP_PKEY *key, const struct seal_words *words, X509 **out, struct error *err)
{
	SCOPED_POINTER(x509_st) made = X509_new();
	X509_NAME *name;
	enum status st = made != NULL ? begin(made, key, words, NULL, err) : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	name = X509_get_subject_name(made);
	st = set_name(name, words, err);
	if (st == STATUS_OK && X509_set_issuer_name(made, name) != 1)
		st = fail_crypto(err, "cannot name a certificate's issuer");
	if (st == STATUS_OK)
		st = add_extensions(made, made, root_extensions, err);
	if (st == STATUS_OK)
		st = sign(made, key, err);
	if (st != STATUS_OK)
		return st;
	*out = made;
	made = NULL;
	return STATUS_OK;
}

/* The organisation that a certificate names, or NULL: malloc'ed by OpenSSL. */
static char *
organisation_of(const X509 *certificate)
{
	const X509_NAME *name = X509_get_subject_name(certificate);
	int at = X509_NAME_get_index_by_NID((X509_NAME *)(uintptr_t)name, NID_organizationName, -1);
	unsigned char *utf8 = NULL;

	if (at < 0 ||
	    ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at))) < 0) {
		ERR_clear_error();
		return NULL;
	}
	return (char *)utf8;
}

static enum status
check_root(X509 *certificate, struct instant from, struct instant *last, struct error *err)
{
	struct instant first;
	enum status st = certificate_validity(certificate, &first, last, err);

	if (st != STATUS_OK)
		return st;
	if (X509_check_ca(certificate) != 1)
		return fail(err, STATUS_REFUSED, "this certificate is no root: it may not certify others");
	if (from.milliseconds < first.milliseconds || from.milliseconds >= last->milliseconds)
		return fail(err, STATUS_REFUSED, "the root is not valid now");
	return STATUS_OK;
}

enum status
seal_issue_leaf(EVP_PKEY *key, const struct seal_signer *root, const struct seal_words *words,
                X509 **out, struct error *err)
{
	SCOPED_POINTER(x509_st) made = X509_new();
	X509 *above = sk_X509_value(root->chain, 0);
	char *organisation = organisation_of(above);
	struct seal_words named = *words;
	struct instant last;
	enum status st = made != NULL ? check_root(above, words->from, &last, err) : fail_memory(err);

	named.organisation = organisation;
	if (st == STATUS_OK)
		st = begin(made, key, words, &last, err);
	if (st == STATUS_OK)
		st = set_name(X509_get_subject_name(made), &named, err);
	OPENSSL_free(organisation);
	if (st == STATUS_OK && X509_set_issuer_name(made, X509_get_subject_name(above)) != 1)
		st = fail_crypto(err, "cannot name a certificate's issuer");
	if (st == STATUS_OK)
		st = add_extensions(made, above, leaf_extensions, err);
	if (st == STATUS_OK)
		st = sign(made, root->key, err);
	if (st != STATUS_OK)
		return st;
	*out = made;
	made = NULL;
	return STATUS_OK;
}

enum status
seal_issue_request(EVP_PKEY *key, const struct seal_words *words, X509_REQ **out,
                   struct error *err)
{
	SCOPED_POINTER(X509_req_st) made = X509_REQ_new();
	enum status st;

	if (made == NULL)
		return fail_memory(err);
	st = set_name(X509_REQ_get_subject_name(made), words, err);
	if (st == STATUS_OK && (X509_REQ_set_version(made, X509_REQ_VERSION_1) != 1 ||
	                        X509_REQ_set_pubkey(made, key) != 1 ||
	                        X509_REQ_sign(made, key, EVP_sha256()) <= 0))
		st = fail_crypto(err, "cannot make a request for a certificate");
	if (st != STATUS_OK)
		return st;
	*out = made;
	made = NULL;
	return STATUS_OK;
}
