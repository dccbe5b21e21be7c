/* SPDX-License-Identifier: Apache-2.0 */
/*
 * av_stream.h - one stream of a file decoded frame by frame: the part that
 * pictures and sound share. One frame is held at a time; packets that do not
 * decode are passed over and counted.
 */
#ifndef VIDIMUS_WORKER_AV_STREAM_H
#define VIDIMUS_WORKER_AV_STREAM_H

#include "worker/av/av_container.h"

#include <libavcodec/avcodec.h>

struct stream {
	struct container container;
	AVStream        *stream;
	AVCodecContext  *decoder;
	AVPacket        *packet;
	AVFrame         *frame;   /* the last one decoded */
	uint64_t         packets; /* of this stream, read */
	uint64_t         refused; /* that the decoder did not take */
	bool             keys_only; /* set by the user: what is no key frame is passed over */
	bool             drained; /* no packet is left */
};

/*
 * Opens the stream of that kind which a player would take. STATUS_INVALID when
 * the container cannot be read, STATUS_NOT_FOUND when it has no such stream that we
 * decode, STATUS_LIMIT when its pictures are above AV_PIXEL_LIMIT, STATUS_MEMORY. On a
 * failure *stream is as { 0 }. `input` is borrowed until stream_end.
 */
CHECKED enum status stream_open(struct stream *stream, enum AVMediaType kind,
                                const struct parser_input *input, const char *media_type,
                                struct error *err);
void stream_end(struct stream *stream);

/* Decodes the next frame into stream->frame. STATUS_DONE after the last, STATUS_MEMORY. */
CHECKED enum status stream_next(struct stream *stream, struct error *err);

/*
 * The frame's presentation time in microseconds from the file's start, rounded
 * to nearest; false when the file gives none.
 */
CHECKED bool stream_time(const struct stream *stream, int64_t *microseconds);

/*
 * Goes back to a key frame that is decoded at or before `microseconds`. STATUS_INVALID
 * where the format has no way back that keeps its times; then the file is to be opened anew.
 */
CHECKED enum status stream_seek(struct stream *stream, int64_t microseconds, struct error *err);

#endif
