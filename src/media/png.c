/* SPDX-License-Identifier: Apache-2.0 */
/* png.c - chunks with their CRC, and one zlib stream of stored blocks, a block a chunk. */
#include "media/png.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK         65535u /* most bytes of a stored block (RFC 1951, 3.2.4) */
#define ADLER_MODULUS 65521u /* RFC 1950, 8.2 */
#define SIDE_MOST     INT32_MAX

struct png {
	const struct png_sink *to;
	uint32_t      crc_table[256];
	uint32_t      a, b;   /* Adler-32 of the stream so far */
	uint64_t      left;   /* bytes of the stream that are still to come */
	size_t        n;      /* in block */
	bool          begun;  /* the stream's header is written */
	/* The two bytes of a stream's header, five of a block's, the block, four of the check. */
	unsigned char chunk[2 + 5 + BLOCK + 4];
	unsigned char block[BLOCK];
};

/* PNG, annex D. */
static void
make_crc_table(uint32_t table[256])
{
	for (uint32_t n = 0; n < 256; n++) {
		uint32_t c = n;

		for (int bit = 0; bit < 8; bit++)
			c = c & 1 ? UINT32_C(0xedb88320) ^ (c >> 1) : c >> 1;
		table[n] = c;
	}
}

static uint32_t
crc_update(const struct png *png, uint32_t crc, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		crc = png->crc_table[(crc ^ bytes[i]) & 0xff] ^ (crc >> 8);
	return crc;
}

static void
put_32(unsigned char *out, uint32_t value)
{
	out[0] = (unsigned char)(value >> 24);
	out[1] = (unsigned char)(value >> 16);
	out[2] = (unsigned char)(value >> 8);
	out[3] = (unsigned char)value;
}

static enum status
write_chunk(const struct png *png, const char type[4], const unsigned char *data, size_t n,
            struct error *err)
{
	unsigned char head[8], tail[4];
	uint32_t crc;
	enum status st;

	put_32(head, (uint32_t)n);
	memcpy(head + 4, type, 4);
	crc = crc_update(png, UINT32_MAX, head + 4, 4);
	put_32(tail, ~crc_update(png, crc, data, n));
	st = png->to->take(png->to->context, head, sizeof head, err);
	if (st == STATUS_OK && n > 0)
		st = png->to->take(png->to->context, data, n, err);
	return st == STATUS_OK ? png->to->take(png->to->context, tail, sizeof tail, err) : st;
}

static void
count_adler(struct png *png, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		png->a = (png->a + bytes[i]) % ADLER_MODULUS;
		png->b = (png->b + png->a) % ADLER_MODULUS;
	}
}

/* The block that is full, or the last one, as a chunk of its own. */
static enum status
write_block(struct png *png, struct error *err)
{
	unsigned char *at = png->chunk;
	bool last = png->left == 0;

	if (!png->begun) {
		*at++ = 0x78; /* deflate with a window of 32 KiB (RFC 1950, 2.2) */
		*at++ = 0x01;
		png->begun = true;
	}
	*at++ = last;
	*at++ = (unsigned char)(png->n & 0xff);
	*at++ = (unsigned char)(png->n >> 8);
	*at++ = (unsigned char)(~png->n & 0xff);
	*at++ = (unsigned char)(~png->n >> 8 & 0xff);
	memcpy(at, png->block, png->n);
	at += png->n;
	count_adler(png, png->block, png->n);
	png->n = 0;
	if (last) {
		put_32(at, png->b << 16 | png->a);
		at += 4;
	}
	return write_chunk(png, "IDAT", png->chunk, (size_t)(at - png->chunk), err);
}

static enum status
stream(struct png *png, const unsigned char *bytes, size_t n, struct error *err)
{
	enum status st = STATUS_OK;

	while (st == STATUS_OK && n > 0) {
		size_t room = BLOCK - png->n, part = n < room ? n : room;

		memcpy(png->block + png->n, bytes, part);
		png->n += part;
		png->left -= part;
		bytes += part;
		n -= part;
		if (png->n == BLOCK || png->left == 0)
			st = write_block(png, err);
	}
	return st;
}

static enum status
write_rows(struct png *png, const struct picture *picture, struct error *err)
{
	static const unsigned char unfiltered = 0;
	size_t row = (size_t)picture->width * picture->channels;
	enum status st = STATUS_OK;

	png->left = ((uint64_t)row + 1) * picture->height;
	for (uint32_t y = 0; st == STATUS_OK && y < picture->height; y++) {
		st = stream(png, &unfiltered, 1, err);
		if (st == STATUS_OK)
			st = stream(png, picture->samples + row * y, row, err);
	}
	return st;
}

static enum status
write_all(struct png *png, const struct picture *picture, struct error *err)
{
	static const unsigned char signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
	unsigned char header[13] = { [8] = 8 /* bits a sample */ };
	enum status st = png->to->take(png->to->context, signature, sizeof signature, err);

	put_32(header, picture->width);
	put_32(header + 4, picture->height);
	header[9] = picture->channels == 3 ? 2 : 0; /* truecolour, greyscale */
	if (st == STATUS_OK)
		st = write_chunk(png, "IHDR", header, sizeof header, err);
	if (st == STATUS_OK)
		st = write_rows(png, picture, err);
	return st == STATUS_OK ? write_chunk(png, "IEND", NULL, 0, err) : st;
}

enum status
png_write(const struct picture *picture, const struct png_sink *to, struct error *err)
{
	struct png *png;
	enum status st;

	if (picture->width == 0 || picture->height == 0 || picture->width > SIDE_MOST ||
	    picture->height > SIDE_MOST || (picture->channels != 1 && picture->channels != 3))
		return fail(err, STATUS_INVALID, "no picture of a form that is kept");
	png = calloc(1, sizeof *png);
	if (png == NULL)
		return fail_memory(err);
	png->to = to;
	png->a = 1;
	make_crc_table(png->crc_table);
	st = write_all(png, picture, err);
	free(png);
	return st;
}
