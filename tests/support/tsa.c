/* SPDX-License-Identifier: Apache-2.0 */
/* tsa.c - a time-stamping authority made for a test. */
#include "support/tsa.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"

#include <openssl/pem.h>
#include <openssl/ts.h>
#include <stdio.h>
#include <stdlib.h>

static const char configuration[] =
	"[ca]\ndefault_ca = ca1\n"
	"[ca1]\ndatabase = $ENV::TSA/index.txt\nnew_certs_dir = $ENV::TSA\nserial = $ENV::TSA/serial\n"
	"default_md = sha256\npolicy = any\nunique_subject = no\n"
	"[any]\ncommonName = supplied\norganizationName = optional\n"
	"[req]\ndistinguished_name = dn\n[dn]\n"
	"[root_ext]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n"
	"subjectKeyIdentifier = hash\n"
	"[tsa_ext]\nbasicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\n"
	"extendedKeyUsage = critical,timeStamping\nauthorityKeyIdentifier = keyid\n"
	"[both_ext]\nbasicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\n"
	"extendedKeyUsage = critical,timeStamping,emailProtection\n"
	"[tsa]\ndefault_tsa = tsa1\n"
	"[tsa1]\nserial = $ENV::TSA/tsaserial\nsigner_cert = $ENV::TSA/tsa.crt\n"
	"signer_key = $ENV::TSA/tsa.key\ncerts = $ENV::TSA/root.crt\nsigner_digest = sha256\n"
	"default_policy = 1.3.6.1.4.1.99999.1.1\ndigests = sha256, sha384, sha512\n"
	"accuracy = secs:1\nordering = no\ntsa_name = no\ness_cert_id_chain = no\n"
	"ess_cert_id_alg = sha256\n"
	/* as an authority that answers no to all that comes: it has no digest of that kind */
	"[tsa2]\nserial = $ENV::TSA/tsaserial\nsigner_cert = $ENV::TSA/tsa.crt\n"
	"signer_key = $ENV::TSA/tsa.key\nsigner_digest = sha256\n"
	"default_policy = 1.3.6.1.4.1.99999.1.1\ndigests = sha512\ness_cert_id_alg = sha256\n";

void
tsa_make(const char *folder, const char *name, const char *from, const char *until)
{
	SCOPED_FREE char *path = NULL;
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "mkdir -p '%s/%s'", folder, name);
	if (asprintf(&path, "%s/%s/tsa.cnf", folder, name) < 0)
		fail_msg("no memory");
	write_file(path, configuration, sizeof configuration - 1);
	expect_shell(0, &run, folder,
	             "cd '%s/%s' && export TSA=. && : > index.txt &&"
	             " echo 01 > serial && echo 01 > tsaserial &&"
	             " for k in root tsa; do openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"
	             "  -out $k.key || exit 9; done &&"
	             " openssl req -new -config tsa.cnf -key root.key -subj '/CN=Root of %s' -out root.csr &&"
	             " openssl ca -batch -notext -config tsa.cnf -selfsign -keyfile root.key -in root.csr"
	             "  -extensions root_ext -startdate 20000101000000Z -enddate 20991231000000Z -out root.crt &&"
	             " openssl req -new -config tsa.cnf -key tsa.key -subj '/CN=Authority of %s/O=Example' -out tsa.csr &&"
	             " openssl ca -batch -notext -config tsa.cnf -keyfile root.key -cert root.crt -in tsa.csr"
	             "  -extensions tsa_ext -startdate %s -enddate %s -out tsa.crt",
	             folder, name, name, name, from, until);
}

static FILE *
open_in(const char *folder, const char *name, const char *mode)
{
	SCOPED_FREE char *path = NULL;
	FILE *file = asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : fopen(path, mode);

	if (file == NULL)
		fail_msg("cannot open %s/%s", folder, name);
	return file;
}

static X509 *
read_certificate(const char *folder, const char *name, const char *which)
{
	SCOPED_FREE char *path = NULL;
	X509 *certificate;
	FILE *file;

	if (asprintf(&path, "%s/%s", name, which) < 0)
		fail_msg("no memory");
	file = open_in(folder, path, "r");
	certificate = PEM_read_X509(file, NULL, NULL, NULL);
	fclose(file);
	assert_non_null(certificate);
	return certificate;
}

static int
tell_time(struct TS_resp_ctx *context, void *data, long *seconds, long *microseconds)
{
	(void)context;
	*seconds = (long)*(const time_t *)data;
	*microseconds = 0;
	return 1;
}

static ASN1_INTEGER *
next_serial(struct TS_resp_ctx *context, void *data)
{
	ASN1_INTEGER *serial = ASN1_INTEGER_new();

	(void)context;
	(void)data;
	assert_non_null(serial);
	assert_int_equal(ASN1_INTEGER_set(serial, 77), 1);
	return serial;
}

void
tsa_answer_at(const char *folder, const char *name, const char *query, const char *reply,
              time_t when)
{
	X509 *signer = read_certificate(folder, name, "tsa.crt");
	X509 *root = read_certificate(folder, name, "root.crt");
	ASN1_OBJECT *policy = OBJ_txt2obj("1.3.6.1.4.1.99999.1.1", 1);
	STACK_OF(X509) *more = sk_X509_new_null();
	TS_RESP_CTX *context = TS_RESP_CTX_new();
	SCOPED_FREE char *key_name = NULL;
	BIO *asked = NULL, *given = NULL;
	EVP_PKEY *key;
	TS_RESP *made;
	FILE *file;

	assert_true(asprintf(&key_name, "%s/tsa.key", name) > 0);
	file = open_in(folder, key_name, "r");
	key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	fclose(file);
	assert_non_null(key);
	asked = BIO_new_fp(open_in(folder, query, "r"), BIO_CLOSE);
	sk_X509_push(more, root);
	TS_RESP_CTX_set_time_cb(context, tell_time, &when);
	TS_RESP_CTX_set_serial_cb(context, next_serial, NULL);
	if (TS_RESP_CTX_set_signer_cert(context, signer) != 1 ||
	    TS_RESP_CTX_set_signer_key(context, key) != 1 ||
	    TS_RESP_CTX_set_certs(context, more) != 1 ||
	    TS_RESP_CTX_set_signer_digest(context, EVP_sha256()) != 1 ||
	    TS_RESP_CTX_set_ess_cert_id_digest(context, EVP_sha256()) != 1 ||
	    TS_RESP_CTX_set_def_policy(context, policy) != 1 ||
	    TS_RESP_CTX_add_md(context, EVP_sha256()) != 1)
		fail_msg("the authority cannot be made");
	made = TS_RESP_create_response(context, asked);
	assert_non_null(made);
	given = BIO_new_fp(open_in(folder, reply, "w"), BIO_CLOSE);
	assert_int_equal(i2d_TS_RESP_bio(given, made), 1);
	BIO_free(asked);
	BIO_free(given);
	TS_RESP_free(made);
	TS_RESP_CTX_free(context);
	sk_X509_pop_free(more, X509_free);
	ASN1_OBJECT_free(policy);
	X509_free(signer);
	EVP_PKEY_free(key);
}
