/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merkle.h - the hash tree of the log: RFC 6962 §2.1 with SHA-256, proofs as
 * RFC 9162 §2.1.3 and §2.1.4.
 *
 * A leaf is SHA-256(0x00 || bytes), a node SHA-256(0x01 || left || right). The
 * complete subtree over the leaves [index * 2^level, (index + 1) * 2^level) is
 * named by (level, index) and never changes once its leaves are there; who
 * stores those proves and appends in O(log n). Nothing here allocates. "Does
 * not verify" is STATUS_FALSE; a failure of OpenSSL is STATUS_FAULT.
 */
#ifndef VIDIMUS_CRYPTO_MERKLE_H
#define VIDIMUS_CRYPTO_MERKLE_H

#include <vidimus/types.h>

#define MERKLE_LEVELS 64
/* The longest proof of a tree below 2^64 leaves: a consistency proof has one hash more than levels. */
#define MERKLE_PROOF_LIMIT (MERKLE_LEVELS + 1)

/* Hashes from the leaf's side to the root's. */
struct merkle_proof {
	size_t        count;
	struct digest hashes[MERKLE_PROOF_LIMIT];
};

/* The root of a tree and how many leaves it has. */
struct merkle_head {
	uint64_t      size;
	struct digest root;
};

CHECKED enum status merkle_leaf(const void *bytes, size_t n, struct digest *out, struct error *err);
CHECKED enum status merkle_node(const struct digest *left, const struct digest *right,
                                struct digest *out, struct error *err);

/* SHA-256 of nothing: the root of the empty tree. */
extern const struct digest merkle_empty_root;

/*
 * The right edge of a tree: the roots of the complete subtrees that its leaves
 * fall into, one for each bit of `size`. { 0 } is the empty tree. Adding a
 * million leaves needs these two kilobytes and nothing else.
 */
struct merkle_range {
	uint64_t      size;                 /* leaves */
	struct digest peaks[MERKLE_LEVELS]; /* [level] holds where bit `level` of size is set */
};

/* A complete subtree, to be stored or as it was stored. */
struct merkle_subtree {
	unsigned      level;
	uint64_t      index;
	struct digest hash;
};

/* The subtrees that one leaf completes: itself (level 0) first, then upwards. */
struct merkle_made {
	size_t                count;
	struct merkle_subtree subtrees[MERKLE_LEVELS];
};

/*
 * Adds one leaf hash. `made` (may be NULL) receives what is to be stored.
 * STATUS_LIMIT when the tree is full. On failure the range is as it was.
 */
CHECKED enum status merkle_range_add(struct merkle_range *range, const struct digest *leaf,
                                     struct merkle_made *made, struct error *err);

/* The root of all leaves so far; at most one hash a level. */
CHECKED enum status merkle_range_root(const struct merkle_range *range, struct digest *out,
                                      struct error *err);

/* The root over `count` leaf hashes. */
CHECKED enum status merkle_root(const struct digest *leaves, size_t count, struct digest *out,
                                struct error *err);

/*
 * Where complete subtrees are stored. `fetch` gives the hash of (level, index)
 * or fails; it is asked only for subtrees that the size in question completes,
 * each at most once a call, level 0 being the leaf hashes.
 */
struct merkle_source {
	enum status (*fetch)(void *context, unsigned level, uint64_t index, struct digest *out,
	                     struct error *err);
	void *context; /* borrowed, handed to fetch */
};

/* Fetches the right edge of the first `size` leaves, to go on adding. */
CHECKED enum status merkle_range_fetch(struct merkle_range *out, const struct merkle_source *source,
                                       uint64_t size, struct error *err);

/* The root of the first `size` leaves. */
CHECKED enum status merkle_root_fetch(const struct merkle_source *source, uint64_t size,
                                      struct digest *out, struct error *err);

/*
 * The proof that leaf `index` is in the tree of the first `size` leaves
 * (RFC 9162 §2.1.3.1). STATUS_INVALID unless index < size.
 */
CHECKED enum status merkle_inclusion_make(const struct merkle_source *source, uint64_t index,
                                          uint64_t size, struct merkle_proof *out,
                                          struct error *err);

/*
 * The proof that the first `older` leaves are a prefix of the first `newer`
 * (RFC 9162 §2.1.4.1); empty when both are equal. STATUS_INVALID unless
 * 0 < older <= newer.
 */
CHECKED enum status merkle_consistency_make(const struct merkle_source *source, uint64_t older,
                                            uint64_t newer, struct merkle_proof *out,
                                            struct error *err);

/*
 * Whether the proof leads from the leaf hash at `index` to the head's root
 * (RFC 9162 §2.1.3.2). STATUS_FALSE, with the reason, when it does not.
 */
CHECKED enum status merkle_inclusion_check(const struct merkle_proof *proof, uint64_t index,
                                           const struct digest *leaf,
                                           const struct merkle_head *head, struct error *err);

/*
 * Whether the tree `newer` begins with the leaves of `older` (RFC 9162
 * §2.1.4.2). Trees of one size are consistent when their roots are equal and
 * the proof is empty, those of size 0 only with the empty tree's root; from an
 * empty tree to another nothing can be proved. STATUS_FALSE, with the reason,
 * when it does not verify.
 */
CHECKED enum status merkle_consistency_check(const struct merkle_proof *proof,
                                             const struct merkle_head *older,
                                             const struct merkle_head *newer, struct error *err);

#endif
