/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_jumbf.c - C2PA manifest stores: what is whole has no fault, and is so judged twice. */
#include "fuzz/fuzz_picture.h"

#include "worker/jumbf.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct jumbf_store first = jumbf_read(data, size), second = jumbf_read(data, size);

	require(first.present == second.present && first.whole == second.whole
	        && first.manifests == second.manifests && strcmp(first.active, second.active) == 0);
	require(first.whole == (first.present && !first.fault));
	require(first.manifests == 0 || first.present);
	require(strlen(first.active) < JUMBF_LABEL_SIZE);
	return 0;
}
