/* SPDX-License-Identifier: Apache-2.0 */
/* tiff_walk.c - headers, directories and entries, classic and big. */
#include "worker/image/tiff_walk.h"

#define TAG_ORIENTATION 0x0112

uint64_t
tiff_integer(const struct tiff *tiff, const unsigned char *p, size_t n)
{
	uint64_t value = 0;

	for (size_t i = 0; i < n; i++)
		value = value << 8 | p[tiff->big_endian ? i : n - 1 - i];
	return value;
}

/* 42, and what Panasonic (0x55) and Olympus ("RO", "RS" read as a number) write instead. */
static bool
magic_known(uint64_t magic)
{
	return magic == 42 || magic == 0x55 || magic == 0x4F52 || magic == 0x5352;
}

bool
tiff_begin(struct tiff *tiff, struct span bytes)
{
	uint64_t magic;

	if (bytes.n < 8 || !(span_begins(bytes, "II", 2) || span_begins(bytes, "MM", 2)))
		return false;
	*tiff = (struct tiff){ .bytes = bytes, .big_endian = bytes.p[0] == 'M' };
	magic = tiff_integer(tiff, bytes.p + 2, 2);
	tiff->plain = magic == 42;
	tiff->big = magic == 43;
	if (tiff->big && bytes.n < 16)
		return false;
	tiff->first = tiff->big ? tiff_integer(tiff, bytes.p + 8, 8)
	                        : tiff_integer(tiff, bytes.p + 4, 4);
	tiff->known = tiff->big || magic_known(magic);
	return true;
}

bool
tiff_directory_at(const struct tiff *tiff, uint64_t offset, struct tiff_directory *out)
{
	size_t head = tiff->big ? 8 : 2, size = tiff->big ? 20 : 12, link = tiff->big ? 8 : 4;
	struct span start, next;
	uint64_t declared;

	if (offset == 0 || !span_at(tiff->bytes, offset, head, &start))
		return false;
	declared = tiff_integer(tiff, start.p, head);
	out->tiff = tiff;
	out->entries = span_from(tiff->bytes, offset + head);
	out->count = out->entries.n / size;
	if (out->count > declared)
		out->count = (size_t)declared;
	out->whole = out->count == declared;
	out->cut = out->count > TIFF_ENTRY_LIMIT;
	if (out->cut)
		out->count = TIFF_ENTRY_LIMIT;
	out->next = out->whole && span_at(out->entries, declared * size, link, &next)
	                    ? tiff_integer(tiff, next.p, link)
	                    : 0;
	return true;
}

size_t
tiff_type_size(unsigned type)
{
	static const unsigned char sizes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8 };

	return type < sizeof sizes ? sizes[type] : 0;
}

bool
tiff_entry_at(const struct tiff_directory *directory, size_t i, struct tiff_entry *out)
{
	const struct tiff *tiff = directory->tiff;
	size_t word = tiff->big ? 8 : 4;
	const unsigned char *p = directory->entries.p + i * (tiff->big ? 20 : 12);
	uint64_t length, offset;

	out->tag = (unsigned)tiff_integer(tiff, p, 2);
	out->type = (unsigned)tiff_integer(tiff, p + 2, 2);
	out->count = tiff_integer(tiff, p + 4, word);
	if (tiff_type_size(out->type) == 0)
		return false;
	if (out->count > UINT64_MAX / 8)
		out->count = UINT64_MAX / 8; /* beyond any file, and safe to multiply */
	length = out->count * tiff_type_size(out->type);
	if (length <= word) {
		out->value = (struct span){ p + 4 + word, (size_t)length };
		out->whole = true;
		return true;
	}
	offset = tiff_integer(tiff, p + 4 + word, word);
	out->value = span_first(span_from(tiff->bytes, offset), length);
	out->whole = out->value.n == length;
	return true;
}

bool
tiff_find(const struct tiff_directory *directory, unsigned tag, struct tiff_entry *out)
{
	for (size_t i = 0; i < directory->count; i++)
		if (tiff_entry_at(directory, i, out) && out->tag == tag && out->whole)
			return true;
	return false;
}

/* Signed ones too, which some programs write; a negative one is told as a large one, which nothing accepts. */
static bool
holds_whole_numbers(unsigned type)
{
	switch (type) {
	case TIFF_BYTE_TYPE:
	case TIFF_SHORT_TYPE:
	case TIFF_LONG_TYPE:
	case TIFF_SBYTE_TYPE:
	case TIFF_SSHORT_TYPE:
	case TIFF_SLONG_TYPE:
	case TIFF_IFD_TYPE:
	case TIFF_LONG8_TYPE:
	case TIFF_SLONG8_TYPE:
	case TIFF_IFD8_TYPE:
		return true;
	default:
		return false;
	}
}

uint64_t
tiff_number(const struct tiff *tiff, const struct tiff_entry *entry, uint64_t i)
{
	size_t size = tiff_type_size(entry->type);
	struct span at;

	if (!holds_whole_numbers(entry->type) || i >= entry->count
	    || !span_at(entry->value, i * size, size, &at))
		return 0;
	return tiff_integer(tiff, at.p, size);
}

uint64_t
tiff_find_number(const struct tiff_directory *directory, unsigned tag, uint64_t otherwise)
{
	struct tiff_entry entry;

	if (!tiff_find(directory, tag, &entry) || entry.count == 0)
		return otherwise;
	return tiff_number(directory->tiff, &entry, 0);
}

unsigned
tiff_orientation(const struct tiff *tiff)
{
	struct tiff_directory first;
	uint64_t value;

	if (!tiff_directory_at(tiff, tiff->first, &first))
		return 0;
	value = tiff_find_number(&first, TAG_ORIENTATION, 0);
	return value >= 1 && value <= 8 ? (unsigned)value : 0;
}
