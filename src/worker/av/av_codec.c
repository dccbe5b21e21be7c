/* SPDX-License-Identifier: Apache-2.0 */
/* av_codec.c - opens decoders. */
#include "worker/av/av_codec.h"

#include "worker/av/av_limits.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>

static enum status
start(AVCodecContext *decoder, const AVCodec *codec, const AVStream *stream, struct error *err)
{
	AVDictionary *options = NULL;
	int rc;

	if (avcodec_parameters_to_context(decoder, stream->codecpar) < 0 ||
	    av_dict_set(&options, "codec_whitelist", av_decoders, 0) < 0)
		return fail_memory(err);
	decoder->thread_count = 1;
	decoder->pkt_timebase = stream->time_base;
	decoder->max_pixels = AV_PIXEL_LIMIT;
	rc = avcodec_open2(decoder, codec, &options);
	av_dict_free(&options);
	if (rc == AVERROR(ENOMEM))
		return fail_memory(err);
	if (rc < 0)
		return fail(err, STATUS_NOT_FOUND, "the decoder %s declines it: %s", codec->name,
		            av_err2str(rc));
	return STATUS_OK;
}

enum status
codec_open(AVCodecContext **out, const AVStream *stream, struct error *err)
{
	const AVCodecParameters *parameters = stream->codecpar;
	const AVCodec *codec = avcodec_find_decoder(parameters->codec_id);
	AVCodecContext *decoder;
	enum status st;

	if ((int64_t)parameters->width * parameters->height > AV_PIXEL_LIMIT)
		return fail(err, STATUS_LIMIT, "pictures of %d x %d pixels", parameters->width,
		            parameters->height);
	if (!codec)
		return fail(err, STATUS_NOT_FOUND, "no decoder for %s",
		            avcodec_get_name(parameters->codec_id));
	decoder = avcodec_alloc_context3(codec);
	if (!decoder)
		return fail_memory(err);
	st = start(decoder, codec, stream, err);
	if (st != STATUS_OK)
		avcodec_free_context(&decoder);
	else
		*out = decoder;
	return st;
}

static void
warm_one(const char *name)
{
	const AVCodec *codec = avcodec_find_decoder_by_name(name);
	AVCodecContext *decoder = codec ? avcodec_alloc_context3(codec) : NULL;

	if (!decoder)
		return;
	decoder->thread_count = 1;
	/* Many decline to start without a stream's parameters; their tables stand nevertheless. */
	(void)avcodec_open2(decoder, codec, NULL);
	avcodec_free_context(&decoder);
}

void
codec_warm(void)
{
	struct text names = text_of(av_decoders);

	while (names.p) {
		struct text name = text_cut(&names, ',');
		char string[64];

		snprintf(string, sizeof string, "%.*s", (int)name.n, name.p);
		warm_one(string);
	}
}
