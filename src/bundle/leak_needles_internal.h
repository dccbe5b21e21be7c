/* SPDX-License-Identifier: Apache-2.0 */
/* leak_needles_internal.h - the needles as their adding and their searching share them. */
#ifndef VIDIMUS_BUNDLE_LEAK_NEEDLES_INTERNAL_H
#define VIDIMUS_BUNDLE_LEAK_NEEDLES_INTERNAL_H

#include "bundle/leak_needles.h"
#include "bundle/leak_table.h"

#include "base/buffer.h"

/* How sure a phrase tells; where it has several origins, the first of these stands. */
enum leak_strength { LEAK_STRONG, LEAK_FROM_PROSE, LEAK_IN_ORIGINAL };

/* A text as it was written, kept until it is clear that its phrase stays a needle. */
struct leak_written {
	uint64_t hash;
	uint32_t origin;
	uint32_t n; /* bytes, which follow each other in `writings` */
};

struct leak_needles {
	struct leak_table   phrases; /* hash to origin and strength */
	struct leak_table   common;  /* words of the vocabularies */
	struct leak_table   stops;
	struct leak_origin *origins;
	size_t              origin_count, origin_room;
	struct leak_scan   *scan;
	struct buffer       writings; /* struct leak_written and its text, again and again */
	uint64_t           *last_words; /* bits: words with which a phrase ends */
	bool                by_consonants; /* are there any such phrases? */
};

/* Mixed into phrases of consonants, so that they meet only across the two scripts. */
#define LEAK_SALT_OF_ARABIC UINT64_C(0x5bd1e995a4093822)
#define LEAK_SALT_OF_LATIN  UINT64_C(0x299f31d0082efa98)

#define LEAK_LAST_BITS 22

/* The bit of a word's hash in `last_words`. */
static inline size_t
leak_last_bit(uint64_t hash)
{
	return (size_t)(hash * UINT64_C(0x9e3779b97f4a7c15) >> (64 - LEAK_LAST_BITS));
}

/* Could a phrase end with this word? */
static inline bool
leak_may_end(const struct leak_needles *needles, uint64_t hash)
{
	size_t bit = leak_last_bit(hash);

	return needles->last_words[bit / 64] >> (bit % 64) & 1;
}

#endif
