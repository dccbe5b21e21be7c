/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format_heif.c - HEIF, HEIC and AVIF files (ISO/IEC 23008-12; AV1 image file
 * format; C2PA 2.1 A.3.5): the primary picture's properties, items that are
 * metadata, sequences.
 */
#include "worker/image/format.h"

#include "base/instant.h"
#include "base/scoped.h"
#include "worker/image/heif_items.h"
#include "worker/image/orientation.h"
#include "worker/image/uuid_box.h"

#include <stdio.h>

#define ITEM_SIZE_LIMIT CARRIER_JOINED_LIMIT
#define METADATA_LIMIT  16 /* items of EXIF and XMP that are read: each means a walk over all places */
#define SECONDS_1904_TO_1970 2082844800u /* ISO/IEC 14496-12 counts from 1904 */

static void
turn(struct carrier *carrier, const char *property, unsigned value, unsigned orientation)
{
	char text[8];

	snprintf(text, sizeof text, "%u", value);
	carrier_tag(carrier, "container", "HEIF", property, REPORT_NUMBERS,
	            (struct span){ (const unsigned char *)text, strlen(text) });
	carrier->turned = orientation_after(carrier->turned, orientation);
}

/* Properties of the primary picture; a size is read before it is turned. */
static void
take_property(void *context, const struct box *property)
{
	struct carrier *carrier = context;
	struct span body = property->body;

	if (box_is(property, "ispe") && body.n >= 12)
		carrier_size(carrier, be32(body.p + 4), be32(body.p + 8));
	else if (box_is(property, "irot") && body.n >= 1)
		turn(carrier, "irot", body.p[0] & 3, heif_property_turn(property));
	else if (box_is(property, "imir") && body.n >= 1)
		turn(carrier, "imir", body.p[0] & 1, heif_property_turn(property));
	else if (box_is(property, "colr") && body.n > 4
	         && (span_begins(body, "prof", 4) || span_begins(body, "rICC", 4)))
		carrier_block(carrier, BLOCK_ICC, span_from(body, 4));
}

/* Annex A.2.1: four bytes tell how far behind them the TIFF header is. */
static void
note_exif(struct carrier *carrier, struct span data)
{
	uint64_t head = data.n >= 4 ? be32(data.p) : 0;

	carrier_block(carrier, BLOCK_TIFF, exif_without_head(span_from(data, 4 + head)));
}

static bool
is_xmp(const struct heif_item *item)
{
	static const char type[] = "application/rdf+xml";

	return memcmp(item->type, "mime", 4) == 0 && item->content_type.n == sizeof type - 1
	       && span_begins(item->content_type, type, sizeof type - 1);
}

static bool
is_exif(const struct heif_item *item)
{
	return memcmp(item->type, "Exif", 4) == 0;
}

static void
read_item(struct carrier *carrier, const struct heif *heif, const struct heif_item *item)
{
	SCOPED(buffer) data = { 0 };
	bool exif = is_exif(item);

	if (!heif_item_data(heif, item->id, ITEM_SIZE_LIMIT, &data))
		carrier_damaged(carrier, "the %s item has no data inside the file", exif ? "Exif" : "XMP");
	else if (exif)
		note_exif(carrier, carrier_keep(carrier, &data));
	else
		carrier_block(carrier, BLOCK_XMP, carrier_keep(carrier, &data));
}

static void
read_items(struct carrier *carrier, const struct heif *heif)
{
	struct span entries = heif_entries(heif);
	struct heif_item item;
	size_t read = 0, items = 0;

	while (heif_next_item(&entries, &item) && ++items <= HEIF_ITEM_LIMIT)
		if ((is_exif(&item) || is_xmp(&item)) && read++ < METADATA_LIMIT)
			read_item(carrier, heif, &item);
	if (read > METADATA_LIMIT)
		carrier_left_out(carrier, "items of EXIF and XMP beyond the first %d", METADATA_LIMIT);
	if (items > HEIF_ITEM_LIMIT)
		carrier_left_out(carrier, "items beyond the first %d", HEIF_ITEM_LIMIT);
}

void
format_movie_made(struct carrier *carrier, struct span movie, const char *group)
{
	char text[INSTANT_TEXT_SIZE];
	struct box header;
	uint64_t made;

	if (!box_find(movie, "mvhd", &header) || header.body.n < 12)
		return;
	made = header.body.p[0] == 1 ? be64(header.body.p + 4) : be32(header.body.p + 4);
	if (made < SECONDS_1904_TO_1970 || made > UINT32_MAX)
		return;
	instant_write(text, (struct instant){ (int64_t)(made - SECONDS_1904_TO_1970) * 1000 });
	carrier_text(carrier, "container", group, "creation_time", text);
}

static void
read_sequence(struct carrier *carrier, struct span movie)
{
	struct box sizes;

	format_movie_made(carrier, movie, "HEIF");
	if (box_find_path(movie, "trak/mdia/minf/stbl/stsz", &sizes) && sizes.body.n >= 12)
		carrier_count(carrier, "frames", be32(sizes.body.p + 8));
}

static void
read_boxes(struct carrier *carrier)
{
	struct span rest = carrier->file;
	struct box box;

	while (box_next(&rest, &box)) {
		if (!box.whole)
			carrier_truncated(carrier, "a box is longer than the file");
		if (box_is(&box, "moov"))
			read_sequence(carrier, box.body);
		else if (box_is(&box, "uuid"))
			uuid_box_note(carrier, box.body);
	}
	if (rest.n > 0)
		carrier_trailing(carrier, carrier->file.n - rest.n);
}

void
format_heif_walk(struct carrier *carrier)
{
	struct heif heif;

	if (heif_begin(&heif, carrier->file)) {
		heif_properties(&heif, heif.primary, take_property, carrier);
		read_items(carrier, &heif);
	}
	read_boxes(carrier);
}
