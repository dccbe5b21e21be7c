/* SPDX-License-Identifier: Apache-2.0 */
/* line_stream.c - cuts blocks into pieces; only a piece that lies in two blocks is copied. */
#include "bundle/line_stream.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

enum status
line_stream_open(struct line_stream *out, struct bundle_source *source, const char *name,
                 char separator, size_t limit, struct error *err)
{
	*out = (struct line_stream){ .separator = separator, .limit = limit };
	return bundle_stream_open(&out->stream, source, name, err);
}

void
line_stream_end(struct line_stream *stream)
{
	bundle_stream_close(stream->stream);
	buffer_end(&stream->joined);
	*stream = (struct line_stream){ 0 };
}

static enum status
fill(struct line_stream *stream, struct error *err)
{
	enum status st;

	if (stream->stream == NULL || stream->ended)
		return STATUS_DONE;
	st = bundle_stream_next(stream->stream, &stream->block, err);
	stream->ended = st == STATUS_DONE;
	return st;
}

/* The part of the block up to its first separator, or all of it. */
static struct text
cut_block(struct line_stream *stream, bool *found)
{
	const char *end = memchr(stream->block.p, stream->separator, stream->block.n);
	struct text part = stream->block;

	*found = end != NULL;
	if (end != NULL)
		part.n = (size_t)(end - part.p);
	stream->block.p += part.n + (*found ? 1 : 0);
	stream->block.n -= part.n + (*found ? 1 : 0);
	return part;
}

enum status
line_stream_next(struct line_stream *stream, struct text *piece, bool *terminated,
                 struct error *err)
{
	struct text part;

	buffer_clear(&stream->joined);
	*terminated = false;
	for (;;) {
		enum status st = stream->block.n > 0 ? STATUS_OK : fill(stream, err);

		if (st == STATUS_DONE && stream->joined.n > 0)
			break;
		if (st != STATUS_OK)
			return st;
		part = cut_block(stream, terminated);
		if (part.n > stream->limit - stream->joined.n)
			return fail(err, STATUS_LIMIT, "a line of more than %zu bytes", stream->limit);
		if (*terminated && stream->joined.n == 0) {
			stream->number++;
			*piece = part;
			return STATUS_OK;
		}
		buffer_append_text(&stream->joined, part);
		if (*terminated)
			break;
	}
	stream->number++;
	*piece = text_of_buffer(&stream->joined);
	return buffer_check(&stream->joined, err);
}
