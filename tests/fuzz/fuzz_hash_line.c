/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_hash_line.c - lines of somebody's list of hashes: the first byte says
 * of which kind it is said to be. Whatever is read as an entry is within
 * bounds, and a list never changes its kind.
 */
#include "fuzz/fuzz.h"

#include "exchange/hash_line.h"

#include "base/text.h"

#include <stdlib.h>

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
check_entry(const struct hash_form *form, const struct hash_entry *entry)
{
	require(form->kind != HASHES_UNKNOWN);
	require(entry->quality <= 100);
	require(entry->microseconds >= 0 && entry->microseconds < INT64_C(1) << 50);
	for (size_t i = hash_kind_digits(form->kind) / 2; i < HASH_ENTRY_SIZE; i++)
		require(entry->bytes[i] == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hash_form form = { .kind = HASHES_UNKNOWN };
	struct text rest;

	if (size == 0)
		return 0;
	form.kind = (enum hash_kind)(data[0] % (HASHES_VPDQ + 1));
	rest = (struct text){ (const char *)data + 1, size - 1 };
	while (rest.p != NULL) {
		enum hash_kind before = form.kind;
		struct hash_entry entry;

		if (hash_line_read(&form, text_cut(&rest, '\n'), &entry, NULL) == STATUS_OK)
			check_entry(&form, &entry);
		require(before == HASHES_UNKNOWN || form.kind == before);
	}
	return 0;
}
