/* SPDX-License-Identifier: Apache-2.0 */
/* seal_verify.c - a seal of anybody's, judged. */
#include "crypto/seal.h"

#include "base/error.h"
#include "base/text.h"
#include "crypto/fault.h"
#include "crypto/seal_signer.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <string.h>

DEFINE_SCOPED_POINTER(CMS_ContentInfo_st, CMS_ContentInfo_free);

/* One seal on its way through the checks. */
struct judged_seal {
	CMS_ContentInfo *cms;     /* owned by seal_verify */
	STACK_OF(X509)  *carried; /* owned; NULL when it carries none */
	CMS_SignerInfo  *info;    /* of its only signer */
	X509            *leaf;    /* of `carried`, or of those that are trusted */
};

static enum status
parse(struct text der, CMS_ContentInfo **out, struct error *err)
{
	const unsigned char *p = (const unsigned char *)der.p;
	SCOPED_POINTER(CMS_ContentInfo_st) cms = NULL;

	if (der.n > SEAL_LIMIT)
		return fail(err, STATUS_LIMIT, "the seal is larger than %d bytes", SEAL_LIMIT);
	cms = d2i_CMS_ContentInfo(NULL, &p, (long)der.n);
	ERR_clear_error();
	if (cms == NULL || OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed)
		return fail(err, STATUS_INVALID, "it is no CMS signature in DER form");
	if (p != (const unsigned char *)der.p + der.n)
		return fail(err, STATUS_INVALID, "there is something after the signature");
	*out = cms;
	cms = NULL;
	return STATUS_OK;
}

static bool
is_good_digest(int nid)
{
	return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

/* OpenSSL goes by the key alone: the algorithm that is written must be one of that digest too. */
static enum status
check_algorithms(CMS_SignerInfo *info, struct error *err)
{
	X509_ALGOR *digest = NULL, *signature = NULL;
	int nid, by, with = NID_undef, key = NID_undef;

	CMS_SignerInfo_get0_algs(info, NULL, NULL, &digest, &signature);
	nid = OBJ_obj2nid(digest->algorithm);
	by = OBJ_obj2nid(signature->algorithm);
	if (!is_good_digest(nid))
		return fail(err, STATUS_FALSE, "the seal is by a digest that is not trusted: %.40s",
		            OBJ_nid2sn(nid));
	if (by == NID_rsaEncryption || by == NID_rsassaPss)
		return STATUS_OK;
	if (OBJ_find_sigid_algs(by, &with, &key) != 1 || with != nid ||
	    (key != NID_X9_62_id_ecPublicKey && key != NID_rsaEncryption))
		return fail(err, STATUS_FALSE, "the seal is by an algorithm that is not known here: %.40s",
		            OBJ_nid2sn(by));
	return STATUS_OK;
}

/* Detached, of plain bytes, by one signer, with algorithms that hold. */
static enum status
check_form(struct judged_seal *seal, struct error *err)
{
	ASN1_OCTET_STRING **content = CMS_get0_content(seal->cms);
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(seal->cms);

	ERR_clear_error();
	if (content == NULL || *content != NULL)
		return fail(err, STATUS_FALSE, "the seal holds content of its own");
	if (OBJ_obj2nid(CMS_get0_eContentType(seal->cms)) != NID_pkcs7_data)
		return fail(err, STATUS_FALSE, "the seal is not one of plain bytes");
	if (sk_CMS_SignerInfo_num(signers) != 1)
		return fail(err, STATUS_FALSE, "the seal has %d signers, not one",
		            signers != NULL ? sk_CMS_SignerInfo_num(signers) : 0);
	seal->info = sk_CMS_SignerInfo_value(signers, 0);
	return check_algorithms(seal->info, err);
}

/* The only value of the only signed attribute of that kind, or NULL. */
static const ASN1_STRING *
attribute(CMS_SignerInfo *info, int nid, int type)
{
	return CMS_signed_get0_data_by_OBJ(info, OBJ_nid2obj(nid), -3, type);
}

/* Those among which a seal's certificates are looked for: the one in question first. */
static STACK_OF(X509) *
looked_among(X509 *first, const STACK_OF(X509) *carried, const STACK_OF(X509) *trusted)
{
	STACK_OF(X509) *all = sk_X509_new_null();

	if (all == NULL || sk_X509_push(all, first) <= 0) {
		sk_X509_free(all);
		return NULL;
	}
	for (int i = 0; i < sk_X509_num(carried); i++)
		(void)sk_X509_push(all, sk_X509_value(carried, i));
	for (int i = 0; i < sk_X509_num(trusted); i++)
		(void)sk_X509_push(all, sk_X509_value(trusted, i));
	return all;
}

/*
 * Does the seal name this certificate as its signer's: by a signing-certificate
 * attribute of version 2 (RFC 5035 §3), or of version 1 (RFC 2634 §5.4), whose
 * SHA-1 is safe here, since nobody can make a second certificate to a given one?
 */
static bool
names_signer(CMS_SignerInfo *info, const STACK_OF(X509) *first)
{
	const ASN1_STRING *v2 =
		attribute(info, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE);
	const ASN1_STRING *v1 = attribute(info, NID_id_smime_aa_signingCertificate, V_ASN1_SEQUENCE);
	const unsigned char *p2 = v2 != NULL ? ASN1_STRING_get0_data(v2) : NULL;
	const unsigned char *p1 = v1 != NULL ? ASN1_STRING_get0_data(v1) : NULL;
	ESS_SIGNING_CERT_V2 *read2 =
		v2 != NULL ? d2i_ESS_SIGNING_CERT_V2(NULL, &p2, ASN1_STRING_length(v2)) : NULL;
	ESS_SIGNING_CERT *read1 =
		v1 != NULL ? d2i_ESS_SIGNING_CERT(NULL, &p1, ASN1_STRING_length(v1)) : NULL;
	bool read = (v2 == NULL || read2 != NULL) && (v1 == NULL || read1 != NULL);
	bool named = read && OSSL_ESS_check_signing_certs(read1, read2, first, 1) == 1;

	ESS_SIGNING_CERT_V2_free(read2);
	ESS_SIGNING_CERT_free(read1);
	ERR_clear_error();
	return named;
}

/* Has it such an attribute at all, of either version, once or several times? */
static bool
has_signing_certificate(const CMS_SignerInfo *info)
{
	return CMS_signed_get_attr_by_NID(info, NID_id_smime_aa_signingCertificateV2, -1) >= 0 ||
	       CMS_signed_get_attr_by_NID(info, NID_id_smime_aa_signingCertificate, -1) >= 0;
}

/* The certificate of `all` that the signer's issuer and number, and the attribute, are those of. */
static X509 *
signer_among(const struct judged_seal *seal, const STACK_OF(X509) *all,
             const struct seal_trust *trust)
{
	for (int i = 0; i < sk_X509_num(all); i++) {
		X509 *one = sk_X509_value(all, i);
		STACK_OF(X509) *first;
		bool named;

		if (CMS_SignerInfo_cert_cmp(seal->info, one) != 0)
			continue;
		if (!has_signing_certificate(seal->info))
			return one;
		first = looked_among(one, seal->carried, trust ? trust->certificates : NULL);
		named = first != NULL && names_signer(seal->info, first);
		sk_X509_free(first);
		if (named)
			return one;
	}
	ERR_clear_error();
	return NULL;
}

static enum status
find_signer(struct judged_seal *seal, const struct seal_trust *trust, struct seal_verdict *verdict,
            struct error *err)
{
	SCOPED_POINTER(stack_st_X509) chain = NULL;
	enum status st;

	if (sk_X509_num(seal->carried) > CERTIFICATES_MAX)
		return fail(err, STATUS_FALSE, "the seal carries more than %d certificates",
		            CERTIFICATES_MAX);
	verdict->names_certificate = has_signing_certificate(seal->info);
	seal->leaf = signer_among(seal, seal->carried, trust);
	if (seal->leaf == NULL && trust != NULL)
		seal->leaf = signer_among(seal, trust->certificates, trust);
	if (seal->leaf == NULL)
		return fail(err, STATUS_FALSE,
		            "the certificate that the seal names as its signer's is not there");
	certificate_name(seal->leaf, verdict->signer);
	verdict->leaf = certificate_digest(seal->leaf);
	st = certificates_above(seal->leaf, seal->carried, &chain, err);
	if (st != STATUS_OK)
		return st;
	verdict->root = certificate_digest(sk_X509_value(chain, sk_X509_num(chain) - 1));
	return certificate_validity(seal->leaf, &verdict->not_before, &verdict->not_after, err);
}

/* The time that the signer says, of either ASN.1 type. */
static void
read_signed_at(CMS_SignerInfo *info, struct seal_verdict *verdict)
{
	const ASN1_STRING *time = attribute(info, NID_pkcs9_signingTime, V_ASN1_UTCTIME);

	if (time == NULL)
		time = attribute(info, NID_pkcs9_signingTime, V_ASN1_GENERALIZEDTIME);
	verdict->has_signed_at = instant_of_asn1(time, &verdict->signed_at);
	ERR_clear_error();
}

/* Digests what `chain` gives to its end; the signed attributes, then the digest that they hold. */
static bool
signs(CMS_SignerInfo *info, BIO *chain)
{
	char bytes[4096];
	int n;

	while ((n = BIO_read(chain, bytes, sizeof bytes)) > 0)
		;
	return n == 0 &&
	       (CMS_signed_get_attr_count(info) < 0 || CMS_SignerInfo_verify(info) == 1) &&
	       CMS_SignerInfo_verify_content(info, chain) == 1;
}

/* CMS_verify does the same, and leaks memory where it fails. */
static enum status
check_signature(const struct judged_seal *seal, struct text content, struct error *err)
{
	BIO *bytes = BIO_new_mem_buf(content.p ? content.p : "", (int)content.n), *chain;
	bool good;

	if (bytes == NULL)
		return fail_memory(err);
	CMS_SignerInfo_set1_signer_cert(seal->info, seal->leaf);
	chain = CMS_dataInit(seal->cms, bytes);
	good = chain != NULL && signs(seal->info, chain);
	ERR_clear_error();
	BIO_free_all(chain != NULL ? chain : bytes);
	return good ? STATUS_OK
	            : fail(err, STATUS_FALSE,
	                   "the signature is not one of these bytes by that certificate's key");
}

static enum status
judge(struct judged_seal *seal, struct text content, const struct seal_trust *trust,
      struct instant at, struct seal_verdict *verdict, struct error *err)
{
	enum status st = check_form(seal, err);

	if (st == STATUS_OK)
		st = find_signer(seal, trust, verdict, err);
	if (st != STATUS_OK)
		return st;
	read_signed_at(seal->info, verdict);
	st = seal_key_check(X509_get0_pubkey(seal->leaf), err);
	if (st == STATUS_OK)
		st = check_signature(seal, content, err);
	verdict->is_of_content = st == STATUS_OK;
	if (st == STATUS_OK)
		st = certificate_judge(&(struct certificate_case){ seal->leaf, seal->carried,
		                                                   X509_PURPOSE_SMIME_SIGN, at },
		                       trust, &verdict->identified, err);
	if (st == STATUS_OK && !verdict->names_certificate)
		st = fail(err, STATUS_FALSE,
		          "the seal does not say by which certificate it is (no signing-certificate attribute)");
	return st;
}

enum status
seal_verify(struct text der, struct text content, const struct seal_trust *trust,
            struct instant at, struct seal_verdict *out, struct error *err)
{
	SCOPED_POINTER(CMS_ContentInfo_st) cms = NULL;
	SCOPED_POINTER(stack_st_X509) carried = NULL;
	struct judged_seal seal = { 0 };
	struct seal_verdict verdict = { 0 };
	enum status st = parse(der, &cms, err);

	if (st == STATUS_OK && content.n > INT_MAX)
		st = fail(err, STATUS_LIMIT, "these are too many bytes for a seal");
	if (st != STATUS_OK)
		return st;
	carried = CMS_get1_certs(cms);
	seal.cms = cms;
	seal.carried = carried;
	st = judge(&seal, content, trust, at, &verdict, err);
	if (st == STATUS_OK || st == STATUS_FALSE)
		*out = verdict;
	return st;
}
