/* SPDX-License-Identifier: Apache-2.0 */
/* test_key_seal.c - `vidimus key root|seal|import`: identities, judged by openssl, certtool and gpgsm. */
#include "cli/catalogue.h"

#define KEY    "\"$VIDIMUS\" key "
#define KEYS   "home/config/vidimus/keys"
#define ROOT   KEY "root new archive --organisation 'Example Archive' --no-passphrase --out stick"

/* A folder with a root on a "memory stick" and the office's leaf. */
static int
begin_seals(void **state)
{
	SCOPED(run) run = { 0 };

	*state = folder_make();
	expect_shell(0, &run, *state,
	             "mkdir stick && " ROOT " && " KEY "seal new office --root stick/archive --no-passphrase");
	return 0;
}

static void
a_root_is_kept_apart_and_certifies_the_office(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "test ! -e " KEYS "/archive.root.pem && test \"$(stat -c %%a stick/archive.root.pem)\" = 600"
	             " && test \"$(stat -c %%a " KEYS "/office.seal.pem)\" = 600"
	             " && openssl x509 -in stick/archive.root.crt -noout -text");
	assert_out(&run, "CA:TRUE, pathlen:0");
	assert_out(&run, "Certificate Sign, CRL Sign");
	assert_out(&run, "prime256v1");
	expect_shell(0, &run, *state, "openssl x509 -in " KEYS "/office.seal.crt -noout -text");
	assert_out(&run, "CA:FALSE");
	assert_out(&run, "Digital Signature, Non Repudiation");
	assert_out(&run, "E-mail Protection");
	assert_out(&run, "O = Example Archive, CN = Office");
	expect_shell(0, &run, *state,
	             "openssl verify -x509_strict -purpose smimesign -CAfile stick/archive.root.crt " KEYS
	             "/office.seal.crt && test \"$(grep -c BEGIN " KEYS "/office.seal.crt)\" = 2 &&"
	             " certtool --verify --infile " KEYS "/office.seal.crt --load-ca-certificate stick/archive.root.crt");
}

/* The same files, in the hands of the three tools that a court may have. */
static void
the_tools_of_others_seal_with_ours_and_accept(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "echo words >text && openssl cms -sign -binary -cades -nosmimecap -md sha256 -in text -signer "
	             KEYS "/office.seal.crt -inkey " KEYS "/office.seal.pem -certfile stick/archive.root.crt"
	             " -outform DER -out text.p7s && certtool --p7-verify --inder --infile text.p7s --load-data text"
	             " --load-ca-certificate stick/archive.root.crt && export GNUPGHOME=$PWD/gnupg && mkdir -m 700"
	             " gnupg && openssl x509 -in stick/archive.root.crt -noout -fingerprint -sha1 | cut -d= -f2 |"
	             " sed 's/$/ S/' >gnupg/trustlist.txt && gpgsm --import stick/archive.root.crt && gpgsm"
	             " --disable-crl-checks --verify text.p7s text; code=$?; gpgconf --kill all; exit $code");
}

static void
keys_are_listed_and_read_aloud(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *entry = NULL;
	char sha256[65], groups[80] = "";

	expect_shell(0, &run, *state, KEY "list --json");
	entry = json_line(&run, 0);
	assert_members(entry, "name kind has_passphrase file certificate sha256 subject issuer not_before not_after");
	assert_string_equal(string_member(entry, "kind"), "seal");
	assert_string_equal(string_member(entry, "subject"), "CN=Office,O=Example Archive");
	assert_string_equal(string_member(entry, "issuer"), "CN=Root for seals,O=Example Archive");
	snprintf(sha256, sizeof sha256, "%s", string_member(entry, "sha256"));
	for (size_t i = 0; i < 64; i += 4)
		snprintf(groups + strlen(groups), sizeof groups - strlen(groups), "%s%.4s", i ? " " : "",
		         sha256 + i);
	expect_shell(0, &run, *state, KEY "show office");
	assert_out(&run, groups);
	expect_shell(0, &run, *state,
	             "openssl x509 -in " KEYS "/office.seal.crt -noout -fingerprint -sha256 | tr -d : | tr A-F a-f");
	assert_out(&run, sha256);
	expect_shell(0, &run, *state, KEY "list");
	assert_out(&run, "VALID UNTIL");
	expect_refusal(1, *state, "there is no key nobody", KEY "show nobody");
	/* the key of a seal is no key that signs the log */
	expect_shell(0, &run, *state, "! " KEY "list --json | grep -q public_key");
}

static void
a_far_root_certifies_by_request(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             KEY "seal request ana --person --name 'Ana Petrosyan' --organisation 'Example Archive'"
	             " --no-passphrase");
	assert_out(&run, "key root sign");
	expect_refusal(1, *state, "there is no root nobody",
	               KEY "root sign nobody --request " KEYS "/ana.seal.csr --out ana.crt");
	expect_shell(0, &run, *state,
	             KEY "root sign stick/archive.root.pem --request " KEYS "/ana.seal.csr --out ana.crt");
	assert_out(&run, "Ana Petrosyan");
	expect_refusal(2, *state, "none of the certificates is that of the key",
	               "rm -f " KEYS "/office.seal.crt && " KEY "import office --certificate ana.crt");
	expect_shell(0, &run, *state, KEY "import ana --certificate ana.crt");
	assert_out(&run, "CN=Ana Petrosyan,O=Example Archive");
	expect_refusal(5, *state, "is there already", KEY "import ana --certificate ana.crt");
	expect_refusal(1, *state, "there is no key ben that seals", KEY "import ben --certificate ana.crt");
}

static void
a_public_authoritys_files_are_imported(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "umask 077; openssl req -x509 -newkey rsa:3072 -nodes -keyout ca.key -out ca.crt -days 30 -subj"
	             " /O=CA && openssl req -newkey rsa:2048 -nodes -keyout ee.key -out ee.csr -subj /CN=Clerk &&"
	             " printf 'keyUsage=critical,digitalSignature\\nextendedKeyUsage=emailProtection\\n' >ext &&"
	             " openssl x509 -req -in ee.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 20 -extfile ext"
	             " -out ee.crt && openssl pkcs12 -export -in ee.crt -inkey ee.key -certfile ca.crt -out"
	             " ee.p12 -passout pass:secret && cat ee.crt ca.crt >chain.crt && echo secret >pass && chmod 600 pass");
	expect_shell(0, &run, *state, KEY "import court --certificate chain.crt --private-key ee.key --no-passphrase");
	assert_out(&run, "CN=Clerk");
	expect_shell(0, &run, *state,
	             KEY "import packed --pkcs12 ee.p12 --passphrase-file pass && openssl pkey -in " KEYS
	             "/packed.seal.pem -passin pass:secret -noout");
	expect_refusal(5, *state, "passphrase is wrong",
	               "echo other >pass && " KEY "import again --pkcs12 ee.p12 --passphrase-file pass");
	/* one that may not sign: tried, and refused by name */
	expect_refusal(5, *state, "is refused",
	               "printf 'keyUsage=critical,keyEncipherment\\n' >ext && openssl x509 -req -in ee.csr -CA ca.crt"
	               " -CAkey ca.key -CAcreateserial -days 20 -extfile ext -out no.crt 2>/dev/null && cat ca.crt"
	               " >>no.crt && " KEY "import no --certificate no.crt --private-key ee.key --no-passphrase");
	expect_shell(0, &run, *state, "test ! -e " KEYS "/no.seal.pem -a ! -e " KEYS "/again.seal.pem");
}

static void
passphrases_protect_root_and_leaf(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "mkdir -p safe && echo root-word >root.pass && echo leaf-word >leaf.pass && chmod 600 *.pass &&"
	             KEY "root new org --organisation O --out safe --passphrase-file root.pass &&" KEY
	             "seal new desk --root safe/org --root-passphrase-file root.pass --passphrase-file leaf.pass &&"
	             " openssl pkey -in safe/org.root.pem -passin pass:root-word -noout && openssl pkey -in " KEYS
	             "/desk.seal.pem -passin pass:leaf-word -noout && openssl asn1parse -in safe/org.root.pem");
	assert_out(&run, ":scrypt");
	expect_refusal(5, *state, "passphrase is wrong",
	               KEY "seal new more --root safe/org --root-passphrase-file leaf.pass --passphrase-file leaf.pass");
	expect_refusal(2, *state, "give --root-passphrase-file FILE",
	               KEY "seal new more --root safe/org --passphrase-file leaf.pass");
	/* a memory stick knows no modes: a key with a passphrase may lie there, an open one not */
	expect_shell(0, &run, *state,
	             "chmod 644 safe/org.root.pem && " KEY "seal new more --root safe/org --root-passphrase-file"
	             " root.pass --passphrase-file leaf.pass");
	expect_refusal(5, *state, "is open to others",
	               "chmod 644 stick/archive.root.pem && " KEY "seal new x --root stick/archive --no-passphrase");
}

static void
wrong_words_are_refused(void **state)
{
	expect_refusal(2, *state, "--organisation", KEY "root new x --no-passphrase");
	expect_refusal(2, *state, "does not end in .root", KEY "new x.root --no-passphrase");
	expect_refusal(2, *state, "no name for a key", KEY "root new ../x --organisation O --no-passphrase");
	expect_refusal(2, *state, "whose is it", KEY "seal new x --root stick/archive --person --no-passphrase");
	expect_refusal(2, *state, "give --certificate", KEY "import x --private-key y");
	expect_refusal(5, *state, "archive.root.pem", ROOT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_root_is_kept_apart_and_certifies_the_office, begin_seals, end_folder),
		cmocka_unit_test_setup_teardown(the_tools_of_others_seal_with_ours_and_accept, begin_seals, end_folder),
		cmocka_unit_test_setup_teardown(keys_are_listed_and_read_aloud, begin_seals, end_folder),
		cmocka_unit_test_setup_teardown(a_far_root_certifies_by_request, begin_seals, end_folder),
		cmocka_unit_test_setup_teardown(a_public_authoritys_files_are_imported, begin_seals, end_folder),
		cmocka_unit_test_setup_teardown(passphrases_protect_root_and_leaf, begin_seals, end_folder),
		cmocka_unit_test_setup_teardown(wrong_words_are_refused, begin_seals, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
