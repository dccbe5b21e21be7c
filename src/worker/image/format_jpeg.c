/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format_jpeg.c - JPEG files (ITU-T T.81, JFIF, Exif 2.32 4.5, XMP part 3,
 * ICC.1 annex B.4, C2PA 2.1 A.3.1): which segments carry what.
 */
#include "worker/image/format.h"

#include "base/scoped.h"
#include "worker/image/jpeg_parts.h"
#include "worker/image/jpeg_walk.h"

#define COMMENT_LIMIT 32 /* comments told of one file */

static const char exif_head[] = "Exif\0";
static const char xmp_head[] = "http://ns.adobe.com/xap/1.0/";

static bool
sets_size(unsigned marker)
{
	return marker >= JPEG_SOF0 && marker <= JPEG_SOF15 && marker != JPEG_DHT && marker != JPEG_JPG
	       && marker != JPEG_DAC;
}

static void
note_app1(struct carrier *carrier, struct jpeg_parts *parts, struct span body)
{
	/* Exif 4.7.2.1: "Exif", NUL, a fill byte that some writers leave other than 0. */
	if (span_begins(body, exif_head, 5) && body.n > 6)
		carrier_block(carrier, BLOCK_TIFF, span_from(body, 6));
	else if (span_begins(body, xmp_head, sizeof xmp_head))
		carrier_block(carrier, BLOCK_XMP, span_from(body, sizeof xmp_head));
	else
		jpeg_parts_add_xmp(parts, body);
}

static void
note_segment(struct carrier *carrier, struct jpeg_parts *parts, const struct jpeg_segment *segment)
{
	switch (segment->marker) {
	case JPEG_APP1:
		note_app1(carrier, parts, segment->body);
		break;
	case JPEG_APP2:
		jpeg_parts_add_icc(parts, segment->body);
		break;
	case JPEG_APP11:
		jpeg_parts_add_jumbf(parts, segment->body);
		break;
	case JPEG_APP13:
		jpeg_parts_add_photoshop(parts, segment->body);
		break;
	default:
		break;
	}
}

static void
tell_comment(struct carrier *carrier, const struct jpeg_segment *segment, unsigned *comments)
{
	if (segment->marker != JPEG_COM)
		return;
	if (*comments < COMMENT_LIMIT)
		carrier_tag(carrier, "JPEG", "COM", "Comment", REPORT_TEXT, segment->body);
	else if (*comments == COMMENT_LIMIT)
		carrier_left_out(carrier, "comments beyond the first %d", COMMENT_LIMIT);
	(*comments)++;
}

static void
tell_size(struct carrier *carrier, const struct jpeg_segment *segment)
{
	if (sets_size(segment->marker) && segment->body.n >= 6)
		carrier_size(carrier, be16(segment->body.p + 3), be16(segment->body.p + 1));
}

static void
finish_parts(struct carrier *carrier, struct jpeg_parts *parts)
{
	carrier_block(carrier, BLOCK_XMP, carrier_keep(carrier, &parts->xmp));
	carrier_block(carrier, BLOCK_ICC, carrier_keep(carrier, &parts->icc));
	carrier_block(carrier, BLOCK_PHOTOSHOP, carrier_keep(carrier, &parts->photoshop));
	for (size_t i = 0; i < parts->jumbf_count; i++)
		carrier_block(carrier, BLOCK_C2PA, carrier_keep(carrier, &parts->jumbf[i].bytes));
	if (parts->overfull)
		carrier_left_out(carrier, "more parts of a metadata block than are joined");
	if (!jpeg_parts_are_whole(parts))
		carrier_damaged(carrier, "parts of a metadata block are missing or out of order");
}

void
format_jpeg_metadata(struct carrier *carrier, struct span jpeg)
{
	SCOPED(jpeg_parts) parts = { 0 };
	struct jpeg_segment segment;
	struct jpeg_walk walk;

	if (!jpeg_walk_begin(&walk, jpeg))
		return;
	while (jpeg_walk_next(&walk, &segment))
		note_segment(carrier, &parts, &segment);
	finish_parts(carrier, &parts);
}

void
format_jpeg_walk(struct carrier *carrier)
{
	SCOPED(jpeg_parts) parts = { 0 };
	struct jpeg_segment segment;
	struct jpeg_walk walk;
	unsigned comments = 0;

	if (!jpeg_walk_begin(&walk, carrier->file))
		return;
	while (jpeg_walk_next(&walk, &segment)) {
		tell_size(carrier, &segment);
		tell_comment(carrier, &segment, &comments);
		note_segment(carrier, &parts, &segment);
	}
	finish_parts(carrier, &parts);
	if (walk.skipped)
		carrier_damaged(carrier, "bytes that belong to no segment stand between the segments");
	if (walk.truncated)
		carrier_truncated(carrier, "there is no end-of-image marker");
	else
		jpeg_trailer_tell(carrier, walk.at, parts.several_pictures);
}
