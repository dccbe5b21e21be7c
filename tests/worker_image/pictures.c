/* SPDX-License-Identifier: Apache-2.0 */
/* pictures.c - chunks, segments and entries, written as plainly as can be. */
#include "worker_image/pictures.h"

#include "base/scoped.h"
#include "worker/image/family.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

void
put_be16(struct buffer *out, unsigned value)
{
	buffer_append_byte(out, (char)(value >> 8));
	buffer_append_byte(out, (char)value);
}

void
put_be32(struct buffer *out, uint32_t value)
{
	put_be16(out, value >> 16);
	put_be16(out, value & 0xFFFF);
}

void
put_le16(struct buffer *out, unsigned value)
{
	buffer_append_byte(out, (char)value);
	buffer_append_byte(out, (char)(value >> 8));
}

void
put_le32(struct buffer *out, uint32_t value)
{
	put_le16(out, value & 0xFFFF);
	put_le16(out, value >> 16);
}

void
put_png_chunk(struct buffer *out, const char *type, const void *data, size_t n)
{
	uLong crc = crc32(0, (const Bytef *)type, 4);

	put_be32(out, (uint32_t)n);
	buffer_append(out, type, 4);
	buffer_append(out, data, n);
	put_be32(out, (uint32_t)(n > 0 ? crc32_z(crc, data, n) : crc));
}

void
put_png_head(struct buffer *out, uint32_t width, uint32_t height)
{
	SCOPED(buffer) header = { 0 };

	buffer_append(out, "\x89PNG\r\n\x1a\n", 8);
	put_be32(&header, width);
	put_be32(&header, height);
	buffer_append(&header, "\x08\0\0\0\0", 5);
	put_png_chunk(out, "IHDR", header.p, header.n);
}

void
put_deflated_zeros(struct buffer *out, size_t n)
{
	static const unsigned char zeros[65536];
	unsigned char piece[65536];
	z_stream stream = { 0 };
	int result = Z_OK;

	assert_int_equal(deflateInit(&stream, 9), Z_OK);
	while (result != Z_STREAM_END) {
		if (stream.avail_in == 0 && n > 0) {
			stream.avail_in = (uInt)(n < sizeof zeros ? n : sizeof zeros);
			stream.next_in = (z_const Bytef *)(uintptr_t)zeros;
			n -= stream.avail_in;
		}
		stream.next_out = piece;
		stream.avail_out = sizeof piece;
		result = deflate(&stream, n == 0 ? Z_FINISH : Z_NO_FLUSH);
		buffer_append(out, piece, sizeof piece - stream.avail_out);
	}
	deflateEnd(&stream);
}

void
put_png_tail(struct buffer *out, uint32_t width, uint32_t height)
{
	SCOPED(buffer) rows = { 0 };

	put_deflated_zeros(&rows, ((size_t)width + 1) * height);
	put_png_chunk(out, "IDAT", rows.p, rows.n);
	put_png_chunk(out, "IEND", NULL, 0);
}

void
put_jpeg_segment(struct buffer *out, unsigned marker, const void *body, size_t n)
{
	assert_true(n <= 65533);
	put_be16(out, 0xFF00 | marker);
	put_be16(out, (unsigned)n + 2);
	buffer_append(out, body, n);
}

void
put_tiff_entry(struct buffer *out, unsigned tag, unsigned type, uint32_t count, uint32_t value)
{
	put_le16(out, tag);
	put_le16(out, type);
	put_le32(out, count);
	put_le32(out, value);
}

void
read_seed(struct buffer *out, const char *name)
{
	char path[512];

	snprintf(path, sizeof path, "%s/tests/fuzz/corpus/%s", VIDIMUS_SOURCE, name);
	read_file(out, path);
	assert_true(out->n > 0);
}

void
examine_bytes(const struct buffer *bytes, struct examination *out)
{
	const struct parser_task task = task_examine("");

	assert_int_equal(bytes->failed, 0);
	parse_bytes(&image_parser, bytes->p, bytes->n, &task, out, NULL);
}

void
picture_of_bytes(const struct buffer *bytes, enum parser_work work, uint32_t side,
                 struct examination *out, struct picture *picture)
{
	const struct parser_task task = { .work = work, .side = side };

	assert_int_equal(bytes->failed, 0);
	parse_bytes(&image_parser, bytes->p, bytes->n, &task, out, picture);
}

void
assert_raw(const struct examination *got, const char *source, const char *group, const char *tag,
           const char *raw)
{
	const char *told = tag_raw(got, source, group, tag);

	if (told == NULL)
		fail_msg("%s %s %s is not told", source, group ? group : "*", tag);
	assert_string_equal(told, raw);
}

void
assert_measured(const struct examination *got, const char *name, const char *value)
{
	const char *told = measured(got, name);

	if (told == NULL)
		fail_msg("%s is not measured", name);
	assert_string_equal(told, value);
}
