/* SPDX-License-Identifier: Apache-2.0 */
/* exif_repeated.c - one pass over each directory, with a mark for every tag that was met. */
#include "worker/image/exif_repeated.h"

#include "base/scoped.h"
#include "worker/image/exif_value.h"

#include <libexif/exif-ifd.h>
#include <stdio.h>

#define TAG_COUNT 65536

enum pointer_tag { TAG_EXIF = 0x8769, TAG_GPS = 0x8825 };

static void
tell(struct carrier *carrier, const struct tiff *tiff, const struct tiff_entry *entry,
     const char *group, int ifd)
{
	const char *name = exif_tag_name(entry->tag, ifd);
	SCOPED(buffer) value = { 0 };
	enum report_form form;
	char number[8];

	form = exif_value_write(&value, entry->tag, entry->type, entry->value, tiff->big_endian);
	snprintf(number, sizeof number, "0x%04X", entry->tag & 0xFFFF);
	carrier_tag(carrier, "EXIF", group, name ? name : number, form,
	            (struct span){ (const unsigned char *)value.p, value.n });
}

static void
look_at(struct carrier *carrier, const struct tiff *tiff, uint64_t offset, const char *group, int ifd)
{
	unsigned char met[TAG_COUNT / 8] = { 0 };
	struct tiff_directory directory;
	struct tiff_entry entry;
	size_t told = 0;

	if (offset == 0 || !tiff_directory_at(tiff, offset, &directory))
		return;
	for (size_t i = 0; i < directory.count && told <= EXIF_REPEATED_LIMIT; i++) {
		if (!tiff_entry_at(&directory, i, &entry) || !entry.whole || entry.value.n == 0)
			continue;
		if (met[entry.tag / 8] & 1u << entry.tag % 8 && told++ < EXIF_REPEATED_LIMIT)
			tell(carrier, tiff, &entry, group, ifd);
		met[entry.tag / 8] |= (unsigned char)(1u << entry.tag % 8);
	}
	if (told > EXIF_REPEATED_LIMIT)
		carrier_left_out(carrier, "values of repeated tags in %s beyond the first %d", group,
		                 EXIF_REPEATED_LIMIT);
}

void
exif_tell_repeated(struct carrier *carrier, const struct tiff *tiff)
{
	struct tiff_directory first;

	look_at(carrier, tiff, tiff->first, "IFD0", EXIF_IFD_0);
	if (!tiff_directory_at(tiff, tiff->first, &first))
		return;
	look_at(carrier, tiff, tiff_find_number(&first, TAG_EXIF, 0), "Exif", EXIF_IFD_EXIF);
	look_at(carrier, tiff, tiff_find_number(&first, TAG_GPS, 0), "GPS", EXIF_IFD_GPS);
}
