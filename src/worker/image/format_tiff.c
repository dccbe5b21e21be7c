/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format_tiff.c - TIFF, BigTIFF and the raw formats built like them (DNG, NEF,
 * CR2, ARW, PEF, SRW, ORF, RW2): sizes, pages, and which tags are blocks.
 */
#include "worker/image/format.h"

#include "worker/image/tiff_walk.h"

enum tiff_tag {
	TAG_SUBFILE_TYPE = 254,
	TAG_WIDTH = 256,
	TAG_HEIGHT = 257,
	TAG_STRIP_OFFSETS = 273,
	TAG_STRIP_COUNTS = 279,
	TAG_TILE_OFFSETS = 324,
	TAG_TILE_COUNTS = 325,
	TAG_SUBDIRECTORIES = 330,
	TAG_PANASONIC_WIDTH = 7, /* RW2 keeps the sensor's size in tags of its own */
	TAG_PANASONIC_HEIGHT = 6,
	TAG_PANASONIC_PREVIEW = 46,
	TAG_XMP = 700,
	TAG_IPTC = 33723,
	TAG_PHOTOSHOP = 34377,
	TAG_ICC = 34675,
	TAG_DNG_VERSION = 0xC612,
	TAG_C2PA = 0xCD41
};

#define SUBDIRECTORY_LIMIT 16
#define PIECE_LIMIT        65536 /* strips or tiles whose place is checked */

struct tiff_size {
	uint64_t width, height;
	bool     reduced; /* NewSubfileType bit 0: a smaller version of another picture */
};

static struct tiff_size
size_of(const struct tiff_directory *directory)
{
	struct tiff_size size = { .width = tiff_find_number(directory, TAG_WIDTH, 0),
		                  .height = tiff_find_number(directory, TAG_HEIGHT, 0),
		                  .reduced = tiff_find_number(directory, TAG_SUBFILE_TYPE, 0) & 1 };

	return size;
}

/* True when `other` shows the picture better: in full where the other is reduced, else larger. */
static bool
is_better(const struct tiff_size *size, const struct tiff_size *other)
{
	if (size->reduced != other->reduced)
		return size->reduced;
	return other->width > size->width && other->height > size->height;
}

static bool
piece_missing(const struct tiff_directory *directory, unsigned offsets, unsigned counts)
{
	const struct tiff *tiff = directory->tiff;
	struct tiff_entry offset, count;

	if (!tiff_find(directory, offsets, &offset) || !tiff_find(directory, counts, &count))
		return false;
	for (uint64_t i = 0; i < offset.count && i < count.count && i < PIECE_LIMIT; i++) {
		uint64_t at = tiff_number(tiff, &offset, i), n = tiff_number(tiff, &count, i);

		if (at > tiff->bytes.n || n > tiff->bytes.n - at)
			return true;
	}
	return false;
}

/* What is beyond the limits of the first directory; in others it is as a rule a picture made smaller. */
static void
tell_cut(struct carrier *carrier, const struct tiff_directory *directory)
{
	struct tiff_entry pieces;

	if (directory->cut)
		carrier_left_out(carrier, "entries of a directory beyond the first %d", TIFF_ENTRY_LIMIT);
	if ((tiff_find(directory, TAG_STRIP_OFFSETS, &pieces) || tiff_find(directory, TAG_TILE_OFFSETS, &pieces))
	    && pieces.count > PIECE_LIMIT)
		carrier_left_out(carrier, "whether parts of the picture beyond the first %d are there", PIECE_LIMIT);
}

static void
check_pieces(struct carrier *carrier, const struct tiff_directory *directory)
{
	if (piece_missing(directory, TAG_STRIP_OFFSETS, TAG_STRIP_COUNTS)
	    || piece_missing(directory, TAG_TILE_OFFSETS, TAG_TILE_COUNTS))
		carrier_truncated(carrier, "a part of the picture lies beyond the end of the file");
}

static void
look_below(struct carrier *carrier, const struct tiff_directory *directory, struct tiff_size *best)
{
	struct tiff_directory sub;
	struct tiff_entry entry;

	if (!tiff_find(directory, TAG_SUBDIRECTORIES, &entry))
		return;
	if (entry.count > SUBDIRECTORY_LIMIT)
		carrier_left_out(carrier, "directories below the first beyond %d", SUBDIRECTORY_LIMIT);
	for (uint64_t i = 0; i < entry.count && i < SUBDIRECTORY_LIMIT; i++) {
		struct tiff_size size;

		if (!tiff_directory_at(directory->tiff, tiff_number(directory->tiff, &entry, i), &sub))
			continue;
		size = size_of(&sub);
		if (is_better(best, &size))
			*best = size;
		check_pieces(carrier, &sub);
	}
}

static void
note_blocks(struct carrier *carrier, const struct tiff_directory *directory)
{
	static const struct {
		unsigned        tag;
		enum block_kind kind;
	} tags[] = { { TAG_XMP, BLOCK_XMP },
		     { TAG_IPTC, BLOCK_IPTC },
		     { TAG_PHOTOSHOP, BLOCK_PHOTOSHOP },
		     { TAG_ICC, BLOCK_ICC },
		     { TAG_C2PA, BLOCK_C2PA } };
	struct tiff_entry entry;

	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
		if (tiff_find(directory, tags[i].tag, &entry))
			carrier_block(carrier, tags[i].kind, entry.value);
}

static void
read_first(struct carrier *carrier, const struct tiff_directory *directory)
{
	struct tiff_size size = size_of(directory);
	struct tiff_entry entry;

	look_below(carrier, directory, &size);
	if (tiff_find(directory, TAG_DNG_VERSION, &entry))
		carrier->media_type = "image/x-adobe-dng";
	if (!directory->tiff->plain && !directory->tiff->big && size.width == 0) {
		size.width = tiff_find_number(directory, TAG_PANASONIC_WIDTH, 0);
		size.height = tiff_find_number(directory, TAG_PANASONIC_HEIGHT, 0);
		if (tiff_find(directory, TAG_PANASONIC_PREVIEW, &entry))
			format_jpeg_metadata(carrier, entry.value);
	}
	carrier_size(carrier, size.width, size.height);
	if (!directory->whole)
		carrier_truncated(carrier, "the first directory is longer than the file");
}

static bool
was_seen(const uint64_t *seen, size_t count, uint64_t offset)
{
	for (size_t i = 0; i < count; i++)
		if (seen[i] == offset)
			return true;
	return false;
}

/* Follows the chain of directories; returns how many are pages rather than reduced versions. */
static uint64_t
read_chain(struct carrier *carrier, const struct tiff *tiff)
{
	uint64_t seen[TIFF_DIRECTORY_LIMIT], pages = 0, offset = tiff->first;
	struct tiff_directory directory;
	size_t count = 0;

	while (offset != 0 && count < TIFF_DIRECTORY_LIMIT) {
		if (was_seen(seen, count, offset)) {
			carrier_damaged(carrier, "the directories form a loop");
			break;
		}
		seen[count++] = offset;
		if (!tiff_directory_at(tiff, offset, &directory)) {
			carrier_truncated(carrier, "a directory lies beyond the end of the file");
			break;
		}
		if (count == 1) {
			read_first(carrier, &directory);
			tell_cut(carrier, &directory);
		}
		pages += count == 1 || !size_of(&directory).reduced;
		note_blocks(carrier, &directory);
		check_pieces(carrier, &directory);
		offset = directory.next;
	}
	if (count == TIFF_DIRECTORY_LIMIT && offset != 0)
		carrier_left_out(carrier, "directories beyond the first %d", TIFF_DIRECTORY_LIMIT);
	return pages;
}

void
format_tiff_walk(struct carrier *carrier)
{
	struct tiff tiff;
	uint64_t pages;

	if (!tiff_begin(&tiff, carrier->file))
		return;
	carrier_block(carrier, BLOCK_TIFF, carrier->file);
	pages = read_chain(carrier, &tiff);
	if (pages > 1)
		carrier_count(carrier, "pages", pages);
}

/* Fujifilm: a JPEG with all metadata, at a place that the header tells. */
void
format_raf_walk(struct carrier *carrier)
{
	struct span jpeg;

	if (carrier->file.n < 92)
		carrier_truncated(carrier, "the file ends within its header");
	else if (!span_at(carrier->file, be32(carrier->file.p + 84), be32(carrier->file.p + 88), &jpeg))
		carrier_truncated(carrier, "the preview lies beyond the end of the file");
	if (carrier->file.n >= 92)
		format_jpeg_metadata(carrier, span_first(span_from(carrier->file,
		                                                   be32(carrier->file.p + 84)),
		                                         be32(carrier->file.p + 88)));
}

/* Minolta: blocks of a type, a length and data; TTW holds a TIFF, PRD the sensor's size. */
void
format_mrw_walk(struct carrier *carrier)
{
	struct span rest = span_from(carrier->file, 8);

	while (rest.n >= 8 && rest.p[0] == '\0') {
		uint64_t length = be32(rest.p + 4);
		struct span data = span_first(span_from(rest, 8), length);

		if (memcmp(rest.p, "\0TTW", 4) == 0)
			carrier_block(carrier, BLOCK_TIFF, data);
		if (memcmp(rest.p, "\0PRD", 4) == 0 && data.n >= 12)
			carrier_size(carrier, be16(data.p + 10), be16(data.p + 8));
		rest = span_from(rest, 8 + length);
	}
}
