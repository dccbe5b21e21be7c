/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decode_gif.c - the first frame of a GIF (GIF89a specification, 20 to 22 and
 * appendix F), by a decoder of ours: the usual library opens files and keeps
 * all frames.
 */
#include "worker/image/image_decode.h"

#include <stdlib.h>

#define CODE_LIMIT 4096

struct gif_frame {
	uint32_t    left, top, width, height;
	bool        interlaced;
	struct span palette; /* 3 bytes a colour */
	struct span data;    /* from the minimum code size on */
};

/* Codes out of sub-blocks, least significant bit first. */
struct gif_bits {
	struct span rest;  /* after the current sub-block's length */
	size_t      block; /* bytes left in the sub-block */
	uint32_t    held;
	unsigned    count; /* bits held */
};

static bool
take_byte(struct gif_bits *bits, unsigned *byte)
{
	if (bits->block == 0) {
		if (bits->rest.n == 0 || bits->rest.p[0] == 0)
			return false;
		bits->block = bits->rest.p[0];
		bits->rest = span_from(bits->rest, 1);
	}
	if (bits->rest.n == 0)
		return false;
	*byte = bits->rest.p[0];
	bits->rest = span_from(bits->rest, 1);
	bits->block--;
	return true;
}

static bool
take_code(struct gif_bits *bits, unsigned width, unsigned *code)
{
	unsigned byte;

	while (bits->count < width) {
		if (!take_byte(bits, &byte))
			return false;
		bits->held |= byte << bits->count;
		bits->count += 8;
	}
	*code = bits->held & ((1u << width) - 1);
	bits->held >>= width;
	bits->count -= width;
	return true;
}

struct lzw {
	uint16_t      before[CODE_LIMIT];  /* the code whose string this one's continues */
	unsigned char last[CODE_LIMIT], first[CODE_LIMIT];
	uint16_t      length[CODE_LIMIT];
	unsigned      clear, next, width, minimum;
	int           previous; /* code, or -1 */
};

static void
lzw_clear(struct lzw *lzw)
{
	lzw->next = lzw->clear + 2;
	lzw->width = lzw->minimum + 1;
	lzw->previous = -1;
}

static void
lzw_begin(struct lzw *lzw, unsigned minimum)
{
	lzw->minimum = minimum;
	lzw->clear = 1u << minimum;
	for (unsigned i = 0; i < lzw->clear; i++) {
		lzw->last[i] = lzw->first[i] = (unsigned char)i;
		lzw->length[i] = 1;
	}
	lzw_clear(lzw);
}

/* Adds what `code` stands for to the table; false when it can stand for nothing. */
static bool
lzw_learn(struct lzw *lzw, unsigned code)
{
	if (lzw->previous < 0)
		return code < lzw->clear;
	if (code > lzw->next || (code == lzw->next && lzw->next == CODE_LIMIT))
		return false;
	if (lzw->next == CODE_LIMIT)
		return true;
	lzw->before[lzw->next] = (uint16_t)lzw->previous;
	lzw->first[lzw->next] = lzw->first[lzw->previous];
	lzw->last[lzw->next] = lzw->first[code == lzw->next ? (unsigned)lzw->previous : code];
	lzw->length[lzw->next] = (uint16_t)(lzw->length[lzw->previous] + 1);
	lzw->next++;
	if (lzw->next == 1u << lzw->width && lzw->width < 12)
		lzw->width++;
	return true;
}

/* Writes the string of a code from its end; what does not fit is dropped. */
static size_t
lzw_write(const struct lzw *lzw, unsigned code, unsigned char *out, size_t room)
{
	size_t length = lzw->length[code];

	for (size_t i = length; i-- > 0; code = lzw->before[code])
		if (i < room)
			out[i] = lzw->last[code];
	return length < room ? length : room;
}

/* Indices of the frame; returns how many came. */
static size_t
read_indices(const struct gif_frame *frame, unsigned char *indices, size_t count)
{
	struct lzw *lzw = calloc(1, sizeof *lzw);
	struct gif_bits bits = { .rest = span_from(frame->data, 1) };
	unsigned minimum = frame->data.n > 0 ? frame->data.p[0] : 0, code;
	size_t done = 0;

	if (lzw == NULL || minimum < 1 || minimum > 8) {
		free(lzw);
		return 0;
	}
	lzw_begin(lzw, minimum);
	while (done < count && take_code(&bits, lzw->width, &code)) {
		if (code == lzw->clear) {
			lzw_clear(lzw);
			continue;
		}
		if (code == lzw->clear + 1 || !lzw_learn(lzw, code))
			break;
		done += lzw_write(lzw, code, indices + done, count - done);
		lzw->previous = (int)code;
	}
	free(lzw);
	return done;
}

/* The row on which the frame's n-th row of data lies (appendix E). */
static uint32_t
row_of(const struct gif_frame *frame, uint32_t n)
{
	static const struct {
		uint32_t first, step;
	} passes[4] = { { 0, 8 }, { 4, 8 }, { 2, 4 }, { 1, 2 } };

	if (!frame->interlaced)
		return n;
	for (unsigned i = 0; i < 4; i++) {
		uint32_t rows = frame->height > passes[i].first
		                        ? (frame->height - passes[i].first + passes[i].step - 1)
		                                  / passes[i].step
		                        : 0;

		if (n < rows)
			return passes[i].first + n * passes[i].step;
		n -= rows;
	}
	return n;
}

static void
paint(const struct gif_frame *frame, const unsigned char *indices, size_t count, struct pixels *out)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t x = frame->left + i % frame->width;
		uint64_t y = (uint64_t)frame->top + row_of(frame, (uint32_t)(i / frame->width));
		size_t colour = (size_t)indices[i] * 3;

		if (x < out->width && y < out->height && colour + 3 <= frame->palette.n)
			memcpy(out->samples + (y * out->width + x) * 3, frame->palette.p + colour, 3);
	}
}

static struct span
take_palette(struct span *rest, unsigned flags)
{
	size_t n = flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0;
	struct span palette = span_first(*rest, n);

	*rest = span_from(*rest, n);
	return palette;
}

/* Passes over extensions to the first image descriptor. */
static bool
find_frame(struct span rest, struct gif_frame *frame)
{
	while (rest.n > 2 && rest.p[0] == 0x21) {
		rest = span_from(rest, 2);
		while (rest.n > 0 && rest.p[0] != 0)
			rest = span_from(rest, 1 + (uint64_t)rest.p[0]);
		rest = span_from(rest, 1);
	}
	if (rest.n < 11 || rest.p[0] != 0x2C)
		return false;
	frame->left = le16(rest.p + 1);
	frame->top = le16(rest.p + 3);
	frame->width = le16(rest.p + 5);
	frame->height = le16(rest.p + 7);
	frame->interlaced = rest.p[9] & 0x40;
	frame->data = span_from(rest, 10);
	if (rest.p[9] & 0x80)
		frame->palette = take_palette(&frame->data, rest.p[9]);
	return frame->width > 0 && frame->height > 0;
}

static enum decode_result
decode_frame(const struct gif_frame *frame, struct pixels *out)
{
	size_t count = (size_t)frame->width * frame->height, done;
	unsigned char *indices = malloc(count);

	if (indices == NULL)
		return DECODE_TOO_LARGE;
	done = read_indices(frame, indices, count);
	if (done > 0)
		paint(frame, indices, done, out);
	free(indices);
	if (done == 0)
		return DECODE_DAMAGED;
	return done < count ? DECODE_PARTLY : DECODE_WHOLE;
}

enum decode_result
decode_gif(struct span input, const struct decode_limits *limits, struct pixels *out)
{
	struct span rest = span_from(input, 13);
	struct gif_frame frame = { 0 };
	enum decode_result result;
	uint32_t width, height;

	if (input.n < 13)
		return DECODE_DAMAGED;
	width = le16(input.p + 6);
	height = le16(input.p + 8);
	frame.palette = take_palette(&rest, input.p[10]);
	if (!find_frame(rest, &frame))
		return DECODE_DAMAGED;
	if (!decode_limits_allow(limits, width, height)
	    || !decode_limits_allow(limits, frame.width, frame.height))
		return width == 0 || height == 0 ? DECODE_DAMAGED : DECODE_TOO_LARGE;
	if (!pixels_begin(out, width, height, 3))
		return DECODE_TOO_LARGE;
	result = decode_frame(&frame, out);
	if (result != DECODE_WHOLE && result != DECODE_PARTLY)
		pixels_end(out);
	return result;
}
