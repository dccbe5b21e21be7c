/* SPDX-License-Identifier: Apache-2.0 */
/* merkle_check.c - inclusion and consistency proofs judged as RFC 9162 §2.1 says. */
#include "crypto/merkle.h"

#include "base/encoding.h"
#include "base/error.h"

#include <inttypes.h>

static enum status
refuse_length(struct error *err, const char *how)
{
	return fail(err, STATUS_FALSE, "the proof has too %s hashes for this tree", how);
}

static enum status
compare_root(const struct digest *got, const struct digest *wanted, const char *which,
             struct error *err)
{
	if (digest_equal(got, wanted))
		return STATUS_OK;
	return fail(err, STATUS_FALSE, "the proof leads to another root than the %s one", which);
}

enum status
merkle_inclusion_check(const struct merkle_proof *proof, uint64_t index, const struct digest *leaf,
                       const struct merkle_head *head, struct error *err)
{
	struct digest hash = *leaf;
	uint64_t node = index, last = head->size - 1;

	if (index >= head->size)
		return fail(err, STATUS_FALSE, "leaf %" PRIu64 " is not in a tree of %" PRIu64,
		            index, head->size);
	if (proof->count > MERKLE_PROOF_LIMIT)
		return refuse_length(err, "many");
	for (size_t i = 0; i < proof->count; i++, node >>= 1, last >>= 1) {
		const struct digest *sibling = &proof->hashes[i];
		bool is_left = (node & 1) == 0 && node != last;
		enum status st;

		if (last == 0)
			return refuse_length(err, "many");
		st = is_left ? merkle_node(&hash, sibling, &hash, err)
			     : merkle_node(sibling, &hash, &hash, err);
		if (st != STATUS_OK)
			return st;
		/* The last node of an uneven level moves up without a sibling. */
		for (; !is_left && (node & 1) == 0 && node != 0; node >>= 1)
			last >>= 1;
	}
	if (last != 0)
		return refuse_length(err, "few");
	return compare_root(&hash, &head->root, "given", err);
}

static enum status
check_equal_sizes(const struct merkle_proof *proof, const struct merkle_head *older,
                  const struct merkle_head *newer, struct error *err)
{
	if (proof->count != 0)
		return refuse_length(err, "many");
	if (!digest_equal(&older->root, &newer->root))
		return fail(err, STATUS_FALSE, "two trees of %" PRIu64 " leaves have different roots",
		            older->size);
	if (older->size == 0)
		return compare_root(&merkle_empty_root, &older->root, "empty", err);
	return STATUS_OK;
}

/* The two roots that a consistency proof leads to. */
struct ends {
	struct digest older, newer;
};

/* Goes from node `node` of a level whose last node is `last` up to both roots. */
static enum status
climb(const struct merkle_proof *proof, size_t next, uint64_t node, uint64_t last,
      struct ends *ends, struct error *err)
{
	for (; next < proof->count; next++, node >>= 1, last >>= 1) {
		const struct digest *sibling = &proof->hashes[next];
		enum status st = STATUS_OK;

		if (last == 0)
			return refuse_length(err, "many");
		if ((node & 1) == 0 && node != last) {
			st = merkle_node(&ends->newer, sibling, &ends->newer, err);
		} else {
			st = merkle_node(sibling, &ends->older, &ends->older, err);
			if (st == STATUS_OK)
				st = merkle_node(sibling, &ends->newer, &ends->newer, err);
			for (; (node & 1) == 0 && node != 0; node >>= 1)
				last >>= 1;
		}
		if (st != STATUS_OK)
			return st;
	}
	return last == 0 ? STATUS_OK : refuse_length(err, "few");
}

enum status
merkle_consistency_check(const struct merkle_proof *proof, const struct merkle_head *older,
                         const struct merkle_head *newer, struct error *err)
{
	uint64_t node = older->size - 1, last = newer->size - 1;
	struct ends ends = { older->root, older->root };
	size_t next = 0;
	enum status st;

	if (older->size == newer->size)
		return check_equal_sizes(proof, older, newer, err);
	if (older->size == 0 || older->size > newer->size)
		return fail(err, STATUS_FALSE,
		            "nothing can be proved from a tree of %" PRIu64 " to one of %" PRIu64,
		            older->size, newer->size);
	if (proof->count == 0)
		return refuse_length(err, "few");
	if (proof->count > MERKLE_PROOF_LIMIT)
		return refuse_length(err, "many");
	for (; (node & 1) != 0; node >>= 1)
		last >>= 1;
	if (node != 0)
		ends.older = ends.newer = proof->hashes[next++];
	st = climb(proof, next, node, last, &ends, err);
	if (st == STATUS_OK)
		st = compare_root(&ends.older, &older->root, "older", err);
	if (st == STATUS_OK)
		st = compare_root(&ends.newer, &newer->root, "newer", err);
	return st;
}
