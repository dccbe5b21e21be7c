/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_tiff.c - directories stay inside, values are written, and what is
 * packed anew for libexif is a plain, small TIFF with the same first tags.
 */
#include "fuzz/fuzz_picture.h"

#include "base/scoped.h"
#include "worker/image/exif_repack.h"
#include "worker/image/exif_value.h"
#include "worker/image/format.h"

static void
try_values(const struct tiff *tiff)
{
	struct tiff_directory directory;
	struct tiff_entry entry;

	if (!tiff_directory_at(tiff, tiff->first, &directory))
		return;
	for (size_t i = 0; i < directory.count; i++) {
		SCOPED(buffer) value = { 0 };

		if (!tiff_entry_at(&directory, i, &entry))
			continue;
		require(entry.value.n <= tiff->bytes.n);
		read_bytes(entry.value);
		(void)exif_value_write(&value, entry.tag, entry.type, entry.value, tiff->big_endian);
		tiff_number(tiff, &entry, entry.count - 1);
	}
}

static void
try_repacking(const struct tiff *tiff)
{
	struct carrier carrier = { .file = tiff->bytes };
	SCOPED(buffer) block = { 0 };
	struct tiff again;

	exif_repack(&carrier, tiff, &block);
	if (block.n > 0 && !block.failed) {
		require(block.n < 65534);
		require(tiff_begin(&again, (struct span){ (const unsigned char *)block.p + 6, block.n - 6 }));
		require(again.plain && again.big_endian == tiff->big_endian);
		try_values(&again);
	}
	carrier_end(&carrier);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span file = { data, size };
	struct tiff tiff;

	if (tiff_begin(&tiff, file)) {
		try_values(&tiff);
		try_repacking(&tiff);
	}
	walk_quietly(format_tiff_walk, file);
	walk_quietly(format_mrw_walk, file);
	walk_quietly(format_x3f_walk, file);
	walk_quietly(format_psd_walk, file);
	return 0;
}
