/* SPDX-License-Identifier: Apache-2.0 */
/* test_key_request.c - proofs of new keys, the files that carry them, and what a keeper refuses. */
#include "crypto/key_request.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct signing_key *key;
static struct uuid catalogue, elsewhere;
static char *folder;

static int
begin(void **state)
{
	unsigned char seed[SIGNING_SEED_SIZE];
	struct error err;

	(void)state;
	folder = folder_make();
	assert_true(hex_read(text_of("83d577f54575bed4551d36b5414d58c5ed279cdd26c36a0daa17bac5a339b688"),
	                     seed, sizeof seed));
	assert_ok(signing_key_of_seed(&key, seed, &err), &err);
	assert_true(uuid_read(text_of("0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11"), &catalogue));
	assert_true(uuid_read(text_of("5c1d9a30-2f64-4c0c-8d43-1f0a7b6f9e02"), &elsewhere));
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

static void
the_proof_signs_the_documented_words(void **state)
{
	static const char words[] =
		"vidimus-actor-v1\n0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11\n"
		"73d5c74c3a07b5068a5524b5b60ca818faa5650f4ba2138117706af9924aa2d7\n";
	struct signature proof;
	struct error err;

	(void)state;
	assert_ok(actor_proof_make(key, &catalogue, &proof, &err), &err);
	assert_ok(signature_verify(signing_key_public(key), text_of(words), &proof, &err), &err);
	assert_ok(actor_proof_verify(signing_key_public(key), &catalogue, &proof, &err), &err);
	assert_status(STATUS_FALSE,
	              actor_proof_verify(signing_key_public(key), &elsewhere, &proof, &err), &err);
}

static void
requests_come_back_from_files(void **state)
{
	SCOPED_FREE char *path = NULL;
	struct key_request made, loaded;
	struct error err;

	(void)state;
	assert_true(asprintf(&path, "%s/ana.request", folder) > 0);
	assert_ok(key_request_make(&made, key, &catalogue, &err), &err);
	assert_ok(key_request_save(path, &made, &err), &err);
	assert_ok(key_request_load(path, &loaded, &err), &err);
	assert_memory_equal(&loaded, &made, sizeof made);
	assert_ok(key_request_check(&loaded, &catalogue, &err), &err);
	assert_status(STATUS_EXISTS, key_request_save(path, &made, &err), &err);
	assert_int_equal(unlink(path), 0);
	assert_status(STATUS_NOT_FOUND, key_request_load(path, &loaded, &err), &err);
}

static void
both_kinds_have_one_form(void **state)
{
	static const char bare[] =
		"{\"catalogue\":null,\"format\":\"vidimus-key-request-v1\",\"proof\":null,"
		"\"public_key\":\"73d5c74c3a07b5068a5524b5b60ca818faa5650f4ba2138117706af9924aa2d7\"}\n";
	SCOPED(buffer) bytes = { 0 };
	struct key_request made, again;
	struct error err;

	(void)state;
	assert_ok(key_request_make(&made, key, NULL, &err), &err);
	key_request_write(&bytes, &made);
	assert_string_equal(buffer_string(&bytes), bare);
	assert_ok(key_request_read(text_of_buffer(&bytes), &again, &err), &err);
	assert_false(again.has_proof);
	assert_memory_equal(&again, &made, sizeof made);
	buffer_clear(&bytes);
	assert_ok(key_request_make(&made, key, &catalogue, &err), &err);
	key_request_write(&bytes, &made);
	assert_true(text_begins(text_of_buffer(&bytes),
	                        "{\"catalogue\":\"0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11\",\"format\":\"vidimus-key-request-v1\",\"proof\":\""));
	assert_true(bytes.n < KEY_REQUEST_LIMIT);
}

static void
a_keeper_refuses_in_helpful_words(void **state)
{
	SCOPED_POINTER(signing_key) other = NULL;
	struct key_request request;
	struct error err;

	(void)state;
	assert_ok(key_request_make(&request, key, NULL, &err), &err);
	assert_status(STATUS_REFUSED, key_request_check(&request, &catalogue, &err), &err);
	assert_non_null(strstr(err.text, "--catalogue 0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11"));
	assert_ok(key_request_make(&request, key, &elsewhere, &err), &err);
	assert_status(STATUS_REFUSED, key_request_check(&request, &catalogue, &err), &err);
	assert_non_null(strstr(err.text, "--catalogue 0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11"));
	assert_ok(key_request_make(&request, key, &catalogue, &err), &err);
	assert_ok(signing_key_make(&other, &err), &err);
	request.key = *signing_key_public(other); /* somebody else's proof */
	assert_status(STATUS_FALSE, key_request_check(&request, &catalogue, &err), &err);
	request.key = (struct public_key){ { 1 } };
	assert_status(STATUS_REFUSED, key_request_check(&request, &catalogue, &err), &err);
}

/* Each byte of a request with a proof: dropped, doubled or changed, it is refused or fails. */
static void
no_byte_can_be_changed(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct key_request made, read;
	struct error err;

	(void)state;
	assert_ok(key_request_make(&made, key, &catalogue, &err), &err);
	key_request_write(&bytes, &made);
	for (size_t i = 0; i + 1 < bytes.n; i++) {
		SCOPED(buffer) shorter = { 0 };

		buffer_append(&shorter, bytes.p, i);
		buffer_append(&shorter, bytes.p + i + 1, bytes.n - i - 1);
		assert_status(STATUS_INVALID, key_request_read(text_of_buffer(&shorter), &read, &err), &err);
		assert_status(STATUS_INVALID, key_request_read((struct text){ bytes.p, i }, &read, &err), &err);
		bytes.p[i] ^= 1;
		if (key_request_read(text_of_buffer(&bytes), &read, NULL) == STATUS_OK &&
		    key_request_check(&read, &catalogue, NULL) == STATUS_OK)
			fail_msg("byte %zu can be changed", i);
		bytes.p[i] ^= 1;
	}
}

static void
only_the_ends_may_differ(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct key_request made, read;
	struct error err;

	(void)state;
	assert_ok(key_request_make(&made, key, &catalogue, &err), &err);
	key_request_write(&bytes, &made);
	assert_ok(key_request_read((struct text){ bytes.p, bytes.n - 1 }, &read, &err), &err);
	bytes.n--;
	buffer_append_string(&bytes, "\r\n");
	assert_ok(key_request_read(text_of_buffer(&bytes), &read, &err), &err);
	buffer_append_string(&bytes, "{}");
	assert_status(STATUS_INVALID, key_request_read(text_of_buffer(&bytes), &read, &err), &err);
	while (bytes.n <= KEY_REQUEST_LIMIT)
		buffer_append_byte(&bytes, ' ');
	assert_status(STATUS_LIMIT, key_request_read(text_of_buffer(&bytes), &read, &err), &err);
	assert_status(STATUS_INVALID, key_request_read((struct text){ NULL, 0 }, &read, &err), &err);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_proof_signs_the_documented_words),
		cmocka_unit_test(requests_come_back_from_files),
		cmocka_unit_test(both_kinds_have_one_form),
		cmocka_unit_test(a_keeper_refuses_in_helpful_words),
		cmocka_unit_test(no_byte_can_be_changed),
		cmocka_unit_test(only_the_ends_may_differ),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
