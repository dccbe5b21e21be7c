/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uuid_box.c - XMP part 3, 1.1.5; the EXIF and IPTC boxes that writers of
 * JPEG 2000 agreed on; the C2PA box (C2PA 2.1, A.3.5).
 */
#include "worker/image/uuid_box.h"

static const unsigned char exif[] = "JpgTiffExif->JP2";
static const unsigned char xmp[16] = { 0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8,
	                               0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC };
static const unsigned char iptc[16] = { 0x33, 0xC7, 0xA4, 0xD2, 0xB8, 0x1D, 0x47, 0x23,
	                                0xA0, 0xBA, 0xF1, 0xA3, 0xE0, 0x97, 0xAD, 0x38 };
static const unsigned char c2pa[16] = { 0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C,
	                                0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81 };

/* Version and flags, a purpose, the offset of a Merkle tree's box, then the manifest store. */
static void
note_c2pa(struct carrier *carrier, struct span content)
{
	static const char purpose[] = "manifest";

	content = span_from(content, 4);
	if (span_begins(content, purpose, sizeof purpose))
		carrier_block(carrier, BLOCK_C2PA, span_from(content, sizeof purpose + 8));
}

void
uuid_box_note(struct carrier *carrier, struct span body)
{
	struct span content = span_from(body, 16);

	if (span_begins(body, exif, 16))
		carrier_block(carrier, BLOCK_TIFF, exif_without_head(content));
	else if (span_begins(body, xmp, 16))
		carrier_block(carrier, BLOCK_XMP, content);
	else if (span_begins(body, iptc, 16))
		carrier_block(carrier, BLOCK_IPTC, content);
	else if (span_begins(body, c2pa, 16))
		note_c2pa(carrier, content);
}
