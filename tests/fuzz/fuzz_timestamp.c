/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_timestamp.c - replies, tokens and requests of anybody are read or refused, and none of them is believed. */
#include "fuzz/fuzz.h"

#include "base/scoped.h"
#include "base/text.h"
#include "crypto/timestamp.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text bytes = { (const char *)data, size };
	struct timestamp_imprint imprint;
	struct timestamp_verdict verdict;
	SCOPED(buffer) token = { 0 };
	SCOPED(buffer) again = { 0 };

	if (timestamp_token(bytes, &token, NULL) == STATUS_OK &&
	    (timestamp_token(text_of_buffer(&token), &again, NULL) != STATUS_OK ||
	     !text_equal(text_of_buffer(&token), text_of_buffer(&again))))
		abort(); /* the token of a token is itself */
	(void)!timestamp_imprint_read(bytes, &imprint, NULL);
	(void)!timestamp_answers(bytes, bytes, NULL);
	if (timestamp_verify(bytes, text_of("what nobody stamped"), NULL, &verdict, NULL) == STATUS_OK)
		abort();
	return 0;
}
