/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_iptc.c - datasets only go forward and stay inside. */
#include "fuzz/fuzz_picture.h"

#include "worker/image/iptc.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct carrier carrier = { .file = { data, size } };
	struct span rest = carrier.file;
	struct iptc_dataset dataset;
	size_t left = size;

	while (iptc_next(&rest, &dataset)) {
		const char *name = iptc_name(dataset.record, dataset.number);

		require(rest.n < left && dataset.value.n < left);
		require(name == NULL || name[0] != '\0');
		left = rest.n;
		read_bytes(dataset.value);
	}
	iptc_tell(&carrier, carrier.file);
	carrier_end(&carrier);
	return 0;
}
