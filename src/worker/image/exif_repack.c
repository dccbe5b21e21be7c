/* SPDX-License-Identifier: Apache-2.0 */
/* exif_repack.c - directories written anew, their values behind them. */
#include "worker/image/exif_repack.h"

#include "worker/image/exif_value.h"

#include <libexif/exif-ifd.h>
#include <stdio.h>

#define VALUE_LIMIT 4096u  /* bytes of one value in the block */
#define BLOCK_LIMIT 60000u /* bytes of the block, below libexif's 65,534 */

enum pointer_tag {
	TAG_SUBDIRECTORIES = 0x014A,
	TAG_EXIF = 0x8769,
	TAG_GPS = 0x8825,
	TAG_INTEROP = 0xA005,
	TAG_MAKER_NOTE = 0x927C
};

struct repack {
	struct carrier    *carrier;
	const struct tiff *source;
	struct buffer     *out;
	size_t             start; /* where the TIFF header is in `out` */
};

static void
append_integer(struct repack *repack, uint64_t value, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t shift = repack->source->big_endian ? n - 1 - i : i;

		buffer_append_byte(repack->out, (char)(value >> (8 * shift)));
	}
}

static void
append_zeros(struct repack *repack, size_t n)
{
	static const char zeros[12];

	buffer_append(repack->out, zeros, n);
}

static void
patch(struct repack *repack, size_t at, uint64_t value, size_t n)
{
	if (repack->out->failed)
		return;
	for (size_t i = 0; i < n; i++) {
		size_t shift = repack->source->big_endian ? n - 1 - i : i;

		repack->out->p[at + i] = (char)(value >> (8 * shift));
	}
}

/* Maker notes that count their offsets from their own start. */
static bool
is_self_contained(struct span note)
{
	return span_begins(note, "Nikon\0\2", 7) || span_begins(note, "FUJIFILM", 8)
	       || span_begins(note, "Apple iOS", 9) || span_begins(note, "OLYMPUS\0II", 10);
}

static bool
is_left_out(const struct tiff_entry *entry)
{
	static const unsigned apart[] = { 273, 279, 324, 325, 513, 514, TAG_SUBDIRECTORIES, 700, 33723,
		                          34377, 34675, 0xCD41, TAG_EXIF, TAG_GPS, TAG_INTEROP };

	for (size_t i = 0; i < sizeof apart / sizeof apart[0]; i++)
		if (entry->tag == apart[i])
			return true;
	return entry->tag == TAG_MAKER_NOTE && !is_self_contained(entry->value);
}

static void
tell_long(struct repack *repack, const struct tiff_entry *entry, int ifd)
{
	static const char *const groups[EXIF_IFD_COUNT] = { "IFD0", "IFD1", "Exif", "GPS", "Interop" };
	const char *name = exif_tag_name(entry->tag, ifd);
	char number[8];

	snprintf(number, sizeof number, "0x%04X", entry->tag & 0xFFFF);
	carrier_tag(repack->carrier, "EXIF", groups[ifd], name ? name : number,
	            entry->type == TIFF_ASCII_TYPE ? REPORT_TEXT : REPORT_BINARY, entry->value);
}

static bool
fits(const struct repack *repack, const struct tiff_entry *entry)
{
	return entry->value.n <= VALUE_LIMIT && repack->out->n < BLOCK_LIMIT - VALUE_LIMIT;
}

/* The classic type for one of BigTIFF's; 0 when the value cannot be told so. */
static unsigned
classic_type(const struct tiff_entry *entry)
{
	if (entry->type == TIFF_IFD_TYPE)
		return TIFF_LONG_TYPE;
	return entry->type <= TIFF_DOUBLE_TYPE ? entry->type : 0;
}

/* The entry with its value, or the place of its value, patched in later. */
static void
append_entry(struct repack *repack, const struct tiff_entry *entry)
{
	append_integer(repack, entry->tag, 2);
	append_integer(repack, classic_type(entry), 2);
	append_integer(repack, entry->count, 4);
	if (entry->value.n <= 4)
		buffer_append(repack->out, entry->value.p, entry->value.n);
	append_zeros(repack, entry->value.n <= 4 ? 4 - entry->value.n : 4);
}

static bool
is_taken(const struct tiff_entry *entry)
{
	return entry->whole && entry->value.n > 0 && classic_type(entry) != 0 && !is_left_out(entry)
	       && entry->value.n <= VALUE_LIMIT;
}

static size_t
append_entries(struct repack *repack, const struct tiff_directory *directory, int ifd)
{
	struct tiff_entry entry;
	size_t count = 0;

	for (size_t i = 0; i < directory->count; i++) {
		if (!tiff_entry_at(directory, i, &entry))
			continue;
		if (is_taken(&entry) && fits(repack, &entry) && count < 512) {
			append_entry(repack, &entry);
			count++;
		} else if (entry.value.n > 0 && !is_left_out(&entry)) {
			tell_long(repack, &entry, ifd);
		}
	}
	return count;
}

/* A value behind the directory, for the entry at `at`; where there is no room it is told at once. */
static void
append_value(struct repack *repack, const struct tiff_entry *entry, size_t at, int ifd)
{
	if (fits(repack, entry)) {
		patch(repack, at + 8, repack->out->n - repack->start, 4);
		buffer_append(repack->out, entry->value.p, entry->value.n);
		append_zeros(repack, entry->value.n % 2);
	} else {
		patch(repack, at + 4, 0, 4); /* an entry of no value, which libexif drops */
		tell_long(repack, entry, ifd);
	}
}

/* Behind the directory, whose entries begin at `at`: the values that its entries had no room for. */
static void
append_values(struct repack *repack, const struct tiff_directory *directory, size_t at, size_t count,
              int ifd)
{
	struct tiff_entry entry;
	size_t done = 0;

	for (size_t i = 0; i < directory->count && done < count; i++) {
		if (!tiff_entry_at(directory, i, &entry) || !is_taken(&entry))
			continue;
		if (entry.value.n > 4)
			append_value(repack, &entry, at + 12 * done, ifd);
		done++;
	}
}

static void append_directory(struct repack *repack, const struct tiff_directory *directory, int ifd);

/* Appends the directory that the tag points to, and makes the pointer at `at` name it. */
static void
append_below(struct repack *repack, const struct tiff_directory *directory, unsigned tag, size_t at,
             int ifd)
{
	uint64_t offset = tiff_find_number(directory, tag, 0);
	struct tiff_directory below;
	bool there = tiff_directory_at(repack->source, offset, &below);

	patch(repack, at, tag, 2);
	patch(repack, at + 2, TIFF_LONG_TYPE, 2);
	patch(repack, at + 4, there ? 1 : 0, 4);
	patch(repack, at + 8, there ? repack->out->n - repack->start : 0, 4);
	if (there)
		append_directory(repack, &below, ifd);
}

static void
append_directory(struct repack *repack, const struct tiff_directory *directory, int ifd)
{
	size_t head = repack->out->n, pointers, count;

	append_zeros(repack, 2);
	count = append_entries(repack, directory, ifd);
	pointers = repack->out->n;
	append_zeros(repack, 12);
	append_zeros(repack, 12);
	append_zeros(repack, 4); /* no next directory */
	append_values(repack, directory, head + 2, count, ifd);
	patch(repack, head, count + 2, 2);
	if (ifd == EXIF_IFD_0) {
		append_below(repack, directory, TAG_EXIF, pointers, EXIF_IFD_EXIF);
		append_below(repack, directory, TAG_GPS, pointers + 12, EXIF_IFD_GPS);
	} else if (ifd == EXIF_IFD_EXIF) {
		append_below(repack, directory, TAG_INTEROP, pointers, EXIF_IFD_INTEROPERABILITY);
	}
}

void
exif_repack(struct carrier *carrier, const struct tiff *tiff, struct buffer *out)
{
	struct repack repack = { carrier, tiff, out, out->n + 6 };
	struct tiff_directory first;

	if (!tiff_directory_at(tiff, tiff->first, &first))
		return;
	buffer_append(out, "Exif\0\0", 6);
	buffer_append_string(out, tiff->big_endian ? "MM" : "II");
	append_integer(&repack, 42, 2);
	append_integer(&repack, 8, 4);
	append_directory(&repack, &first, EXIF_IFD_0);
}
