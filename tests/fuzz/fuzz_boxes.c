/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_boxes.c - HEIF and AVIF items and properties, JPEG 2000 and JPEG XL boxes. */
#include "fuzz/fuzz_picture.h"

#include "base/scoped.h"
#include "worker/image/format.h"
#include "worker/image/heif_items.h"

#define DATA_LIMIT 65536

static void
try_items(const struct heif *heif)
{
	struct span entries = heif_entries(heif);
	struct heif_item item;
	uint32_t parts[16];

	for (unsigned i = 0; i < HEIF_ITEM_LIMIT && heif_next_item(&entries, &item); i++) {
		SCOPED(buffer) data = { 0 };

		read_bytes(item.content_type);
		(void)!heif_parts(heif, item.id, sizeof parts / sizeof parts[0], parts);
		if (heif_item_data(heif, item.id, DATA_LIMIT, &data))
			require(data.n > 0 && data.n <= DATA_LIMIT);
	}
}

static void
read_property(void *context, const struct box *property)
{
	const struct heif *heif = context;

	require(property->all.n <= heif->ipco.n);
	read_bytes(property->all);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span file = { data, size };
	struct heif heif;

	if (heif_begin(&heif, file)) {
		try_items(&heif);
		heif_properties(&heif, heif.primary, read_property, &heif);
	}
	walk_quietly(format_heif_walk, file);
	walk_quietly(format_cr3_walk, file);
	walk_quietly(format_jp2_walk, file);
	walk_quietly(format_jxl_codestream_walk, file);
	return 0;
}
