/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_jumbf.c - C2PA manifest stores; a whole one has no broken box and is so judged twice. */
#include "fuzz/fuzz_picture.h"

#include "worker/image/jumbf.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span boxes = { data, size };
	struct jumbf_store first = jumbf_store_read(boxes), second = jumbf_store_read(boxes);

	require(first.present == second.present && first.broken == second.broken
	        && first.manifests == second.manifests && strcmp(first.active, second.active) == 0);
	require(first.manifests == 0 || first.present);
	return 0;
}
