/* SPDX-License-Identifier: Apache-2.0 */
/* test_checkpoint.c - checkpoints byte for byte, strictly read, and signed by their log. */
#include "crypto/checkpoint.h"

#include "support/vectors.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define FOLDER "vectors/custody/disclosure"
#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

static enum status
read_body(const char *body, struct checkpoint *out)
{
	return checkpoint_read(text_of(body), out, NULL);
}

static void
bodies_are_read_and_written_again(void **state)
{
	static const char *const bodies[] = {
		"example.com/behind-the-sofa\n20852163\n" ROOT "\n",
		"an origin with spaces\n0\n" ROOT "\n",
		"x\n9007199254740991\n" ROOT "\nextension\nanother one\n",
	};
	struct checkpoint checkpoint;
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
		SCOPED(buffer) again = { 0 };

		assert_ok(checkpoint_read(text_of(bodies[i]), &checkpoint, &err), &err);
		assert_ok(checkpoint_write(&again, &checkpoint, &err), &err);
		assert_string_equal(buffer_string(&again), bodies[i]);
	}
	assert_int_equal(checkpoint.head.size, 9007199254740991);
	assert_true(text_is(checkpoint.origin, "x"));
	assert_true(text_is(checkpoint.extension, "extension\nanother one\n"));
}

static void
sloppy_bodies_are_refused(void **state)
{
	static const char *const bodies[] = {
		"",
		"\n",
		"x\n",
		"x\n3\n",
		"x\n3\n\n",
		"\n3\n" ROOT "\n",
		"x\n3\n" ROOT,
		"x\n03\n" ROOT "\n",
		"x\n+3\n" ROOT "\n",
		"x\n-1\n" ROOT "\n",
		"x\n3 \n" ROOT "\n",
		"x\n\n" ROOT "\n",
		"x\n0x3\n" ROOT "\n",
		"x\n9007199254740992\n" ROOT "\n",
		"x\n18446744073709551616\n" ROOT "\n",
		"x\n3\n" ROOT " \n",
		"x\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
		"x\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
		"x\n3\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n",
		"x\n3\nAAAA\n",
		"x\n3\n" ROOT "\n\n",
		"x\n3\n" ROOT "\nextension\n\n",
		"x\r\n3\r\n" ROOT "\r\n",
		"x\xff\n3\n" ROOT "\n",
	};
	struct checkpoint checkpoint;

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
		if (read_body(bodies[i], &checkpoint) != STATUS_INVALID)
			fail_msg("case %zu is not refused: %s", i, bodies[i]);
	}
}

static void
what_could_not_be_read_is_not_written(void **state)
{
	static const struct checkpoint bad[] = {
		{ .origin = { "", 0 } },
		{ .origin = { "a\nb", 3 } },
		{ .origin = { "a\rb", 3 } },
		{ .origin = { "a", 1 }, .extension = { "no end", 6 } },
		{ .origin = { "a", 1 }, .extension = { "\n", 1 } },
		{ .origin = { "a", 1 }, .head = { .size = CHECKPOINT_SIZE_LIMIT + 1 } },
	};
	SCOPED(buffer) out = { 0 };
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_status(STATUS_INVALID, checkpoint_write(&out, &bad[i], &err), &err);
	assert_int_equal(out.n, 0);
}

static struct signing_key *
key_of_hex(const char *hex)
{
	unsigned char seed[SIGNING_SEED_SIZE];
	struct signing_key *key = NULL;

	assert_true(hex_read(text_of(hex), seed, sizeof seed));
	assert_int_equal(signing_key_of_seed(&key, seed, NULL), STATUS_OK);
	return key;
}

static void
our_own_example_is_signed_to_the_byte(void **state)
{
	json_t *vector = vector_file(FOLDER "/vidimus-three-events.json");
	SCOPED_POINTER(signing_key) key = key_of_hex(vector_text(vector, "private_key"));
	struct checkpoint checkpoint = { 0 }, verified;
	struct note_verifier verifier;
	SCOPED(buffer) note = { 0 };
	SCOPED(buffer) vkey = { 0 };
	struct error err;

	(void)state;
	assert_ok(vkey_read(text_of(vector_text(vector, "vkey")), &verifier, &err), &err);
	vkey_write(&vkey, &verifier);
	assert_string_equal(buffer_string(&vkey), vector_text(vector, "vkey"));
	assert_true(public_key_equal(&verifier.key, signing_key_public(key)));
	checkpoint.origin = text_of(verifier.name);
	checkpoint.head.size = vector_number(vector, "tree_size");
	assert_true(digest_read(text_of(vector_text(vector, "root")), &checkpoint.head.root));
	assert_ok(checkpoint_sign(&note, &checkpoint, key, &err), &err);
	assert_string_equal(buffer_string(&note), vector_text(vector, "checkpoint"));
	assert_ok(checkpoint_verify(text_of_buffer(&note), &verifier, 1, NULL, &verified, &err), &err);
	assert_true(digest_equal(&verified.head.root, &checkpoint.head.root));
	json_decref(vector);
}

static void
the_other_example_verifies(void **state)
{
	SCOPED_FREE char *note_path = shared_path(FOLDER "/checkpoint.note");
	SCOPED_FREE char *vkey_path = shared_path(FOLDER "/log.vkey");
	SCOPED(buffer) note = { 0 };
	SCOPED(buffer) vkey = { 0 };
	struct note_verifier verifier;
	struct checkpoint checkpoint;
	struct error err;

	(void)state;
	read_file(&note, note_path);
	read_file(&vkey, vkey_path);
	assert_ok(vkey_read(text_trim(text_of_buffer(&vkey)), &verifier, &err), &err);
	assert_ok(checkpoint_verify(text_of_buffer(&note), &verifier, 1, NULL, &checkpoint, &err), &err);
	assert_int_equal(checkpoint.head.size, 3);
	note.p[strlen("example.org/evidence-log/7f3a\n")] = '4';
	assert_status(STATUS_FALSE,
	              checkpoint_verify(text_of_buffer(&note), &verifier, 1, NULL, &checkpoint, &err),
	              &err);
}

/* A checkpoint that only somebody else signed is not the log's word. */
static void
another_name_does_not_speak_for_the_log(void **state)
{
	SCOPED_POINTER(signing_key) key = key_of_hex(
		"83d577f54575bed4551d36b5414d58c5ed279cdd26c36a0daa17bac5a339b688");
	struct checkpoint checkpoint = { .origin = text_of("log"), .head = { .size = 0 } };
	SCOPED(buffer) body = { 0 };
	SCOPED(buffer) note = { 0 };
	struct note_verifier known[2];
	bool signed_by[2];
	struct error err;

	(void)state;
	assert_ok(note_verifier_of(&known[0], text_of("witness"), signing_key_public(key), &err), &err);
	assert_ok(note_verifier_of(&known[1], text_of("log"), signing_key_public(key), &err), &err);
	assert_ok(checkpoint_write(&body, &checkpoint, &err), &err);
	assert_ok(note_sign(&note, text_of_buffer(&body), text_of("witness"), key, &err), &err);
	assert_status(STATUS_FALSE,
	              checkpoint_verify(text_of_buffer(&note), known, 2, NULL, &checkpoint, &err), &err);
	assert_ok(note_sign_again(&note, text_of_buffer(&body), text_of("log"), key, &err), &err);
	assert_ok(checkpoint_verify(text_of_buffer(&note), known, 2, signed_by, &checkpoint, &err), &err);
	assert_true(signed_by[0] && signed_by[1]);
	checkpoint.origin = text_of("two words");
	assert_status(STATUS_INVALID, checkpoint_sign(&note, &checkpoint, key, &err), &err);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bodies_are_read_and_written_again),
		cmocka_unit_test(sloppy_bodies_are_refused),
		cmocka_unit_test(what_could_not_be_read_is_not_written),
		cmocka_unit_test(our_own_example_is_signed_to_the_byte),
		cmocka_unit_test(the_other_example_verifies),
		cmocka_unit_test(another_name_does_not_speak_for_the_log),
	};

	need_shared(FOLDER);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
