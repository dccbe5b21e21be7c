/* SPDX-License-Identifier: Apache-2.0 */
/* photoshop.c - signature, id, padded Pascal name, length, padded data, and again. */
#include "worker/image/photoshop.h"

static bool
bears_signature(struct span section)
{
	/* Photoshop's own, and those of ImageReady, PhotoDeluxe and Lightroom. */
	return span_begins(section, "8BIM", 4) || span_begins(section, "MeSa", 4)
	       || span_begins(section, "PHUT", 4) || span_begins(section, "AgHg", 4)
	       || span_begins(section, "DCSR", 4);
}

bool
photoshop_next(struct span *section, struct photoshop_resource *out)
{
	size_t name, length;

	if (section->n < 12 || !bears_signature(*section))
		return false;
	out->id = be16(section->p + 4);
	name = (size_t)section->p[6] + 1; /* with its length byte, padded to even */
	name += name % 2;
	if (section->n < 6 + name + 4)
		return false;
	length = be32(section->p + 6 + name);
	*section = span_from(*section, 6 + name + 4);
	out->data = span_first(*section, length);
	*section = span_from(*section, (uint64_t)length + length % 2);
	return true;
}
