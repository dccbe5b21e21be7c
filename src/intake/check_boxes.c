/* SPDX-License-Identifier: Apache-2.0 */
/* check_boxes.c - formats of boxes and elements: ISO media, QuickTime, EBML, TIFF. */
#include "intake/head.h"

#include "base/text.h"

#define BOX_LIMIT    16   /* boxes looked at before the one that tells */
#define BRAND_LIMIT  64   /* compatible brands looked at */
#define EBML_LIMIT   4096 /* bytes in which the document type must stand */
#define TAG_LIMIT    1024 /* entries of a TIFF directory looked at */

#define DOCTYPE_ID 0x4282

static bool
is_printable(unsigned byte)
{
	return byte >= 0x20 && byte < 0x7f;
}

static bool
type_is(const struct head *head, size_t box, const char *type)
{
	return head_holds(head, box + 4, (struct text) { type, 4 });
}

/* Boxes that may stand before the one that tells what the file is. */
static bool
is_padding(const struct head *head, size_t box)
{
	return type_is(head, box, "free") || type_is(head, box, "skip") ||
	       type_is(head, box, "wide") || type_is(head, box, "pnot");
}

/* Where the first box begins that is no padding; false beyond the bytes at hand. */
static bool
first_box(const struct head *head, size_t *out)
{
	size_t box = 0;

	for (int i = 0; i < BOX_LIMIT && head_has(head, box, 8); i++) {
		size_t size = head_be32(head, box);

		if (!is_padding(head, box)) {
			*out = box;
			return true;
		}
		if (size < 8 || size > head->n - box)
			return false;
		box += size;
	}
	return false;
}

static bool
find_ftyp(const struct head *head, size_t *out)
{
	if (!first_box(head, out) || !type_is(head, *out, "ftyp") || !head_has(head, *out, 12))
		return false;
	return is_printable(head_byte(head, *out + 8)) && is_printable(head_byte(head, *out + 9));
}

bool
check_brand(const struct head *head, struct text value)
{
	size_t box;

	return find_ftyp(head, &box) && head_holds(head, box + 8, value);
}

bool
check_brands(const struct head *head, struct text value)
{
	size_t box, size;

	if (!find_ftyp(head, &box))
		return false;
	if (head_holds(head, box + 8, value))
		return true;
	size = head_be32(head, box);
	for (size_t i = 0, at = 16; i < BRAND_LIMIT && at + 4 <= size; i++, at += 4)
		if (head_holds(head, box + at, value))
			return true;
	return false;
}

/*
 * A size that a writer may have put there: within the file, or of a file that
 * was cut since; four printable bytes are words.
 */
static bool
plausible_size(const struct head *head, size_t box)
{
	uint32_t size = head_be32(head, box);
	bool words = true;

	for (size_t i = 0; i < 4; i++)
		words = words && is_printable(head_byte(head, box + i));
	return (size <= 1 || size >= 8) && (size <= head->size || !words);
}

bool
check_box(const struct head *head, struct text value)
{
	size_t box;

	return first_box(head, &box) && head_holds(head, box + 4, value) &&
	       plausible_size(head, box);
}

/*
 * A size of EBML (RFC 8794 §4): as many bytes as the first has zeros at its
 * top and one more, without the bit that ends these. 0 bytes when it is none.
 */
static size_t
read_ebml_size(const struct head *head, size_t at, uint64_t *out)
{
	unsigned first = head_byte(head, at);
	size_t width = 1;

	if (first == 0)
		return 0;
	for (unsigned bit = 0x80; (first & bit) == 0; bit >>= 1)
		width++;
	if (!head_has(head, at, width))
		return 0;
	*out = first & ((1U << (8 - width)) - 1);
	for (size_t i = 1; i < width; i++)
		*out = *out << 8 | head_byte(head, at + i);
	return width;
}

/*
 * The element is looked for rather than stepped to, so that a header damaged
 * before it is still told. The value may be filled up with NUL (RFC 8794 §7.4).
 */
bool
check_doctype(const struct head *head, struct text value)
{
	if (head_be32(head, 0) != 0x1a45dfa3)
		return false;
	for (size_t at = 4; at < EBML_LIMIT && head_has(head, at, 3 + value.n); at++) {
		uint64_t size = 0;
		size_t width;

		if (head_byte(head, at) != DOCTYPE_ID >> 8 ||
		    head_byte(head, at + 1) != (DOCTYPE_ID & 0xff))
			continue;
		width = read_ebml_size(head, at + 2, &size);
		if (width > 0 && size >= value.n && head_holds(head, at + 2 + width, value))
			return size == value.n || head_byte(head, at + 2 + width + value.n) == 0;
	}
	return false;
}

static bool
read_hex16(struct text value, unsigned *out)
{
	*out = 0;
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];

		if (c >= '0' && c <= '9')
			*out = *out << 4 | (unsigned)(c - '0');
		else if (c >= 'A' && c <= 'F')
			*out = *out << 4 | (unsigned)(c - 'A' + 10);
		else
			return false;
	}
	return value.n == 4;
}

static unsigned
order16(const struct head *head, size_t at, bool big)
{
	return big ? head_byte(head, at) << 8 | head_byte(head, at + 1) : head_le16(head, at);
}

bool
check_tag(const struct head *head, struct text value)
{
	bool big = head_byte(head, 0) == 'M';
	size_t at = big ? head_be32(head, 4) : head_le32(head, 4);
	unsigned wanted, count;

	if (!read_hex16(value, &wanted) || !head_has(head, at, 2))
		return false;
	count = order16(head, at, big);
	at += 2;
	for (unsigned i = 0; i < count && i < TAG_LIMIT && head_has(head, at, 12); i++, at += 12)
		if (order16(head, at, big) == wanted)
			return true;
	return false;
}
