/* SPDX-License-Identifier: Apache-2.0 */
/* size_hint.c - one bit for each size, by a hash of it. */
#include "intake/size_hint.h"

#include "base/error.h"

#include <stdatomic.h>
#include <stdlib.h>

#define HINT_BITS 23
#define WORDS ((size_t)1 << (HINT_BITS - 6))

struct size_hint {
	_Atomic uint64_t words[WORDS];
};

enum status
size_hint_open(struct size_hint **out, struct error *err)
{
	*out = calloc(1, sizeof **out);
	return *out ? STATUS_OK : fail_memory(err);
}

void
size_hint_close(struct size_hint *hint)
{
	free(hint);
}

/* Fibonacci hashing: the upper bits of a product with 2^64 by the golden ratio. */
static size_t
bit_of(uint64_t bytes)
{
	return (size_t)((bytes * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - HINT_BITS));
}

void
size_hint_add(struct size_hint *hint, uint64_t bytes)
{
	size_t bit = bit_of(bytes);

	atomic_fetch_or_explicit(&hint->words[bit / 64], UINT64_C(1) << bit % 64,
	                         memory_order_relaxed);
}

bool
size_hint_may_have(const struct size_hint *hint, uint64_t bytes)
{
	size_t bit = bit_of(bytes);

	return atomic_load_explicit(&hint->words[bit / 64], memory_order_relaxed) >> bit % 64 & 1;
}

enum status
size_hint_load(struct size_hint *hint, struct database *database, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(database, "SELECT bytes FROM p_objects ORDER BY bytes",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	while ((st = statement_step(statement, err)) == STATUS_OK)
		if (!statement_is_null(statement, 0))
			size_hint_add(hint, (uint64_t)statement_integer(statement, 0));
	return st == STATUS_DONE ? STATUS_OK : st;
}
