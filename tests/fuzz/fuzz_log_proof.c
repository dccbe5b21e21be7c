/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_log_proof.c - a log proof that is read is written again as the same bytes. */
#include "fuzz/fuzz.h"

#include "base/scoped.h"
#include "base/text.h"
#include "crypto/proof.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text bytes = { (const char *)data, size };
	const struct digest leaf = { { 0 } };
	SCOPED(buffer) again = { 0 };
	struct log_proof proof;

	if (log_proof_read(bytes, &proof, NULL) != STATUS_OK)
		return 0;
	if (log_proof_write(&again, &proof, NULL) != STATUS_OK ||
	    !text_equal(bytes, text_of_buffer(&again)))
		abort();
	if (log_proof_verify(&proof, &leaf, NULL, 0, NULL, NULL) != STATUS_FALSE)
		abort();
	return 0;
}
