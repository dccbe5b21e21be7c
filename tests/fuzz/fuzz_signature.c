/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_signature.c - the first byte of the input is the length of a name, then
 * the name, then the head of a file: whatever they are, one of the kinds and a
 * media type of the table come out, the same each time, and the rule of items
 * holds.
 */
#include "fuzz/fuzz.h"

#include "intake/signature.h"

#include "base/text.h"

#include <stdlib.h>

static bool
is_evidence(enum signature_kind kind)
{
	return kind != SIGNATURE_UNKNOWN && kind != SIGNATURE_OTHER;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = size > 0 ? data[0] : 0;
	struct text name;
	struct told told, again;

	if (size == 0 || n > size - 1)
		return 0;
	name = (struct text) { (const char *)data + 1, n };
	signature_tell(data + 1 + n, size - 1 - n, size - 1 - n, name, &told);
	signature_tell(data + 1 + n, size - 1 - n, size - 1 - n, name, &again);
	if (told.content != again.content || !text_equal(told.media_type, again.media_type) ||
	    told.item != again.item || told.warning != again.warning)
		abort();
	if (told.item != (is_evidence(told.content) || is_evidence(told.named)) ||
	    told.media_type.n == 0 || (told.warning != NULL && !told.item))
		abort();
	if (told.content == SIGNATURE_UNKNOWN && !text_is(told.media_type, "application/octet-stream"))
		abort();
	/* a larger file with the same head is no reason to read beyond the head */
	signature_tell(data + 1 + n, size - 1 - n, UINT64_MAX, name, &again);
	return 0;
}
