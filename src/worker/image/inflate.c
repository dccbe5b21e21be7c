/* SPDX-License-Identifier: Apache-2.0 */
/* inflate.c - zlib in pieces of 16 KiB, until the stream, the limit or the sense ends. */
#include "worker/image/inflate.h"

#include <limits.h>
#include <zlib.h>

static enum inflated
inflate_pieces(z_stream *stream, struct buffer *out, size_t limit)
{
	unsigned char piece[16384];

	for (size_t written = 0;;) {
		int result;
		size_t n;

		stream->next_out = piece;
		stream->avail_out = sizeof piece;
		result = inflate(stream, Z_NO_FLUSH);
		n = sizeof piece - stream->avail_out;
		if (n > limit - written) {
			buffer_append(out, piece, limit - written);
			return INFLATED_CUT;
		}
		buffer_append(out, piece, n);
		written += n;
		if (result == Z_STREAM_END)
			return INFLATED_WHOLE;
		if (result != Z_OK || n == 0)
			return INFLATED_DAMAGED;
	}
}

enum inflated
inflate_append(struct buffer *out, struct span compressed, size_t limit)
{
	z_stream stream = { 0 };
	enum inflated result;

	if (compressed.n > UINT_MAX)
		return INFLATED_DAMAGED;
	stream.next_in = (z_const Bytef *)(uintptr_t)compressed.p;
	stream.avail_in = (uInt)compressed.n;
	if (inflateInit(&stream) != Z_OK)
		return INFLATED_DAMAGED;
	result = inflate_pieces(&stream, out, limit);
	inflateEnd(&stream);
	return result;
}

void
inflate_block(struct carrier *carrier, struct buffer *out, struct span compressed)
{
	size_t limit = CARRIER_INFLATE_TOTAL - carrier->inflated, before = out->n;
	enum inflated how;

	if (limit > CARRIER_INFLATE_LIMIT)
		limit = CARRIER_INFLATE_LIMIT;
	how = inflate_append(out, compressed, limit);
	carrier->inflated += out->n - before;
	if (how == INFLATED_CUT)
		carrier_damaged(carrier, "a compressed block grows beyond the %zu bytes that it may have",
		                limit);
	else if (how == INFLATED_DAMAGED)
		carrier_damaged(carrier, "a compressed block is damaged");
}
