/* SPDX-License-Identifier: Apache-2.0 */
/* merkle_make.c - roots and proofs from stored complete subtrees, O(log n) fetches each. */
#include "crypto/merkle.h"

#include "base/error.h"

#include <inttypes.h>

/* Fetches the peaks of `size` below `levels`: the edge right of the last subtree of that height. */
static enum status
fetch_peaks(struct merkle_range *out, const struct merkle_source *source, uint64_t size,
            unsigned levels, struct error *err)
{
	for (unsigned level = 0; level < levels; level++) {
		enum status st;

		if ((size >> level & 1) == 0)
			continue;
		st = source->fetch(source->context, level, (size >> level) - 1, &out->peaks[level],
		                   err);
		if (st != STATUS_OK)
			return st;
		out->size |= UINT64_C(1) << level;
	}
	return STATUS_OK;
}

enum status
merkle_range_fetch(struct merkle_range *out, const struct merkle_source *source, uint64_t size,
                   struct error *err)
{
	struct merkle_range range = { 0 };
	enum status st = fetch_peaks(&range, source, size, MERKLE_LEVELS, err);

	if (st == STATUS_OK)
		*out = range;
	return st;
}

enum status
merkle_root_fetch(const struct merkle_source *source, uint64_t size, struct digest *out,
                  struct error *err)
{
	struct merkle_range range = { 0 };
	enum status st = fetch_peaks(&range, source, size, MERKLE_LEVELS, err);

	return st == STATUS_OK ? merkle_range_root(&range, out, err) : st;
}

/* The hash of node `index` of a level, which at the right edge may be incomplete. */
static enum status
node_hash(const struct merkle_source *source, unsigned level, uint64_t index, uint64_t size,
          struct digest *out, struct error *err)
{
	struct merkle_range range = { 0 };
	enum status st;

	if (index < size >> level)
		return source->fetch(source->context, level, index, out, err);
	st = fetch_peaks(&range, source, size, level, err);
	return st == STATUS_OK ? merkle_range_root(&range, out, err) : st;
}

/* Appends the siblings on the way from a node up to the root of `size` leaves. */
static enum status
add_path(struct merkle_proof *proof, const struct merkle_source *source,
         struct merkle_subtree from, uint64_t size, struct error *err)
{
	uint64_t last = (size - 1) >> from.level;
	uint64_t node = from.index;

	for (unsigned level = from.level; last > 0; level++) {
		if (node != last || (node & 1) != 0) {
			enum status st = node_hash(source, level, node ^ 1, size,
			                           &proof->hashes[proof->count], err);

			if (st != STATUS_OK)
				return st;
			proof->count++;
		}
		node >>= 1;
		last >>= 1;
	}
	return STATUS_OK;
}

enum status
merkle_inclusion_make(const struct merkle_source *source, uint64_t index, uint64_t size,
                      struct merkle_proof *out, struct error *err)
{
	struct merkle_proof made = { 0 };
	enum status st;

	if (index >= size)
		return fail(err, STATUS_INVALID, "leaf %" PRIu64 " is not in a tree of %" PRIu64,
		            index, size);
	st = add_path(&made, source, (struct merkle_subtree){ .index = index }, size, err);
	if (st == STATUS_OK)
		*out = made;
	return st;
}

/*
 * The proof starts at the largest subtree that ends with the older tree's last
 * leaf. When that subtree is the whole older tree, the verifier has its hash.
 */
enum status
merkle_consistency_make(const struct merkle_source *source, uint64_t older, uint64_t newer,
                        struct merkle_proof *out, struct error *err)
{
	struct merkle_proof made = { 0 };
	struct merkle_subtree start = { .index = older - 1 };
	enum status st = STATUS_OK;

	if (older == 0 || older > newer)
		return fail(err, STATUS_INVALID,
		            "nothing can be proved from a tree of %" PRIu64 " to one of %" PRIu64,
		            older, newer);
	if (older == newer) {
		*out = made;
		return STATUS_OK;
	}
	for (; (start.index & 1) != 0; start.level++)
		start.index >>= 1;
	if (start.index > 0) {
		st = source->fetch(source->context, start.level, start.index, &made.hashes[0], err);
		made.count = 1;
	}
	if (st == STATUS_OK)
		st = add_path(&made, source, start, newer, err);
	if (st == STATUS_OK)
		*out = made;
	return st;
}
