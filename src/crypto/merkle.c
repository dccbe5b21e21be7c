/* SPDX-License-Identifier: Apache-2.0 */
/* merkle.c - leaves, nodes and the right edge of a growing tree. */
#include "crypto/merkle.h"

#include "base/error.h"
#include "crypto/digest.h"

#include <string.h>

const struct digest merkle_empty_root = { {
	0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
	0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
} };

enum status
merkle_leaf(const void *bytes, size_t n, struct digest *out, struct error *err)
{
	const struct text parts[] = { { "\x00", 1 }, { bytes, n } };

	return digest_of_parts(parts, 2, out, err);
}

enum status
merkle_node(const struct digest *left, const struct digest *right, struct digest *out,
            struct error *err)
{
	unsigned char bytes[1 + 2 * DIGEST_SIZE];

	bytes[0] = 0x01;
	memcpy(bytes + 1, left->bytes, DIGEST_SIZE);
	memcpy(bytes + 1 + DIGEST_SIZE, right->bytes, DIGEST_SIZE);
	return digest_of(bytes, sizeof bytes, out, err);
}

static void
note_made(struct merkle_made *made, unsigned level, uint64_t index, const struct digest *hash)
{
	if (made != NULL)
		made->subtrees[level] = (struct merkle_subtree){ level, index, *hash };
}

enum status
merkle_range_add(struct merkle_range *range, const struct digest *leaf, struct merkle_made *made,
                 struct error *err)
{
	struct digest hash = *leaf;
	unsigned level = 0;

	if (range->size == UINT64_MAX)
		return fail(err, STATUS_LIMIT, "the hash tree is full");
	note_made(made, 0, range->size, &hash);
	while ((range->size >> level & 1) != 0) {
		enum status st = merkle_node(&range->peaks[level], &hash, &hash, err);

		if (st != STATUS_OK)
			return st;
		level++;
		note_made(made, level, range->size >> level, &hash);
	}
	range->peaks[level] = hash;
	range->size++;
	if (made != NULL)
		made->count = level + 1;
	return STATUS_OK;
}

enum status
merkle_range_root(const struct merkle_range *range, struct digest *out, struct error *err)
{
	struct digest hash = merkle_empty_root;
	bool begun = false;

	for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
		enum status st = STATUS_OK;

		if ((range->size >> level & 1) == 0)
			continue;
		if (begun)
			st = merkle_node(&range->peaks[level], &hash, &hash, err);
		else
			hash = range->peaks[level];
		if (st != STATUS_OK)
			return st;
		begun = true;
	}
	*out = hash;
	return STATUS_OK;
}

enum status
merkle_root(const struct digest *leaves, size_t count, struct digest *out, struct error *err)
{
	struct merkle_range range = { 0 };

	for (size_t i = 0; i < count; i++) {
		enum status st = merkle_range_add(&range, &leaves[i], NULL, err);

		if (st != STATUS_OK)
			return st;
	}
	return merkle_range_root(&range, out, err);
}
