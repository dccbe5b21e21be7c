/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_cosignature.c - requests to a witness and cosigned notes of anybody are read or refused, and none is believed. */
#include "fuzz/fuzz.h"

#include "base/scoped.h"
#include "base/text.h"
#include "crypto/cosignature.h"
#include "crypto/witness_request.h"

#include <stdlib.h>

#define VKEY "witness.example.org+ac94e85e+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text bytes = { (const char *)data, size };
	struct witness_request request;
	SCOPED(buffer) again = { 0 };
	struct cosigner cosigner;
	struct instant time;
	struct note note;

	(void)!cosigner_read(bytes, &cosigner, NULL);
	if (cosigner_read(text_of(VKEY), &cosigner, NULL) != STATUS_OK)
		abort();
	if (witness_request_read(bytes, &request, NULL) != STATUS_OK)
		return 0;
	if (request.has_proof && (witness_request_write(&again, &request, NULL) != STATUS_OK ||
	                          !text_equal(bytes, text_of_buffer(&again))))
		abort();
	if (note_read(request.checkpoint, &note, NULL) != STATUS_OK)
		abort();
	for (size_t i = 0; i < note.count; i++) {
		if (cosignature_verify(&note, &note.signatures[i], &cosigner, &time, NULL) == STATUS_OK)
			abort();
	}
	return 0;
}
