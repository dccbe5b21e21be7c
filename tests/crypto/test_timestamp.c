/* SPDX-License-Identifier: Apache-2.0 */
/* test_timestamp.c - requests, replies and tokens: of real authorities, of the openssl command, and of the past. */
#include "crypto/timestamp_form.h"

#include "support/tsa.h"
#include "support/vectors.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER  "vectors/custody/rfc3161"
#define CONTENT "what is stamped\n"
#define NONCE   UINT64_C(0xfedcba9876543210)

static char *folder; /* with the authority "tsa", which is valid now, and "old", which was in 2020 */

static int
make_authorities(void **state)
{
	(void)state;
	folder = folder_make();
	tsa_make(folder, "tsa", "20000101000000Z", "20991231000000Z");
	tsa_make(folder, "old", "20200101000000Z", "20210101000000Z");
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	folder_remove(folder);
	return 0;
}

static void
read_below(struct buffer *out, const char *name)
{
	SCOPED_FREE char *path = NULL;

	buffer_clear(out);
	assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
	read_file(out, path);
}

static void
read_shared(struct buffer *out, const char *name)
{
	SCOPED_FREE char *relative = NULL;
	SCOPED_FREE char *path = NULL;

	buffer_clear(out);
	assert_true(asprintf(&relative, "vectors/custody/%s", name) > 0);
	path = shared_path(relative);
	assert_non_null(path);
	read_file(out, path);
}

static struct seal_trust *
trust_in(const struct buffer *certificates)
{
	struct seal_trust *trust = NULL;
	struct error err;

	assert_ok(seal_trust_open(&trust, &err), &err);
	assert_ok(seal_trust_add(trust, text_of_buffer(certificates), &err), &err);
	return trust;
}

static struct seal_trust *
trust_below(const char *name)
{
	SCOPED(buffer) certificate = { 0 };

	read_below(&certificate, name);
	return trust_in(&certificate);
}

static void
write_request(const char *content, uint64_t nonce, const char *name)
{
	SCOPED_FREE char *path = NULL;
	SCOPED(buffer) der = { 0 };
	struct digest imprint;
	struct error err;

	assert_ok(digest_of(content, strlen(content), &imprint, &err), &err);
	assert_ok(timestamp_request(&imprint, nonce, &der, &err), &err);
	assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
	write_file(path, der.p, der.n);
}

/* The openssl command's answer to our request for CONTENT. */
static void
stamp(struct buffer *reply)
{
	SCOPED(run) run = { 0 };

	write_request(CONTENT, NONCE, "q.tsq");
	expect_shell(0, &run, folder,
	             "cd '%s' && TSA=tsa openssl ts -reply -config tsa/tsa.cnf -section tsa1"
	             " -queryfile q.tsq -out r.tsr", folder);
	read_below(reply, "r.tsr");
}

static enum status
verify(const struct buffer *reply, const char *content, const struct seal_trust *trust,
       struct timestamp_verdict *verdict, struct error *err)
{
	return timestamp_verify(text_of_buffer(reply), text_of(content), trust, verdict, err);
}

static void
openssl_answers_our_request_and_accepts_what_we_accept(void **state)
{
	SCOPED_POINTER(seal_trust) trust = trust_below("tsa/root.crt");
	SCOPED(buffer) reply = { 0 };
	SCOPED(buffer) token = { 0 };
	SCOPED(run) run = { 0 };
	struct timestamp_verdict verdict = { 0 };
	struct instant before = instant_now();
	struct error err;

	(void)state;
	stamp(&reply);
	assert_ok(verify(&reply, CONTENT, trust, &verdict, &err), &err);
	assert_true(verdict.identified);
	assert_true(verdict.time.milliseconds > before.milliseconds - 2000);
	assert_true(verdict.time.milliseconds < instant_now().milliseconds + 2000);
	assert_non_null(strstr(verdict.name, "CN=Authority of tsa"));
	assert_ok(timestamp_token(text_of_buffer(&reply), &token, &err), &err);
	assert_true(token.n < reply.n);
	assert_ok(verify(&token, CONTENT, trust, &verdict, &err), &err);
	assert_ok(verify(&token, CONTENT, NULL, &verdict, &err), &err);
	assert_false(verdict.identified);
	expect_shell(0, &run, folder,
	             "cd '%s' && openssl ts -verify -queryfile q.tsq -in r.tsr -CAfile tsa/root.crt", folder);
	expect_shell(0, &run, folder,
	             "cd '%s' && openssl ts -query -in q.tsq -text | grep -q 'Certificate required: yes'", folder);
}

static void
another_content_authority_or_byte_does_not_verify(void **state)
{
	SCOPED_POINTER(seal_trust) trust = trust_below("tsa/root.crt");
	SCOPED_POINTER(seal_trust) stranger = trust_below("old/root.crt");
	SCOPED(buffer) reply = { 0 };
	struct timestamp_verdict verdict = { 0 }, first = { 0 };
	size_t unseen = 0;
	struct error err;

	(void)state;
	stamp(&reply);
	assert_ok(verify(&reply, CONTENT, trust, &first, &err), &err);
	assert_status(STATUS_FALSE, verify(&reply, "something else\n", trust, &verdict, &err), &err);
	assert_non_null(strstr(err.text, "something else"));
	assert_status(STATUS_FALSE, verify(&reply, CONTENT, stranger, &verdict, &err), &err);
	/* What is not signed (the root that travels with it, say) may change; what it says may not. */
	for (size_t i = 0; i < reply.n; i++) {
		reply.p[i] ^= 0x20;
		if (verify(&reply, CONTENT, trust, &verdict, &err) == STATUS_OK) {
			unseen++;
			assert_memory_equal(&verdict, &first, sizeof first);
		}
		reply.p[i] ^= 0x20;
	}
	assert_in_range(unseen, 0, reply.n / 2);
	for (size_t n = 0; n < reply.n; n++) {
		struct text cut = { reply.p, n };

		assert_int_not_equal(timestamp_verify(cut, text_of(CONTENT), trust, &verdict, &err), STATUS_OK);
	}
	buffer_append_byte(&reply, 0);
	assert_status(STATUS_INVALID, verify(&reply, CONTENT, trust, &verdict, &err), &err);
	assert_ok(verify(&(struct buffer){ .p = reply.p, .n = reply.n - 1 }, CONTENT, trust, &verdict, &err), &err);
}

static void
a_stamp_holds_after_its_authority_has_expired(void **state)
{
	SCOPED_POINTER(seal_trust) trust = trust_below("old/root.crt");
	SCOPED(buffer) reply = { 0 };
	SCOPED(run) run = { 0 };
	struct timestamp_verdict verdict = { 0 };
	struct error err;

	(void)state;
	write_request(CONTENT, NONCE, "q.tsq");
	tsa_answer_at(folder, "old", "q.tsq", "old.tsr", 1593604800); /* 2020-07-01T12:00:00Z */
	read_below(&reply, "old.tsr");
	assert_ok(verify(&reply, CONTENT, trust, &verdict, &err), &err);
	assert_int_equal(verdict.time.milliseconds, INT64_C(1593604800000));
	assert_int_equal(verdict.not_after.milliseconds, INT64_C(1609459200000));
	/* and the openssl command, asked as of today, says why that had to be thought of */
	run_shell(&run, folder, "cd '%s' && openssl ts -verify -queryfile q.tsq -in old.tsr -CAfile old/root.crt", folder);
	assert_int_not_equal(run.code, 0);
	expect_shell(0, &run, folder,
	             "cd '%s' && openssl ts -verify -queryfile q.tsq -in old.tsr -CAfile old/root.crt -attime 1593604800", folder);
}

static void
a_stamp_from_outside_of_the_certificates_time_does_not(void **state)
{
	SCOPED_POINTER(seal_trust) trust = trust_below("old/root.crt");
	SCOPED(buffer) reply = { 0 };
	struct timestamp_verdict verdict = { 0 };
	struct error err;

	(void)state;
	write_request(CONTENT, NONCE, "q.tsq");
	tsa_answer_at(folder, "old", "q.tsq", "late.tsr", 1609459200 + 86400);
	read_below(&reply, "late.tsr");
	assert_status(STATUS_FALSE, verify(&reply, CONTENT, trust, &verdict, &err), &err);
	assert_non_null(strstr(err.text, "expired"));
	assert_status(STATUS_FALSE, verify(&reply, CONTENT, NULL, &verdict, &err), &err);
	tsa_answer_at(folder, "old", "q.tsq", "early.tsr", 1577836800 - 86400);
	read_below(&reply, "early.tsr");
	assert_status(STATUS_FALSE, verify(&reply, CONTENT, trust, &verdict, &err), &err);
}

/* The content of a good stamp signed by `certificate` of the authority "both". */
static enum status
verify_signed_by(const char *certificate, struct error *err)
{
	SCOPED_POINTER(seal_trust) trust = trust_below("both/root.crt");
	struct timestamp_verdict verdict = { 0 };
	SCOPED(buffer) token = { 0 };
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             "cd '%s' && openssl cms -sign -in info.der -binary -nodetach -cades -md sha256 -nosmimecap"
	             " -econtent_type 1.2.840.113549.1.9.16.1.4 -signer both/%s -inkey both/tsa.key"
	             " -outform DER -out signed.tst", folder, certificate);
	read_below(&token, "signed.tst");
	return verify(&token, CONTENT, trust, &verdict, err);
}

/* openssl ts does not sign with such a certificate; anybody else can. */
static void
a_certificate_for_more_than_stamping_does_not_stamp(void **state)
{
	SCOPED(buffer) reply = { 0 };
	SCOPED(run) run = { 0 };
	struct error err;

	(void)state;
	tsa_make(folder, "both", "20000101000000Z", "20991231000000Z");
	stamp(&reply);
	expect_shell(0, &run, folder,
	             "cd '%s' && openssl ts -reply -in r.tsr -token_out -out r.tst 2>&1 &&"
	             " openssl cms -verify -noverify -inform DER -in r.tst -out info.der &&"
	             " cd both && export TSA=. && openssl ca -batch -notext -config tsa.cnf -keyfile root.key"
	             " -cert root.crt -in tsa.csr -extensions both_ext -days 9 -out both.crt", folder);
	assert_ok(verify_signed_by("tsa.crt", &err), &err);
	assert_status(STATUS_FALSE, verify_signed_by("both.crt", &err), &err);
}

static void
a_rejected_reply_is_an_error_with_the_authoritys_words(void **state)
{
	SCOPED(buffer) reply = { 0 };
	SCOPED(buffer) token = { 0 };
	SCOPED(run) run = { 0 };
	struct error err;

	(void)state;
	write_request(CONTENT, NONCE, "q.tsq");
	expect_shell(0, &run, folder,
	             "cd '%s' && TSA=tsa openssl ts -reply -config tsa/tsa.cnf -section tsa2"
	             " -queryfile q.tsq -out no.tsr", folder); /* exit code 0, of all things */
	read_below(&reply, "no.tsr");
	assert_status(STATUS_FALSE, timestamp_token(text_of_buffer(&reply), &token, &err), &err);
	assert_non_null(strstr(err.text, "rejected"));
	assert_non_null(strstr(err.text, "digest"));
	read_shared(&reply, "rfc3161/r2.tsr");
	assert_status(STATUS_FALSE, timestamp_token(text_of_buffer(&reply), &token, &err), &err);
	assert_non_null(strstr(err.text, "Error during signature generation"));
	assert_int_equal(token.n, 0);
}

static void
the_nonce_of_the_request_is_compared(void **state)
{
	SCOPED(buffer) reply = { 0 };
	SCOPED(buffer) request = { 0 };
	struct error err;

	(void)state;
	stamp(&reply);
	read_below(&request, "q.tsq");
	assert_ok(timestamp_answers(text_of_buffer(&reply), text_of_buffer(&request), &err), &err);
	write_request(CONTENT, NONCE + 1, "other.tsq");
	read_below(&request, "other.tsq");
	assert_status(STATUS_FALSE, timestamp_answers(text_of_buffer(&reply), text_of_buffer(&request), &err), &err);
	assert_non_null(strstr(err.text, "nonce"));
	write_request("something else\n", NONCE, "other.tsq");
	read_below(&request, "other.tsq");
	assert_status(STATUS_FALSE, timestamp_answers(text_of_buffer(&reply), text_of_buffer(&request), &err), &err);
	assert_status(STATUS_INVALID, timestamp_answers(text_of_buffer(&reply), text_of_buffer(&reply), &err), &err);
}

/* Those of ../shared that were made over the tag manifest. */
static void
given_replies_over_the_tag_manifest(void **state)
{
	SCOPED_POINTER(seal_trust) root = NULL;
	SCOPED_POINTER(seal_trust) authority = NULL;
	SCOPED(buffer) content = { 0 };
	SCOPED(buffer) bytes = { 0 };
	struct timestamp_verdict verdict = { 0 };
	struct error err;

	(void)state;
	read_shared(&bytes, "rfc3161/root.crt");
	root = trust_in(&bytes);
	read_shared(&bytes, "rfc3161/tsa.crt");
	authority = trust_in(&bytes);
	read_shared(&content, "cms/tagmanifest-sha256.txt");
	read_shared(&bytes, "rfc3161/r.tsr");
	assert_ok(timestamp_verify(text_of_buffer(&bytes), text_of_buffer(&content), root, &verdict, &err), &err);
	assert_ok(timestamp_verify(text_of_buffer(&bytes), text_of_buffer(&content), authority, &verdict, &err), &err);
	assert_true(verdict.identified);
	read_shared(&bytes, "rfc3161/r.tst");
	assert_ok(timestamp_verify(text_of_buffer(&bytes), text_of_buffer(&content), root, &verdict, &err), &err);
	read_shared(&bytes, "rfc3161/r0.tsr");
	assert_status(STATUS_FALSE, timestamp_verify(text_of_buffer(&bytes), text_of_buffer(&content), root, &verdict, &err), &err);
	assert_non_null(strstr(err.text, "certificate is not in the time-stamp"));
	assert_ok(timestamp_verify(text_of_buffer(&bytes), text_of_buffer(&content), authority, &verdict, &err), &err);
	read_shared(&content, "cms/tampered-content.txt");
	assert_status(STATUS_FALSE, timestamp_verify(text_of_buffer(&bytes), text_of_buffer(&content), authority, &verdict, &err), &err);
}

struct real_token {
	const char *file;
	const char *digest; /* first bytes, in hex */
	const char *name;   /* part of the authority's; NULL: the token itself does not hold up */
	const char *time;   /* begins so */
};

/* Of authorities that stamp in the world; what they stamped is not there, their word is. */
static void
tokens_of_real_authorities_are_judged(void **state)
{
	static const struct real_token tokens[] = {
		{ "digicert.tsr", "fb71a600", "DigiCert Timestamp 2024", "2025-03" },
		{ "timestamp_token_http-timestamp-identrust-com", "fb71a600", "TrustID Timestamp Authority", "2025-03-11T10:43:58" },
		{ "self_signed.tsr", "fb71a600", "TSA SINPE v3", "2025-03" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
		SCOPED_FREE char *file = NULL;
		SCOPED(parsed_token) parsed = { 0 };
		SCOPED(buffer) bytes = { 0 };
		struct timestamp_verdict verdict = { 0 };
		struct timestamp_imprint imprint = { 0 };
		char digest[9], time[INSTANT_TEXT_SIZE] = "";
		enum status st;
		struct error err = { 0 };

		assert_true(asprintf(&file, "rfc3161/%s", tokens[i].file) > 0);
		read_shared(&bytes, file);
		assert_ok(timestamp_imprint_read(text_of_buffer(&bytes), &imprint, &err), &err);
		hex_write(digest, imprint.bytes, 4);
		assert_int_equal(imprint.size, 64);
		assert_string_equal(digest, tokens[i].digest);
		assert_ok(token_parse(text_of_buffer(&bytes), &parsed, &err), &err);
		st = token_judge(&parsed, NULL, &verdict, &err);
		instant_write(time, verdict.time);
		assert_ok(st, &err);
		assert_false(verdict.identified);
		assert_non_null(strstr(verdict.name, tokens[i].name));
		assert_true(text_begins(text_of(time), tokens[i].time));
		assert_status(STATUS_FALSE, timestamp_verify(text_of_buffer(&bytes), text_of(CONTENT), NULL, &verdict, &err), &err);
	}
}

static void
what_is_no_time_stamp_is_said_to_be_none(void **state)
{
	static const char *const files[] = { "rfc3161/q.tsq", "rfc3161/root.crt", "cms/p256.p7s", "cms/tagmanifest-sha256.txt" };
	SCOPED(buffer) bytes = { 0 };
	struct timestamp_verdict verdict = { 0 };
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		read_shared(&bytes, files[i]);
		assert_status(STATUS_INVALID, timestamp_verify(text_of_buffer(&bytes), text_of(CONTENT), NULL, &verdict, &err), &err);
	}
	buffer_clear(&bytes);
	assert_status(STATUS_INVALID, timestamp_verify(text_of_buffer(&bytes), text_of(CONTENT), NULL, &verdict, &err), &err);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openssl_answers_our_request_and_accepts_what_we_accept),
		cmocka_unit_test(another_content_authority_or_byte_does_not_verify),
		cmocka_unit_test(a_stamp_holds_after_its_authority_has_expired),
		cmocka_unit_test(a_stamp_from_outside_of_the_certificates_time_does_not),
		cmocka_unit_test(a_certificate_for_more_than_stamping_does_not_stamp),
		cmocka_unit_test(a_rejected_reply_is_an_error_with_the_authoritys_words),
		cmocka_unit_test(the_nonce_of_the_request_is_compared),
		cmocka_unit_test(given_replies_over_the_tag_manifest),
		cmocka_unit_test(tokens_of_real_authorities_are_judged),
		cmocka_unit_test(what_is_no_time_stamp_is_said_to_be_none),
	};

	need_shared(FOLDER);
	return cmocka_run_group_tests(tests, make_authorities, remove_folder);
}
