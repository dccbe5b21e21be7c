/* SPDX-License-Identifier: Apache-2.0 */
/* test_merkle_vectors.c - published roots and proofs, and the example of our own log. */
#include "crypto/merkle.h"

#include "support/vectors.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <string.h>

#define FOLDER "vectors/custody/merkle"
#define THREE_EVENTS "vectors/custody/disclosure/vidimus-three-events.json"

/* A hash of the right length; another length is what our readers refuse before any proof. */
static bool
read_hash(const json_t *text, struct digest *out)
{
	SCOPED(buffer) bytes = { 0 };

	vector_base64(&bytes, text);
	if (bytes.n != DIGEST_SIZE)
		return false;
	memcpy(out->bytes, bytes.p, DIGEST_SIZE);
	return true;
}

/*
 * The consistency suite has words in the place of roots ("don't care 1") where
 * only equal or different matters: their SHA-256 stands in for them.
 */
static bool
read_root(const json_t *text, struct digest *out)
{
	SCOPED(buffer) bytes = { 0 };

	if (read_hash(text, out))
		return true;
	vector_base64(&bytes, text);
	return bytes.n > 0 && digest_of(bytes.p, bytes.n, out, NULL) == STATUS_OK;
}

static bool
read_proof(const json_t *hashes, struct merkle_proof *out)
{
	*out = (struct merkle_proof){ .count = json_array_size(hashes) };
	if (out->count > MERKLE_PROOF_LIMIT)
		return false;
	for (size_t i = 0; i < out->count; i++) {
		if (!read_hash(json_array_get(hashes, i), &out->hashes[i]))
			return false;
	}
	return true;
}

static void
compare(bool accepted, const json_t *vector, const char *where)
{
	if (accepted == vector_flag(vector, "wantErr"))
		fail_msg("%s (%s) is %s", where, vector_text(vector, "desc"),
		         accepted ? "accepted" : "refused");
}

static void
judge_inclusion(const json_t *vector, const char *where)
{
	struct merkle_head head = { .size = vector_number(vector, "treeSize") };
	struct merkle_proof proof;
	struct digest leaf;
	bool accepted = read_hash(json_object_get(vector, "root"), &head.root) &&
	                read_hash(json_object_get(vector, "leafHash"), &leaf) &&
	                read_proof(json_object_get(vector, "proof"), &proof) &&
	                merkle_inclusion_check(&proof, vector_number(vector, "leafIdx"), &leaf, &head,
	                                       NULL) == STATUS_OK;

	compare(accepted, vector, where);
}

static void
judge_consistency(const json_t *vector, const char *where)
{
	struct merkle_head older = { .size = vector_number(vector, "size1") };
	struct merkle_head newer = { .size = vector_number(vector, "size2") };
	struct merkle_proof proof;
	bool accepted = read_root(json_object_get(vector, "root1"), &older.root) &&
	                read_root(json_object_get(vector, "root2"), &newer.root) &&
	                read_proof(json_object_get(vector, "proof"), &proof) &&
	                merkle_consistency_check(&proof, &older, &newer, NULL) == STATUS_OK;

	compare(accepted, vector, where);
}

static void
inclusion_proofs_are_judged_as_published(void **state)
{
	(void)state;
	print_message("inclusion: %zu cases\n",
	              vector_folder(FOLDER "/inclusion", judge_inclusion) +
	                      vector_lines(FOLDER "/inclusion.jsonl", judge_inclusion));
}

static void
consistency_proofs_are_judged_as_published(void **state)
{
	(void)state;
	print_message("consistency: %zu cases\n",
	              vector_folder(FOLDER "/consistency", judge_consistency) +
	                      vector_lines(FOLDER "/consistency.jsonl", judge_consistency));
}

static void
known_roots_are_reproduced(void **state)
{
	json_t *vector = vector_file(FOLDER "/rfc6962-known-roots.json");
	const json_t *leaves = json_object_get(vector, "leaves_hex");
	const json_t *roots = json_object_get(vector, "roots_hex_by_size");
	struct merkle_range range = { 0 };
	struct error err;

	(void)state;
	assert_true(json_array_size(roots) > 1);
	for (size_t n = 0; n < json_array_size(roots); n++) {
		SCOPED(buffer) bytes = { 0 };
		struct digest leaf, root, wanted;

		assert_true(digest_read(text_of(json_string_value(json_array_get(roots, n))), &wanted));
		assert_ok(merkle_range_root(&range, &root, &err), &err);
		assert_true(digest_equal(&root, &wanted));
		if (n == json_array_size(leaves))
			break;
		vector_hex(&bytes, json_array_get(leaves, n));
		assert_ok(merkle_leaf(bytes.p, bytes.n, &leaf, &err), &err);
		assert_ok(merkle_range_add(&range, &leaf, NULL, &err), &err);
	}
	json_decref(vector);
}

/* The leaves of the example, and its few inner nodes made on the fly. */
static enum status
fetch_example(void *context, unsigned level, uint64_t index, struct digest *out, struct error *err)
{
	const struct digest *leaves = context;

	return merkle_root(leaves + (index << level), (size_t)1 << level, out, err);
}

static void
check_example_proofs(const json_t *vector, struct digest *leaves, size_t n)
{
	const struct merkle_source source = { fetch_example, leaves };
	struct error err;
	const char *index;
	json_t *hashes;

	json_object_foreach(json_object_get(vector, "inclusion"), index, hashes) {
		struct merkle_proof wanted, made;
		uint64_t leaf;

		assert_true(text_number(text_of(index), n, &leaf));
		assert_true(read_proof(hashes, &wanted));
		assert_ok(merkle_inclusion_make(&source, leaf, n, &made, &err), &err);
		assert_int_equal(made.count, wanted.count);
		assert_memory_equal(made.hashes, wanted.hashes, made.count * sizeof made.hashes[0]);
	}
}

static void
our_own_example_has_its_leaves_root_and_proofs(void **state)
{
	json_t *vector = vector_file(THREE_EVENTS);
	const json_t *events = json_object_get(vector, "events");
	size_t n = json_array_size(events);
	struct digest leaves[16], root, wanted;
	struct error err;

	(void)state;
	assert_in_range(n, 1, 16);
	assert_int_equal(vector_number(vector, "tree_size"), n);
	for (size_t i = 0; i < n; i++) {
		const json_t *event = json_array_get(events, i);
		const char *bytes = vector_text(event, "event");

		assert_ok(merkle_leaf(bytes, strlen(bytes), &leaves[i], &err), &err);
		assert_true(digest_read(text_of(vector_text(event, "leaf")), &wanted));
		assert_true(digest_equal(&leaves[i], &wanted));
	}
	assert_ok(merkle_root(leaves, n, &root, &err), &err);
	assert_true(digest_read(text_of(vector_text(vector, "root")), &wanted));
	assert_true(digest_equal(&root, &wanted));
	check_example_proofs(vector, leaves, n);
	json_decref(vector);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inclusion_proofs_are_judged_as_published),
		cmocka_unit_test(consistency_proofs_are_judged_as_published),
		cmocka_unit_test(known_roots_are_reproduced),
		cmocka_unit_test(our_own_example_has_its_leaves_root_and_proofs),
	};

	need_shared(FOLDER);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
