/* SPDX-License-Identifier: Apache-2.0 */
/* format_gif.c - GIF files (GIF89a specification; XMP part 3, 1.1.2): blocks, comments, frames. */
#include "worker/image/format.h"

#include "base/scoped.h"

#define COMMENT_LIMIT 32 /* comments told of one file */

struct gif {
	struct carrier *carrier;
	struct span     rest;
	uint64_t        frames;
	unsigned        comments;
	bool            ended;
};

/* Passes over sub-blocks, appending them to `out` unless it is NULL; false when the file ends. */
static bool
take_blocks(struct gif *gif, struct buffer *out)
{
	while (gif->rest.n > 0 && gif->rest.p[0] != 0) {
		size_t n = gif->rest.p[0];
		struct span part = span_first(span_from(gif->rest, 1), n);

		if (out != NULL && out->n + part.n <= CARRIER_JOINED_LIMIT)
			buffer_append(out, part.p, part.n);
		gif->rest = span_from(gif->rest, 1 + n);
	}
	if (gif->rest.n == 0)
		return false;
	gif->rest = span_from(gif->rest, 1);
	return true;
}

static bool
read_comment(struct gif *gif)
{
	SCOPED(buffer) text = { 0 };
	bool whole = take_blocks(gif, &text);

	if (gif->comments < COMMENT_LIMIT)
		carrier_tag(gif->carrier, "GIF", "comment", "Comment", REPORT_TEXT,
		            (struct span){ (const unsigned char *)text.p, text.n });
	else if (gif->comments == COMMENT_LIMIT)
		carrier_left_out(gif->carrier, "comments beyond the first %d", COMMENT_LIMIT);
	gif->comments++;
	return whole;
}

/* The packet stands there plain; a tail of falling numbers makes it skippable as sub-blocks. */
static bool
read_xmp(struct gif *gif)
{
	size_t end = span_search(gif->rest, "<?xpacket end=");
	struct span tail = span_from(gif->rest, end);
	size_t close = span_search(tail, "?>");

	if (close < tail.n)
		carrier_block(gif->carrier, BLOCK_XMP, span_first(gif->rest, end + close + 2));
	return take_blocks(gif, NULL);
}

static bool
read_profile(struct gif *gif)
{
	SCOPED(buffer) profile = { 0 };
	bool whole = take_blocks(gif, &profile);

	carrier_block(gif->carrier, BLOCK_ICC, carrier_keep(gif->carrier, &profile));
	return whole;
}

static bool
read_application(struct gif *gif)
{
	struct span name = span_from(gif->rest, 1);

	if (gif->rest.n < 12 || gif->rest.p[0] != 11)
		return take_blocks(gif, NULL);
	gif->rest = span_from(gif->rest, 12);
	if (span_begins(name, "XMP DataXMP", 11))
		return read_xmp(gif);
	if (span_begins(name, "ICCRGBG1012", 11))
		return read_profile(gif);
	return take_blocks(gif, NULL);
}

static bool
read_extension(struct gif *gif)
{
	unsigned label = gif->rest.n > 1 ? gif->rest.p[1] : 0;

	gif->rest = span_from(gif->rest, 2);
	if (label == 0xFE)
		return read_comment(gif);
	if (label == 0xFF)
		return read_application(gif);
	return take_blocks(gif, NULL);
}

static size_t
table_size(unsigned flags)
{
	return flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

static bool
read_picture(struct gif *gif)
{
	if (gif->rest.n < 11)
		return false;
	gif->frames++;
	gif->rest = span_from(gif->rest, 10 + table_size(gif->rest.p[9]) + 1);
	return take_blocks(gif, NULL);
}

/* One block; false at the trailer, at the end of the file and at what is no block. */
static bool
read_block(struct gif *gif)
{
	if (gif->rest.n == 0)
		return false;
	switch (gif->rest.p[0]) {
	case 0x21:
		return read_extension(gif);
	case 0x2C:
		return read_picture(gif);
	case 0x3B:
		gif->ended = true;
		gif->rest = span_from(gif->rest, 1);
		return false;
	default:
		carrier_damaged(gif->carrier, "a block begins with 0x%02x", gif->rest.p[0]);
		return false;
	}
}

void
format_gif_walk(struct carrier *carrier)
{
	struct gif gif = { .carrier = carrier };

	if (carrier->file.n < 13) {
		carrier_truncated(carrier, "the file ends within its header");
		return;
	}
	carrier_size(carrier, le16(carrier->file.p + 6), le16(carrier->file.p + 8));
	gif.rest = span_from(carrier->file, 13 + table_size(carrier->file.p[10]));
	while (read_block(&gif))
		continue;
	if (gif.frames > 1)
		carrier_count(carrier, "frames", gif.frames);
	if (gif.ended)
		carrier_trailing(carrier, carrier->file.n - gif.rest.n);
	else
		carrier_truncated(carrier, "there is no trailer");
}
