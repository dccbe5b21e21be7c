/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_picture.h - what the fuzzers of still pictures share: a walk, after which all that it noted is read. */
#ifndef VIDIMUS_TESTS_FUZZ_PICTURE_H
#define VIDIMUS_TESTS_FUZZ_PICTURE_H

#include "fuzz/fuzz.h"

#include "worker/image/carrier.h"

#include <stdlib.h>

static inline void
require(bool holds)
{
	if (!holds)
		abort();
}

/* Reads every byte, so that a sanitizer sees one that is none of ours. */
static inline void
read_bytes(struct span span)
{
	volatile unsigned char byte;

	for (size_t i = 0; i < span.n; i++)
		byte = span.p[i];
	(void)byte;
}

/* A walk without a report; false, and the input uninteresting, when it noted nothing. */
static inline bool
walk_quietly(void (*walk)(struct carrier *carrier), struct span file)
{
	struct carrier carrier = { .file = file };
	bool noted;

	walk(&carrier);
	require(carrier.block_count <= CARRIER_BLOCK_LIMIT && carrier.kept_count <= CARRIER_BLOCK_LIMIT);
	for (size_t i = 0; i < carrier.block_count; i++) {
		require(carrier.blocks[i].bytes.n > 0);
		read_bytes(carrier.blocks[i].bytes);
	}
	noted = carrier.block_count > 0;
	carrier_end(&carrier);
	return noted;
}

#endif
