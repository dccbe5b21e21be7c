/* SPDX-License-Identifier: Apache-2.0 */
/* av_sound.c - decodes sound and brings it to one channel at one rate. */
#include "worker/av/av_sound.h"

#include "base/error.h"

#include <libswresample/swresample.h>

enum status
sound_open(struct sound *sound, const struct parser_input *input, const char *media_type,
           struct error *err)
{
	*sound = (struct sound){ 0 };
	return stream_open(&sound->stream, AVMEDIA_TYPE_AUDIO, input, media_type, err);
}

void
sound_end(struct sound *sound)
{
	av_freep(&sound->samples);
	swr_free(&sound->resampler);
	av_channel_layout_uninit(&sound->layout);
	stream_end(&sound->stream);
	*sound = (struct sound){ 0 };
}

/* Makes a resampler for frames of this kind; what the former one holds is a few samples, and lost. */
static bool
fit_resampler(struct sound *sound, const AVFrame *frame)
{
	AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
	AVChannelLayout layout = { 0 };

	if (sound->resampler && sound->rate == frame->sample_rate && sound->format == frame->format &&
	    av_channel_layout_compare(&sound->layout, &frame->ch_layout) == 0)
		return true;
	swr_free(&sound->resampler);
	if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
		av_channel_layout_default(&layout, frame->ch_layout.nb_channels);
	else if (av_channel_layout_copy(&layout, &frame->ch_layout) < 0)
		return false;
	sound->rate = frame->sample_rate;
	sound->format = frame->format;
	if (av_channel_layout_copy(&sound->layout, &frame->ch_layout) < 0 ||
	    swr_alloc_set_opts2(&sound->resampler, &mono, AV_SAMPLE_FMT_S16, SOUND_RATE, &layout,
	                        frame->format, frame->sample_rate, 0, NULL) < 0 ||
	    swr_init(sound->resampler) < 0)
		swr_free(&sound->resampler);
	av_channel_layout_uninit(&layout);
	return sound->resampler != NULL;
}

/* Converts a frame, or with NULL what the resampler still holds. Returns the samples, or below 0. */
static int
convert(struct sound *sound, const AVFrame *frame)
{
	int most = swr_get_out_samples(sound->resampler, frame ? frame->nb_samples : 0);
	uint8_t *out;

	if (most < 0)
		return most;
	if (most > sound->room) {
		av_freep(&sound->samples);
		sound->room = 0;
		sound->samples = av_malloc_array((size_t)most, sizeof *sound->samples);
		if (!sound->samples)
			return AVERROR(ENOMEM);
		sound->room = most;
	}
	if (most == 0)
		return 0;
	out = (uint8_t *)sound->samples;
	return swr_convert(sound->resampler, &out, most,
	                   frame ? (const uint8_t **)(void *)frame->extended_data : NULL,
	                   frame ? frame->nb_samples : 0);
}

/* Takes the frame that was decoded: what samples it makes, or below 0. */
static int
take_frame(struct sound *sound)
{
	if (!sound->begun) {
		sound->begun = true;
		if (!stream_time(&sound->stream, &sound->first))
			sound->first = 0;
	}
	if (fit_resampler(sound, sound->stream.frame))
		return convert(sound, sound->stream.frame);
	sound->stream.refused++;
	return 0;
}

enum status
sound_next(struct sound *sound, const int16_t **samples, size_t *n, struct error *err)
{
	enum status st = stream_next(&sound->stream, err);
	int got;

	if (st == STATUS_OK) {
		got = take_frame(sound);
	} else if (st == STATUS_DONE && sound->resampler) {
		got = convert(sound, NULL);
		swr_free(&sound->resampler);
	} else {
		return st;
	}
	if (got == AVERROR(ENOMEM))
		return fail_memory(err);
	*samples = sound->samples;
	*n = got > 0 ? (size_t)got : 0;
	return STATUS_OK;
}
