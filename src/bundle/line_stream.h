/* SPDX-License-Identifier: Apache-2.0 */
/* line_stream.h - the pieces of a bundle's file between separators, pulled one by one. */
#ifndef VIDIMUS_BUNDLE_LINE_STREAM_H
#define VIDIMUS_BUNDLE_LINE_STREAM_H

#include "bundle/source.h"

/* { 0 } reads nothing. Its members are private, but for number. */
struct line_stream {
	struct bundle_stream *stream;
	struct text           block;   /* what is not yet handed out of the last block */
	struct buffer         joined;  /* a piece that lies in several blocks */
	size_t                limit;
	char                  separator;
	bool                  ended;
	int64_t               number;  /* of the piece that was given last, from 1 */
};

/* STATUS_NOT_FOUND; the stream is then as { 0 }. */
CHECKED enum status line_stream_open(struct line_stream *out, struct bundle_source *source,
                                     const char *name, char separator, size_t limit,
                                     struct error *err);
void line_stream_end(struct line_stream *stream);

/*
 * The next piece without its separator, borrowed until the next call. The
 * bytes after the last separator, if any, are a piece too: *terminated tells.
 * STATUS_DONE at the end, STATUS_LIMIT for a piece above the limit.
 */
CHECKED enum status line_stream_next(struct line_stream *stream, struct text *piece,
                                     bool *terminated, struct error *err);

#endif
