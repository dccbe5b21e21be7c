/* SPDX-License-Identifier: Apache-2.0 */
/* format_png.c - PNG and APNG files (W3C PNG 3rd edition; C2PA 2.1 A.3.2). */
#include "worker/image/format.h"

#include "base/scoped.h"
#include "worker/image/inflate.h"
#include "worker/image/png_text.h"
#include "worker/image/png_walk.h"

#include <stdio.h>

static void
read_header(struct carrier *carrier, const struct png_chunk *chunk)
{
	if (chunk->data.n >= 8)
		carrier_size(carrier, be32(chunk->data.p), be32(chunk->data.p + 4));
}

static void
read_animation(struct carrier *carrier, const struct png_chunk *chunk)
{
	if (chunk->data.n >= 8)
		carrier_count(carrier, "frames", be32(chunk->data.p));
}

static void
read_exif(struct carrier *carrier, const struct png_chunk *chunk)
{
	/* 11.3.4.3 wants it without the head, which some writers put. */
	carrier_block(carrier, BLOCK_TIFF, exif_without_head(chunk->data));
}

static void
read_profile(struct carrier *carrier, const struct png_chunk *chunk)
{
	char name[PNG_NAME_LIMIT];
	struct span rest = chunk->data;
	SCOPED(buffer) profile = { 0 };

	if (!png_cut_name(&rest, name))
		return;
	inflate_block(carrier, &profile, span_from(rest, 1));
	carrier_block(carrier, BLOCK_ICC, carrier_keep(carrier, &profile));
}

static void
read_time(struct carrier *carrier, const struct png_chunk *chunk)
{
	const unsigned char *p = chunk->data.p;
	char value[40];

	if (chunk->data.n < 7)
		return;
	snprintf(value, sizeof value, "%04u-%02u-%02uT%02u:%02u:%02uZ", be16(p), p[2], p[3], p[4], p[5],
	         p[6]);
	carrier_text(carrier, "PNG", "tIME", "ModifyDate", value);
}

static void
read_c2pa(struct carrier *carrier, const struct png_chunk *chunk)
{
	carrier_block(carrier, BLOCK_C2PA, chunk->data);
}

static const struct {
	char type[5];
	void (*read)(struct carrier *carrier, const struct png_chunk *chunk);
} readers[] = {
	{ "IHDR", read_header },   { "acTL", read_animation }, { "eXIf", read_exif },
	{ "iCCP", read_profile },  { "tIME", read_time },      { "caBX", read_c2pa },
	{ "tEXt", png_text_read }, { "zTXt", png_text_read },  { "iTXt", png_text_read },
};

static void
read_chunk(struct carrier *carrier, const struct png_chunk *chunk)
{
	for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
		if (memcmp(chunk->type, readers[i].type, 4) == 0)
			readers[i].read(carrier, chunk);
}

void
format_png_walk(struct carrier *carrier)
{
	struct png_chunk chunk;
	struct png_walk walk;
	bool wrong_sum = false;

	if (!png_walk_begin(&walk, carrier->file))
		return;
	while (png_walk_next(&walk, &chunk)) {
		read_chunk(carrier, &chunk);
		if (!chunk.checked && !walk.truncated && !wrong_sum) {
			carrier_damaged(carrier, "the checksum of a %s chunk is wrong", chunk.type);
			wrong_sum = true;
		}
	}
	if (walk.truncated)
		carrier_truncated(carrier, "there is no whole IEND chunk");
	else
		carrier_trailing(carrier, walk.at);
}
