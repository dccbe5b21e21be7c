/* SPDX-License-Identifier: Apache-2.0 */
/* test_keyfile.c - key files: with the openssl command both ways, guarded, never overwritten. */
#include "crypto/keyfile.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PASSPHRASE "correct horse \xd5\x8e"

static char *folder;
static struct signing_key *key;
static struct passphrase passphrase;

static int
begin(void **state)
{
	struct error err;

	(void)state;
	folder = folder_make();
	assert_ok(signing_key_make(&key, &err), &err);
	assert_ok(passphrase_set(&passphrase, text_of(PASSPHRASE), &err), &err);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	signing_key_close(key);
	folder_remove(folder);
	return 0;
}

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

/* Reads and unlocks; closes the key again after comparing it with `wanted`. */
static enum status
open_key(const char *path, const char *with, const struct signing_key *wanted, struct error *err)
{
	SCOPED_POINTER(signing_key) opened = NULL;
	SCOPED(keyfile) file = { 0 };
	SCOPED(passphrase) given = { 0 };
	enum status st;

	if (with != NULL)
		assert_ok(passphrase_set(&given, text_of(with), err), err);
	st = keyfile_read(path, &file, err);
	if (st == STATUS_OK)
		st = keyfile_unlock(&file, with != NULL ? &given : NULL, &opened, err);
	if (st == STATUS_OK && wanted != NULL)
		assert_true(public_key_equal(signing_key_public(opened), signing_key_public(wanted)));
	assert_true((st == STATUS_OK) == (opened != NULL));
	return st;
}

static unsigned
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

static void
an_encrypted_key_comes_back(void **state)
{
	const char *path = in_folder("ana.pem");
	SCOPED(keyfile) file = { 0 };
	SCOPED(buffer) bytes = { 0 };
	struct error err;

	(void)state;
	assert_ok(keyfile_write(path, key, &passphrase, &err), &err);
	assert_int_equal(mode_of(path), 0600);
	read_file(&bytes, path);
	assert_true(text_begins(text_of_buffer(&bytes), "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
	assert_ok(keyfile_read(path, &file, &err), &err);
	assert_true(file.has_passphrase);
	assert_ok(open_key(path, PASSPHRASE, key, &err), &err);
	assert_status(STATUS_REFUSED, open_key(path, "wrong", key, &err), &err);
	assert_non_null(strstr(err.text, "passphrase is wrong"));
	assert_status(STATUS_REFUSED, open_key(path, NULL, key, &err), &err);
	assert_non_null(strstr(err.text, "needs its passphrase"));
}

/* One padding in 256 looks right by chance: of many wrong guesses none may pass all the same. */
static void
no_wrong_passphrase_opens(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(keyfile) file = { 0 };
	struct error err;
	char with[16];

	(void)state;
	expect_shell(0, &run, folder,
	             "umask 077; openssl genpkey -algorithm ed25519 | openssl pkcs8 -topk8 -iter 1 -passout pass:x -out cheap.pem");
	assert_ok(keyfile_read(in_folder("cheap.pem"), &file, &err), &err);
	for (int i = 0; i < 3000; i++) {
		SCOPED_POINTER(signing_key) opened = NULL;
		SCOPED(passphrase) given = { 0 };

		snprintf(with, sizeof with, "guess %d", i);
		assert_ok(passphrase_set(&given, text_of(with), &err), &err);
		assert_status(STATUS_REFUSED, keyfile_unlock(&file, &given, &opened, &err), &err);
	}
}

static void
an_open_key_says_that_it_is(void **state)
{
	const char *path = in_folder("open.pem");
	SCOPED(keyfile) file = { 0 };
	struct error err;

	(void)state;
	assert_ok(keyfile_write_open(path, key, &err), &err);
	assert_int_equal(mode_of(path), 0600);
	assert_ok(keyfile_read(path, &file, &err), &err);
	assert_false(file.has_passphrase);
	assert_ok(open_key(path, NULL, key, &err), &err);
	assert_ok(open_key(path, "not looked at", key, &err), &err);
}

static void
no_passphrase_is_no_way_to_an_open_key(void **state)
{
	SCOPED(passphrase) none = { 0 };
	const char *path = in_folder("none.pem");
	struct error err;

	(void)state;
	assert_status(STATUS_INVALID, keyfile_write(path, key, &none, &err), &err);
	assert_status(STATUS_INVALID, keyfile_write(path, key, NULL, &err), &err);
	assert_status(STATUS_NOT_FOUND, open_key(path, NULL, NULL, &err), &err);
}

/* How many names the folder has besides the given one's, as leftovers would show. */
static size_t
count_drafts(void)
{
	DIR *directory = opendir(folder);
	size_t count = 0;

	assert_non_null(directory);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
		count += strncmp(entry->d_name, ".vidimus", 8) == 0;
	closedir(directory);
	return count;
}

static void
nothing_is_ever_overwritten(void **state)
{
	const char *path = in_folder("kept.pem"), *link = in_folder("dangling.pem");
	SCOPED(buffer) bytes = { 0 };
	struct error err;

	(void)state;
	write_file(path, "kept", 4);
	assert_status(STATUS_EXISTS, keyfile_write(path, key, &passphrase, &err), &err);
	assert_non_null(strstr(err.text, "kept.pem"));
	assert_status(STATUS_EXISTS, keyfile_write_open(path, key, &err), &err);
	read_file(&bytes, path);
	assert_string_equal(buffer_string(&bytes), "kept");
	assert_int_equal(symlink("nowhere", link), 0);
	assert_status(STATUS_EXISTS, keyfile_write_open(link, key, &err), &err);
	assert_status(STATUS_IO, keyfile_write_open(in_folder("no/such.pem"), key, &err), &err);
	assert_status(STATUS_INVALID, keyfile_write_open(in_folder(""), key, &err), &err);
	assert_int_equal(count_drafts(), 0);
}

static void
keys_that_others_can_use_are_refused(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0620, 0602, 0644, 0660, 0666, 0610 };
	const char *path = in_folder("shared.pem");
	struct error err;

	(void)state;
	assert_ok(keyfile_write_open(path, key, &err), &err);
	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		assert_int_equal(chmod(path, modes[i]), 0);
		assert_status(STATUS_REFUSED, open_key(path, NULL, key, &err), &err);
		assert_non_null(strstr(err.text, "chmod 600 "));
	}
	assert_int_equal(chmod(path, 0400), 0);
	assert_ok(open_key(path, NULL, key, &err), &err);
}

static void
a_link_to_a_key_is_followed(void **state)
{
	const char *path = in_folder("target.pem"), *link = in_folder("link.pem");
	struct error err;

	(void)state;
	assert_ok(keyfile_write_open(path, key, &err), &err);
	assert_int_equal(symlink("target.pem", link), 0);
	assert_ok(open_key(link, NULL, key, &err), &err);
}

static void
the_openssl_command_reads_ours(void **state)
{
	SCOPED(run) run = { 0 };
	char hex[128] = "";
	struct error err;

	(void)state;
	assert_ok(keyfile_write(in_folder("ours.pem"), key, &passphrase, &err), &err);
	assert_ok(keyfile_write_open(in_folder("ours-open.pem"), key, &err), &err);
	expect_shell(0, &run, folder,
	             "openssl pkey -in ours.pem -passin 'pass:" PASSPHRASE "' -pubout -outform DER | tail -c 32 | od -An -v -tx1 | tr -d ' \\n'");
	for (size_t i = 0; i < PUBLIC_KEY_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", signing_key_public(key)->bytes[i]);
	assert_string_equal(buffer_string(&run.out), hex);
	expect_shell(1, &run, folder, "openssl pkey -in ours.pem -passin pass:wrong -noout");
	expect_shell(0, &run, folder, "openssl pkey -in ours-open.pem -noout");
	expect_shell(0, &run, folder, "openssl asn1parse -in ours.pem");
	assert_non_null(strstr(buffer_string(&run.out), "PBES2"));
	assert_non_null(strstr(buffer_string(&run.out), ":scrypt\n"));
	assert_non_null(strstr(buffer_string(&run.out), "aes-256-cbc"));
	assert_non_null(strstr(buffer_string(&run.out), "INTEGER           :4000\n"));
	assert_non_null(strstr(buffer_string(&run.out), "INTEGER           :08\n"));
	assert_non_null(strstr(buffer_string(&run.out), "INTEGER           :05\n"));
}

static void
ours_reads_the_openssl_commands(void **state)
{
	static const char *const ways[] = { "-scrypt", "-v2 aes-256-cbc", "-v2 aes-128-cbc -v2prf hmacWithSHA512",
		                            "-scrypt -scrypt_N 1024 -scrypt_r 8 -scrypt_p 16" };
	SCOPED(run) run = { 0 };
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		expect_shell(0, &run, folder,
		             "umask 077; rm -f theirs.pem; openssl genpkey -algorithm ed25519 | openssl pkcs8 -topk8 %s -passout pass:theirs -out theirs.pem",
		             ways[i]);
		assert_ok(open_key(in_folder("theirs.pem"), "theirs", NULL, &err), &err);
		assert_status(STATUS_REFUSED, open_key(in_folder("theirs.pem"), "ours", NULL, &err), &err);
	}
	expect_shell(0, &run, folder, "umask 077; openssl genpkey -algorithm ed25519 -out theirs-open.pem");
	assert_ok(open_key(in_folder("theirs-open.pem"), NULL, NULL, &err), &err);
}

/* A signature by a key that travelled through files verifies with the command. */
static void
a_stored_key_signs_what_the_command_verifies(void **state)
{
	SCOPED_POINTER(signing_key) opened = NULL;
	SCOPED(keyfile) file = { 0 };
	SCOPED(run) run = { 0 };
	struct signature signature;
	struct error err;

	(void)state;
	assert_ok(keyfile_write(in_folder("sign.pem"), key, &passphrase, &err), &err);
	assert_ok(keyfile_read(in_folder("sign.pem"), &file, &err), &err);
	assert_ok(keyfile_unlock(&file, &passphrase, &opened, &err), &err);
	assert_ok(signature_make(opened, text_of("vidimus"), &signature, &err), &err);
	write_file(in_folder("text"), "vidimus", 7);
	write_file(in_folder("text.sig"), signature.bytes, SIGNATURE_SIZE);
	expect_shell(0, &run, folder,
	             "openssl pkeyutl -verify -rawin -inkey sign.pem -passin 'pass:" PASSPHRASE "' -in text -sigfile text.sig");
}

static void
other_files_are_refused_in_words(void **state)
{
	static const struct {
		const char *command, *words;
		enum status status;
	} cases[] = {
		{ "openssl genpkey -algorithm X25519 -out bad", "not Ed25519", STATUS_INVALID },
		{ "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out bad", "not Ed25519", STATUS_INVALID },
		{ "openssl genpkey -algorithm ed25519 | openssl pkey -pubout -out bad", "PUBLIC KEY", STATUS_INVALID },
		{ "openssl genpkey -algorithm ed25519 | openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:x -out bad",
		  "PBES2", STATUS_INVALID },
		{ "openssl genpkey -algorithm ed25519 | openssl pkcs8 -topk8 -iter 20000000 -passout pass:x -out bad",
		  "too costly", STATUS_LIMIT },
		{ "echo hello >bad", "no key in PEM form", STATUS_INVALID },
		{ ": >bad", "no key in PEM form", STATUS_INVALID },
		{ "head -c 16385 /dev/zero >bad", "exceeds", STATUS_LIMIT },
		{ "mkdir bad; chmod 700 bad", "not a regular file", STATUS_INVALID },
		{ "mkfifo bad", "not a regular file", STATUS_INVALID },
		{ "openssl genpkey -algorithm ed25519 | sed s/M/A/ >bad", "", STATUS_INVALID },
	};
	SCOPED(run) run = { 0 };
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		expect_shell(0, &run, folder, "umask 077; rm -rf bad; %s", cases[i].command);
		assert_status(cases[i].status, open_key(in_folder("bad"), "x", NULL, &err), &err);
		if (strstr(err.text, cases[i].words) == NULL)
			fail_msg("%s: %s", cases[i].command, err.text);
	}
}

/* A file whose every bit may be wrong never crashes and never gives another key. */
static void
damaged_files_give_no_key(void **state)
{
	const char *path = in_folder("damaged.pem");
	SCOPED(keyfile) file = { 0 };
	struct error err;

	(void)state;
	assert_ok(keyfile_write_open(path, key, &err), &err);
	assert_ok(keyfile_read(path, &file, &err), &err);
	for (size_t i = 0; i < file.der.n * 8; i++) {
		SCOPED_POINTER(signing_key) opened = NULL;

		file.der.p[i / 8] ^= (char)(1 << i % 8);
		if (keyfile_unlock(&file, NULL, &opened, NULL) == STATUS_OK)
			assert_true(i / 8 >= file.der.n - SIGNING_SEED_SIZE || /* another seed */
			            public_key_equal(signing_key_public(opened), signing_key_public(key)));
		file.der.p[i / 8] ^= (char)(1 << i % 8);
	}
	buffer_append_byte(&file.der, '\0');
	{
		SCOPED_POINTER(signing_key) opened = NULL;

		assert_status(STATUS_INVALID, keyfile_unlock(&file, NULL, &opened, &err), &err);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_encrypted_key_comes_back),
		cmocka_unit_test(no_wrong_passphrase_opens),
		cmocka_unit_test(an_open_key_says_that_it_is),
		cmocka_unit_test(no_passphrase_is_no_way_to_an_open_key),
		cmocka_unit_test(nothing_is_ever_overwritten),
		cmocka_unit_test(keys_that_others_can_use_are_refused),
		cmocka_unit_test(a_link_to_a_key_is_followed),
		cmocka_unit_test(the_openssl_command_reads_ours),
		cmocka_unit_test(ours_reads_the_openssl_commands),
		cmocka_unit_test(a_stored_key_signs_what_the_command_verifies),
		cmocka_unit_test(other_files_are_refused_in_words),
		cmocka_unit_test(damaged_files_give_no_key),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
