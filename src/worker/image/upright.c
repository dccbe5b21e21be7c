/* SPDX-License-Identifier: Apache-2.0 */
/* upright.c - one tag, found without libexif, as a thumbnail needs no other. */
#include "worker/image/upright.h"

#include "base/scoped.h"
#include "worker/image/format.h"
#include "worker/image/tiff_walk.h"

static unsigned
orientation_of(struct span block)
{
	struct tiff tiff;
	unsigned orientation = tiff_begin(&tiff, block) ? tiff_orientation(&tiff) : 0;

	return orientation ? orientation : 1;
}

unsigned
upright_orientation(struct span file)
{
	SCOPED(carrier) carrier = { .file = file };
	const struct format *format = format_of(file);

	if (format == NULL || format->walk == format_heif_walk)
		return 1;
	format->walk(&carrier);
	for (size_t i = 0; i < carrier.block_count; i++)
		if (carrier.blocks[i].kind == BLOCK_TIFF)
			return orientation_of(carrier.blocks[i].bytes);
	return 1;
}
