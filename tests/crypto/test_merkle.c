/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_merkle.c - roots and proofs against the recursive definitions of
 * RFC 9162 §2.1, and every proof made is judged right, altered ones wrong.
 */
#include "crypto/merkle.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#define TREE 70 /* leaves of the tree that is tried exhaustively */

/* Stored subtrees as a ledger would hold them. */
struct shelf {
	struct digest *levels[MERKLE_LEVELS];
	uint64_t       counts[MERKLE_LEVELS];
	uint64_t       room;
	size_t         fetches;
};

static void
shelf_begin(struct shelf *shelf, uint64_t leaves)
{
	*shelf = (struct shelf){ .room = leaves };
	for (unsigned level = 0; level < MERKLE_LEVELS && leaves >> level > 0; level++) {
		shelf->levels[level] = calloc(leaves >> level, sizeof(struct digest));
		assert_non_null(shelf->levels[level]);
	}
}

static void
shelf_end(struct shelf *shelf)
{
	for (unsigned level = 0; level < MERKLE_LEVELS; level++)
		free(shelf->levels[level]);
}

static void
shelf_put(struct shelf *shelf, const struct merkle_made *made)
{
	for (size_t i = 0; i < made->count; i++) {
		const struct merkle_subtree *subtree = &made->subtrees[i];

		assert_int_equal(subtree->level, i);
		assert_int_equal(subtree->index, shelf->counts[subtree->level]);
		shelf->levels[subtree->level][subtree->index] = subtree->hash;
		shelf->counts[subtree->level]++;
	}
}

static enum status
shelf_fetch(void *context, unsigned level, uint64_t index, struct digest *out, struct error *err)
{
	struct shelf *shelf = context;

	if (level >= MERKLE_LEVELS || index >= shelf->counts[level])
		return fail(err, STATUS_NOT_FOUND, "no subtree (%u, %llu)", level,
		            (unsigned long long)index);
	shelf->fetches++;
	*out = shelf->levels[level][index];
	return STATUS_OK;
}

static void
make_leaf(uint64_t i, struct digest *out)
{
	assert_int_equal(merkle_leaf(&i, sizeof i, out, NULL), STATUS_OK);
}

/* MTH of RFC 9162 §2.1.1 over leaf hashes. */
static struct digest
defined_root(const struct digest *leaves, size_t n)
{
	struct digest left, right, out;
	size_t k = 1;

	if (n == 0)
		return merkle_empty_root;
	if (n == 1)
		return leaves[0];
	while (2 * k < n)
		k *= 2;
	left = defined_root(leaves, k);
	right = defined_root(leaves + k, n - k);
	assert_int_equal(merkle_node(&left, &right, &out, NULL), STATUS_OK);
	return out;
}

/* PATH of §2.1.3.1. */
static void
defined_path(struct merkle_proof *out, size_t m, const struct digest *leaves, size_t n)
{
	size_t k = 1;

	if (n == 1)
		return;
	while (2 * k < n)
		k *= 2;
	if (m < k) {
		defined_path(out, m, leaves, k);
		out->hashes[out->count++] = defined_root(leaves + k, n - k);
	} else {
		defined_path(out, m - k, leaves + k, n - k);
		out->hashes[out->count++] = defined_root(leaves, k);
	}
}

/* SUBPROOF of §2.1.4.1. */
static void
defined_subproof(struct merkle_proof *out, size_t m, const struct digest *leaves, size_t n,
                 bool whole)
{
	size_t k = 1;

	if (m == n) {
		if (!whole)
			out->hashes[out->count++] = defined_root(leaves, n);
		return;
	}
	while (2 * k < n)
		k *= 2;
	if (m <= k) {
		defined_subproof(out, m, leaves, k, whole);
		out->hashes[out->count++] = defined_root(leaves + k, n - k);
	} else {
		defined_subproof(out, m - k, leaves + k, n - k, false);
		out->hashes[out->count++] = defined_root(leaves, k);
	}
}

static struct digest tree_leaves[TREE];
static struct shelf tree_shelf;
static const struct merkle_source tree_source = { shelf_fetch, &tree_shelf };

static int
grow_tree(void **state)
{
	struct merkle_range range = { 0 };
	struct merkle_made made;

	(void)state;
	shelf_begin(&tree_shelf, TREE);
	for (uint64_t i = 0; i < TREE; i++) {
		make_leaf(i, &tree_leaves[i]);
		if (merkle_range_add(&range, &tree_leaves[i], &made, NULL) != STATUS_OK)
			return -1;
		shelf_put(&tree_shelf, &made);
	}
	return 0;
}

static int
fell_tree(void **state)
{
	(void)state;
	shelf_end(&tree_shelf);
	return 0;
}

static void
assert_proof(const struct merkle_proof *got, const struct merkle_proof *wanted)
{
	assert_int_equal(got->count, wanted->count);
	for (size_t i = 0; i < got->count; i++)
		assert_true(digest_equal(&got->hashes[i], &wanted->hashes[i]));
}

static void
roots_of_every_size_follow_the_definition(void **state)
{
	struct merkle_range range = { 0 }, fetched;
	struct digest root;
	struct error err;

	(void)state;
	for (size_t n = 0; n <= TREE; n++) {
		struct digest wanted = defined_root(tree_leaves, n);

		assert_ok(merkle_range_root(&range, &root, &err), &err);
		assert_true(digest_equal(&root, &wanted));
		assert_ok(merkle_root(tree_leaves, n, &root, &err), &err);
		assert_true(digest_equal(&root, &wanted));
		assert_ok(merkle_root_fetch(&tree_source, n, &root, &err), &err);
		assert_true(digest_equal(&root, &wanted));
		assert_ok(merkle_range_fetch(&fetched, &tree_source, n, &err), &err);
		assert_int_equal(fetched.size, n);
		if (n == TREE)
			break;
		assert_ok(merkle_range_add(&fetched, &tree_leaves[n], NULL, &err), &err);
		assert_ok(merkle_range_add(&range, &tree_leaves[n], NULL, &err), &err);
		assert_int_equal(fetched.size, range.size);
	}
}

/* Every change of one proof must be noticed. */
static void
refuse_altered_inclusion(const struct merkle_proof *proof, uint64_t index,
                         const struct merkle_head *head)
{
	const struct digest *leaf = &tree_leaves[index];
	struct merkle_head other = *head;
	struct merkle_proof altered;

	for (size_t i = 0; i < proof->count; i++) {
		altered = *proof;
		altered.hashes[i].bytes[i % DIGEST_SIZE] ^= 1;
		assert_int_equal(merkle_inclusion_check(&altered, index, leaf, head, NULL), STATUS_FALSE);
	}
	altered = *proof;
	altered.count++;
	assert_int_equal(merkle_inclusion_check(&altered, index, leaf, head, NULL), STATUS_FALSE);
	if (proof->count > 0) {
		altered.count = proof->count - 1;
		assert_int_equal(merkle_inclusion_check(&altered, index, leaf, head, NULL), STATUS_FALSE);
	}
	for (uint64_t wrong = 0; wrong <= head->size; wrong++) {
		if (wrong != index)
			assert_int_equal(merkle_inclusion_check(proof, wrong, leaf, head, NULL),
			                 STATUS_FALSE);
	}
	other.root.bytes[31] ^= 0x80;
	assert_int_equal(merkle_inclusion_check(proof, index, leaf, &other, NULL), STATUS_FALSE);
	other = (struct merkle_head){ 0, merkle_empty_root };
	assert_int_equal(merkle_inclusion_check(proof, index, leaf, &other, NULL), STATUS_FALSE);
}

static void
inclusion_proofs_follow_the_definition(void **state)
{
	struct error err;

	(void)state;
	for (uint64_t n = 1; n <= TREE; n++) {
		struct merkle_head head = { n, defined_root(tree_leaves, n) };

		for (uint64_t i = 0; i < n; i++) {
			struct merkle_proof proof, wanted = { 0 };

			assert_ok(merkle_inclusion_make(&tree_source, i, n, &proof, &err), &err);
			defined_path(&wanted, i, tree_leaves, n);
			assert_proof(&proof, &wanted);
			assert_ok(merkle_inclusion_check(&proof, i, &tree_leaves[i], &head, &err), &err);
			if (n % 7 == 0 || n < 10)
				refuse_altered_inclusion(&proof, i, &head);
		}
	}
}

static void
refuse_altered_consistency(const struct merkle_proof *proof, const struct merkle_head *older,
                           const struct merkle_head *newer)
{
	struct merkle_proof altered;
	struct merkle_head wrong;

	for (size_t i = 0; i < proof->count; i++) {
		altered = *proof;
		altered.hashes[i].bytes[i % DIGEST_SIZE] ^= 4;
		assert_int_equal(merkle_consistency_check(&altered, older, newer, NULL), STATUS_FALSE);
	}
	altered = *proof;
	altered.count++;
	assert_int_equal(merkle_consistency_check(&altered, older, newer, NULL), STATUS_FALSE);
	if (proof->count > 0) {
		altered.count = proof->count - 1;
		assert_int_equal(merkle_consistency_check(&altered, older, newer, NULL), STATUS_FALSE);
	}
	wrong = *older;
	wrong.root.bytes[0] ^= 1;
	assert_int_equal(merkle_consistency_check(proof, &wrong, newer, NULL), STATUS_FALSE);
	wrong = *newer;
	wrong.root.bytes[0] ^= 1;
	assert_int_equal(merkle_consistency_check(proof, older, &wrong, NULL), STATUS_FALSE);
	if (older->size != newer->size)
		assert_int_equal(merkle_consistency_check(proof, newer, older, NULL), STATUS_FALSE);
}

static void
consistency_proofs_follow_the_definition(void **state)
{
	struct error err;

	(void)state;
	for (uint64_t n = 1; n <= TREE; n++) {
		struct merkle_head newer = { n, defined_root(tree_leaves, n) };

		for (uint64_t m = 1; m <= n; m++) {
			struct merkle_head older = { m, defined_root(tree_leaves, m) };
			struct merkle_proof proof, wanted = { 0 };

			assert_ok(merkle_consistency_make(&tree_source, m, n, &proof, &err), &err);
			defined_subproof(&wanted, m, tree_leaves, n, true);
			assert_proof(&proof, &wanted);
			assert_ok(merkle_consistency_check(&proof, &older, &newer, &err), &err);
			if (n % 7 == 0 || n < 10)
				refuse_altered_consistency(&proof, &older, &newer);
		}
	}
}

static void
impossible_proofs_are_not_made(void **state)
{
	struct merkle_proof proof;
	struct error err;

	(void)state;
	assert_status(STATUS_INVALID, merkle_inclusion_make(&tree_source, 3, 3, &proof, &err), &err);
	assert_status(STATUS_INVALID, merkle_inclusion_make(&tree_source, 0, 0, &proof, &err), &err);
	assert_status(STATUS_INVALID, merkle_consistency_make(&tree_source, 0, 3, &proof, &err), &err);
	assert_status(STATUS_INVALID, merkle_consistency_make(&tree_source, 4, 3, &proof, &err), &err);
	assert_status(STATUS_NOT_FOUND,
	              merkle_inclusion_make(&tree_source, 0, 4 * TREE, &proof, &err), &err);
	assert_status(STATUS_NOT_FOUND,
	              merkle_consistency_make(&tree_source, 3, 4 * TREE, &proof, &err), &err);
}

static void
a_hash_count_beyond_the_array_is_refused(void **state)
{
	struct merkle_head one = { 1, tree_leaves[0] }, two = { 2, tree_leaves[1] };
	struct merkle_proof proof = { .count = SIZE_MAX };
	struct error err;

	(void)state;
	assert_status(STATUS_FALSE, merkle_inclusion_check(&proof, 0, &tree_leaves[0], &two, &err), &err);
	assert_status(STATUS_FALSE, merkle_consistency_check(&proof, &one, &two, &err), &err);
}

static void
a_full_tree_takes_no_leaf(void **state)
{
	struct merkle_range range = { .size = UINT64_MAX };
	struct error err;

	(void)state;
	assert_status(STATUS_LIMIT, merkle_range_add(&range, &tree_leaves[0], NULL, &err), &err);
	assert_true(range.size == UINT64_MAX);
}

/* O(log n): in 100,000 leaves nothing needs more fetches than two a level. */
static void
large_trees_are_proved_with_few_fetches(void **state)
{
	enum { LEAVES = 100000, LEVELS = 17 };
	struct merkle_range range = { 0 };
	struct shelf shelf;
	const struct merkle_source source = { shelf_fetch, &shelf };
	struct merkle_head head = { .size = LEAVES };
	struct merkle_made made;
	struct merkle_proof proof;
	struct digest leaf;
	struct error err;

	(void)state;
	shelf_begin(&shelf, LEAVES);
	for (uint64_t i = 0; i < LEAVES; i++) {
		make_leaf(i, &leaf);
		assert_ok(merkle_range_add(&range, &leaf, &made, &err), &err);
		shelf_put(&shelf, &made);
	}
	assert_ok(merkle_root_fetch(&source, LEAVES, &head.root, &err), &err);
	for (uint64_t i = 0; i < LEAVES; i += 997) {
		struct merkle_head older = { .size = i + 1 };

		shelf.fetches = 0;
		assert_ok(merkle_inclusion_make(&source, i, LEAVES, &proof, &err), &err);
		assert_true(shelf.fetches <= 2 * LEVELS);
		assert_ok(merkle_inclusion_check(&proof, i, &shelf.levels[0][i], &head, &err), &err);
		shelf.fetches = 0;
		assert_ok(merkle_consistency_make(&source, i + 1, LEAVES, &proof, &err), &err);
		assert_true(shelf.fetches <= 2 * LEVELS + 1);
		assert_ok(merkle_root_fetch(&source, i + 1, &older.root, &err), &err);
		assert_ok(merkle_consistency_check(&proof, &older, &head, &err), &err);
	}
	shelf_end(&shelf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roots_of_every_size_follow_the_definition),
		cmocka_unit_test(inclusion_proofs_follow_the_definition),
		cmocka_unit_test(consistency_proofs_follow_the_definition),
		cmocka_unit_test(impossible_proofs_are_not_made),
		cmocka_unit_test(a_hash_count_beyond_the_array_is_refused),
		cmocka_unit_test(a_full_tree_takes_no_leaf),
		cmocka_unit_test(large_trees_are_proved_with_few_fetches),
	};

	return cmocka_run_group_tests(tests, grow_tree, fell_tree);
}
