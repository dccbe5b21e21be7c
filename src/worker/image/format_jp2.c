/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format_jp2.c - JPEG 2000 (ISO/IEC 15444-1 annexes A and I) and JPEG XL
 * (ISO/IEC 18181-1 annex D, 18181-2): size and the boxes that are metadata.
 */
#include "worker/image/format.h"

#include "worker/image/box.h"
#include "worker/image/uuid_box.h"

static void
read_header(struct carrier *carrier, struct span body)
{
	struct box box;

	if (box_find(body, "ihdr", &box) && box.body.n >= 8)
		carrier_size(carrier, be32(box.body.p + 4), be32(box.body.p));
	if (box_find(body, "colr", &box) && box.body.n > 3 && box.body.p[0] == 2)
		carrier_block(carrier, BLOCK_ICC, span_from(box.body, 3));
}

/* Bits from the least significant one on, as JPEG XL packs them. */
struct bits {
	struct span bytes;
	size_t      at;
};

static uint64_t
take_bits(struct bits *bits, unsigned n)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < n; i++, bits->at++)
		if (bits->at / 8 < bits->bytes.n)
			value |= (uint64_t)(bits->bytes.p[bits->at / 8] >> bits->at % 8 & 1) << i;
	return value;
}

static uint64_t
take_length(struct bits *bits, bool small)
{
	static const unsigned widths[4] = { 9, 13, 18, 30 };

	if (small)
		return (take_bits(bits, 5) + 1) * 8;
	return take_bits(bits, widths[take_bits(bits, 2)]) + 1;
}

/* ISO/IEC 18181-1 D.2: SizeHeader after the two bytes of the signature. */
static void
read_codestream(struct carrier *carrier, struct span codestream)
{
	static const unsigned ratios[8][2] = { { 0, 1 },  { 1, 1 }, { 12, 10 }, { 4, 3 },
		                               { 3, 2 },  { 16, 9 }, { 5, 4 },  { 2, 1 } };
	struct bits bits = { span_from(codestream, 2), 0 };
	uint64_t height, width, ratio;
	bool small;

	if (codestream.n < 4 || codestream.p[0] != 0xFF || codestream.p[1] != 0x0A)
		return;
	small = take_bits(&bits, 1);
	height = take_length(&bits, small);
	ratio = take_bits(&bits, 3);
	width = ratio == 0 ? take_length(&bits, small)
	                   : height * ratios[ratio][0] / ratios[ratio][1];
	carrier_size(carrier, width, height);
}

static void
read_box(struct carrier *carrier, const struct box *box)
{
	if (box_is(box, "uuid"))
		uuid_box_note(carrier, box->body);
	else if (box_is(box, "jp2h"))
		read_header(carrier, box->body);
	else if (box_is(box, "Exif") && box->body.n > 4)
		carrier_block(carrier, BLOCK_TIFF,
		              exif_without_head(span_from(box->body, (uint64_t)4 + be32(box->body.p))));
	else if (box_is(box, "xml "))
		carrier_block(carrier, BLOCK_XMP, box->body);
	else if (box_is(box, "jxlc"))
		read_codestream(carrier, box->body);
	else if (box_is(box, "jxlp"))
		read_codestream(carrier, span_from(box->body, 4));
	else if (box_is(box, "jumb"))
		carrier_block(carrier, BLOCK_C2PA, box->all);
}

void
format_jp2_walk(struct carrier *carrier)
{
	struct span rest = carrier->file;
	struct box box;

	while (box_next(&rest, &box)) {
		if (!box.whole)
			carrier_truncated(carrier, "a box is longer than the file");
		read_box(carrier, &box);
	}
	carrier_trailing(carrier, carrier->file.n - rest.n);
}

void
format_jxl_codestream_walk(struct carrier *carrier)
{
	read_codestream(carrier, carrier->file);
}

/* ISO/IEC 15444-1 A.5.1: the size is that of the reference grid less its offset. */
void
format_j2k_walk(struct carrier *carrier)
{
	const unsigned char *p = carrier->file.p;

	if (carrier->file.n < 24) {
		carrier_truncated(carrier, "the file ends within its header");
		return;
	}
	if (be32(p + 8) > be32(p + 16) && be32(p + 12) > be32(p + 20))
		carrier_size(carrier, be32(p + 8) - be32(p + 16), be32(p + 12) - be32(p + 20));
}
