/* SPDX-License-Identifier: Apache-2.0 */
/* certificate.c - certificates read, named and put in the order of who issued whom. */
#include "crypto/certificate.h"

#include "base/calendar.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/fault.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <time.h>

#define CHAIN_MAX 10 /* certificates above one another */

void
certificates_close(STACK_OF(X509) *all)
{
	sk_X509_pop_free(all, X509_free);
}

/* Takes the certificate over in any case. */
static enum status
push(STACK_OF(X509) *all, X509 *certificate, struct error *err)
{
	if (sk_X509_num(all) >= CERTIFICATES_MAX) {
		X509_free(certificate);
		return fail(err, STATUS_LIMIT, "more than %d certificates", CERTIFICATES_MAX);
	}
	if (sk_X509_push(all, certificate) > 0)
		return STATUS_OK;
	X509_free(certificate);
	return fail_memory(err);
}

static enum status
read_pem(struct text bytes, STACK_OF(X509) *all, struct error *err)
{
	BIO *pem = BIO_new_mem_buf(bytes.p, (int)bytes.n);
	enum status st = pem != NULL ? STATUS_OK : fail_memory(err);
	X509 *next;

	while (st == STATUS_OK && (next = PEM_read_bio_X509(pem, NULL, NULL, NULL)) != NULL)
		st = push(all, next, err);
	/* What ends the loop is "no start line" at the end, or a block that is no certificate. */
	if (st == STATUS_OK && sk_X509_num(all) > 0 &&
	    ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		st = fail(err, STATUS_INVALID, "one of the certificates is damaged");
	ERR_clear_error();
	BIO_free(pem);
	return st;
}

static enum status
read_der(struct text bytes, STACK_OF(X509) *all, struct error *err)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	X509 *only = d2i_X509(NULL, &p, (long)bytes.n);

	ERR_clear_error();
	if (only == NULL)
		return STATUS_OK;
	if (p != (const unsigned char *)bytes.p + bytes.n) {
		X509_free(only);
		return fail(err, STATUS_INVALID, "there is something after the certificate");
	}
	return push(all, only, err);
}

enum status
certificates_read(struct text bytes, STACK_OF(X509) **out, struct error *err)
{
	SCOPED_POINTER(stack_st_X509) all = sk_X509_new_null();
	enum status st;

	if (all == NULL)
		return fail_memory(err);
	if (bytes.n > INT_MAX)
		return fail(err, STATUS_LIMIT, "these are too many bytes for certificates");
	st = read_pem(bytes, all, err);
	if (st == STATUS_OK && sk_X509_num(all) == 0)
		st = read_der(bytes, all, err);
	if (st == STATUS_OK && sk_X509_num(all) == 0)
		st = fail(err, STATUS_INVALID, "there is no certificate in PEM or DER form");
	if (st != STATUS_OK)
		return st;
	*out = all;
	all = NULL;
	return STATUS_OK;
}

struct digest
certificate_digest(const X509 *certificate)
{
	struct digest out = { { 0 } };
	unsigned n = sizeof out.bytes;

	/* It fails only where SHA-256 is missing, and then nothing of ours works. */
	if (X509_digest(certificate, EVP_sha256(), out.bytes, &n) != 1)
		ERR_clear_error();
	return out;
}

void
certificate_name_write(const X509_NAME *name, char out[SEAL_NAME_SIZE])
{
	BIO *words = BIO_new(BIO_s_mem());
	char *p = NULL;
	long n = 0;

	if (words != NULL && X509_NAME_print_ex(words, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0)
		n = BIO_get_mem_data(words, &p);
	text_escape_into(out, SEAL_NAME_SIZE, n > 0 ? p : "", n > 0 ? (size_t)n : 0);
	ERR_clear_error();
	BIO_free(words);
}

void
certificate_name(const X509 *certificate, char out[SEAL_NAME_SIZE])
{
	certificate_name_write(X509_get_subject_name(certificate), out);
}

bool
instant_of_asn1(const ASN1_TIME *time, struct instant *out)
{
	struct tm face;
	struct civil civil;

	if (time == NULL || ASN1_TIME_to_tm(time, &face) != 1) {
		ERR_clear_error();
		return false;
	}
	civil = (struct civil){ .year = face.tm_year + 1900,
		                .month = face.tm_mon + 1,
		                .day = face.tm_mday,
		                .hour = face.tm_hour,
		                .minute = face.tm_min,
		                .second = face.tm_sec };
	out->milliseconds = calendar_seconds(&civil) * 1000;
	return true;
}

enum status
certificate_validity(const X509 *certificate, struct instant *not_before,
                     struct instant *not_after, struct error *err)
{
	if (!instant_of_asn1(X509_get0_notBefore(certificate), not_before) ||
	    !instant_of_asn1(X509_get0_notAfter(certificate), not_after))
		return fail(err, STATUS_FALSE, "a certificate does not say from when to when it is valid");
	return STATUS_OK;
}

static bool
issued(X509 *issuer, X509 *subject)
{
	EVP_PKEY *key = X509_get0_pubkey(issuer);
	bool did = key != NULL && X509_check_issued(issuer, subject) == X509_V_OK &&
	           X509_verify(subject, key) == 1;

	ERR_clear_error();
	return did;
}

static X509 *
issuer_of(X509 *subject, const STACK_OF(X509) *pool)
{
	for (int i = 0; i < sk_X509_num(pool); i++) {
		if (issued(sk_X509_value(pool, i), subject))
			return sk_X509_value(pool, i);
	}
	return NULL;
}

enum status
certificates_above(X509 *leaf, const STACK_OF(X509) *pool, STACK_OF(X509) **out,
                   struct error *err)
{
	SCOPED_POINTER(stack_st_X509) chain = sk_X509_new_null();
	X509 *next = leaf;

	if (chain == NULL)
		return fail_memory(err);
	while (next != NULL && sk_X509_num(chain) < CHAIN_MAX) {
		if (X509_add_cert(chain, next, X509_ADD_FLAG_UP_REF) != 1)
			return fail_crypto(err, "cannot list certificates");
		if (issued(next, next))
			break;
		next = issuer_of(next, pool);
	}
	*out = chain;
	chain = NULL;
	return STATUS_OK;
}
