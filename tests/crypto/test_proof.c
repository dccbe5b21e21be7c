/* SPDX-License-Identifier: Apache-2.0 */
/* test_proof.c - log proofs: the example read, verified, written again; sloppy ones refused. */
#include "crypto/proof.h"

#include "support/vectors.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define FOLDER "vectors/custody/disclosure"

static struct buffer example; /* ev0.tlog-proof */
static struct note_verifier verifier;
static struct digest leaf;

static int
read_example(void **state)
{
	SCOPED_FREE char *proof_path = shared_path(FOLDER "/ev0.tlog-proof");
	SCOPED_FREE char *vkey_path = shared_path(FOLDER "/log.vkey");
	SCOPED_FREE char *event_path = shared_path(FOLDER "/event-0.json");
	SCOPED(buffer) vkey = { 0 };
	SCOPED(buffer) event = { 0 };
	struct error err;

	(void)state;
	read_file(&example, proof_path);
	read_file(&vkey, vkey_path);
	read_file(&event, event_path);
	assert_ok(vkey_read(text_trim(text_of_buffer(&vkey)), &verifier, &err), &err);
	assert_ok(merkle_leaf(event.p, event.n, &leaf, &err), &err);
	return 0;
}

static int
end_example(void **state)
{
	(void)state;
	buffer_end(&example);
	return 0;
}

static void
the_example_verifies_and_is_written_again(void **state)
{
	SCOPED(buffer) again = { 0 };
	struct checkpoint checkpoint;
	struct log_proof proof;
	struct error err;

	(void)state;
	assert_ok(log_proof_read(text_of_buffer(&example), &proof, &err), &err);
	assert_int_equal(proof.index, 0);
	assert_int_equal(proof.path.count, 2);
	assert_null(proof.extra.p);
	assert_ok(log_proof_verify(&proof, &leaf, &verifier, 1, &checkpoint, &err), &err);
	assert_int_equal(checkpoint.head.size, 3);
	assert_ok(log_proof_write(&again, &proof, &err), &err);
	assert_true(text_equal(text_of_buffer(&again), text_of_buffer(&example)));
}

static void
extra_data_travels_along(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct log_proof proof, again;
	struct error err;

	(void)state;
	assert_ok(log_proof_read(text_of_buffer(&example), &proof, &err), &err);
	proof.extra = text_of("ZXh0cmE=");
	assert_ok(log_proof_write(&bytes, &proof, &err), &err);
	assert_true(text_begins(text_of_buffer(&bytes), "c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 0\n"));
	assert_ok(log_proof_read(text_of_buffer(&bytes), &again, &err), &err);
	assert_true(text_is(again.extra, "ZXh0cmE="));
	assert_ok(log_proof_verify(&again, &leaf, &verifier, 1, NULL, &err), &err);
	proof.extra = text_of("not base64");
	assert_status(STATUS_INVALID, log_proof_write(&bytes, &proof, &err), &err);
	proof.extra = text_of("");
	assert_status(STATUS_INVALID, log_proof_write(&bytes, &proof, &err), &err);
}

static void
any_change_is_noticed(void **state)
{
	struct log_proof proof, altered;
	struct digest other = leaf;
	struct error err;

	(void)state;
	assert_ok(log_proof_read(text_of_buffer(&example), &proof, &err), &err);
	other.bytes[5] ^= 1;
	assert_status(STATUS_FALSE, log_proof_verify(&proof, &other, &verifier, 1, NULL, &err), &err);
	altered = proof;
	altered.index = 1;
	assert_status(STATUS_FALSE, log_proof_verify(&altered, &leaf, &verifier, 1, NULL, &err), &err);
	altered = proof;
	altered.path.hashes[1].bytes[0] ^= 1;
	assert_status(STATUS_FALSE, log_proof_verify(&altered, &leaf, &verifier, 1, NULL, &err), &err);
	assert_status(STATUS_FALSE, log_proof_verify(&proof, &leaf, NULL, 0, NULL, &err), &err);
}

/* Every single byte of the file, flipped, leaves a file that is refused or does not verify. */
static void
no_byte_of_the_file_can_be_flipped(void **state)
{
	(void)state;
	for (size_t i = 0; i < example.n; i++) {
		struct log_proof proof;

		example.p[i] ^= 1;
		if (log_proof_read(text_of_buffer(&example), &proof, NULL) == STATUS_OK &&
		    log_proof_verify(&proof, &leaf, &verifier, 1, NULL, NULL) == STATUS_OK)
			fail_msg("byte %zu can be flipped", i);
		example.p[i] ^= 1;
	}
}

/* Replaces the first `from` in the example by `to` and reads it. */
static enum status
read_with(const char *from, const char *to)
{
	const char *at = strstr(example.p, from);
	SCOPED(buffer) bytes = { 0 };
	struct log_proof proof;

	assert_non_null(at);
	buffer_append(&bytes, example.p, (size_t)(at - example.p));
	buffer_append_string(&bytes, to);
	buffer_append_string(&bytes, at + strlen(from));
	return log_proof_read(text_of_buffer(&bytes), &proof, NULL);
}

static void
sloppy_files_are_refused(void **state)
{
	static const char *const changes[][2] = {
		{ "@v1", "@v2" },
		{ "c2sp", "\nc2sp" },
		{ "index 0", "index 00" },
		{ "index 0", "index  0" },
		{ "index 0", "index" },
		{ "index 0", "index 0 " },
		{ "index 0", "index -1" },
		{ "index 0", "index 3" }, /* not below the size */
		{ "index 0", "index 18446744073709551616" },
		{ "index 0\n", "" },
		{ "index 0", "index 0\nindex 0" },
		{ "index 0", "extra \nindex 0" },
		{ "index 0", "extra x\nindex 0" },
		{ "index 0", "index 0\nextra ZXh0cmE=" },
		{ "index 0", "extra ZXh0cmE=\nextra ZXh0cmE=\nindex 0" },
		{ "\n\nexample", "\nexample" },
		{ "\n\nexample", "\n\n\nexample" },
		{ "\n3\n", "\n03\n" },
		{ "\n\n\xe2\x80\x94", "\n\n-" },
		{ "index 0\n", "index 0\nAAAA\n" },
	};

	(void)state;
	assert_int_equal(read_with("index 0", "index 2"), STATUS_OK);
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		if (read_with(changes[i][0], changes[i][1]) != STATUS_INVALID)
			fail_msg("case %zu is not refused: %s", i, changes[i][1]);
	}
}

static void
cut_files_are_refused(void **state)
{
	struct log_proof proof;

	(void)state;
	for (size_t n = 0; n < example.n; n++)
		assert_int_equal(log_proof_read((struct text){ example.p, n }, &proof, NULL),
		                 STATUS_INVALID);
}

static void
too_many_hashes_are_refused(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct log_proof proof;
	struct digest hash = { { 0 } };

	(void)state;
	buffer_append_string(&bytes, "c2sp.org/tlog-proof@v1\nindex 0\n");
	for (size_t i = 0; i <= MERKLE_PROOF_LIMIT; i++) {
		base64_append(&bytes, hash.bytes, sizeof hash.bytes);
		buffer_append_byte(&bytes, '\n');
	}
	assert_int_equal(log_proof_read(text_of_buffer(&bytes), &proof, NULL), STATUS_LIMIT);
}

/* All proofs of our own example, put into files and verified from there. */
static void
our_own_example_is_proved_by_files(void **state)
{
	json_t *vector = vector_file(FOLDER "/vidimus-three-events.json");
	const json_t *events = json_object_get(vector, "events");
	struct note_verifier log;
	struct error err;

	(void)state;
	assert_ok(vkey_read(text_of(vector_text(vector, "vkey")), &log, &err), &err);
	for (size_t i = 0; i < json_array_size(events); i++) {
		SCOPED(buffer) bytes = { 0 };
		char index[24];
		const json_t *hashes;
		struct digest hash;
		struct log_proof proof;
		size_t k;
		json_t *letters;

		snprintf(index, sizeof index, "%zu", i);
		hashes = json_object_get(json_object_get(vector, "inclusion"), index);
		buffer_append_format(&bytes, "c2sp.org/tlog-proof@v1\nindex %zu\n", i);
		json_array_foreach(hashes, k, letters)
			buffer_append_format(&bytes, "%s\n", json_string_value(letters));
		buffer_append_format(&bytes, "\n%s", vector_text(vector, "checkpoint"));
		assert_ok(log_proof_read(text_of_buffer(&bytes), &proof, &err), &err);
		assert_true(digest_read(text_of(vector_text(json_array_get(events, i), "leaf")), &hash));
		assert_ok(log_proof_verify(&proof, &hash, &log, 1, NULL, &err), &err);
	}
	json_decref(vector);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_verifies_and_is_written_again),
		cmocka_unit_test(extra_data_travels_along),
		cmocka_unit_test(any_change_is_noticed),
		cmocka_unit_test(no_byte_of_the_file_can_be_flipped),
		cmocka_unit_test(sloppy_files_are_refused),
		cmocka_unit_test(cut_files_are_refused),
		cmocka_unit_test(too_many_hashes_are_refused),
		cmocka_unit_test(our_own_example_is_proved_by_files),
	};

	need_shared(FOLDER);
	return cmocka_run_group_tests(tests, read_example, end_example);
}
