/* SPDX-License-Identifier: Apache-2.0 */
/* timestamp_read.c - requests made, replies and tokens read; nothing is verified here. */
#include "crypto/timestamp_form.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/fault.h"

#include <openssl/err.h>
#include <string.h>

DEFINE_SCOPED_POINTER(TS_req_st, TS_REQ_free);
DEFINE_SCOPED_POINTER(TS_status_info_st, TS_STATUS_INFO_free);

/* PKIFailureInfo of RFC 3161 §2.4.2. */
static const struct {
	int         bit;
	const char *words;
} failures[] = {
	{ 0, "it does not know or support that digest" },
	{ 2, "it does not allow or support such a request" },
	{ 5, "it says that the request is malformed" },
	{ 14, "its clock is not available" },
	{ 15, "it does not support that policy" },
	{ 16, "it does not support an extension" },
	{ 17, "it cannot give what was asked for" },
	{ 25, "it had a fault of its own" },
};

void
parsed_token_end(struct parsed_token *parsed)
{
	PKCS7_free(parsed->signed_data);
	TS_TST_INFO_free(parsed->info);
	*parsed = (struct parsed_token){ 0 };
}

static enum status
fill_imprint(TS_MSG_IMPRINT *out, const struct digest *imprint, struct error *err)
{
	X509_ALGOR *algorithm = X509_ALGOR_new();
	struct digest copy = *imprint; /* OpenSSL's parameter is not const */
	enum status st = STATUS_OK;

	if (algorithm == NULL ||
	    X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) != 1 ||
	    TS_MSG_IMPRINT_set_algo(out, algorithm) != 1 ||
	    TS_MSG_IMPRINT_set_msg(out, copy.bytes, DIGEST_SIZE) != 1)
		st = fail_crypto(err, "cannot fill a request for a time-stamp");
	X509_ALGOR_free(algorithm);
	return st;
}

static enum status
fill_request(TS_REQ *request, const struct digest *imprint, uint64_t nonce, struct error *err)
{
	TS_MSG_IMPRINT *message = TS_MSG_IMPRINT_new();
	ASN1_INTEGER *number = ASN1_INTEGER_new();
	enum status st = message && number ? fill_imprint(message, imprint, err) : fail_memory(err);

	if (st == STATUS_OK &&
	    (ASN1_INTEGER_set_uint64(number, nonce) != 1 || TS_REQ_set_version(request, 1) != 1 ||
	     TS_REQ_set_msg_imprint(request, message) != 1 ||
	     TS_REQ_set_nonce(request, number) != 1 || TS_REQ_set_cert_req(request, 1) != 1))
		st = fail_crypto(err, "cannot fill a request for a time-stamp");
	TS_MSG_IMPRINT_free(message);
	ASN1_INTEGER_free(number);
	return st;
}

enum status
timestamp_request(const struct digest *imprint, uint64_t nonce, struct buffer *der,
                  struct error *err)
{
	SCOPED_POINTER(TS_req_st) request = TS_REQ_new();
	unsigned char *bytes = NULL;
	int n;
	enum status st = request ? fill_request(request, imprint, nonce, err) : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	n = i2d_TS_REQ(request, &bytes);
	if (n <= 0)
		return fail_crypto(err, "cannot write a request for a time-stamp");
	buffer_append(der, bytes, (size_t)n);
	OPENSSL_free(bytes);
	return buffer_check(der, err);
}

/* The element at the start of `rest`, which is moved behind it. False unless it has that tag in DER. */
static bool
cut_element(struct text *rest, int tag, struct text *element)
{
	const unsigned char *p = (const unsigned char *)rest->p;
	long n;
	int found, class;
	/* 0x80: malformed; V_ASN1_CONSTRUCTED: made of elements; 1: of no definite length, as in BER */
	int flags = rest->n > 0 ? ASN1_get_object(&p, &n, &found, &class, (long)rest->n) : 0x80;

	ERR_clear_error();
	if (flags != (tag == V_ASN1_SEQUENCE ? V_ASN1_CONSTRUCTED : 0) ||
	    class != V_ASN1_UNIVERSAL || found != tag)
		return false;
	element->p = rest->p;
	element->n = (size_t)((const char *)p - rest->p) + (size_t)n;
	rest->p += element->n;
	rest->n -= element->n;
	return true;
}

/* What is inside of a constructed element. */
static struct text
contents(struct text element)
{
	const unsigned char *p = (const unsigned char *)element.p;
	long n = 0;
	int tag, class;

	(void)ASN1_get_object(&p, &n, &tag, &class, (long)element.n);
	return (struct text){ (const char *)p, (size_t)n };
}

static void
append_reasons(struct buffer *words, const TS_STATUS_INFO *info)
{
	const ASN1_BIT_STRING *bits = TS_STATUS_INFO_get0_failure_info(info);
	const STACK_OF(ASN1_UTF8STRING) *texts = TS_STATUS_INFO_get0_text(info);

	for (size_t i = 0; bits != NULL && i < sizeof failures / sizeof failures[0]; i++) {
		if (ASN1_BIT_STRING_get_bit(bits, failures[i].bit))
			buffer_append_format(words, "; %s", failures[i].words);
	}
	for (int i = 0; i < sk_ASN1_UTF8STRING_num(texts) && words->n < 400; i++) {
		const ASN1_UTF8STRING *text = sk_ASN1_UTF8STRING_value(texts, i);

		buffer_append_string(words, "; it says: ");
		text_append_escaped(words, (const char *)ASN1_STRING_get0_data(text),
		                    (size_t)ASN1_STRING_length(text));
	}
}

/* Granted, with or without changes; else what the authority says. */
static enum status
check_status(struct text element, struct error *err)
{
	const unsigned char *p = (const unsigned char *)element.p;
	SCOPED_POINTER(TS_status_info_st) info = d2i_TS_STATUS_INFO(NULL, &p, (long)element.n);
	SCOPED(buffer) words = { 0 };
	long status = -1;

	ERR_clear_error();
	if (info == NULL)
		return fail(err, STATUS_INVALID, "it is no reply of a time-stamping authority");
	status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(info));
	if (status == TS_STATUS_GRANTED || status == TS_STATUS_GRANTED_WITH_MODS)
		return STATUS_OK;
	append_reasons(&words, info);
	return fail(err, STATUS_FALSE, "the authority did not stamp it: status %ld (%s)%.600s", status,
	            status == TS_STATUS_REJECTION             ? "rejected"
	            : status == TS_STATUS_WAITING             ? "waiting"
	            : status == TS_STATUS_REVOCATION_WARNING  ? "its certificate is about to be revoked"
	            : status == TS_STATUS_REVOCATION_NOTIFICATION ? "its certificate was revoked"
	                                                          : "unknown",
	            buffer_string(&words));
}

/* A CMS ContentInfo begins with the kind of its content. */
static bool
begins_as_token(struct text element)
{
	struct text rest = contents(element), kind;

	return cut_element(&rest, V_ASN1_OBJECT, &kind);
}

enum status
token_in(struct text reply, struct text *token, struct error *err)
{
	struct text rest = reply, whole, element;
	enum status st;

	if (reply.n > TIMESTAMP_LIMIT)
		return fail(err, STATUS_LIMIT, "it exceeds %u bytes, which no time-stamp does",
		            TIMESTAMP_LIMIT);
	if (!cut_element(&rest, V_ASN1_SEQUENCE, &whole) || rest.n > 0)
		return fail(err, STATUS_INVALID, "it is neither a reply of a time-stamping authority nor a token in DER");
	if (begins_as_token(whole)) {
		*token = reply;
		return STATUS_OK;
	}
	rest = contents(whole);
	if (!cut_element(&rest, V_ASN1_SEQUENCE, &element))
		return fail(err, STATUS_INVALID, "it is neither a reply of a time-stamping authority nor a token");
	st = check_status(element, err);
	if (st == STATUS_OK && (!cut_element(&rest, V_ASN1_SEQUENCE, token) || rest.n > 0 ||
	                        !begins_as_token(*token)))
		st = fail(err, STATUS_INVALID, "the reply says that it stamped, and holds no token");
	return st;
}

enum status
timestamp_token(struct text reply, struct buffer *token, struct error *err)
{
	struct text found;
	enum status st = token_in(reply, &found, err);

	if (st != STATUS_OK)
		return st;
	buffer_append_text(token, found);
	return buffer_check(token, err);
}

enum status
token_parse(struct text bytes, struct parsed_token *out, struct error *err)
{
	SCOPED(parsed_token) parsed = { 0 };
	struct text token;
	const unsigned char *p;
	enum status st = token_in(bytes, &token, err);

	if (st != STATUS_OK)
		return st;
	p = (const unsigned char *)token.p;
	parsed.signed_data = d2i_PKCS7(NULL, &p, (long)token.n);
	if (parsed.signed_data != NULL && PKCS7_type_is_signed(parsed.signed_data))
		parsed.info = PKCS7_to_TS_TST_INFO(parsed.signed_data);
	ERR_clear_error();
	if (parsed.info == NULL || p != (const unsigned char *)token.p + token.n)
		return fail(err, STATUS_INVALID, "the token is no signed time-stamp (RFC 3161)");
	if (TS_TST_INFO_get_version(parsed.info) != 1 ||
	    TS_TST_INFO_get_ext_by_critical(parsed.info, 1, -1) >= 0)
		return fail(err, STATUS_INVALID, "the time-stamp is of a version, or has an extension, that is not known");
	*out = parsed;
	parsed = (struct parsed_token){ 0 };
	return STATUS_OK;
}

static enum status
copy_imprint(TS_MSG_IMPRINT *from, struct timestamp_imprint *out, struct error *err)
{
	int nid = OBJ_obj2nid(TS_MSG_IMPRINT_get_algo(from)->algorithm);
	const ASN1_OCTET_STRING *bytes = TS_MSG_IMPRINT_get_msg(from);
	size_t size = nid == NID_sha256 ? 32 : nid == NID_sha384 ? 48 : nid == NID_sha512 ? 64 : 0;

	if (size == 0)
		return fail(err, STATUS_FALSE,
		            "the time-stamp is over another digest than SHA-256, SHA-384 or SHA-512");
	if (ASN1_STRING_length(bytes) != (int)size)
		return fail(err, STATUS_INVALID, "the digest in the time-stamp has a wrong length");
	out->size = size;
	memcpy(out->bytes, ASN1_STRING_get0_data(bytes), size);
	return STATUS_OK;
}

enum status
timestamp_imprint_read(struct text token, struct timestamp_imprint *out, struct error *err)
{
	SCOPED(parsed_token) parsed = { 0 };
	enum status st = token_parse(token, &parsed, err);

	return st == STATUS_OK ? copy_imprint(TS_TST_INFO_get_msg_imprint(parsed.info), out, err) : st;
}

enum status
timestamp_imprint_check(const struct timestamp_imprint *imprint, struct text bytes,
                        struct error *err)
{
	const EVP_MD *digest = imprint->size == 32   ? EVP_sha256()
	                       : imprint->size == 48 ? EVP_sha384()
	                                             : EVP_sha512();
	unsigned char made[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (EVP_Digest(bytes.p, bytes.n, made, &n, digest, NULL) != 1)
		return fail_crypto(err, "cannot hash what was stamped");
	if (n != imprint->size || memcmp(made, imprint->bytes, n) != 0)
		return fail(err, STATUS_FALSE, "the time-stamp is one of something else: its digest is not that of these bytes");
	return STATUS_OK;
}

/* A nonce that was asked for is there, and is the same. */
static bool
same_nonce(const ASN1_INTEGER *asked, const ASN1_INTEGER *given)
{
	return asked == NULL || (given != NULL && ASN1_INTEGER_cmp(asked, given) == 0);
}

enum status
timestamp_answers(struct text token, struct text request, struct error *err)
{
	const unsigned char *p = (const unsigned char *)request.p;
	SCOPED_POINTER(TS_req_st) asked = NULL;
	SCOPED(parsed_token) parsed = { 0 };
	struct timestamp_imprint wanted, stated;
	enum status st = token_parse(token, &parsed, err);

	if (st != STATUS_OK)
		return st;
	if (request.n <= TIMESTAMP_LIMIT)
		asked = d2i_TS_REQ(NULL, &p, (long)request.n);
	ERR_clear_error();
	if (asked == NULL || p != (const unsigned char *)request.p + request.n)
		return fail(err, STATUS_INVALID, "what should be the request is none (RFC 3161)");
	st = copy_imprint(TS_REQ_get_msg_imprint(asked), &wanted, err);
	if (st == STATUS_OK)
		st = copy_imprint(TS_TST_INFO_get_msg_imprint(parsed.info), &stated, err);
	if (st != STATUS_OK)
		return st;
	if (wanted.size != stated.size || memcmp(wanted.bytes, stated.bytes, wanted.size) != 0)
		return fail(err, STATUS_FALSE, "the time-stamp is one of something else than was asked for");
	if (!same_nonce(TS_REQ_get_nonce(asked), TS_TST_INFO_get_nonce(parsed.info)))
		return fail(err, STATUS_FALSE, "the time-stamp does not answer this request: its nonce is another");
	return STATUS_OK;
}
