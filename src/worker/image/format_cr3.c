/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format_cr3.c - Canon's raw files of the third version: an ISO base media file
 * (ISO/IEC 14496-12) whose movie box holds the EXIF directories one by one,
 * each in a TIFF of its own. Canon publishes no description; the boxes are
 * those that such files hold (CMT1 IFD0, CMT2 Exif, CMT3 the maker note, CMT4
 * GPS), and the sizes stand in the entries of type CRAW.
 */
#include "worker/image/format.h"

#include "base/scoped.h"
#include "worker/image/box.h"
#include "worker/image/tiff_walk.h"
#include "worker/image/uuid_box.h"

#define TRACK_LIMIT 16

enum pointer_tag { TAG_EXIF = 0x8769, TAG_GPS = 0x8825 };

static const unsigned char canon[16] = { 0x85, 0xC0, 0xB6, 0x87, 0x82, 0x0F, 0x11, 0xE0,
	                                 0x81, 0x11, 0xF4, 0xCE, 0x46, 0x2B, 0x6A, 0x48 };

static void
append_number(struct buffer *out, const struct tiff *tiff, uint64_t value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buffer_append_byte(out, (char)(value >> (8 * (tiff->big_endian ? n - 1 - i : i))));
}

/*
 * Notes the TIFF whose first directory is not IFD0 but the one that IFD0 would
 * point to by `pointer`: a directory with that pointer alone is put behind it,
 * and made the first, so that no offset in it changes.
 */
static void
note_below(struct carrier *carrier, struct span body, unsigned pointer)
{
	SCOPED(buffer) block = { 0 };
	SCOPED(buffer) head = { 0 };
	struct tiff tiff;

	if (body.n > CARRIER_JOINED_LIMIT) {
		carrier_left_out(carrier, "a directory of %zu bytes, of more than %zu", body.n, CARRIER_JOINED_LIMIT);
		return;
	}
	if (body.n < 8 || !tiff_begin(&tiff, body) || tiff.big)
		return;
	append_number(&head, &tiff, body.n + body.n % 2, 4);
	buffer_append(&block, body.p, body.n);
	append_number(&block, &tiff, 0, body.n % 2);
	append_number(&block, &tiff, 1, 2);
	append_number(&block, &tiff, pointer, 2);
	append_number(&block, &tiff, TIFF_LONG_TYPE, 2);
	append_number(&block, &tiff, 1, 4);
	append_number(&block, &tiff, tiff.first, 4);
	append_number(&block, &tiff, 0, 4);
	if (block.failed || head.failed)
		return;
	memcpy(block.p + 4, head.p, 4);
	carrier_block(carrier, BLOCK_TIFF, carrier_keep(carrier, &block));
}

static void
read_canon(struct carrier *carrier, struct span boxes)
{
	struct box box;

	if (box_find(boxes, "CMT1", &box))
		carrier_block(carrier, BLOCK_TIFF, box.body);
	if (box_find(boxes, "CMT2", &box))
		note_below(carrier, box.body, TAG_EXIF);
	if (box_find(boxes, "CMT4", &box))
		note_below(carrier, box.body, TAG_GPS);
}

/* ISO/IEC 14496-12 12.1.3: width and height of a track's first entry. */
static bool
track_size(struct span track, uint64_t *width, uint64_t *height)
{
	struct box entries, entry;
	struct span rest;

	if (!box_find_path(track, "mdia/minf/stbl/stsd", &entries))
		return false;
	rest = span_from(entries.body, 8);
	if (!box_next(&rest, &entry) || !box_is(&entry, "CRAW") || entry.body.n < 28)
		return false;
	*width = be16(entry.body.p + 24);
	*height = be16(entry.body.p + 26);
	return true;
}

static void
read_movie(struct carrier *carrier, struct span movie)
{
	uint64_t width, height, widest = 0, highest = 0;
	struct box box;
	size_t tracks = 0;

	format_movie_made(carrier, movie, "CR3");
	while (box_next(&movie, &box)) {
		if (box_is(&box, "uuid") && span_begins(box.body, canon, sizeof canon))
			read_canon(carrier, span_from(box.body, sizeof canon));
		if (box_is(&box, "trak") && tracks++ < TRACK_LIMIT && track_size(box.body, &width, &height)
		    && width * height > widest * highest) {
			widest = width;
			highest = height;
		}
	}
	if (tracks > TRACK_LIMIT)
		carrier_left_out(carrier, "the size of tracks beyond the first %d", TRACK_LIMIT);
	carrier_size(carrier, widest, highest);
}

void
format_cr3_walk(struct carrier *carrier)
{
	struct span rest = carrier->file;
	struct box box;

	while (box_next(&rest, &box)) {
		if (!box.whole)
			carrier_truncated(carrier, "a box is longer than the file");
		if (box_is(&box, "moov"))
			read_movie(carrier, box.body);
		else if (box_is(&box, "uuid"))
			uuid_box_note(carrier, box.body);
	}
	carrier_trailing(carrier, carrier->file.n - rest.n);
}
