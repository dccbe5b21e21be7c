/* SPDX-License-Identifier: Apache-2.0 */
/* av_stream.c - packets in, frames out, for one stream of a file. */
#include "worker/av/av_stream.h"

#include "worker/av/av_codec.h"
#include "base/error.h"

#include <string.h>

static enum status
open_stream(struct stream *stream, enum AVMediaType kind, struct error *err)
{
	stream->stream = container_stream(&stream->container, kind);
	if (!stream->stream)
		return fail(err, STATUS_NOT_FOUND, "it has no stream of %s",
		            kind == AVMEDIA_TYPE_VIDEO ? "pictures" : "sound");
	stream->packet = av_packet_alloc();
	stream->frame = av_frame_alloc();
	if (!stream->packet || !stream->frame)
		return fail_memory(err);
	container_keep_only(&stream->container, stream->stream);
	return codec_open(&stream->decoder, stream->stream, err);
}

enum status
stream_open(struct stream *stream, enum AVMediaType kind, const struct parser_input *input,
            const char *media_type, struct error *err)
{
	enum status st;

	*stream = (struct stream){ 0 };
	st = container_open(&stream->container, input, media_type, err);
	if (st == STATUS_OK)
		st = open_stream(stream, kind, err);
	if (st != STATUS_OK)
		stream_end(stream);
	return st;
}

void
stream_end(struct stream *stream)
{
	av_frame_free(&stream->frame);
	av_packet_free(&stream->packet);
	avcodec_free_context(&stream->decoder);
	container_end(&stream->container);
	*stream = (struct stream){ 0 };
}

/* Gives the decoder the next packet of the stream, or tells it that none is left. */
static int
feed(struct stream *stream)
{
	int rc;

	do {
		av_packet_unref(stream->packet);
		if (container_packet(&stream->container, stream->packet) != STATUS_OK) {
			stream->drained = true;
			return avcodec_send_packet(stream->decoder, NULL);
		}
	} while (stream->packet->stream_index != stream->stream->index ||
	         (stream->keys_only && (stream->packet->flags & AV_PKT_FLAG_KEY) == 0));
	stream->packets++;
	rc = avcodec_send_packet(stream->decoder, stream->packet);
	av_packet_unref(stream->packet);
	return rc;
}

/* Errors of a packet are counted; only want of memory ends the stream. */
static bool
is_refusal(int rc)
{
	return rc < 0 && rc != AVERROR(EAGAIN) && rc != AVERROR_EOF;
}

enum status
stream_next(struct stream *stream, struct error *err)
{
	av_frame_unref(stream->frame);
	for (;;) {
		int rc = avcodec_receive_frame(stream->decoder, stream->frame);

		if (rc >= 0)
			return STATUS_OK;
		if (rc == AVERROR(ENOMEM))
			return fail_memory(err);
		stream->refused += is_refusal(rc);
		if (rc == AVERROR_EOF || stream->drained)
			return STATUS_DONE;
		rc = feed(stream);
		if (rc == AVERROR(ENOMEM))
			return fail_memory(err);
		stream->refused += is_refusal(rc);
	}
}

bool
stream_time(const struct stream *stream, int64_t *microseconds)
{
	int64_t time = stream->frame->best_effort_timestamp, at;

	*microseconds = 0;
	if (time == AV_NOPTS_VALUE) /* pictures come out in the order of showing, so this is near */
		time = stream->frame->pkt_dts;
	if (time == AV_NOPTS_VALUE)
		return false;
	at = av_rescale_q(time, stream->stream->time_base, AV_TIME_BASE_Q);
	/* INT64_MIN is what av_rescale_q gives for what does not fit */
	if (at == INT64_MIN ||
	    __builtin_sub_overflow(at, container_start(&stream->container), microseconds)) {
		*microseconds = 0;
		return false;
	}
	return true;
}

/*
 * Formats that keep the time of each packet, so that it is the same whether
 * one comes to it from the start or by a jump. Others (MPEG program streams, Ogg)
 * guess times by counting from where they begin.
 */
static bool
keeps_times(const AVInputFormat *format)
{
	static const char *const formats[] = { "mov,", "matroska,", "avi", "asf", "flv", "mpegts" };

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strncmp(format->name, formats[i], strlen(formats[i])) == 0)
			return true;
	return false;
}

enum status
stream_seek(struct stream *stream, int64_t microseconds, struct error *err)
{
	int64_t at;

	if (!keeps_times(stream->container.format->iformat))
		return fail(err, STATUS_INVALID, "its format has no exact way back");
	if (__builtin_add_overflow(microseconds, container_start(&stream->container), &at))
		at = INT64_MAX;
	at = av_rescale_q_rnd(at, AV_TIME_BASE_Q, stream->stream->time_base,
	                      AV_ROUND_DOWN | AV_ROUND_PASS_MINMAX);
	if (av_seek_frame(stream->container.format, stream->stream->index, at,
	                  AVSEEK_FLAG_BACKWARD) < 0)
		return fail(err, STATUS_INVALID, "its format has no way back");
	avcodec_flush_buffers(stream->decoder);
	stream->drained = false;
	return STATUS_OK;
}
