/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_answer.c - what comes back from others as a signed note, a review or a
 * receipt, is read or refused; what is read is what would be written, and
 * nothing is believed of a key that signed nothing.
 */
#include "fuzz/fuzz.h"

#include "base/scoped.h"
#include "base/text.h"
#include "casework/receipt_text.h"
#include "casework/review_note.h"

#include <stdlib.h>

static void
try_review(struct text text)
{
	SCOPED_JSON json_t *said = NULL;
	SCOPED(buffer) again = { 0 };

	if (review_note_read(text, &said, NULL) != STATUS_OK)
		return;
	if (review_note_write(&again, said, NULL) != STATUS_OK ||
	    !text_equal(text, text_of_buffer(&again)))
		abort();
}

static void
try_receipt(struct text text)
{
	SCOPED(buffer) again = { 0 };
	struct receipt receipt;

	if (receipt_text_read(text, &receipt, NULL) != STATUS_OK)
		return;
	if (receipt_text_write(&again, receipt.values, NULL) != STATUS_OK ||
	    !text_equal(text, text_of_buffer(&again)))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct public_key nobody = { { 1 } };
	struct text bytes = { (const char *)data, size };
	SCOPED_JSON json_t *said = NULL;
	struct note note;

	if (review_note_verify(bytes, &nobody, &said, NULL) == STATUS_OK)
		abort();
	if (note_read(bytes, &note, NULL) == STATUS_OK)
		bytes = note.text;
	else if (size == 0 || data[size - 1] != '\n')
		return 0;
	try_review(bytes);
	try_receipt(bytes);
	return 0;
}
