/* SPDX-License-Identifier: Apache-2.0 */
/* test_seal.c - seals: ours judged by OpenSSL, GnuTLS and GnuPG; theirs, and tampered ones, by us. */
#include "crypto/seal_key.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define MANIFEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  bagit.txt\n"

static char *folder;
static struct seal_signer *root, *office;
static struct instant now;

/* A path in the test's folder, borrowed until the next call but three. */
static const char *
in_folder(const char *name)
{
	static char paths[4][4096];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s", folder, name);
	return path;
}

static struct seal_place
place(const char *name)
{
	return (struct seal_place){ in_folder(name), NULL };
}

static int
begin(void **state)
{
	struct seal_words words = { .name = "Root for seals", .organisation = "Հայ Archive", .years = 10 };
	struct error err;

	(void)state;
	folder = folder_make();
	now = instant_now();
	words.from = now;
	assert_ok(seal_root_new(&(struct seal_place){ in_folder("org"), NULL }, &words, &err), &err);
	assert_ok(seal_signer_load(&(struct seal_place){ in_folder("org"), NULL }, SEAL_ROOT_SUFFIX,
	                           &root, &err),
	          &err);
	words = (struct seal_words){ .name = "Office", .from = now, .years = 2 };
	assert_ok(seal_leaf_new(&(struct seal_place){ in_folder("office"), NULL }, root, &words, &err),
	          &err);
	assert_ok(seal_signer_load(&(struct seal_place){ in_folder("office"), NULL },
	                           SEAL_LEAF_SUFFIX, &office, &err),
	          &err);
	write_file(in_folder("manifest"), MANIFEST, strlen(MANIFEST));
	return 0;
}

static int
end(void **state)
{
	(void)state;
	seal_signer_close(root);
	seal_signer_close(office);
	folder_remove(folder);
	return 0;
}

/* Judges files; `trust` is a certificate's path, 64 hex digits, or NULL. */
static enum status
judge(const char *seal, const char *content, const char *trust, struct instant at,
      struct seal_verdict *verdict, struct error *err)
{
	SCOPED(buffer) der = { 0 };
	SCOPED(buffer) bytes = { 0 };
	SCOPED(buffer) certificate = { 0 };
	SCOPED_POINTER(seal_trust) trusted = NULL;
	struct digest digest;

	read_file(&der, seal);
	read_file(&bytes, content);
	assert_ok(seal_trust_open(&trusted, err), err);
	assert_true(seal_trust_is_empty(trusted));
	if (trust != NULL && digest_read(text_of(trust), &digest)) {
		assert_ok(seal_trust_add_digest(trusted, &digest, err), err);
	} else if (trust != NULL) {
		read_file(&certificate, trust);
		assert_ok(seal_trust_add(trusted, text_of_buffer(&certificate), err), err);
	}
	memset(verdict, 0, sizeof *verdict);
	return seal_verify(text_of_buffer(&der), text_of_buffer(&bytes), trusted, at, verdict, err);
}

static void
make_seal(const struct seal_signer *signer, const char *path)
{
	SCOPED(buffer) der = { 0 };
	struct error err;

	assert_ok(seal_make(signer, text_of(MANIFEST), now, &der, &err), &err);
	write_file(path, der.p, der.n);
}

static void
assert_says(const struct error *err, const char *words)
{
	if (strstr(err->text, words) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err->text, words);
}

static void
ours_are_accepted_by_openssl_gnutls_and_gnupg(void **state)
{
	SCOPED(run) run = { 0 };

	(void)state;
	make_seal(office, in_folder("seal.p7s"));
	expect_shell(0, &run, folder,
	             "openssl cms -verify -binary -cades -inform DER -in seal.p7s -content manifest"
	             " -CAfile org.root.crt -out /dev/null");
	assert_non_null(strstr(buffer_string(&run.err), "CAdES Verification successful"));
	expect_shell(0, &run, folder,
	             "certtool --p7-verify --inder --infile seal.p7s --load-data manifest"
	             " --load-ca-certificate org.root.crt");
	assert_non_null(strstr(buffer_string(&run.err), "Signature status: ok"));
	expect_shell(0, &run, folder,
	             "export GNUPGHOME=$PWD/gnupg; mkdir -m 700 gnupg &&"
	             " openssl x509 -in org.root.crt -noout -fingerprint -sha1 | cut -d= -f2 |"
	             " sed 's/$/ S/' >gnupg/trustlist.txt && gpgsm --import org.root.crt &&"
	             " gpgsm --disable-crl-checks --verify seal.p7s manifest; code=$?;"
	             " gpgconf --kill all; exit $code");
	assert_non_null(strstr(buffer_string(&run.err), "Good signature from"));
}

static void
all_three_refuse_ours_over_other_bytes(void **state)
{
	SCOPED(run) run = { 0 };
	struct seal_verdict verdict;
	struct error err;

	(void)state;
	make_seal(office, in_folder("altered.p7s"));
	run_shell(&run, folder, "sed s/bagit/bagot/ manifest >altered");
	expect_shell(4, &run, folder,
	             "openssl cms -verify -binary -cades -inform DER -in altered.p7s -content altered"
	             " -CAfile org.root.crt -out /dev/null");
	expect_shell(1, &run, folder,
	             "certtool --p7-verify --inder --infile altered.p7s --load-data altered"
	             " --load-ca-certificate org.root.crt");
	expect_shell(2, &run, folder,
	             "export GNUPGHOME=$PWD/gnupg; gpgsm --disable-crl-checks --verify altered.p7s"
	             " altered; code=$?; gpgconf --kill all; exit $code");
	assert_non_null(strstr(buffer_string(&run.err), "invalid signature"));
	assert_status(STATUS_FALSE,
	              judge(in_folder("altered.p7s"), in_folder("altered"), in_folder("org.root.crt"), now,
	                    &verdict, &err),
	              &err);
	assert_says(&err, "not one of these bytes");
	assert_false(verdict.is_of_content);
}

static void
a_seal_says_whose_it_is(void **state)
{
	SCOPED(run) run = { 0 };
	struct seal_verdict verdict;
	struct digest leaf = seal_signer_leaf(office), top = seal_signer_root(office);
	struct digest own = seal_signer_leaf(root);
	char hex[65];
	struct error err;

	(void)state;
	make_seal(office, in_folder("whose.p7s"));
	assert_true(digest_equal(&top, &own));
	assert_ok(judge(in_folder("whose.p7s"), in_folder("manifest"), NULL, now, &verdict, &err), &err);
	assert_false(verdict.identified);
	assert_true(verdict.is_of_content && verdict.names_certificate && verdict.has_signed_at);
	assert_true(digest_equal(&verdict.leaf, &leaf));
	assert_true(digest_equal(&verdict.root, &top));
	assert_string_equal(verdict.signer, "CN=Office,O=Հայ Archive");
	assert_int_equal(verdict.signed_at.milliseconds, now.milliseconds / 1000 * 1000);
	digest_write(hex, &top);
	assert_ok(judge(in_folder("whose.p7s"), in_folder("manifest"), hex, now, &verdict, &err), &err);
	assert_true(verdict.identified);
	digest_write(hex, &leaf);
	assert_ok(judge(in_folder("whose.p7s"), in_folder("manifest"), hex, now, &verdict, &err), &err);
	assert_true(verdict.identified);
	hex[0] = hex[0] == '0' ? '1' : '0';
	assert_status(STATUS_FALSE,
	              judge(in_folder("whose.p7s"), in_folder("manifest"), hex, now, &verdict, &err), &err);
	assert_says(&err, "none of the certificates that are trusted");
	assert_false(verdict.identified);
	expect_shell(0, &run, folder, "openssl x509 -in org.root.crt -outform DER -out root.der");
	assert_ok(judge(in_folder("whose.p7s"), in_folder("manifest"), in_folder("root.der"), now, &verdict,
	                &err),
	          &err);
	assert_true(verdict.identified);
}

static void
a_namesake_of_the_root_or_the_leaf_is_not_it(void **state)
{
	struct seal_words words = { .name = "Root for seals", .organisation = "Հայ Archive", .from = now,
		                    .years = 10 };
	SCOPED_POINTER(seal_signer) other = NULL;
	SCOPED_POINTER(seal_signer) leaf = NULL;
	struct seal_verdict verdict;
	struct error err;

	(void)state;
	assert_ok(seal_root_new(&(struct seal_place){ in_folder("evil"), NULL }, &words, &err), &err);
	assert_ok(seal_signer_load(&(struct seal_place){ in_folder("evil"), NULL }, SEAL_ROOT_SUFFIX,
	                           &other, &err),
	          &err);
	words = (struct seal_words){ .name = "Office", .from = now, .years = 2 };
	assert_ok(seal_leaf_new(&(struct seal_place){ in_folder("evil"), NULL }, other, &words, &err),
	          &err);
	assert_ok(seal_signer_load(&(struct seal_place){ in_folder("evil"), NULL }, SEAL_LEAF_SUFFIX,
	                           &leaf, &err),
	          &err);
	make_seal(leaf, in_folder("evil.p7s"));
	assert_ok(judge(in_folder("evil.p7s"), in_folder("manifest"), NULL, now, &verdict, &err), &err);
	assert_string_equal(verdict.signer, "CN=Office,O=Հայ Archive");
	assert_status(STATUS_FALSE,
	              judge(in_folder("evil.p7s"), in_folder("manifest"), in_folder("org.root.crt"), now,
	                    &verdict, &err),
	              &err);
	assert_says(&err, "none of the certificates that are trusted");
	assert_status(STATUS_FALSE,
	              judge(in_folder("evil.p7s"), in_folder("manifest"), in_folder("office.seal.crt"), now,
	                    &verdict, &err),
	              &err);
}

static void
dates_are_judged_at_the_given_time(void **state)
{
	const int64_t year = INT64_C(366) * 86400000;
	struct instant later = { now.milliseconds + 3 * year }, before = { now.milliseconds - year };
	SCOPED(buffer) der = { 0 };
	struct seal_verdict verdict;
	struct error err;

	(void)state;
	make_seal(office, in_folder("dated.p7s"));
	assert_status(STATUS_FALSE,
	              judge(in_folder("dated.p7s"), in_folder("manifest"), in_folder("org.root.crt"), later,
	                    &verdict, &err),
	              &err);
	assert_says(&err, "Office");
	assert_says(&err, "expired at");
	assert_status(STATUS_FALSE,
	              judge(in_folder("dated.p7s"), in_folder("manifest"), NULL, before, &verdict, &err),
	              &err);
	assert_says(&err, "is valid from");
	assert_status(STATUS_REFUSED, seal_make(office, text_of(MANIFEST), later, &der, &err), &err);
	assert_says(&err, "not now");
	assert_int_equal(der.n, 0);
}

/* Published and hand-made files: what `openssl cms -verify` says of each is in NOTES.md. */
static void
signatures_of_others_are_judged(void **state)
{
	static const struct {
		const char *seal, *content, *trust;
		int64_t     at;
		bool        is_of_content, identified;
		const char *words; /* NULL: right in all */
	} cases[] = {
		{ "cades.p7s", "tagmanifest-sha256.txt", "p256.crt", 0, true, true, NULL },
		{ "cades.p7s", "tampered-content.txt", "p256.crt", 0, false, false, "not one of these bytes" },
		{ "cades.p7s", "tagmanifest-sha256.txt", "evil.crt", 0, true, false, "none of the certificates" },
		{ "p256.p7s", "tagmanifest-sha256.txt", "p256.crt", 0, true, true, "no signing-certificate" },
		{ "leaf.p7s", "tagmanifest-sha256.txt", "leaf.crt", 0, true, true, "no signing-certificate" },
		{ "pss.p7s", "tagmanifest-sha256.txt", "rsa.crt", 0, true, true, "no signing-certificate" },
		{ "pss.p7s", "tampered-content.txt", "rsa.crt", 0, false, false, "not one of these bytes" },
		{ "old.p7s", "tagmanifest-sha256.txt", "old.crt", 1578182400000, true, true, "no signing-certificate" },
		{ "old.p7s", "tagmanifest-sha256.txt", "old.crt", 0, true, false, "expired at 2020-01-31" },
		{ "evil.p7s", "tampered-content.txt", "p256.crt", 0, true, false, "none of the certificates" },
		{ "evil.p7s", "tampered-content.txt", "evil.crt", 0, true, true, "no signing-certificate" },
	};
	char *all = shared_path("vectors/custody/cms");

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char seal[4096], content[4096], trust[4096];
		const struct instant at = { cases[i].at ? cases[i].at : now.milliseconds };
		struct seal_verdict verdict;
		struct error err;
		enum status st;

		snprintf(seal, sizeof seal, "%s/%s", all, cases[i].seal);
		snprintf(content, sizeof content, "%s/%s", all, cases[i].content);
		snprintf(trust, sizeof trust, "%s/%s", all, cases[i].trust);
		st = judge(seal, content, trust, at, &verdict, &err);
		print_message("%s, %s, %s: %s\n", cases[i].seal, cases[i].content, cases[i].trust,
		              st == STATUS_OK ? "OK" : err.text);
		assert_status(cases[i].words == NULL ? STATUS_OK : STATUS_FALSE, st, &err);
		assert_int_equal(verdict.is_of_content, cases[i].is_of_content);
		assert_int_equal(verdict.identified, cases[i].identified);
		if (cases[i].words != NULL)
			assert_says(&err, cases[i].words);
	}
	free(all);
}

#define CA_CONFIG                                                                              \
	"umask 077; openssl req -x509 -newkey rsa:3072 -nodes -keyout ca.key -out ca.crt -days 30"   \
	" -subj '/O=Public CA/CN=CA' 2>/dev/null && openssl req -newkey rsa:2048 -nodes -keyout ee.key" \
	" -out ee.csr -subj '/O=Court/CN=Clerk' 2>/dev/null && printf 'basicConstraints=critical,CA:FALSE\\n" \
	"keyUsage=critical,digitalSignature,nonRepudiation\\nextendedKeyUsage=emailProtection\\n' >ee.ext &&" \
	" openssl x509 -req -in ee.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 20 -extfile ee.ext" \
	" -out ee.crt 2>/dev/null"

/* RSA seals of the openssl command, PKCS #1 and PSS, and one of ours with the same key. */
static void
rsa_of_a_public_authority_both_ways(void **state)
{
	static const char *const paddings[] = { "pkcs1", "pss" };
	SCOPED(run) run = { 0 };
	SCOPED(buffer) certificates = { 0 };
	SCOPED_POINTER(seal_signer) signer = NULL;
	struct seal_place at = place("clerk");
	struct seal_verdict verdict;
	struct error err;

	(void)state;
	expect_shell(0, &run, folder, CA_CONFIG);
	for (size_t i = 0; i < 2; i++) {
		expect_shell(0, &run, folder,
		             "openssl cms -sign -binary -cades -md sha256 -in manifest -signer ee.crt -inkey"
		             " ee.key -certfile ca.crt -keyopt rsa_padding_mode:%s -outform DER -out theirs.p7s",
		             paddings[i]);
		assert_ok(judge(in_folder("theirs.p7s"), in_folder("manifest"), in_folder("ca.crt"),
		                instant_now(), &verdict, &err),
		          &err);
		assert_true(verdict.identified);
	}
	expect_shell(0, &run, folder, "cat ee.crt ca.crt >chain.crt");
	read_file(&certificates, in_folder("chain.crt"));
	at = place("clerk");
	assert_ok(seal_import_key(&at, in_folder("ee.key"), text_of_buffer(&certificates), instant_now(),
	                          &err),
	          &err);
	at = place("clerk");
	assert_ok(seal_signer_load(&at, SEAL_LEAF_SUFFIX, &signer, &err), &err);
	now = instant_now();
	make_seal(signer, in_folder("clerk.p7s"));
	expect_shell(0, &run, folder,
	             "openssl cms -verify -binary -cades -inform DER -in clerk.p7s -content manifest"
	             " -CAfile ca.crt -out /dev/null && certtool --p7-verify --inder --infile clerk.p7s"
	             " --load-data manifest --load-ca-certificate ca.crt");
}

static void
a_pkcs12_is_imported(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(buffer) bytes = { 0 };
	SCOPED(passphrase) words = { 0 };
	SCOPED_POINTER(seal_signer) signer = NULL;
	struct seal_place at;
	struct error err;

	(void)state;
	expect_shell(0, &run, folder,
	             "openssl pkcs12 -export -in ee.crt -inkey ee.key -certfile ca.crt -out ee.p12"
	             " -passout pass:secret");
	read_file(&bytes, in_folder("ee.p12"));
	assert_ok(passphrase_set(&words, text_of("wrong"), &err), &err);
	at = (struct seal_place){ in_folder("packed"), &words };
	assert_status(STATUS_REFUSED, seal_import_pkcs12(&at, text_of_buffer(&bytes), now, &err), &err);
	assert_ok(passphrase_set(&words, text_of("secret"), &err), &err);
	assert_ok(seal_import_pkcs12(&at, text_of_buffer(&bytes), now, &err), &err);
	assert_ok(seal_signer_load(&at, SEAL_LEAF_SUFFIX, &signer, &err), &err);
	expect_shell(0, &run, folder,
	             "openssl pkey -in packed.seal.pem -passin pass:secret -noout &&"
	             " ! openssl pkey -in packed.seal.pem -passin pass:wrong -noout &&"
	             " test \"$(stat -c %%a packed.seal.pem)\" = 600");
	assert_status(STATUS_EXISTS, seal_import_pkcs12(&at, text_of_buffer(&bytes), now, &err), &err);
	assert_status(STATUS_INVALID, seal_import_pkcs12(&at, text_of("junk"), now, &err), &err);
}

static void
one_signer_and_no_content_of_its_own(void **state)
{
	SCOPED(run) run = { 0 };
	struct seal_verdict verdict;
	struct error err;

	(void)state;
	expect_shell(0, &run, folder,
	             "openssl cms -sign -binary -cades -md sha256 -in manifest -signer ee.crt -inkey ee.key"
	             " -outform DER -out one.p7s && openssl cms -resign -inform DER -in one.p7s -cades"
	             " -md sha256 -signer ca.crt -inkey ca.key -outform DER -out two.p7s &&"
	             " openssl cms -sign -nodetach -binary -cades -md sha256 -in manifest -signer ee.crt"
	             " -inkey ee.key -outform DER -out opaque.p7s && cat one.p7s one.p7s >twice.p7s &&"
	             " openssl cms -sign -binary -cades -md sha1 -in manifest -signer ee.crt -inkey ee.key"
	             " -outform DER -out sha1.p7s && openssl cms -sign -nocerts -binary -cades -md sha256 -in"
	             " manifest -signer ee.crt -inkey ee.key -outform DER -out bare.p7s");
	assert_status(STATUS_FALSE, judge(in_folder("two.p7s"), in_folder("manifest"), NULL, now, &verdict, &err),
	              &err);
	assert_says(&err, "has 2 signers");
	assert_status(STATUS_FALSE,
	              judge(in_folder("opaque.p7s"), in_folder("manifest"), NULL, now, &verdict, &err), &err);
	assert_says(&err, "content of its own");
	assert_status(STATUS_FALSE, judge(in_folder("sha1.p7s"), in_folder("manifest"), NULL, now, &verdict, &err),
	              &err);
	assert_says(&err, "digest that is not trusted");
	assert_status(STATUS_INVALID,
	              judge(in_folder("twice.p7s"), in_folder("manifest"), NULL, now, &verdict, &err), &err);
	assert_status(STATUS_INVALID,
	              judge(in_folder("manifest"), in_folder("manifest"), NULL, now, &verdict, &err), &err);
	assert_status(STATUS_FALSE, judge(in_folder("bare.p7s"), in_folder("manifest"), NULL, now, &verdict, &err),
	              &err);
	assert_ok(judge(in_folder("bare.p7s"), in_folder("manifest"), in_folder("chain.crt"), now, &verdict, &err),
	          &err);
}

/* A certificate that may not sign documents, and one whose root says it may not certify. */
static void
certificates_that_may_not_seal_are_refused(void **state)
{
	SCOPED(run) run = { 0 };
	struct seal_verdict verdict;
	struct error err;

	(void)state;
	expect_shell(0, &run, folder,
	             "printf 'keyUsage=critical,keyEncipherment\\n' >no.ext && openssl x509 -req -in ee.csr -CA"
	             " ca.crt -CAkey ca.key -CAcreateserial -days 20 -extfile no.ext -out no.crt &&"
	             " openssl cms -sign -binary -cades -md sha256 -in manifest -signer no.crt -inkey ee.key"
	             " -certfile ca.crt -outform DER -out no.p7s");
	assert_status(STATUS_FALSE,
	              judge(in_folder("no.p7s"), in_folder("manifest"), in_folder("ca.crt"), instant_now(), &verdict,
	                    &err),
	              &err);
	assert_says(&err, "is refused");
	/* our leaf certifies nobody: openssl makes such a certificate, and nobody accepts it */
	expect_shell(0, &run, folder,
	             "openssl x509 -req -in ee.csr -CA office.seal.crt -CAkey office.seal.pem -CAcreateserial"
	             " -days 20 -extfile ee.ext -out below.crt && openssl cms -sign -binary -cades -md sha256 -in"
	             " manifest -signer below.crt -inkey ee.key -certfile office.seal.crt -outform DER -out"
	             " below.p7s");
	assert_status(STATUS_FALSE,
	              judge(in_folder("below.p7s"), in_folder("manifest"), in_folder("org.root.crt"),
	                    instant_now(), &verdict, &err),
	              &err);
	assert_status(STATUS_REFUSED,
	              seal_leaf_new(&(struct seal_place){ in_folder("below"), NULL }, office,
	                            &(struct seal_words){ .name = "Below", .from = now, .years = 1 }, &err),
	              &err);
	assert_says(&err, "is no root");
}

/* Every byte of a seal, changed: none verifies as before but where nothing signs the byte. */
static void
no_changed_byte_of_a_seal_gives_another_signer(void **state)
{
	SCOPED(buffer) der = { 0 };
	SCOPED_POINTER(seal_trust) trust = NULL;
	struct digest top = seal_signer_root(office), leaf = seal_signer_leaf(office);
	struct seal_verdict verdict;
	struct error err;
	size_t accepted = 0;

	(void)state;
	assert_ok(seal_trust_open(&trust, &err), &err);
	assert_ok(seal_trust_add_digest(trust, &top, &err), &err);
	assert_ok(seal_make(office, text_of(MANIFEST), now, &der, &err), &err);
	for (size_t i = 0; i < der.n; i++) {
		enum status st;

		der.p[i] ^= 0x10;
		st = seal_verify(text_of_buffer(&der), text_of(MANIFEST), trust, now, &verdict, &err);
		der.p[i] ^= 0x10;
		if (st != STATUS_OK)
			continue;
		accepted++;
		assert_true(verdict.identified && digest_equal(&verdict.leaf, &leaf));
	}
	print_message("%zu of %zu bytes may change without harm\n", accepted, der.n);
	assert_true(accepted <= 2); /* the version numbers of RFC 5652 §5.1 and §5.3 */
}

static void
a_root_far_away_certifies_by_request(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(buffer) request = { 0 };
	SCOPED(buffer) pem = { 0 };
	SCOPED_POINTER(seal_signer) signer = NULL;
	struct seal_words words = { .name = "Ana Petrosyan", .organisation = "Հայ Archive", .from = now,
		                    .years = 40 };
	struct seal_place at = place("ana");
	char name[SEAL_NAME_SIZE];
	struct digest key;
	struct error err;

	(void)state;
	assert_ok(seal_leaf_request(&at, &words, &err), &err);
	expect_shell(0, &run, folder, "openssl req -in ana.seal.csr -verify -noout");
	read_file(&request, in_folder("ana.seal.csr"));
	assert_ok(seal_request_read(text_of_buffer(&request), name, &key, &err), &err);
	assert_string_equal(name, "CN=Ana Petrosyan,O=Հայ Archive");
	assert_status(STATUS_INVALID, seal_root_sign(root, text_of_buffer(&request), &words, &pem, &err),
	              &err);
	words.years = 20; /* ends with the root */
	assert_ok(seal_root_sign(root, text_of_buffer(&request), &words, &pem, &err), &err);
	at = place("ana");
	assert_ok(seal_import_certificate(&at, text_of_buffer(&pem), now, &err), &err);
	at = place("ana");
	assert_ok(seal_signer_load(&at, SEAL_LEAF_SUFFIX, &signer, &err), &err);
	make_seal(signer, in_folder("ana.p7s"));
	expect_shell(0, &run, folder,
	             "openssl cms -verify -binary -cades -inform DER -in ana.p7s -content manifest"
	             " -CAfile org.root.crt -out /dev/null");
	at = place("office");
	assert_status(STATUS_INVALID, seal_import_certificate(&at, text_of_buffer(&pem), now, &err), &err);
	request.p[request.n / 2] ^= 1;
	assert_int_not_equal(seal_request_read(text_of_buffer(&request), name, &key, &err), STATUS_OK);
}

static void
nothing_at_all_can_be_sealed(void **state)
{
	SCOPED(buffer) der = { 0 };
	struct seal_verdict verdict;
	struct error err;

	(void)state;
	assert_ok(seal_make(office, (struct text){ NULL, 0 }, now, &der, &err), &err);
	assert_ok(seal_verify(text_of_buffer(&der), (struct text){ NULL, 0 }, NULL, now, &verdict, &err), &err);
	assert_status(STATUS_FALSE, seal_verify(text_of_buffer(&der), text_of("x"), NULL, now, &verdict, &err),
	              &err);
	assert_status(STATUS_INVALID, seal_verify((struct text){ NULL, 0 }, text_of("x"), NULL, now, &verdict, &err),
	              &err);
}

static void
words_and_places_are_checked(void **state)
{
	struct seal_words words = { .name = "", .organisation = "Archive", .from = now, .years = 1 };
	struct seal_place at = place("none");
	struct error err;
	SCOPED(run) run = { 0 };

	(void)state;
	assert_status(STATUS_INVALID, seal_root_new(&at, &words, &err), &err);
	words.name = "12345678901234567890123456789012345678901234567890123456789012345";
	assert_status(STATUS_INVALID, seal_root_new(&at, &words, &err), &err);
	words.name = "Root";
	words.years = 0;
	assert_status(STATUS_INVALID, seal_root_new(&at, &words, &err), &err);
	words.years = 1;
	write_file(in_folder("none.root.crt"), "x", 1);
	at = place("none");
	assert_status(STATUS_EXISTS, seal_root_new(&at, &words, &err), &err);
	expect_shell(0, &run, folder, "test ! -e none.root.pem && test \"$(stat -c %%a org.root.pem)\" = 600");
	at = place("org");
	assert_status(STATUS_EXISTS, seal_root_new(&at, &words, &err), &err);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ours_are_accepted_by_openssl_gnutls_and_gnupg),
		cmocka_unit_test(all_three_refuse_ours_over_other_bytes),
		cmocka_unit_test(a_seal_says_whose_it_is),
		cmocka_unit_test(a_namesake_of_the_root_or_the_leaf_is_not_it),
		cmocka_unit_test(dates_are_judged_at_the_given_time),
		cmocka_unit_test(signatures_of_others_are_judged),
		cmocka_unit_test(rsa_of_a_public_authority_both_ways),
		cmocka_unit_test(a_pkcs12_is_imported),
		cmocka_unit_test(one_signer_and_no_content_of_its_own),
		cmocka_unit_test(certificates_that_may_not_seal_are_refused),
		cmocka_unit_test(no_changed_byte_of_a_seal_gives_another_signer),
		cmocka_unit_test(a_root_far_away_certifies_by_request),
		cmocka_unit_test(nothing_at_all_can_be_sealed),
		cmocka_unit_test(words_and_places_are_checked),
	};

	need_shared("vectors/custody/cms");
	return cmocka_run_group_tests(tests, begin, end);
}
