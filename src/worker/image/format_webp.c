/* SPDX-License-Identifier: Apache-2.0 */
/* format_webp.c - WebP files (RFC 9649; C2PA 2.1 A.3.6), their RIFF chunks. */
#include "worker/image/format.h"

static void
read_extended(struct carrier *carrier, struct span data)
{
	if (data.n >= 10)
		carrier_size(carrier, (uint64_t)le24(data.p + 4) + 1, (uint64_t)le24(data.p + 7) + 1);
}

/* RFC 6386 9.1: frame tag, start code, 14 bits of width and of height. */
static void
read_lossy(struct carrier *carrier, struct span data)
{
	if (data.n >= 10 && memcmp(data.p + 3, "\x9d\x01\x2a", 3) == 0)
		carrier_size(carrier, le16(data.p + 6) & 0x3FFF, le16(data.p + 8) & 0x3FFF);
}

/* RFC 9649 3.4: signature, 14 bits of width - 1, 14 of height - 1. */
static void
read_lossless(struct carrier *carrier, struct span data)
{
	uint32_t bits;

	if (data.n < 5 || data.p[0] != 0x2F)
		return;
	bits = le32(data.p + 1);
	carrier_size(carrier, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
}

static void
read_chunk(struct carrier *carrier, const unsigned char *type, struct span data)
{
	if (memcmp(type, "VP8X", 4) == 0)
		read_extended(carrier, data);
	else if (memcmp(type, "VP8 ", 4) == 0)
		read_lossy(carrier, data);
	else if (memcmp(type, "VP8L", 4) == 0)
		read_lossless(carrier, data);
	else if (memcmp(type, "EXIF", 4) == 0)
		carrier_block(carrier, BLOCK_TIFF, exif_without_head(data));
	else if (memcmp(type, "XMP ", 4) == 0)
		carrier_block(carrier, BLOCK_XMP, data);
	else if (memcmp(type, "ICCP", 4) == 0)
		carrier_block(carrier, BLOCK_ICC, data);
	else if (memcmp(type, "C2PA", 4) == 0)
		carrier_block(carrier, BLOCK_C2PA, data);
}

void
format_webp_walk(struct carrier *carrier)
{
	uint64_t end = (uint64_t)le32(carrier->file.p + 4) + 8;
	struct span rest = span_from(span_first(carrier->file, end), 12);
	uint64_t frames = 0;

	while (rest.n >= 8) {
		uint64_t length = le32(rest.p + 4);

		if (length > rest.n - 8)
			carrier_truncated(carrier, "a chunk is longer than the file");
		frames += memcmp(rest.p, "ANMF", 4) == 0;
		read_chunk(carrier, rest.p, span_first(span_from(rest, 8), length));
		rest = span_from(rest, 8 + length + length % 2);
	}
	if (frames > 0)
		carrier_count(carrier, "frames", frames);
	if (end > carrier->file.n)
		carrier_truncated(carrier, "the file is shorter than its header says");
	else
		carrier_trailing(carrier, end + (end % 2 && end < carrier->file.n
		                                  && carrier->file.p[end] == 0));
}
