/* SPDX-License-Identifier: Apache-2.0 */
/* animation.c - whether a GIF, PNG or AVIF has several frames. */
#include "worker/image/animation.h"

#include "worker/image/animation_webp.h"

/* GIF89a specification, 15: sub-blocks up to the empty one. */
static struct span
after_blocks(struct span rest)
{
	while (rest.n > 0 && rest.p[0] != 0)
		rest = span_from(rest, 1 + (uint64_t)rest.p[0]);
	return span_from(rest, 1);
}

static struct span
after_palette(struct span rest, unsigned flags)
{
	return span_from(rest, flags & 0x80 ? UINT64_C(3) << ((flags & 7) + 1) : 0);
}

/* GIF89a specification, 18 to 26: a second image descriptor. */
static bool
gif_moves(struct span file)
{
	struct span rest = span_from(file, 13);
	unsigned frames = 0;

	if (file.n < 13)
		return false;
	rest = after_palette(rest, file.p[10]);
	while (frames < 2 && rest.n > 10) {
		if (rest.p[0] == 0x21) {
			rest = after_blocks(span_from(rest, 2));
			continue;
		}
		if (rest.p[0] != 0x2c)
			break;
		frames++;
		rest = after_blocks(span_from(after_palette(span_from(rest, 10), rest.p[9]), 1));
	}
	return frames > 1;
}

/* W3C PNG, third edition, 11.3.6.1: acTL stands before the image data. */
static bool
png_moves(struct span file)
{
	struct span rest = span_from(file, 8);

	while (rest.n >= 12 && memcmp(rest.p + 4, "IDAT", 4) != 0) {
		if (memcmp(rest.p + 4, "acTL", 4) == 0)
			return be32(rest.p + 8) > 1;
		rest = span_from(rest, 12 + (uint64_t)be32(rest.p));
	}
	return false;
}

/* ISO/IEC 23008-12, 7.2.3, and the AV1 image file format, 6: brands of sequences. */
static bool
box_moves(struct span file)
{
	static const char brands[][5] = { "avis", "hevc", "hevx", "msf1" };
	struct span type;

	if (file.n < 16 || memcmp(file.p + 4, "ftyp", 4) != 0)
		return false;
	type = span_from(span_first(file, be32(file.p)), 8);
	for (; type.n >= 4; type = span_from(type, 4))
		for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
			if (memcmp(type.p, brands[i], 4) == 0)
				return true;
	return false;
}

bool
animation_is_left_to_films(struct span file)
{
	if (span_begins(file, "GIF8", 4))
		return gif_moves(file);
	if (span_begins(file, "\x89PNG\r\n\x1a\n", 8))
		return png_moves(file);
	return box_moves(file);
}

void
animation_fingerprint(struct span file, const struct parser_task *task, struct report *report)
{
	if (animation_is_left_to_films(file))
		report_measured(report, "moving", "yes");
	else
		animation_webp_fingerprint(file, task, report);
}
