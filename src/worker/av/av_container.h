/* SPDX-License-Identifier: Apache-2.0 */
/*
 * av_container.h - a container opened by libavformat from mapped bytes: no
 * protocol, no second file, only white-listed formats and decoders, one thread.
 */
#ifndef VIDIMUS_WORKER_AV_CONTAINER_H
#define VIDIMUS_WORKER_AV_CONTAINER_H

#include "base/scoped.h"
#include "worker/parser.h"

#include <libavformat/avformat.h>

/* The decoders that may run, by libavcodec's names between commas. */
extern const char av_decoders[];

/* The file as libavformat reads it. */
struct av_bytes {
	const struct parser_input *input;
	uint64_t                   at;
	uint64_t                   allowance; /* bytes that may still be read, so that jumping about ends */
};

struct container {
	AVFormatContext *format;
	struct av_bytes  bytes;
	int              best_film, best_sound; /* stream that a player would take; below 0 for none */
};

/*
 * Opens `input` (borrowed, must outlive the container) and looks as far into
 * it as is needed to know its streams. `media_type` is what the signature
 * told: where the content alone does not convince libavformat, its demuxer is
 * tried; "" for none. STATUS_INVALID with the cause when no white-listed format
 * can be made of it; STATUS_REFUSED for more tags than libavformat should be given. Clears the complaints of av_log.h first.
 */
CHECKED enum status container_open(struct container *container, const struct parser_input *input,
                                   const char *media_type, struct error *err);
void container_end(struct container *container);

/* Presentation time on the container's own clock that is counted as zero, in microseconds. */
int64_t container_start(const struct container *container);

/* The stream of that kind that a player would take, attached pictures apart; NULL for none. */
AVStream *container_stream(const struct container *container, enum AVMediaType kind);

/* Makes the demuxer pass over all streams but one. */
void container_keep_only(struct container *container, const AVStream *stream);

/* The next packet of any stream: STATUS_OK, or STATUS_DONE at the end or where reading breaks off. */
CHECKED enum status container_packet(struct container *container, AVPacket *packet);

#endif
