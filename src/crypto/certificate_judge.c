/* SPDX-License-Identifier: Apache-2.0 */
/* certificate_judge.c - whether a certificate may do what it did, then, for whoever trusts some. */
#include "crypto/certificate.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/fault.h"

#include <openssl/err.h>
#include <string.h>

#define SECURITY_LEVEL 2 /* 112 bits: no SHA-1, no RSA below 2048 (SSL_CTX_set_security_level(3)) */

enum status
seal_trust_open(struct seal_trust **out, struct error *err)
{
	struct seal_trust *made = calloc(1, sizeof *made);

	if (made == NULL || (made->certificates = sk_X509_new_null()) == NULL) {
		free(made);
		return fail_memory(err);
	}
	*out = made;
	return STATUS_OK;
}

void
seal_trust_close(struct seal_trust *trust)
{
	if (trust == NULL)
		return;
	certificates_close(trust->certificates);
	free(trust->digests);
	free(trust);
}

static enum status
share_all(STACK_OF(X509) *to, const STACK_OF(X509) *from, struct error *err)
{
	for (int i = 0; i < sk_X509_num(from); i++) {
		if (X509_add_cert(to, sk_X509_value(from, i), X509_ADD_FLAG_UP_REF) != 1)
			return fail_crypto(err, "cannot list certificates");
	}
	return STATUS_OK;
}

enum status
seal_trust_add(struct seal_trust *trust, struct text bytes, struct error *err)
{
	SCOPED_POINTER(stack_st_X509) more = NULL;
	enum status st = certificates_read(bytes, &more, err);

	return st == STATUS_OK ? share_all(trust->certificates, more, err) : st;
}

enum status
seal_trust_add_digest(struct seal_trust *trust, const struct digest *sha256, struct error *err)
{
	struct digest *all = realloc(trust->digests, (trust->count + 1) * sizeof *all);

	if (all == NULL)
		return fail_memory(err);
	trust->digests = all;
	trust->digests[trust->count++] = *sha256;
	return STATUS_OK;
}

bool
seal_trust_is_empty(const struct seal_trust *trust)
{
	return trust == NULL || (trust->count == 0 && sk_X509_num(trust->certificates) == 0);
}

bool
seal_trust_has(const struct seal_trust *trust, const X509 *certificate)
{
	struct digest digest = certificate_digest(certificate);

	for (size_t i = 0; trust != NULL && i < trust->count; i++) {
		if (digest_equal(&trust->digests[i], &digest))
			return true;
	}
	for (int i = 0; trust != NULL && i < sk_X509_num(trust->certificates); i++) {
		if (X509_cmp(sk_X509_value(trust->certificates, i), certificate) == 0)
			return true;
	}
	return false;
}

/* Those that are trusted come first, so that a chain leads through them where it can. */
static enum status
fill_pool(STACK_OF(X509) *pool, const STACK_OF(X509) *carried, const struct seal_trust *trust,
          struct error *err)
{
	enum status st = trust != NULL ? share_all(pool, trust->certificates, err) : STATUS_OK;

	for (int i = 0; st == STATUS_OK && i < sk_X509_num(carried); i++) {
		X509 *one = sk_X509_value(carried, i);

		if (seal_trust_has(trust, one) && X509_add_cert(pool, one, X509_ADD_FLAG_UP_REF) != 1)
			st = fail_crypto(err, "cannot list certificates");
	}
	return st == STATUS_OK ? share_all(pool, carried, err) : st;
}

/* The first that is trusted, or the last where nobody trusts any; -1: none is. */
static int
anchor_of(const STACK_OF(X509) *chain, const struct seal_trust *trust)
{
	if (seal_trust_is_empty(trust))
		return sk_X509_num(chain) - 1;
	for (int i = 0; i < sk_X509_num(chain); i++) {
		if (seal_trust_has(trust, sk_X509_value(chain, i)))
			return i;
	}
	return -1;
}

/* Words for why X509_verify_cert refused. */
static enum status
tell(X509_STORE_CTX *context, const struct certificate_case *about, struct error *err)
{
	X509 *which = X509_STORE_CTX_get_current_cert(context);
	int code = X509_STORE_CTX_get_error(context);
	struct instant from = { 0 }, until = { 0 };
	char name[SEAL_NAME_SIZE], end[INSTANT_HUMAN_SIZE], at[INSTANT_HUMAN_SIZE];

	if (which == NULL)
		which = about->leaf;
	certificate_name(which, name);
	if (certificate_validity(which, &from, &until, err) != STATUS_OK)
		return STATUS_FALSE;
	instant_write_human(at, about->at);
	instant_write_human(end, code == X509_V_ERR_CERT_HAS_EXPIRED ? until : from);
	if (code == X509_V_ERR_CERT_HAS_EXPIRED)
		return fail(err, STATUS_FALSE, "the certificate of %.300s expired at %s, before %s", name, end,
		            at);
	if (code == X509_V_ERR_CERT_NOT_YET_VALID)
		return fail(err, STATUS_FALSE, "the certificate of %.300s is valid from %s on, after %s", name,
		            end, at);
	return fail(err, STATUS_FALSE, "the certificate of %.300s is refused: %s", name,
	            X509_verify_cert_error_string(code));
}

/* Below the anchor, which alone is in the store, everything is checked as RFC 5280 §6.1 says. */
static enum status
verify(X509_STORE *store, X509_STORE_CTX *context, const struct certificate_case *about,
       STACK_OF(X509) *chain, int anchor, struct error *err)
{
	X509_VERIFY_PARAM *param;

	if (X509_STORE_add_cert(store, sk_X509_value(chain, anchor)) != 1 ||
	    X509_STORE_CTX_init(context, store, about->leaf, chain) != 1 ||
	    X509_STORE_CTX_set_purpose(context, about->purpose) != 1)
		return fail_crypto(err, "cannot prepare the check of a certificate");
	param = X509_STORE_CTX_get0_param(context);
	X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
	X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
	X509_VERIFY_PARAM_set_time(param, (time_t)(about->at.milliseconds / 1000));
	return X509_verify_cert(context) == 1 ? STATUS_OK : tell(context, about, err);
}

static enum status
verify_to(const struct certificate_case *about, STACK_OF(X509) *chain, int anchor,
          struct error *err)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	enum status st = store != NULL && context != NULL
	                         ? verify(store, context, about, chain, anchor, err)
	                         : fail_memory(err);

	X509_STORE_CTX_free(context);
	X509_STORE_free(store);
	ERR_clear_error();
	return st;
}

enum status
certificate_judge(const struct certificate_case *about, const struct seal_trust *trust,
                  bool *identified, struct error *err)
{
	SCOPED_POINTER(stack_st_X509) pool = sk_X509_new_null();
	SCOPED_POINTER(stack_st_X509) chain = NULL;
	char name[SEAL_NAME_SIZE];
	int anchor;
	enum status st = pool ? fill_pool(pool, about->carried, trust, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = certificates_above(about->leaf, pool, &chain, err);
	if (st != STATUS_OK)
		return st;
	anchor = anchor_of(chain, trust);
	if (anchor < 0) {
		certificate_name(about->leaf, name);
		return fail(err, STATUS_FALSE,
		            "none of the certificates that are trusted is that of %.300s or above it", name);
	}
	st = verify_to(about, chain, anchor, err);
	if (st == STATUS_OK)
		*identified = !seal_trust_is_empty(trust);
	return st;
}
