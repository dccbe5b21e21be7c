/* SPDX-License-Identifier: Apache-2.0 */
/* exif.c - libexif's directories, entry by entry, then the maker note. */
#include "worker/image/exif.h"

#include "base/scoped.h"
#include "worker/image/exif_repack.h"
#include "worker/image/exif_repeated.h"
#include "worker/image/exif_value.h"

#include <libexif/exif-data.h>
#include <libexif/exif-mnote-data.h>
#include <stdio.h>

#define DIRECT_LIMIT     0xFFF0u /* bytes of a block that libexif reads whole */
#define MAKER_NOTE_LIMIT 512     /* tags told of a maker note */

enum pointer_tag {
	TAG_THUMBNAIL = 0x0201,
	TAG_THUMBNAIL_LENGTH = 0x0202,
	TAG_EXIF = 0x8769,
	TAG_GPS = 0x8825,
	TAG_INTEROP = 0xA005
};

static const char *const groups[EXIF_IFD_COUNT] = { "IFD0", "IFD1", "Exif", "GPS", "Interop" };

static void
tell_entry(ExifEntry *entry, void *context)
{
	struct carrier *carrier = context;
	ExifIfd ifd = exif_entry_get_ifd(entry);
	SCOPED(buffer) value = { 0 };
	enum report_form form;
	const char *name;
	char number[8];

	if (ifd >= EXIF_IFD_COUNT || entry->data == NULL || entry->tag == EXIF_TAG_MAKER_NOTE)
		return;
	form = exif_value_write(&value, entry->tag, entry->format,
	                        (struct span){ entry->data, entry->size },
	                        exif_data_get_byte_order(entry->parent->parent)
	                                == EXIF_BYTE_ORDER_MOTOROLA);
	snprintf(number, sizeof number, "0x%04X", (unsigned)entry->tag & 0xFFFF);
	name = exif_tag_name(entry->tag, (int)ifd);
	carrier_tag(carrier, "EXIF", groups[ifd], name ? name : number, form,
	            (struct span){ (const unsigned char *)value.p, value.n });
}

static void
tell_content(ExifContent *content, void *context)
{
	exif_content_foreach_entry(content, tell_entry, context);
}

static void
tell_maker_note(struct carrier *carrier, ExifData *data)
{
	ExifMnoteData *note = exif_data_get_mnote_data(data);
	unsigned count = note ? exif_mnote_data_count(note) : 0;

	for (unsigned i = 0; i < count && i < MAKER_NOTE_LIMIT; i++) {
		const char *name = exif_mnote_data_get_name(note, i);
		char value[1024] = "", number[8];

		if (exif_mnote_data_get_value(note, i, value, sizeof value) == NULL || value[0] == '\0')
			continue;
		snprintf(number, sizeof number, "0x%04X", exif_mnote_data_get_id(note, i) & 0xFFFF);
		carrier_text(carrier, "EXIF", "MakerNote", name ? name : number, value);
	}
	if (count > MAKER_NOTE_LIMIT)
		carrier_left_out(carrier, "tags of the maker note beyond the first %d", MAKER_NOTE_LIMIT);
}

static void
note_thumbnail(struct carrier *carrier, const ExifData *data)
{
	SCOPED(buffer) copy = { 0 };

	if (carrier->thumbnail.n > 0 || data->data == NULL || data->size < 4
	    || memcmp(data->data, "\xFF\xD8\xFF", 3) != 0)
		return;
	buffer_append(&copy, data->data, data->size);
	carrier->thumbnail = carrier_keep(carrier, &copy);
}

static bool
all_values_inside(const struct tiff *tiff, uint64_t offset)
{
	struct tiff_directory directory;
	struct tiff_entry entry;

	if (!tiff_directory_at(tiff, offset, &directory))
		return false;
	for (size_t i = 0; i < directory.count; i++)
		if (tiff_entry_at(&directory, i, &entry) && !entry.whole)
			return false;
	return directory.whole;
}

/* libexif passes over what does not lie inside the block without a word. */
static void
check_directories(struct carrier *carrier, const struct tiff *tiff)
{
	struct tiff_directory first;
	uint64_t below[2];
	bool whole = all_values_inside(tiff, tiff->first);

	if (tiff_directory_at(tiff, tiff->first, &first)) {
		below[0] = tiff_find_number(&first, TAG_EXIF, 0);
		below[1] = tiff_find_number(&first, TAG_GPS, 0);
		for (size_t i = 0; i < 2; i++)
			whole = whole && (below[i] == 0 || all_values_inside(tiff, below[i]));
	}
	if (!whole)
		carrier_damaged(carrier, "a value or directory of the EXIF data lies outside it");
}

static bool
has_pointer_outside(const struct tiff *tiff, uint64_t offset)
{
	/* a thumbnail's length is taken for a pointer too */
	static const unsigned pointers[] = { TAG_EXIF, TAG_GPS, TAG_INTEROP, TAG_THUMBNAIL,
		                             TAG_THUMBNAIL_LENGTH };
	struct tiff_directory directory;

	if (!tiff_directory_at(tiff, offset, &directory))
		return false;
	for (size_t i = 0; i < sizeof pointers / sizeof pointers[0]; i++)
		if (tiff_find_number(&directory, pointers[i], 0) >= tiff->bytes.n)
			return true;
	return false;
}

/* It reads no block that is longer or not plain TIFF, and stops at a pointer out of the block. */
static bool
libexif_reads_all(const struct tiff *tiff)
{
	struct tiff_directory first;

	if (!tiff->plain || tiff->bytes.n > DIRECT_LIMIT || has_pointer_outside(tiff, tiff->first))
		return false;
	return !tiff_directory_at(tiff, tiff->first, &first)
	       || !has_pointer_outside(tiff, tiff_find_number(&first, TAG_EXIF, 0));
}

static void
load_and_tell(struct carrier *carrier, const struct buffer *block)
{
	ExifData *data = exif_data_new();

	if (data == NULL || block->failed) {
		exif_data_unref(data);
		return;
	}
	exif_data_unset_option(data, EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
	exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
	exif_data_load_data(data, (const unsigned char *)block->p, (unsigned)block->n);
	note_thumbnail(carrier, data);
	exif_data_foreach_content(data, tell_content, carrier);
	tell_maker_note(carrier, data);
	exif_data_unref(data);
}

void
exif_tell(struct carrier *carrier, struct span block)
{
	SCOPED(buffer) whole = { 0 };
	struct tiff tiff;

	if (!tiff_begin(&tiff, block)) {
		carrier_damaged(carrier, "the EXIF block has no TIFF header");
		return;
	}
	if (!tiff.known)
		carrier_damaged(carrier, "the EXIF block's TIFF header has a wrong number");
	check_directories(carrier, &tiff);
	if (carrier->orientation == 0)
		carrier->orientation = tiff_orientation(&tiff);
	exif_tell_repeated(carrier, &tiff);
	if (libexif_reads_all(&tiff)) {
		buffer_append(&whole, "Exif\0\0", 6);
		buffer_append(&whole, block.p, block.n);
	} else {
		exif_repack(carrier, &tiff, &whole);
	}
	if (whole.n > 0)
		load_and_tell(carrier, &whole);
}
