/* SPDX-License-Identifier: Apache-2.0 */
/* check_stream.c - formats without a header: MPEG and ADTS audio frames, transport packets. */
#include "intake/head.h"

#include "base/text.h"

#include <string.h>

#define FRAMES_WANTED 4 /* in a row, where the file is that long */
#define FRAMES_PADDED 3 /* at least, where zeros stand before the first */
#define PADDING_LIMIT 4096
#define PACKETS_WANTED 8
#define PACKETS_LEAST  3

#define ID3_HEADER 10

/* kbit/s by index 1 to 14 (ISO/IEC 11172-3 2.4.2.3, 13818-3 2.4.2.3). */
static const unsigned short rates[][14] = {
	{ 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448 }, /* MPEG-1 I */
	{ 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384 },    /* MPEG-1 II */
	{ 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 },     /* MPEG-1 III */
	{ 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256 },    /* MPEG-2 I */
	{ 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 },         /* MPEG-2 II, III */
};
static const unsigned frequencies[] = { 44100, 48000, 32000 }; /* halved for MPEG-2, again for 2.5 */

/* What stays the same from frame to frame, and the length of this one. */
struct frame {
	unsigned family;
	size_t   bytes;
};

static unsigned
mpeg_rate(unsigned version, unsigned layer, unsigned index)
{
	if (version == 3)
		return rates[layer - 1][index - 1];
	return rates[layer == 1 ? 3 : 4][index - 1];
}

static bool
read_mpeg(const struct head *head, size_t at, struct frame *out)
{
	uint32_t word = head_be32(head, at);
	unsigned version = word >> 19 & 3; /* 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5 */
	unsigned layer = 4 - (word >> 17 & 3);
	unsigned index = word >> 12 & 15, frequency = word >> 10 & 3, padding = word >> 9 & 1;
	unsigned rate, hertz;

	if (!head_has(head, at, 4) || word >> 21 != 0x7ff || version == 1 || layer == 4 ||
	    index == 0 || index == 15 || frequency == 3 || (word & 3) == 2)
		return false;
	rate = mpeg_rate(version, layer, index) * 1000;
	hertz = frequencies[frequency] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
	if (layer == 1)
		out->bytes = (12 * rate / hertz + padding) * 4;
	else
		out->bytes = (layer == 3 && version != 3 ? 72 : 144) * rate / hertz + padding;
	out->family = version << 4 | layer << 2 | frequency;
	return true;
}

/* ISO/IEC 13818-7 6.2: syncword, layer 0, a known sampling frequency, length with the header. */
static bool
read_adts(const struct head *head, size_t at, struct frame *out)
{
	unsigned second = head_byte(head, at + 1), third = head_byte(head, at + 2);
	unsigned header = second & 1 ? 7 : 9;

	if (!head_has(head, at, 7) || head_byte(head, at) != 0xff || (second & 0xf6) != 0xf0 ||
	    (third >> 2 & 15) > 12)
		return false;
	out->bytes = (head_byte(head, at + 3) & 3) << 11 | head_byte(head, at + 4) << 3 |
	             head_byte(head, at + 5) >> 5;
	out->family = (second & 8) << 4 | (third >> 2 & 15);
	return out->bytes >= header;
}

static bool
read_frame(const struct head *head, size_t at, bool adts, struct frame *out)
{
	return adts ? read_adts(head, at, out) : read_mpeg(head, at, out);
}

/*
 * Frames that lead from one to the next: enough of them, or as many as there
 * are to the end of the file or of its head. A tag may follow the last.
 */
static bool
frames_follow(const struct head *head, size_t at, bool adts, unsigned least)
{
	struct frame first, frame;
	unsigned n = 0;

	if (!read_frame(head, at, adts, &first))
		return false;
	/* FF FE begins UTF-16 text too and reads as Layer I */
	if (!adts && (first.family >> 2 & 3) == 1 && least < 2)
		least = 2;
	while (n < FRAMES_WANTED && read_frame(head, at, adts, &frame) &&
	       frame.family == first.family) {
		n++;
		if (frame.bytes >= head->n - at)
			return n >= least;
		at += frame.bytes;
	}
	if (n == FRAMES_WANTED)
		return true;
	return n >= least && (head_holds(head, at, text_of("TAG")) ||
	                      head_holds(head, at, text_of("APETAGEX")) || head->n - at < 4);
}

/* Where the tag ends, or 0: version and flags are small, the size has seven bits a byte (id3.org, ID3v2.4 3.1). */
static uint64_t
id3_end(const struct head *head)
{
	uint64_t size = 0;

	if (!head_holds(head, 0, text_of("ID3")) || !head_has(head, 0, ID3_HEADER) ||
	    head_byte(head, 3) > 4 || head_byte(head, 4) == 0xff)
		return 0;
	for (size_t i = 6; i < ID3_HEADER; i++) {
		if (head_byte(head, i) >= 0x80)
			return 0;
		size = size << 7 | head_byte(head, i);
	}
	return ID3_HEADER + size;
}

bool
check_id3(const struct head *head, struct text value)
{
	uint64_t end = id3_end(head);

	return end > 0 && (value.n == 0 || (end < head->n && head_holds(head, (size_t)end, value)));
}

bool
check_frames(const struct head *head, struct text value)
{
	bool adts = text_is(value, "adts");
	uint64_t end = id3_end(head);
	size_t at = 0;

	if (end >= head->n || (!adts && !text_is(value, "mpeg")))
		return false;
	if (end > 0)
		return frames_follow(head, (size_t)end, adts, 1);
	while (at < PADDING_LIMIT && at < head->n && head->p[at] == 0)
		at++;
	return frames_follow(head, at, adts, at > 0 ? FRAMES_PADDED : 1);
}

bool
check_late_frames(const struct head *head)
{
	const unsigned char *p = head->p, *end = p + head->n;

	while (p < end && (p = memchr(p, 0xff, (size_t)(end - p))) != NULL) {
		if (frames_follow(head, (size_t)(p - head->p), false, FRAMES_WANTED))
			return true;
		p++;
	}
	return false;
}

bool
check_packets(const struct head *head, struct text value)
{
	size_t packet = text_is(value, "192") ? 192 : 188;
	size_t at = packet - 188;
	unsigned n = 0;

	if (packet == 188 && !text_is(value, "188"))
		return false;
	/* sync byte, and an adaptation field control that is not the reserved 0 (2.4.3.3) */
	for (; n < PACKETS_WANTED && head_has(head, at, 4); n++, at += packet)
		if (head->p[at] != 0x47 || (head->p[at + 3] & 0x30) == 0)
			return false;
	return n >= PACKETS_LEAST;
}
