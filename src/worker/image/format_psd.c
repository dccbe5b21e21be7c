/* SPDX-License-Identifier: Apache-2.0 */
/* format_psd.c - Photoshop documents (Adobe Photoshop file formats): header and image resources. */
#include "worker/image/format.h"

void
format_psd_walk(struct carrier *carrier)
{
	struct span rest, resources;

	if (carrier->file.n < 30) {
		carrier_truncated(carrier, "the file ends within its header");
		return;
	}
	carrier_size(carrier, be32(carrier->file.p + 18), be32(carrier->file.p + 14));
	rest = span_from(carrier->file, 30 + (uint64_t)be32(carrier->file.p + 26)); /* colour mode data */
	if (rest.n < 4) {
		carrier_truncated(carrier, "the file ends before its image resources");
		return;
	}
	resources = span_first(span_from(rest, 4), be32(rest.p));
	if (resources.n < be32(rest.p))
		carrier_truncated(carrier, "the file ends within its image resources");
	carrier_block(carrier, BLOCK_PHOTOSHOP, resources);
}
