/* SPDX-License-Identifier: Apache-2.0 */
/* bag_lines.c - the lines of tag files in the encodings that bags are in. */
#include "bundle/bag_check_internal.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

struct lines {
	enum bag_encoding encoding;
	bag_line         *take;
	void             *context;
	struct buffer     line;
	size_t            number;
	bool              after_cr;
	bool              begun;    /* something of the file was read */
	/* UTF-16 */
	bool              little;
	int               odd;      /* a byte of a unit, or -1 */
	uint32_t          high;     /* a surrogate that waits for its other half */
};

static enum status
end_line(struct lines *lines, struct error *err)
{
	enum status st = buffer_check(&lines->line, err);

	lines->number++;
	if (st == STATUS_OK)
		st = lines->take(lines->context, text_of_buffer(&lines->line), lines->number, err);
	buffer_clear(&lines->line);
	return st;
}

static enum status
put(struct lines *lines, const char *bytes, size_t n, struct error *err)
{
	if (lines->line.n + n > BAG_LINE_LIMIT)
		return fail(err, STATUS_LIMIT,
		            "line %zu has more than %zu bytes", lines->number + 1, BAG_LINE_LIMIT);
	buffer_append(&lines->line, bytes, n);
	return STATUS_OK;
}

/* A character, or a byte of one: ends of lines are cut here. */
static enum status
take_character(struct lines *lines, uint32_t c, bool is_byte, struct error *err)
{
	unsigned char bytes[4] = { (unsigned char)c };
	bool was_cr = lines->after_cr;
	size_t n = 1;

	lines->after_cr = c == '\r';
	if (c == '\n' && was_cr)
		return STATUS_OK;
	if (c == '\n' || c == '\r')
		return end_line(lines, err);
	if (!is_byte)
		n = (size_t)utf8proc_encode_char((utf8proc_int32_t)c, bytes);
	return put(lines, (const char *)bytes, n, err);
}

/* A unit of UTF-16; half a pair becomes U+FFFD. */
static enum status
take_unit(struct lines *lines, uint32_t unit, struct error *err)
{
	uint32_t high = lines->high;

	lines->high = 0;
	if (high != 0 && unit >= 0xdc00 && unit < 0xe000)
		return take_character(lines, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00), false, err);
	if (high != 0) {
		enum status st = take_character(lines, 0xfffd, false, err);

		if (st != STATUS_OK)
			return st;
	}
	if (unit >= 0xd800 && unit < 0xdc00) {
		lines->high = unit;
		return STATUS_OK;
	}
	if (!lines->begun && (unit == 0xfeff || unit == 0xfffe)) {
		lines->little = unit == 0xfffe;
		lines->begun = true;
		return STATUS_OK;
	}
	lines->begun = true;
	return take_character(lines, unit >= 0xdc00 && unit < 0xe000 ? 0xfffd : unit, false, err);
}

static enum status
take_byte(struct lines *lines, unsigned char byte, struct error *err)
{
	unsigned first;

	if (lines->encoding != BAG_UTF16)
		return take_character(lines, byte, lines->encoding == BAG_UTF8, err);
	if (lines->odd < 0) {
		lines->odd = byte;
		return STATUS_OK;
	}
	first = (unsigned)lines->odd;
	lines->odd = -1;
	return take_unit(lines, lines->little ? first | (unsigned)byte << 8 : first << 8 | byte, err);
}

/*
 * Tag files begin with ASCII, so that the first unit tells the order of bytes
 * where no mark does; and where neither byte is zero, that it is no UTF-16,
 * whatever was declared.
 */
static void
look_at_order(struct lines *lines, struct text block)
{
	unsigned char first = block.n > 1 ? (unsigned char)block.p[0] : 0;
	unsigned char second = block.n > 1 ? (unsigned char)block.p[1] : 0;
	bool marked = (first == 0xfe && second == 0xff) || (first == 0xff && second == 0xfe);

	if (!marked && first != 0 && second != 0)
		lines->encoding = BAG_UTF8;
	lines->little = !marked && first != 0;
}

static enum status
take_block(struct lines *lines, struct text block, struct error *err)
{
	enum status st = STATUS_OK;

	if (!lines->begun && lines->encoding == BAG_UTF16)
		look_at_order(lines, block);
	if (!lines->begun && lines->encoding == BAG_UTF8) {
		lines->begun = true;
		if (block.n >= 3 && memcmp(block.p, "\xef\xbb\xbf", 3) == 0)
			block = (struct text){ block.p + 3, block.n - 3 };
	}
	for (size_t i = 0; i < block.n && st == STATUS_OK; i++)
		st = take_byte(lines, (unsigned char)block.p[i], err);
	return st;
}

enum status
bag_lines(struct bag *bag, const char *name, enum bag_encoding encoding, bag_line *line,
          void *context, struct error *err)
{
	SCOPED_POINTER(bundle_stream) stream = NULL;
	struct lines lines = { .encoding = encoding, .take = line, .context = context, .odd = -1 };
	enum status st = bundle_stream_open(&stream, bag->source, name, err);
	struct text block;

	while (st == STATUS_OK && (st = bundle_stream_next(stream, &block, err)) == STATUS_OK)
		st = take_block(&lines, block, err);
	if (st == STATUS_DONE)
		st = lines.line.n > 0 ? end_line(&lines, err) : STATUS_OK;
	buffer_end(&lines.line);
	return st == STATUS_OK ? st : while_doing(err, st, "reading %s", name);
}
