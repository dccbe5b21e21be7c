/* SPDX-License-Identifier: Apache-2.0 */
/* test_cosignature.c - witnesses' signatures with a time: the published example, and what is refused. */
#include "crypto/cosignature.h"

#include "support/vectors.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT "example.org/log\n3\nmLBmTD0lnIeGxxQun8RNQQbIYpZR1xZpysZ6KYGWFBM=\n"
#define NAME "witness.example.org/w1"
#define AT   INT64_C(1679315147)

static struct signing_key *test_key;
static struct cosigner test_cosigner;

static int
make_key(void **state)
{
	static const unsigned char seed[SIGNING_SEED_SIZE] = "a seed that only these tests use";
	struct error err;

	(void)state;
	assert_ok(signing_key_of_seed(&test_key, seed, &err), &err);
	assert_ok(cosigner_of(&test_cosigner, text_of(NAME), signing_key_public(test_key), &err), &err);
	return 0;
}

static int
end_key(void **state)
{
	(void)state;
	signing_key_close(test_key);
	return 0;
}

/* A checkpoint's note that the log and the witness signed. */
static void
make_cosigned(struct buffer *out)
{
	struct error err;

	assert_ok(note_sign(out, text_of(TEXT), text_of("example.org/log"), test_key, &err), &err);
	assert_ok(cosignature_make(out, text_of(TEXT), text_of(NAME), test_key,
	                           (struct instant){ AT * 1000 + 999 }, &err),
	          &err);
}

static enum status
verify_line(const struct buffer *bytes, size_t line, const struct cosigner *cosigner,
            struct instant *time, struct error *err)
{
	static struct note note;

	assert_ok(note_read(text_of_buffer(bytes), &note, err), err);
	assert_true(line < note.count);
	return cosignature_verify(&note, &note.signatures[line], cosigner, time, err);
}

static void
a_cosignature_is_made_and_verified(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct instant time = { 0 };
	struct error err;

	(void)state;
	make_cosigned(&bytes);
	assert_ok(verify_line(&bytes, 1, &test_cosigner, &time, &err), &err);
	assert_int_equal(time.milliseconds, AT * 1000);
	assert_int_equal(verify_line(&bytes, 0, &test_cosigner, &time, &err), STATUS_NOT_FOUND);
}

/* Written by hand from the specification: key id, time and message have no other maker here. */
static void
its_bytes_are_those_of_the_specification(void **state)
{
	static const unsigned char time[8] = { 0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb };
	const struct public_key *key = signing_key_public(test_key);
	SCOPED(buffer) expected = { 0 };
	SCOPED(buffer) line = { 0 };
	SCOPED(buffer) blob = { 0 };
	struct text parts[] = { { NAME, strlen(NAME) }, { "\n\x04", 2 },
		                { (const char *)key->bytes, PUBLIC_KEY_SIZE } };
	struct signature signature;
	struct digest id;
	struct error err;

	(void)state;
	assert_ok(digest_of_parts(parts, 3, &id, &err), &err);
	assert_ok(signature_make(test_key, text_of("cosignature/v1\ntime 1679315147\n" TEXT), &signature, &err), &err);
	buffer_append(&blob, id.bytes, 4);
	buffer_append(&blob, time, sizeof time);
	buffer_append(&blob, signature.bytes, SIGNATURE_SIZE);
	buffer_append_string(&expected, "\xe2\x80\x94 " NAME " ");
	base64_append(&expected, blob.p, blob.n);
	buffer_append_string(&expected, "\n");
	assert_ok(cosignature_make(&line, text_of(TEXT), text_of(NAME), test_key,
	                           (struct instant){ AT * 1000 }, &err),
	          &err);
	assert_string_equal(buffer_string(&line), buffer_string(&expected));
}

/* The example of the specification, whose keys are not published, is at least read as what it is. */
static void
the_published_example_states_its_time(void **state)
{
	static const char example[] =
		"example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
		"\xe2\x80\x94 example.com/behind-the-sofa "
		"Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
		"\xe2\x80\x94 witness.example.com/w1 "
		"jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
	struct cosigner other = test_cosigner;
	SCOPED(buffer) bytes = { 0 };
	struct instant time = { 0 };
	struct error err;

	(void)state;
	buffer_append_string(&bytes, example);
	strcpy(other.as.name, "witness.example.com/w1");
	memcpy(other.as.key_id, "\x8d\x66\xcf\x3f", NOTE_KEY_ID_SIZE);
	assert_status(STATUS_FALSE, verify_line(&bytes, 1, &other, &time, &err), &err);
	assert_int_equal(time.milliseconds, 0);
	assert_int_equal(verify_line(&bytes, 0, &other, &time, &err), STATUS_NOT_FOUND);
}

static void
another_text_time_key_or_length_does_not_verify(void **state)
{
	static const unsigned char seed[SIGNING_SEED_SIZE] = "another seed that only tests use";
	SCOPED_POINTER(signing_key) key = NULL;
	SCOPED(buffer) bytes = { 0 };
	struct cosigner other;
	struct instant time = { 0 };
	struct error err;
	char *line;

	(void)state;
	assert_ok(signing_key_of_seed(&key, seed, &err), &err);
	assert_ok(cosigner_of(&other, text_of(NAME), signing_key_public(key), &err), &err);
	make_cosigned(&bytes);
	assert_int_equal(verify_line(&bytes, 1, &other, &time, &err), STATUS_NOT_FOUND);
	memcpy(other.as.key_id, test_cosigner.as.key_id, NOTE_KEY_ID_SIZE);
	assert_status(STATUS_FALSE, verify_line(&bytes, 1, &other, &time, &err), &err);
	line = strstr(bytes.p, NAME) + strlen(NAME) + 1;
	line[13]++; /* in the seconds */
	assert_status(STATUS_FALSE, verify_line(&bytes, 1, &test_cosigner, &time, &err), &err);
	line[13]--;
	bytes.p[0] = 'E';
	assert_status(STATUS_FALSE, verify_line(&bytes, 1, &test_cosigner, &time, &err), &err);
	bytes.p[0] = 'e';
	assert_ok(verify_line(&bytes, 1, &test_cosigner, &time, &err), &err);
	memmove(line + 8, line + 12, strlen(line + 12) + 1);
	bytes.n -= 4;
	assert_status(STATUS_FALSE, verify_line(&bytes, 1, &test_cosigner, &time, &err), &err);
}

static void
verifier_keys_of_the_two_kinds_do_not_mix(void **state)
{
	SCOPED(buffer) witness = { 0 };
	SCOPED(buffer) note = { 0 };
	struct note_verifier verifier;
	struct cosigner read;
	struct error err;

	(void)state;
	cosigner_write(&witness, &test_cosigner);
	assert_ok(cosigner_read(text_of_buffer(&witness), &read, &err), &err);
	assert_memory_equal(read.as.key_id, test_cosigner.as.key_id, NOTE_KEY_ID_SIZE);
	assert_status(STATUS_INVALID, vkey_read(text_of_buffer(&witness), &verifier, &err), &err);
	assert_ok(note_verifier_of(&verifier, text_of(NAME), signing_key_public(test_key), &err), &err);
	vkey_write(&note, &verifier);
	assert_status(STATUS_INVALID, cosigner_read(text_of_buffer(&note), &read, &err), &err);
	assert_memory_not_equal(verifier.key_id, test_cosigner.as.key_id, NOTE_KEY_ID_SIZE);
}

static void
what_may_not_be_cosigned_is_refused(void **state)
{
	SCOPED(buffer) out = { 0 };
	struct error err;

	(void)state;
	assert_status(STATUS_INVALID, cosignature_make(&out, text_of("no line end"), text_of(NAME), test_key, (struct instant){ AT }, &err), &err);
	assert_status(STATUS_INVALID, cosignature_make(&out, text_of(TEXT), text_of("two words"), test_key, (struct instant){ AT * 1000 }, &err), &err);
	assert_status(STATUS_INVALID, cosignature_make(&out, text_of(TEXT), text_of(NAME), test_key, (struct instant){ 0 }, &err), &err);
	assert_int_equal(out.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cosignature_is_made_and_verified),
		cmocka_unit_test(its_bytes_are_those_of_the_specification),
		cmocka_unit_test(the_published_example_states_its_time),
		cmocka_unit_test(another_text_time_key_or_length_does_not_verify),
		cmocka_unit_test(verifier_keys_of_the_two_kinds_do_not_mix),
		cmocka_unit_test(what_may_not_be_cosigned_is_refused),
	};

	return cmocka_run_group_tests(tests, make_key, end_key);
}
