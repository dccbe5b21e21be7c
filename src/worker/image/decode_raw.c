/* SPDX-License-Identifier: Apache-2.0 */
/* decode_raw.c - camera raw files by the largest JPEG that they hold for viewing. */
#include "worker/image/image_decode.h"

#include "worker/image/jpeg_walk.h"
#include "worker/image/tiff_walk.h"

#define DIRECTORY_LIMIT 32 /* looked at, those below others included */

enum raw_tag {
	TAG_STRIP_OFFSETS = 273,
	TAG_STRIP_COUNTS = 279,
	TAG_SUBDIRECTORIES = 330,
	TAG_JPEG_OFFSET = 513,
	TAG_JPEG_LENGTH = 514,
	TAG_PANASONIC_PREVIEW = 46
};

struct search {
	const struct tiff *tiff;
	struct span        best;
	unsigned           directories;
};

/* Baseline and progressive; lossless JPEG holds the sensor's data, which is no picture yet. */
static bool
is_viewable(struct span jpeg)
{
	struct jpeg_segment segment;
	struct jpeg_walk walk;

	if (!jpeg_walk_begin(&walk, jpeg))
		return false;
	while (jpeg_walk_next(&walk, &segment) && segment.marker != JPEG_SOS)
		if (segment.marker >= JPEG_SOF0 && segment.marker <= JPEG_SOF15
		    && segment.marker != JPEG_DHT)
			return segment.marker <= JPEG_SOF0 + 2;
	return false;
}

static void
consider(struct search *search, struct span jpeg)
{
	if (jpeg.n > search->best.n && is_viewable(jpeg))
		search->best = jpeg;
}

static void
consider_place(struct search *search, uint64_t offset, uint64_t length)
{
	consider(search, span_first(span_from(search->tiff->bytes, offset), length));
}

static void
look_into(struct search *search, uint64_t offset, bool below)
{
	struct tiff_directory directory;
	struct tiff_entry entry;

	while (offset != 0 && search->directories++ < DIRECTORY_LIMIT
	       && tiff_directory_at(search->tiff, offset, &directory)) {
		consider_place(search, tiff_find_number(&directory, TAG_JPEG_OFFSET, 0),
		               tiff_find_number(&directory, TAG_JPEG_LENGTH, 0));
		if (tiff_find(&directory, TAG_STRIP_OFFSETS, &entry) && entry.count == 1)
			consider_place(search, tiff_number(search->tiff, &entry, 0),
			               tiff_find_number(&directory, TAG_STRIP_COUNTS, 0));
		if (!search->tiff->plain && tiff_find(&directory, TAG_PANASONIC_PREVIEW, &entry))
			consider(search, entry.value);
		if (below && tiff_find(&directory, TAG_SUBDIRECTORIES, &entry))
			for (uint64_t i = 0; i < entry.count && i < DIRECTORY_LIMIT; i++)
				look_into(search, tiff_number(search->tiff, &entry, i), false);
		offset = directory.next;
	}
}

static struct span
find_preview(struct span input)
{
	struct tiff tiff;
	struct search search = { &tiff, { input.p, 0 }, 0 };
	struct span preview;

	if (span_begins(input, "FUJIFILM", 8) && input.n >= 92
	    && span_at(input, be32(input.p + 84), be32(input.p + 88), &preview))
		consider(&search, preview);
	else if (tiff_begin(&tiff, input))
		look_into(&search, tiff.first, true);
	return search.best;
}

enum decode_result
decode_raw(struct span input, const struct decode_limits *limits, struct pixels *out)
{
	struct span preview = find_preview(input);

	if (preview.n == 0)
		return DECODE_NO_DECODER;
	return decode_jpeg(preview, limits, out);
}
