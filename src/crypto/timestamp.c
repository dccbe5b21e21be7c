/* SPDX-License-Identifier: Apache-2.0 */
/* timestamp.c - a token judged: by whom, when, over what; as of its own time. */
#include "crypto/timestamp_form.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/certificate.h"
#include "crypto/fault.h"

#include <openssl/err.h>
#include <string.h>

/* Hundreds of a second and finer, as milliseconds, rounded up. False when it is no fraction. */
static bool
read_fraction(struct text digits, int64_t *milliseconds)
{
	int64_t value = 0;
	bool more = false;

	if (digits.n == 0)
		return false;
	for (size_t i = 0; i < digits.n || i < 3; i++) {
		char digit = i < digits.n ? digits.p[i] : '0';

		if (digit < '0' || digit > '9')
			return false;
		if (i < 3)
			value = value * 10 + (digit - '0');
		else
			more = more || digit != '0';
	}
	*milliseconds = value + more;
	return true;
}

/* RFC 3161 §2.4.2: YYYYMMDDhhmmss[.s…]Z. */
static bool
read_time(const ASN1_GENERALIZEDTIME *time, struct instant *out)
{
	struct text rest = { (const char *)ASN1_STRING_get0_data(time),
		             (size_t)ASN1_STRING_length(time) };
	ASN1_GENERALIZEDTIME *whole = ASN1_GENERALIZEDTIME_new();
	int64_t milliseconds = 0;
	struct instant second;
	char seconds[16];
	bool read = whole != NULL && rest.n >= 15 && rest.p[rest.n - 1] == 'Z';

	if (read && rest.n > 15)
		read = rest.p[14] == '.' &&
		       read_fraction((struct text){ rest.p + 15, rest.n - 16 }, &milliseconds);
	if (read) {
		memcpy(seconds, rest.p, 14);
		memcpy(seconds + 14, "Z", 2);
		read = ASN1_GENERALIZEDTIME_set_string(whole, seconds) == 1 &&
		       instant_of_asn1(whole, &second);
	}
	ASN1_GENERALIZEDTIME_free(whole);
	ERR_clear_error();
	if (read)
		out->milliseconds = second.milliseconds + milliseconds;
	return read;
}

/* The certificate that the only signer names; shared with the token or with `trust`. */
static enum status
find_signer(PKCS7 *token, const struct seal_trust *trust, X509 **out, struct error *err)
{
	STACK_OF(PKCS7_SIGNER_INFO) *signers = PKCS7_get_signer_info(token);
	const PKCS7_ISSUER_AND_SERIAL *named;
	STACK_OF(X509) *carried = token->d.sign->cert;

	if (sk_PKCS7_SIGNER_INFO_num(signers) != 1)
		return fail(err, STATUS_FALSE, "the time-stamp has %d signers, not one",
		            signers != NULL ? sk_PKCS7_SIGNER_INFO_num(signers) : 0);
	if (carried != NULL && sk_X509_num(carried) > CERTIFICATES_MAX)
		return fail(err, STATUS_LIMIT, "the time-stamp carries more than %d certificates",
		            CERTIFICATES_MAX);
	named = sk_PKCS7_SIGNER_INFO_value(signers, 0)->issuer_and_serial;
	*out = carried != NULL ? X509_find_by_issuer_and_serial(carried, named->issuer, named->serial)
	                       : NULL;
	if (*out == NULL && trust != NULL)
		*out = X509_find_by_issuer_and_serial(trust->certificates, named->issuer,
		                                      named->serial);
	return *out != NULL ? STATUS_OK
	                    : fail(err, STATUS_FALSE,
	                           "the authority's certificate is not in the time-stamp: ask for it with the certificate, or give that");
}

/* A store whose only purpose is to let the chain be found; whether it holds is certificate_judge's. */
static X509_STORE *
open_store(const STACK_OF(X509) *chain)
{
	X509_STORE *store = X509_STORE_new();

	if (store != NULL &&
	    X509_STORE_add_cert(store, sk_X509_value(chain, sk_X509_num(chain) - 1)) == 1 &&
	    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME) == 1)
		return store;
	X509_STORE_free(store);
	return NULL;
}

/* The signature, the attribute that names its certificate (RFC 5035, RFC 5816), and what that is for. */
static enum status
check_signature(PKCS7 *token, X509 *signer, struct error *err)
{
	SCOPED_POINTER(stack_st_X509) chain = NULL;
	enum status st = certificates_above(signer, token->d.sign->cert, &chain, err);
	X509_STORE *store = st == STATUS_OK ? open_store(chain) : NULL;

	if (st == STATUS_OK && store == NULL)
		st = fail_crypto(err, "cannot prepare the check of a time-stamp");
	if (st == STATUS_OK && TS_RESP_verify_signature(token, chain, store, NULL) != 1) {
		unsigned long code = ERR_peek_error();
		const char *why = ERR_reason_error_string(code);

		st = fail(err, STATUS_FALSE, "the time-stamp does not verify: %s",
		          why != NULL ? why : "its signature is not the authority's");
	}
	X509_STORE_free(store);
	ERR_clear_error();
	return st;
}

static enum status
describe(X509 *signer, const TS_TST_INFO *info, struct timestamp_verdict *verdict,
         struct error *err)
{
	struct instant not_before;

	if (!read_time(TS_TST_INFO_get_time(info), &verdict->time))
		return fail(err, STATUS_INVALID, "the time in the time-stamp is malformed");
	verdict->authority = certificate_digest(signer);
	certificate_name(signer, verdict->name);
	return certificate_validity(signer, &not_before, &verdict->not_after, err);
}

enum status
token_judge(struct parsed_token *parsed, const struct seal_trust *trust,
            struct timestamp_verdict *verdict, struct error *err)
{
	X509 *signer = NULL;
	enum status st = find_signer(parsed->signed_data, trust, &signer, err);

	if (st == STATUS_OK)
		st = describe(signer, parsed->info, verdict, err);
	if (st == STATUS_OK)
		st = check_signature(parsed->signed_data, signer, err);
	if (st == STATUS_OK)
		st = certificate_judge(&(struct certificate_case){ .leaf = signer,
		                                                   .carried = parsed->signed_data->d.sign->cert,
		                                                   .purpose = X509_PURPOSE_TIMESTAMP_SIGN,
		                                                   .at = verdict->time },
		                       trust, &verdict->identified, err);
	return st;
}

/* The token, whose imprint was checked as `st` says. */
static enum status
conclude(struct text token, enum status st, const struct seal_trust *trust,
         struct timestamp_verdict *out, struct error *err)
{
	SCOPED(parsed_token) parsed = { 0 };
	struct timestamp_verdict verdict = { 0 };

	if (st == STATUS_OK)
		st = token_parse(token, &parsed, err);
	if (st == STATUS_OK)
		st = token_judge(&parsed, trust, &verdict, err);
	if (st == STATUS_OK || st == STATUS_FALSE)
		*out = verdict;
	return st;
}

enum status
timestamp_verify(struct text token, struct text bytes, const struct seal_trust *trust,
                 struct timestamp_verdict *out, struct error *err)
{
	struct timestamp_imprint imprint;
	enum status st = timestamp_imprint_read(token, &imprint, err);

	if (st == STATUS_OK)
		st = timestamp_imprint_check(&imprint, bytes, err);
	return conclude(token, st, trust, out, err);
}

enum status
timestamp_verify_digest(struct text token, const struct digest *sha256,
                        const struct seal_trust *trust, struct timestamp_verdict *out,
                        struct error *err)
{
	struct timestamp_imprint imprint;
	enum status st = timestamp_imprint_read(token, &imprint, err);

	if (st == STATUS_OK && (imprint.size != DIGEST_SIZE ||
	                        memcmp(imprint.bytes, sha256->bytes, DIGEST_SIZE) != 0))
		st = fail(err, STATUS_FALSE, "the time-stamp is one of something else than was named");
	return conclude(token, st, trust, out, err);
}
