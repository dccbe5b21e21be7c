/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decode_heic.c - the luma of HEIC pictures, whole ones and those made of
 * tiles, without libheif: that gives RGB only, which costs more than decoding.
 */
#include "worker/image/image_decode.h"

#include "base/scoped.h"
#include "worker/image/heif_items.h"
#include "worker/image/hevc_picture.h"
#include "worker/image/orientation.h"

#include <stdlib.h>

#define TILE_LIMIT 256 /* tiles of a picture; phones make 48 of 12 million pixels, 192 of 48 */

/* What an item's properties say. */
struct coded {
	struct span     configuration;
	enum hevc_range range;
	uint32_t        width, height;
	unsigned        turned; /* 1 to 8 */
	bool            cut;    /* to a clean aperture */
};

static void
take_property(void *context, const struct box *property)
{
	struct coded *coded = context;
	struct span body = property->body;
	unsigned turn = heif_property_turn(property);

	if (turn > 0)
		coded->turned = orientation_after(coded->turned, turn);
	else if (box_is(property, "hvcC"))
		coded->configuration = body;
	else if (box_is(property, "ispe") && body.n >= 12) {
		coded->width = be32(body.p + 4);
		coded->height = be32(body.p + 8);
	} else if (box_is(property, "colr") && span_begins(body, "nclx", 4) && body.n >= 11)
		coded->range = body.p[10] & 0x80 ? HEVC_RANGE_FULL : HEVC_RANGE_LIMITED;
	else if (box_is(property, "clap"))
		coded->cut = true;
}

static struct coded
coded_of(const struct heif *heif, uint32_t id)
{
	struct coded coded = { .turned = 1 };

	heif_properties(heif, id, take_property, &coded);
	return coded;
}

static bool
decode_item(const struct heif *heif, uint32_t id, const struct coded *coded,
            const struct hevc_place *place, uint32_t *width, uint32_t *height)
{
	SCOPED(buffer) data = { 0 };
	struct hevc_item item = { .configuration = coded->configuration };

	if (!heif_item_data(heif, id, heif->file.n, &data))
		return false;
	item.data = (struct span){ (const unsigned char *)data.p, data.n };
	return hevc_picture_decode(&item, coded->range, DECODE_SIDE_LIMIT, place, width, height);
}

/* A grid (ISO/IEC 23008-12 6.6.2.3). */
struct grid {
	uint32_t rows, columns, width, height;
	uint32_t tiles[TILE_LIMIT];
};

static bool
read_grid(const struct heif *heif, uint32_t id, struct grid *out)
{
	SCOPED(buffer) data = { 0 };
	const unsigned char *p;
	bool wide;

	if (!heif_item_data(heif, id, 64, &data) || data.n < 8)
		return false;
	p = (const unsigned char *)data.p;
	wide = p[1] & 1;
	if (p[0] != 0 || data.n < (wide ? 12 : 8))
		return false;
	out->rows = p[2] + 1u;
	out->columns = p[3] + 1u;
	out->width = wide ? be32(p + 4) : be16(p + 4);
	out->height = wide ? be32(p + 8) : be16(p + 6);
	return out->rows * out->columns <= TILE_LIMIT &&
	       heif_parts(heif, id, TILE_LIMIT, out->tiles) == out->rows * out->columns;
}

/* Tiles of that size cover the picture, and none lies beyond it. */
static bool
covers(const struct grid *grid, uint32_t width, uint32_t height)
{
	return (uint64_t)width * grid->columns >= grid->width &&
	       (uint64_t)height * grid->rows >= grid->height &&
	       (uint64_t)width * (grid->columns - 1) < grid->width &&
	       (uint64_t)height * (grid->rows - 1) < grid->height;
}

/* All tiles are of one size and lie as they are coded. */
static bool
decode_tiles(const struct heif *heif, const struct grid *grid, struct pixels *out)
{
	uint32_t across = 0, down = 0;

	for (uint32_t i = 0; i < grid->rows * grid->columns; i++) {
		struct coded tile = coded_of(heif, grid->tiles[i]);
		struct hevc_place place = { out, i % grid->columns * across, i / grid->columns * down };
		uint32_t width, height;

		if (tile.turned != 1 || tile.cut ||
		    !decode_item(heif, grid->tiles[i], &tile, &place, &width, &height) ||
		    (i > 0 ? width != across || height != down : !covers(grid, width, height)))
			return false;
		across = width;
		down = height;
	}
	return true;
}

static bool
decode_grid(const struct heif *heif, const struct decode_limits *limits, struct pixels *out)
{
	SCOPED_FREE struct grid *grid = calloc(1, sizeof *grid);

	return grid != NULL && read_grid(heif, heif->primary, grid) &&
	       decode_limits_allow(limits, grid->width, grid->height) &&
	       pixels_begin(out, grid->width, grid->height, 1) && decode_tiles(heif, grid, out);
}

/* As large as the limits were asked for, whatever size is coded. */
static bool
decode_whole(const struct heif *heif, const struct coded *coded, struct pixels *out)
{
	const struct hevc_place place = { out, 0, 0 };
	uint32_t width, height;

	return pixels_begin(out, coded->width, coded->height, 1) &&
	       decode_item(heif, heif->primary, coded, &place, &width, &height) &&
	       width == coded->width && height == coded->height;
}

static bool
turn(struct pixels *picture, unsigned orientation)
{
	struct pixels turned;

	if (orientation == 1)
		return true;
	if (!pixels_turn(picture, orientation, &turned))
		return false;
	pixels_end(picture);
	*picture = turned;
	return true;
}

/* What is not plain here is left to libheif: false, and nothing in `out`. */
bool
decode_heic_luma(struct span input, const struct decode_limits *limits, struct pixels *out)
{
	struct coded coded;
	struct heif heif;
	char type[5];
	bool done = false;

	if (!heif_begin(&heif, input))
		return false;
	coded = coded_of(&heif, heif.primary);
	if (coded.cut || !decode_limits_allow(limits, coded.width, coded.height) ||
	    !decode_limits_want_luma(limits, coded.width, coded.height))
		return false;
	heif_item_type(&heif, heif.primary, type);
	if (memcmp(type, "hvc1", 5) == 0)
		done = decode_whole(&heif, &coded, out);
	else if (memcmp(type, "grid", 5) == 0)
		done = decode_grid(&heif, limits, out);
	if (done && turn(out, coded.turned))
		return true;
	pixels_end(out);
	return false;
}
