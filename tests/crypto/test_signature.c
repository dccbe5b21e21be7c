/* SPDX-License-Identifier: Apache-2.0 */
/* test_signature.c - Ed25519: RFC 8032, Wycheproof, the edge points, and keys that are refused. */
#include "crypto/signature.h"

#include "support/vectors.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define FOLDER "vectors/custody/ed25519"
#define FLAG_LIMIT 32

/* RFC 8032 §7.1, tests 1 to 3. */
static const struct {
	const char *seed, *key, *message, *signature;
} published[] = {
	{ "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
	  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
	  "d25bf5f0595bbe24655141438e7a100b" },
	{ "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
	  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
	  "387b2eaeb4302aeeb00d291612bb0c00" },
	{ "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
	  "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
	  "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
	  "4a7c15e9716ed28dc027beceea1ec40a" },
};

static void
published_keys_give_the_published_signatures(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
		SCOPED_POINTER(signing_key) key = NULL;
		unsigned char seed[SIGNING_SEED_SIZE];
		struct signature wanted, made;
		struct public_key public_key;
		SCOPED(buffer) message = { 0 };
		struct error err;

		assert_true(hex_read(text_of(published[i].seed), seed, sizeof seed));
		assert_true(hex_read(text_of(published[i].key), public_key.bytes, PUBLIC_KEY_SIZE));
		assert_true(hex_read(text_of(published[i].signature), wanted.bytes, SIGNATURE_SIZE));
		assert_true(buffer_reserve(&message, 8));
		message.n = strlen(published[i].message) / 2;
		assert_true(hex_read(text_of(published[i].message), message.p, message.n));
		assert_ok(signing_key_of_seed(&key, seed, &err), &err);
		assert_true(public_key_equal(signing_key_public(key), &public_key));
		assert_ok(signature_make(key, text_of_buffer(&message), &made, &err), &err);
		assert_memory_equal(made.bytes, wanted.bytes, SIGNATURE_SIZE);
		assert_ok(signature_verify(&public_key, text_of_buffer(&message), &made, &err), &err);
	}
}

static void
new_keys_sign_and_changes_are_noticed(void **state)
{
	SCOPED_POINTER(signing_key) key = NULL;
	SCOPED_POINTER(signing_key) other = NULL;
	struct signature signature, wrong;
	struct error err;

	(void)state;
	assert_ok(signing_key_make(&key, &err), &err);
	assert_ok(signing_key_make(&other, &err), &err);
	assert_false(public_key_equal(signing_key_public(key), signing_key_public(other)));
	assert_ok(public_key_check(signing_key_public(key), &err), &err);
	assert_ok(signature_make(key, text_of("seen"), &signature, &err), &err);
	assert_ok(signature_verify(signing_key_public(key), text_of("seen"), &signature, &err), &err);
	assert_status(STATUS_FALSE,
	              signature_verify(signing_key_public(key), text_of("seem"), &signature, &err), &err);
	assert_status(STATUS_FALSE,
	              signature_verify(signing_key_public(other), text_of("seen"), &signature, &err), &err);
	for (size_t i = 0; i < SIGNATURE_SIZE; i++) {
		wrong = signature;
		wrong.bytes[i] ^= 1;
		assert_status(STATUS_FALSE,
		              signature_verify(signing_key_public(key), text_of("seen"), &wrong, &err),
		              &err);
	}
}

static void
an_actor_is_the_digest_of_the_key(void **state)
{
	struct public_key key;
	struct digest actor;
	char text[DIGEST_TEXT_SIZE];
	struct error err;

	(void)state;
	assert_true(hex_read(text_of("73d5c74c3a07b5068a5524b5b60ca818faa5650f4ba2138117706af9924aa2d7"),
	                     key.bytes, sizeof key.bytes));
	assert_ok(actor_fingerprint(&key, &actor, &err), &err);
	digest_write(text, &actor);
	assert_string_equal(text, "eca3fdb9bc728ca78c242b5b581405920bc539bb6461c6b3a248c4091f6de6e5");
}

/* The two y of order 8, and p = 2^255 - 19. */
static const char order_8[] = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05";
static const char other_8[] = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a";
static const char prime[] = "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";

static void
expect_refused(enum status status, const char *hex, int added)
{
	struct public_key key = { { 0 } };
	struct signature signature = { { 1 } };
	struct error err;

	if (hex != NULL)
		assert_true(hex_read(text_of(hex), key.bytes, sizeof key.bytes));
	key.bytes[0] = (unsigned char)(key.bytes[0] + added);
	for (int sign = 0; sign < 2; sign++) {
		assert_status(status, public_key_check(&key, &err), &err);
		assert_status(STATUS_FALSE, signature_verify(&key, text_of("x"), &signature, &err), &err);
		key.bytes[31] ^= 0x80;
	}
}

static void
keys_of_low_order_are_refused_in_every_encoding(void **state)
{
	(void)state;
	expect_refused(STATUS_REFUSED, NULL, 0);    /* y = 0 */
	expect_refused(STATUS_REFUSED, NULL, 1);    /* y = 1 */
	expect_refused(STATUS_REFUSED, prime, -1);  /* y = -1 */
	expect_refused(STATUS_REFUSED, prime, 0);   /* y = 0 again */
	expect_refused(STATUS_REFUSED, prime, 1);   /* y = 1 again */
	expect_refused(STATUS_REFUSED, order_8, 0);
	expect_refused(STATUS_REFUSED, other_8, 0);
	for (int added = 2; added <= 18; added++)
		expect_refused(STATUS_INVALID, prime, added); /* other numbers beyond the field */
}

static void
neighbours_of_refused_keys_are_not_refused(void **state)
{
	struct public_key key = { { 2 } };
	struct error err;

	(void)state;
	assert_ok(public_key_check(&key, &err), &err);
	assert_true(hex_read(text_of(prime), key.bytes, sizeof key.bytes));
	key.bytes[0] = 0xeb;
	assert_ok(public_key_check(&key, &err), &err);
	key.bytes[0] = 0xff;
	key.bytes[17] = 0xfe;
	assert_ok(public_key_check(&key, &err), &err);
}

/* Reads key and signature of a case; false when a length is wrong, which no reader of ours lets in. */
static bool
read_case(const json_t *vector, const char *key_member, struct public_key *key,
          struct signature *signature)
{
	return hex_read(text_of(vector_text(vector, key_member)), key->bytes, PUBLIC_KEY_SIZE) &&
	       hex_read(text_of(vector_text(vector, "sig")), signature->bytes, SIGNATURE_SIZE);
}

static size_t acceptable_accepted, acceptable;

static void
judge_wycheproof(const json_t *vector, const char *where)
{
	SCOPED(buffer) message = { 0 };
	struct public_key key;
	struct signature signature;
	const char *result = vector_text(vector, "result");
	bool accepted;

	vector_hex(&message, json_object_get(vector, "msg"));
	accepted = read_case(vector, "pk", &key, &signature) &&
	           signature_verify(&key, text_of_buffer(&message), &signature, NULL) == STATUS_OK;
	if (strcmp(result, "acceptable") == 0) {
		acceptable++;
		acceptable_accepted += accepted;
	} else if (accepted != (strcmp(result, "valid") == 0)) {
		fail_msg("%s: a signature that is %s was %s", where, result,
		         accepted ? "accepted" : "refused");
	}
}

static void
wycheproof_is_judged_right(void **state)
{
	size_t count = vector_lines(FOLDER "/wycheproof.jsonl", judge_wycheproof);

	(void)state;
	print_message("wycheproof: %zu cases, %zu of %zu acceptable ones accepted\n", count,
	              acceptable_accepted, acceptable);
}

/* What happened to the edge cases, by flag. */
static struct {
	char   flag[64];
	size_t accepted, refused;
} tallies[FLAG_LIMIT];

static void
tally(const char *flag, bool accepted)
{
	size_t i = 0;

	while (i < FLAG_LIMIT - 1 && tallies[i].flag[0] != '\0' && strcmp(tallies[i].flag, flag) != 0)
		i++;
	snprintf(tallies[i].flag, sizeof tallies[i].flag, "%s", flag);
	tallies[i].accepted += accepted;
	tallies[i].refused += !accepted;
}

static void
judge_edge(const json_t *vector, const char *where)
{
	const char *message = vector_text(vector, "msg");
	const json_t *flags = json_object_get(vector, "flags");
	struct public_key key;
	struct signature signature;
	bool accepted, weak = false;
	enum status st;

	assert_true(read_case(vector, "key", &key, &signature));
	accepted = signature_verify(&key, text_of(message), &signature, NULL) == STATUS_OK;
	for (size_t i = 0; i < json_array_size(flags); i++) {
		const char *flag = json_string_value(json_array_get(flags, i));

		tally(flag, accepted);
		weak = weak || strcmp(flag, "low_order_A") == 0;
		if (accepted && (strcmp(flag, "low_order_residue") == 0 ||
		                 strncmp(flag, "non_canonical", 13) == 0))
			fail_msg("%s: accepted although %s", where, flag);
	}
	st = public_key_check(&key, NULL);
	if (weak != (st == STATUS_REFUSED) || (weak && accepted))
		fail_msg("%s: a key of low order is not told from others", where);
	if (signature_verify(&key, text_of(message), &signature, NULL) !=
	    (accepted ? STATUS_OK : STATUS_FALSE))
		fail_msg("%s: the second answer differs", where);
}

static void
edge_points_are_judged_strictly(void **state)
{
	size_t count = vector_lines(FOLDER "/cctv-edge.jsonl", judge_edge);

	(void)state;
	print_message("edge points: %zu cases\n", count);
	for (size_t i = 0; i < FLAG_LIMIT && tallies[i].flag[0] != '\0'; i++)
		print_message("  %-24s %3zu accepted, %3zu refused\n", tallies[i].flag,
		              tallies[i].accepted, tallies[i].refused);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_keys_give_the_published_signatures),
		cmocka_unit_test(new_keys_sign_and_changes_are_noticed),
		cmocka_unit_test(an_actor_is_the_digest_of_the_key),
		cmocka_unit_test(keys_of_low_order_are_refused_in_every_encoding),
		cmocka_unit_test(neighbours_of_refused_keys_are_not_refused),
		cmocka_unit_test(wycheproof_is_judged_right),
		cmocka_unit_test(edge_points_are_judged_strictly),
	};

	need_shared(FOLDER);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
