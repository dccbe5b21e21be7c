/* SPDX-License-Identifier: Apache-2.0 */
/* test_digest.c - published digests, streams, HMAC, threads, and the price of a small hash. */
#include "crypto/digest.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

DEFINE_SCOPED_POINTER(digester, digester_close);

static void
assert_hex(const void *bytes, size_t n, const char *hex)
{
	char got[2 * SHA512_SIZE + 1];

	hex_write(got, bytes, n);
	assert_string_equal(got, hex);
}

/* FIPS 180-4 examples, RFC 1321 A.5. */
static void
all_digests_of_abc_are_the_published_ones(void **state)
{
	SCOPED_POINTER(digester) digester = NULL;
	struct digests digests;
	struct error err;

	(void)state;
	assert_ok(digester_open(&digester, DIGEST_ALL, &err), &err);
	assert_ok(digester_update(digester, "a", 1, &err), &err);
	assert_ok(digester_update(digester, NULL, 0, &err), &err);
	assert_ok(digester_update(digester, "bc", 2, &err), &err);
	assert_ok(digester_finish(digester, &digests, &err), &err);
	assert_int_equal(digests.set, DIGEST_ALL);
	assert_hex(digests.sha256.bytes, 32,
	           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_hex(digests.md5, 16, "900150983cd24fb0d6963f7d28e17f72");
	assert_hex(digests.sha1, 20, "a9993e364706816aba3e25717850c26c9cd0d89d");
	assert_hex(digests.sha512, 64,
	           "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	           "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

static void
a_finished_digester_starts_again(void **state)
{
	SCOPED_POINTER(digester) digester = NULL;
	struct digests digests;
	struct error err;

	(void)state;
	assert_ok(digester_open(&digester, DIGEST_SHA256_ONLY, &err), &err);
	assert_ok(digester_update(digester, "something else", 14, &err), &err);
	assert_ok(digester_finish(digester, &digests, &err), &err);
	assert_ok(digester_finish(digester, &digests, &err), &err);
	assert_hex(digests.sha256.bytes, 32,
	           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_int_equal(digests.set, 0);
	assert_hex(digests.md5, 16, "00000000000000000000000000000000");
}

static void
only_known_digests_can_be_asked_for(void **state)
{
	struct digester *digester = NULL;
	struct error err;

	(void)state;
	assert_status(STATUS_INVALID, digester_open(&digester, 8, &err), &err);
	assert_null(digester);
}

static void
streams_and_single_calls_agree(void **state)
{
	SCOPED_POINTER(digester) digester = NULL;
	unsigned char bytes[1000];
	struct digests digests;
	struct digest once;
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(i * 7);
	assert_ok(digester_open(&digester, DIGEST_MD5 | DIGEST_SHA512, &err), &err);
	for (size_t cut = 0; cut <= sizeof bytes; cut += 37) {
		const struct text parts[] = { { (const char *)bytes, cut },
			                      { (const char *)bytes + cut, sizeof bytes - cut } };
		struct digest of_parts;

		assert_ok(digester_update(digester, bytes, cut, &err), &err);
		assert_ok(digester_update(digester, bytes + cut, sizeof bytes - cut, &err), &err);
		assert_ok(digester_finish(digester, &digests, &err), &err);
		assert_ok(digest_of(bytes, sizeof bytes, &once, &err), &err);
		assert_ok(digest_of_parts(parts, 2, &of_parts, &err), &err);
		assert_true(digest_equal(&digests.sha256, &once));
		assert_true(digest_equal(&of_parts, &once));
	}
}

/* RFC 4231 §4.2, §4.3, §4.7 (a key longer than a block). */
static void
hmac_gives_the_published_values(void **state)
{
	unsigned char key[131];
	struct digest mac;
	struct error err;

	(void)state;
	memset(key, 0x0b, 20);
	assert_ok(digest_hmac(key, 20, text_of("Hi There"), &mac, &err), &err);
	assert_hex(mac.bytes, 32, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	assert_ok(digest_hmac("Jefe", 4, text_of("what do ya want for nothing?"), &mac, &err), &err);
	assert_hex(mac.bytes, 32, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof key);
	assert_ok(digest_hmac(key, sizeof key,
	                      text_of("Test Using Larger Than Block-Size Key - Hash Key First"),
	                      &mac, &err),
	          &err);
	assert_hex(mac.bytes, 32, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	assert_status(STATUS_INVALID, digest_hmac(key, 0, text_of("x"), &mac, &err), &err);
}

static void *
hash_many(void *wrong)
{
	struct digest expected, got;

	if (digest_of("thread", 6, &expected, NULL) != STATUS_OK)
		return wrong;
	for (int i = 0; i < 20000; i++) {
		if (digest_of("thread", 6, &got, NULL) != STATUS_OK ||
		    !digest_equal(&got, &expected))
			return wrong;
		if (digest_hmac("key", 3, (struct text){ "thread", 6 }, &got, NULL) != STATUS_OK)
			return wrong;
	}
	return NULL;
}

static void
threads_hash_side_by_side(void **state)
{
	pthread_t threads[4];
	void *wrong;

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, hash_many, threads), 0);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], &wrong), 0);
		assert_null(wrong);
	}
}

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The quickest of several runs of one way to hash 32 bytes, in seconds a hash. */
static double
quickest(bool with_lookup)
{
	enum { RUNS = 10, ROUNDS = 10000 };
	struct digest digest = { { 0 } };
	double best = 1e9;
	size_t n;

	for (int run = 0; run < RUNS; run++) {
		double start = seconds(), spent;

		for (int i = 0; i < ROUNDS; i++) {
			if (with_lookup)
				assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, digest.bytes,
				                              32, digest.bytes, &n), 1);
			else
				assert_int_equal(digest_of(digest.bytes, 32, &digest, NULL), STATUS_OK);
		}
		spent = (seconds() - start) / ROUNDS;
		best = spent < best ? spent : best;
	}
	return best;
}

/* Measured against the call that looks the algorithm up each time. */
static void
a_small_hash_costs_no_lookup(void **state)
{
	double ours = quickest(false), theirs = quickest(true);

	(void)state;
	print_message("a small hash: %.3f us, with a lookup %.3f us\n", ours * 1e6, theirs * 1e6);
	assert_true(ours < theirs);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_digests_of_abc_are_the_published_ones),
		cmocka_unit_test(a_finished_digester_starts_again),
		cmocka_unit_test(only_known_digests_can_be_asked_for),
		cmocka_unit_test(streams_and_single_calls_agree),
		cmocka_unit_test(hmac_gives_the_published_values),
		cmocka_unit_test(threads_hash_side_by_side),
		cmocka_unit_test(a_small_hash_costs_no_lookup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
